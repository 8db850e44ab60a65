// Answers a code as a file, for a USB stick. Keeps no state: the page posts the code back, and the module reads it once more.
import type { APIRoute } from 'astro';
import { readForm, textOf } from '../reading/form.ts';
import { attachment } from '../telling/file-name.ts';

export const POST: APIRoute = async ({ request, locals, redirect }) => {
  const form = await readForm(request);
  if (!form) return redirect('/', 303);
  const spelled = locals.portal.verifier.canonical(textOf(form, 'code'));
  if (!spelled.ok || spelled.value.letter !== 'A') return redirect('/', 303);
  return new Response(spelled.value.file, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': attachment(textOf(form, 'label')),
    },
  });
};

/** Somebody opened the address by itself; there is no file without a code. */
export const GET: APIRoute = ({ redirect }) => redirect('/', 303);
