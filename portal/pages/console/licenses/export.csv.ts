import type { APIRoute } from 'astro';
import { nowSeconds } from '../../../clock.ts';
import { licenseQuery, readLicenseListing } from '../../../reading/console/license-listing.ts';
import { byMember } from '../../../reading/member.ts';
import { attachment } from '../../../telling/file-name.ts';

/** What the list shows, all pages of it, without keys. */
export const GET: APIRoute = async ({ locals, url }) => {
  const { cursor: _, limit: __, ...wanted } = licenseQuery(readLicenseListing(url.searchParams), nowSeconds());
  const exported = await locals.portal.office.licenses.export(byMember(locals), 'csv', wanted);
  if (!exported.ok) return new Response(exported.problem.error, { status: exported.problem.status });
  const day = new Date(nowSeconds() * 1000).toISOString().slice(0, 10);
  // The mark tells spreadsheets that it is UTF-8.
  return new Response(`\uFEFF${exported.value}`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': attachment(`licenses ${day}`, '.csv'),
    },
  });
};
