// The codes of many machines as one .zip, to carry on a stick: each machine finds its own by itself.
import type { APIRoute } from 'astro';
import { strToU8, zipSync } from 'fflate';
import { chosenCodes } from '../../../reading/chosen.ts';
import { attachment, fileName } from '../../../telling/file-name.ts';

export const POST: APIRoute = async ({ request, locals, redirect }) => {
  const { portal, license } = locals;
  if (!license) return new Response(null, { status: 404 });
  const codes = await chosenCodes(request, portal, license.id);
  if (codes.length === 0) return redirect(`/licenses/${license.id}/batch`, 303);
  const files: Record<string, Uint8Array> = {};
  for (const { label, file } of codes) files[freeName(files, fileName(label))] = strToU8(file);
  // Plain dates in the archive say nothing; 1980 is where its format begins.
  const body = new Uint8Array(zipSync(files, { mtime: new Date(Date.UTC(1980, 0, 2)), level: 6 }));
  return new Response(body, {
    headers: { 'Content-Type': 'application/zip', 'Content-Disposition': attachment(license.id, '.zip') },
  });
};

export const GET: APIRoute = ({ locals, redirect }) => redirect(`/licenses/${locals.license?.id}/batch`, 303);

/** Two machines may have one name; no file hides another. */
function freeName(files: Record<string, Uint8Array>, name: string): string {
  for (let number = 1; ; number++) {
    const free = number === 1 ? `${name}.lic` : `${name} ${number}.lic`;
    if (!Object.hasOwn(files, free)) return free;
  }
}
