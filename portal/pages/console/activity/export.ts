// The audit log as a file, oldest first, written while it is read: a log of any length needs no more memory than a page of it.
import type { APIRoute } from 'astro';
import { dayStart } from '../../../reading/console/activity.ts';
import { byMember } from '../../../reading/member.ts';

export const GET: APIRoute = async ({ url, locals }) => {
  const format = url.searchParams.get('format') === 'csv' ? 'csv' : 'json';
  const since = dayStart(url.searchParams.get('since') ?? '');
  const lines = await locals.portal.office.audit.file(byMember(locals), format, since);
  return new Response(streamOf(lines), {
    headers: {
      'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="audit-log.${format}"`,
    },
  });
};

/** Reads on when somebody takes it, and not before. */
function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => void (await lines.return(undefined)),
  });
}
