import type { APIRoute } from 'astro';
import { readForm } from '../../../reading/form.ts';
import { byMember } from '../../../reading/member.ts';
import { writeCsv } from '../../../server/csv.ts';

/** As many as one import can make. */
const MOST = 5000;

/** The keys of licenses that a form names. That they were shown is noted for each. A POST, because it hands out secrets. */
export const POST: APIRoute = async ({ locals, request }) => {
  const form = await readForm(request);
  const ids = form?.getAll('license').flatMap((id) => (typeof id === 'string' ? id : [])) ?? [];
  const keys = await locals.portal.office.licenses.keys(byMember(locals), [...new Set(ids)].slice(0, MOST), true);
  if (!keys.ok) return new Response(keys.problem.error, { status: keys.problem.status });
  return new Response(writeCsv(['license', 'key'], Object.entries(keys.value)), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="license-keys.csv"',
    },
  });
};
