// Who of the vendor's team is at work, and in whose name an operation is done.
import type { APIContext } from 'astro';
import { mayRole, type Right } from '../server/team/rights.ts';
import type { Member } from '../server/team/team.ts';
import type { By } from '../server/vendor/change.ts';

/** What the sign-in library puts into every name of the team's cookies. */
const TEAM_COOKIES = 'latchkey-team';
const ATTEMPT = /^[0-9a-f-]{36}$/;

/** @param setCookies takes what the answer must set: a session in use is prolonged */
export async function readMember(
  { portal }: App.Locals,
  headers: Headers,
  setCookies: string[],
): Promise<Member | undefined> {
  if (!portal.team || !(headers.get('Cookie') ?? '').includes(TEAM_COOKIES)) return undefined;
  const { value, cookies } = await portal.team.member(headers);
  setCookies.push(...cookies);
  return value;
}

/** @throws when the page is not behind the gate of portal/middleware.ts */
export function memberOf({ member }: App.Locals): Member {
  if (!member) throw new Error('a page of the console was reached without a member');
  return member;
}

/** For showing a button or not; whether something may be done is decided by the gate. */
export function may({ role }: Pick<Member, 'role'>, right: Right): boolean {
  return mayRole(role, right);
}

/** With the form that was sent, when it has an `<Attempt />`: sent twice, it is done once, and answered as the first time. */
export function byMember(locals: App.Locals, form?: FormData): By {
  const { id } = memberOf(locals);
  const by: By = { actor: { kind: 'user', id, address: locals.address } };
  const attempt = form?.get('attempt');
  if (!form || typeof attempt !== 'string' || !ATTEMPT.test(attempt)) return by;
  const asked = [...form].map(([name, value]) => `${name}=${typeof value === 'string' ? value : value.name}`);
  const fate = { unknown: false };
  locals.attempt = { id: attempt, fate };
  return { ...by, attempt: { ...locals.portal.office.attempt(`console ${id}`, attempt, ...asked.sort()), fate } };
}

/** The answer of a page whose address names what is not there: `return missing(Astro)`. */
export function missing({ rewrite, url, request }: Pick<APIContext, 'rewrite' | 'url' | 'request'>): Promise<Response> {
  // A request of its own: the body of a form that was read cannot be handed on.
  return rewrite(new Request(new URL('/console/missing', url), { headers: request.headers }));
}
