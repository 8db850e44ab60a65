import type { APIRoute } from 'astro';
import { attachment } from '../../../telling/file-name.ts';
import { tableFile } from '../../../telling/table.ts';

export const GET: APIRoute = async ({ locals }) => {
  const { license, portal, texts } = locals;
  if (!license) return new Response(null, { status: 404 });
  return new Response(tableFile(texts, license, await portal.machines.list(license.id)), {
    headers: { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': attachment(license.id, '.csv') },
  });
};
