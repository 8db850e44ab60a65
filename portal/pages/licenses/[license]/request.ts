// One request file of many, sent by the script of "Activate many at once".
import type { APIRoute } from 'astro';
import { activateFile } from '../../../reading/batch.ts';
import { readForm } from '../../../reading/form.ts';

export const POST: APIRoute = async ({ request, locals }) => {
  const { texts, portal, address, license } = locals;
  const form = await readForm(request);
  const file = form?.get('file');
  if (!license || !(file instanceof File))
    return Response.json({ file: '', sentence: texts.batch.notFile }, { status: 400 });
  return Response.json(await activateFile(texts, portal, { file, licenseId: license.id, address }));
};
