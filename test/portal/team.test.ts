// The vendor's team without pages: links, roles, second factors, and what is written down about them.
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Letter } from '../../portal/server/accounts/mail.ts';
import { RIGHTS, ROLES } from '../../portal/server/team/rights.ts';
import type { Member, Team } from '../../portal/server/team/team.ts';
import { stepOf, totp } from '../../portal/server/team/totp.ts';
import type { By } from '../../portal/server/vendor/change.ts';
import { openBeside, openFixture } from './fixture.ts';
import { onEachStore } from './stores.ts';

const SYSTEM: By = { actor: { kind: 'system' } };
const letter = { subject: 'Sign in', text: 'Here:\n\n{link}\n' };
const here = '192.0.2.1';

async function openTeam() {
  const letters: Letter[] = [];
  const config = { baseUrl: 'https://console.example', mailer: (it: Letter) => letters.push(it) };
  const fixture = await openFixture({}, {}, { team: config, accounts: config });
  const { team } = fixture.portal;
  if (!team) throw new Error('no team');
  fixture.clock.nowSeconds = Math.floor(Date.now() / 1000); // the sign-in library has a clock of its own
  return { ...fixture, team, letters };
}

type Opened = Awaited<ReturnType<typeof openTeam>>;

function tokenIn(link: string): string {
  return new URL(link).searchParams.get('token') ?? '';
}

async function ownerLink(team: Team, who: { email?: string; name?: string } = {}): Promise<string> {
  const made = await team.makeOwnerLink(SYSTEM, who);
  if (!made.ok) throw new Error(made.problem.error);
  return tokenIn(made.value);
}

async function signInLink(team: Team, email: string): Promise<string> {
  const made = await team.makeSignInLink(SYSTEM, email);
  if (!made.ok) throw new Error(made.problem.error);
  return tokenIn(made.value);
}

/** What a browser would send back. */
function cookieHeader(cookies: readonly string[]): Headers {
  return new Headers({ Cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
}

async function enter(team: Team, token: string, said = {}): Promise<Headers> {
  const entered = await team.enter(token, said, new Headers(), here);
  if (!entered.ok) throw new Error(entered.problem.code);
  return cookieHeader(entered.value);
}

async function memberIn(team: Team, headers: Headers): Promise<Member> {
  const { value } = await team.member(headers);
  if (!value) throw new Error('nobody is signed in');
  return value;
}

async function begin({ team }: Opened): Promise<{ headers: Headers; owner: Member; by: By }> {
  const headers = await enter(team, await ownerLink(team), { email: 'Ada@Example.com', name: ' Ada  Lovelace ' });
  const owner = await memberIn(team, headers);
  return { headers, owner, by: { actor: { kind: 'user', id: owner.id, address: here } } };
}

async function join(
  { team }: Opened,
  by: By,
  email: string,
  role: string,
): Promise<{ headers: Headers; member: Member }> {
  const invited = await team.staff.invite(by, { email, role, name: 'Grace' });
  if (!invited.ok) throw new Error(invited.problem.code);
  const headers = await enter(team, invited.value.token);
  return { headers, member: await memberIn(team, headers) };
}

/** A second factor, as an app would have it. */
async function addFactor(opened: Opened, member: Member): Promise<{ secret: Buffer; codes: string[] }> {
  const by: By = { actor: { kind: 'user', id: member.id } };
  const begun = await opened.team.own.beginFactor(by, member);
  if (!begun.ok) throw new Error(begun.problem.code);
  const secret = fromBase32(begun.value.secret);
  const confirmed = await opened.team.own.confirmFactor(by, member, totp(secret, stepOf(opened.clock.nowSeconds)));
  if (!confirmed.ok) throw new Error(confirmed.problem.code);
  opened.clock.nowSeconds += 60;
  return { secret, codes: confirmed.value };
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((symbol) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(symbol).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

async function actions({ portal }: Opened): Promise<string[]> {
  const listed = await portal.office.audit.list(SYSTEM, { limit: 100 });
  if (!listed.ok) throw new Error(listed.problem.code);
  return listed.value.map(({ action }) => action).reverse();
}

onEachStore(() => {
  describe('the first owner', () => {
    test('comes in by a link that works once', async () => {
      const opened = await openTeam();
      const { team } = opened;
      expect(await team.hasOwner()).toBe(false);
      const token = await ownerLink(team);
      expect(await team.link(token)).toEqual({
        kind: 'owner',
        email: null,
        name: null,
        role: 'owner',
        needsCode: false,
      });
      const headers = await enter(team, token, { email: 'Ada@Example.com', name: 'Ada' });
      expect(await memberIn(team, headers)).toMatchObject({
        email: 'ada@example.com',
        name: 'Ada',
        role: 'owner',
        fresh: true,
      });
      expect(await team.hasOwner()).toBe(true);
      expect(await team.link(token)).toBeUndefined();
      expect(await team.enter(token, { email: 'eve@example.com', name: 'Eve' }, new Headers(), here)).toMatchObject({
        ok: false,
        problem: { code: 'link-used' },
      });
      expect(await actions(opened)).toEqual(
        expect.arrayContaining(['team.owner-link-made', 'member.joined', 'member.signed-in']),
      );
    });

    test('names an address and a name, and the link stays good until then', async () => {
      const { team } = await openTeam();
      const token = await ownerLink(team);
      for (const [said, code] of [
        [{ email: 'no address', name: 'Ada' }, 'email-malformed'],
        [{ email: 'ada@example.com', name: ' \u200b ' }, 'name-missing'],
        [{ email: 'ada@example.com', name: 'x'.repeat(61) }, 'name-missing'],
      ] as const)
        expect(await team.enter(token, said, new Headers(), here)).toMatchObject({ problem: { code } });
      await enter(team, token, { email: 'ada@example.com', name: 'Ada' });
    });

    test('has an hour; a newer link makes the older one worthless', async () => {
      const { team, clock } = await openTeam();
      const first = await ownerLink(team);
      const second = await ownerLink(team);
      expect(await team.link(first)).toBeUndefined();
      clock.nowSeconds += 3599;
      expect(await team.link(second)).toBeDefined();
      clock.nowSeconds += 1;
      expect(await team.link(second)).toBeUndefined();
      expect(await team.hasOwnerLink()).toBe(false);
    });

    test('is one of several browsers that open the link at once', async () => {
      const { team } = await openTeam();
      const token = await ownerLink(team);
      const tries = ['a', 'b', 'c', 'd'].map((name) =>
        team.enter(token, { email: `${name}@example.com`, name }, new Headers(), here),
      );
      const entered = (await Promise.all(tries)).filter(({ ok }) => ok);
      expect(entered).toHaveLength(1);
      expect(await team.staff.list()).toHaveLength(1);
    });
  });

  test('the store holds no link and no secret that could be used', async () => {
    const opened = await openTeam();
    const token = await ownerLink(opened.team, { email: 'ada@example.com', name: 'Ada' });
    const headers = await enter(opened.team, token);
    const { codes } = await addFactor(opened, await memberIn(opened.team, headers));
    const further = await signInLink(opened.team, 'ada@example.com');
    const store = await openBeside(opened);
    const rows = await Promise.all(
      ['team_link', 'team_factor', 'team_recovery_code', 'team_verification', 'audit_entry'].map((table) =>
        sql`select * from ${sql.table(table)}`.execute(store.database),
      ),
    );
    const text = JSON.stringify(
      rows.map((it) => it.rows),
      (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value),
    );
    expect(text).toContain('ada@example.com');
    for (const secret of [token, further, ...codes, ...codes.map((code) => code.replaceAll('-', ''))])
      expect(text).not.toContain(secret);
  });

  describe('an invitation', () => {
    test('makes a member of that role, once, and is listed until then', async () => {
      const opened = await openTeam();
      const { by } = await begin(opened);
      const invited = await opened.team.staff.invite(by, {
        email: 'grace@example.com',
        role: 'support',
        name: 'Grace',
      });
      if (!invited.ok) throw new Error(invited.problem.code);
      expect(await opened.team.staff.invitations()).toMatchObject([{ email: 'grace@example.com', role: 'support' }]);
      const member = await memberIn(opened.team, await enter(opened.team, invited.value.token));
      expect(member).toMatchObject({ email: 'grace@example.com', name: 'Grace', role: 'support' });
      expect(await opened.team.staff.invitations()).toEqual([]);
      expect((await opened.team.enter(invited.value.token, {}, new Headers(), here)).ok).toBe(false);
    });

    test('is refused for a member, without a role, for no address', async () => {
      const opened = await openTeam();
      const { by } = await begin(opened);
      for (const [email, role, code] of [
        ['ada@example.com', 'reader', 'member-already'],
        ['grace@example.com', 'root', 'role-missing'],
        ['grace', 'reader', 'email-malformed'],
      ] as const)
        expect(await opened.team.staff.invite(by, { email, role })).toMatchObject({ problem: { code } });
    });

    test('can be withdrawn', async () => {
      const opened = await openTeam();
      const { by } = await begin(opened);
      const invited = await opened.team.staff.invite(by, { email: 'grace@example.com', role: 'owner' });
      if (!invited.ok) throw new Error(invited.problem.code);
      const [{ id } = { id: '' }] = await opened.team.staff.invitations();
      expect((await opened.team.staff.withdraw(by, id)).ok).toBe(true);
      expect(await opened.team.link(invited.value.token)).toBeUndefined();
      expect(await opened.team.staff.withdraw(by, id)).toMatchObject({ problem: { status: 404 } });
      expect(await opened.team.staff.withdraw(by, 'x')).toMatchObject({ problem: { status: 404 } });
    });
  });

  describe('roles', () => {
    test('change at once, for sessions that are open', async () => {
      const opened = await openTeam();
      const { by } = await begin(opened);
      const { headers, member } = await join(opened, by, 'grace@example.com', 'support');
      expect((await opened.team.staff.changeRole(by, member.id, 'reader')).ok).toBe(true);
      expect(await memberIn(opened.team, headers)).toMatchObject({ role: 'reader' });
    });

    test('leave one owner, also when two owners act at once', async () => {
      const opened = await openTeam();
      const { owner, by } = await begin(opened);
      expect(await opened.team.staff.changeRole(by, owner.id, 'reader')).toMatchObject({
        problem: { code: 'last-owner' },
      });
      expect(await opened.team.staff.remove(by, owner.id)).toMatchObject({ problem: { code: 'last-owner' } });
      const { member } = await join(opened, by, 'grace@example.com', 'owner');
      const other: By = { actor: { kind: 'user', id: member.id } };
      const done = await Promise.all([
        opened.team.staff.remove(by, member.id),
        opened.team.staff.remove(other, owner.id),
      ]);
      expect(done.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await opened.team.staff.list()).toMatchObject([{ role: 'owner' }]);
    });

    test('only three of them, and what is nobody’s right is the owner’s at most', () => {
      expect(ROLES).toEqual(['owner', 'support', 'reader']);
      for (const roles of Object.values(RIGHTS)) expect(roles).toContain('owner');
    });
  });

  describe('who is removed', () => {
    test('is out at once, everywhere, and stays known by name', async () => {
      const opened = await openTeam();
      const { by } = await begin(opened);
      const { headers, member } = await join(opened, by, 'grace@example.com', 'support');
      await addFactor(opened, member);
      const link = await signInLink(opened.team, 'grace@example.com');
      expect((await opened.team.staff.remove(by, member.id)).ok).toBe(true);
      expect((await opened.team.member(headers)).value).toBeUndefined();
      expect((await opened.team.enter(link, {}, new Headers(), here)).ok).toBe(false);
      expect((await opened.team.makeSignInLink(SYSTEM, 'grace@example.com')).ok).toBe(false);
      expect((await opened.team.names()).get(member.id)).toBe('Grace');
      const again = await join(opened, by, 'grace@example.com', 'reader');
      expect(again.member.id).not.toBe(member.id);
      expect(await opened.team.own.factor(again.member)).toEqual({ on: false, recoveryCodesLeft: 0 });
    });
  });

  describe('a link by e-mail', () => {
    test('is answered alike for members and for strangers, and sent to members only', async () => {
      const opened = await openTeam();
      await begin(opened);
      const asked = await Promise.all(
        ['ada@example.com', 'eve@example.com'].map((email) => opened.team.sendSignInLink(email, letter, here)),
      );
      expect(asked.map(({ ok }) => ok)).toEqual([true, true]);
      expect(opened.letters.map(({ to }) => to)).toEqual(['ada@example.com']);
      const link = /https:\S+/.exec(opened.letters[0]?.text ?? '')?.[0] ?? '';
      expect(await memberIn(opened.team, await enter(opened.team, tokenIn(link)))).toMatchObject({
        name: 'Ada Lovelace',
      });
    });

    test('is not sent without end', async () => {
      const opened = await openTeam();
      await begin(opened);
      for (let i = 0; i < 5; i++)
        expect((await opened.team.sendSignInLink('ada@example.com', letter, `192.0.2.${i}`)).ok).toBe(true);
      expect(await opened.team.sendSignInLink('ada@example.com', letter, '192.0.2.9')).toMatchObject({
        problem: { status: 429, field: 'email' },
      });
    });

    test('to the other audience means nothing: sessions of customers and of the team are apart', async () => {
      const opened = await openTeam();
      const { headers } = await begin(opened);
      const { customers } = opened.portal;
      if (!customers) throw new Error('no customers');
      expect((await customers.account(headers)).value).toBeUndefined();
      await customers.sendLink({ email: 'ada@example.com', letter, address: here });
      const link = /https:\S+/.exec(opened.letters.at(-1)?.text ?? '')?.[0] ?? '';
      expect(await opened.team.link(tokenIn(link))).toBeUndefined();
      const { cookies } = await customers.enter(tokenIn(link), new Headers(), here);
      const customer = cookieHeader(cookies);
      expect((await customers.account(customer)).value).toMatchObject({ email: 'ada@example.com' });
      expect((await opened.team.member(customer)).value).toBeUndefined();
      // Nor under the other's name: the secrets differ.
      const renamed = new Headers({
        Cookie: (customer.get('Cookie') ?? '').replaceAll('latchkey-customer', 'latchkey-team'),
      });
      expect((await opened.team.member(renamed)).value).toBeUndefined();
    });
  });

  describe('a second factor', () => {
    test('is asked for beside a link, which stays good until the code is right', async () => {
      const opened = await openTeam();
      const { owner } = await begin(opened);
      const { secret } = await addFactor(opened, owner);
      const token = await signInLink(opened.team, owner.email);
      expect(await opened.team.link(token)).toMatchObject({ needsCode: true });
      expect(await opened.team.enter(token, {}, new Headers(), here)).toMatchObject({
        problem: { code: 'code-needed' },
      });
      const code = totp(secret, stepOf(opened.clock.nowSeconds));
      const wrong = code === '000000' ? '000001' : '000000';
      expect(await opened.team.enter(token, { code: wrong }, new Headers(), here)).toMatchObject({
        problem: { code: 'code-wrong' },
      });
      expect(await memberIn(opened.team, await enter(opened.team, token, { code }))).toMatchObject({ id: owner.id });
    });

    test('takes no code twice', async () => {
      const opened = await openTeam();
      const { owner } = await begin(opened);
      const { secret } = await addFactor(opened, owner);
      const code = totp(secret, stepOf(opened.clock.nowSeconds));
      await enter(opened.team, await signInLink(opened.team, owner.email), { code });
      const token = await signInLink(opened.team, owner.email);
      expect(await opened.team.enter(token, { code }, new Headers(), here)).toMatchObject({
        problem: { code: 'code-wrong' },
      });
      opened.clock.nowSeconds += 30;
      await enter(opened.team, token, { code: totp(secret, stepOf(opened.clock.nowSeconds)) });
    });

    test('takes each recovery code once, however it is typed', async () => {
      const opened = await openTeam();
      const { owner } = await begin(opened);
      const { codes } = await addFactor(opened, owner);
      expect(codes).toHaveLength(10);
      const [first = ''] = codes;
      await enter(opened.team, await signInLink(opened.team, owner.email), {
        code: ` ${first.toLowerCase().replaceAll('-', ' ')}`,
      });
      expect(await opened.team.own.factor(owner)).toEqual({ on: true, recoveryCodesLeft: 9 });
      const token = await signInLink(opened.team, owner.email);
      expect((await opened.team.enter(token, { code: first }, new Headers(), here)).ok).toBe(false);
      expect(await actions(opened)).toContain('member.recovery-code-used');
    });

    test('cannot be guessed: after five wrong codes there is a wait, wherever they come from', async () => {
      const opened = await openTeam();
      const { owner } = await begin(opened);
      const { secret } = await addFactor(opened, owner);
      const token = await signInLink(opened.team, owner.email);
      for (let i = 0; i < 5; i++)
        expect(await opened.team.enter(token, { code: 'wrong' }, new Headers(), `198.51.100.${i}`)).toMatchObject({
          problem: { code: 'code-wrong' },
        });
      const right = { code: totp(secret, stepOf(opened.clock.nowSeconds)) };
      expect(await opened.team.enter(token, right, new Headers(), '198.51.100.9')).toMatchObject({
        problem: { status: 429 },
      });
      opened.clock.nowSeconds += 61;
      await enter(opened.team, token, { code: totp(secret, stepOf(opened.clock.nowSeconds)) });
    });

    test('ends the sessions that were opened without it', async () => {
      const opened = await openTeam();
      const { headers, owner } = await begin(opened);
      const elsewhere = await enter(opened.team, await signInLink(opened.team, owner.email));
      await addFactor(opened, owner);
      expect((await opened.team.member(headers)).value).toBeDefined();
      expect((await opened.team.member(elsewhere)).value).toBeUndefined();
    });

    test('has no effect before a code was entered, and is not made anew over one that is on', async () => {
      const opened = await openTeam();
      const { owner, by } = await begin(opened);
      expect((await opened.team.own.beginFactor(by, owner)).ok).toBe(true);
      expect(await opened.team.own.confirmFactor(by, owner, 'wrong')).toMatchObject({
        problem: { code: 'code-wrong' },
      });
      await enter(opened.team, await signInLink(opened.team, owner.email));
      await addFactor(opened, owner);
      expect(await opened.team.own.beginFactor(by, owner)).toMatchObject({ problem: { code: 'has-second-factor' } });
      expect(await opened.team.own.waitingFactor(owner)).toBeUndefined();
    });

    test('can be taken off by an owner, and by the link of whoever runs the portal', async () => {
      const opened = await openTeam();
      const { owner, by } = await begin(opened);
      const { headers, member } = await join(opened, by, 'grace@example.com', 'support');
      await addFactor(opened, member);
      expect((await opened.team.staff.resetFactor(by, member.id)).ok).toBe(true);
      expect((await opened.team.member(headers)).value).toBeUndefined();
      await enter(opened.team, await signInLink(opened.team, 'grace@example.com'));
      await addFactor(opened, owner);
      await enter(opened.team, await ownerLink(opened.team), { email: owner.email });
      expect(await opened.team.own.factor(owner)).toEqual({ on: false, recoveryCodesLeft: 0 });
    });
  });

  test('sessions are one’s own, and can be ended', async () => {
    const opened = await openTeam();
    const { headers, owner, by } = await begin(opened);
    const elsewhere = await memberIn(opened.team, await enter(opened.team, await signInLink(opened.team, owner.email)));
    const { member } = await join(opened, by, 'grace@example.com', 'reader');
    expect(await opened.team.own.sessions(owner)).toHaveLength(2);
    expect(await opened.team.own.endSession(by, owner, member.sessionId)).toBe(false);
    expect(await opened.team.own.endSession(by, owner, elsewhere.sessionId)).toBe(true);
    expect(await opened.team.own.sessions(owner)).toMatchObject([{ current: true }]);
    const cookies = await opened.team.signOut(headers, here);
    expect(cookies.join()).toMatch(/Max-Age=0/i);
    expect((await opened.team.member(headers)).value).toBeUndefined();
  });

  test('a sign-out and a new name of a passkey stand in the activity, in the name of who did it', async () => {
    const opened = await openTeam();
    const { headers, owner, by } = await begin(opened);
    const { database } = await openBeside(opened);
    await sql`insert into team_passkey ("id", "name", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp")
      values ('p1', 'old', 'k', ${owner.id}, 'c', 0, 'singleDevice', false)`.execute(database);
    expect(await opened.team.own.renamePasskey(by, headers, 'p2', 'new')).toBe(false);
    expect(await opened.team.own.renamePasskey(by, headers, 'p1', 'CANARY name')).toBe(true);
    await opened.team.signOut(headers, here);
    await opened.team.signOut(headers, here); // nobody is signed in any more
    const acts = await opened.portal.office.audit.list(SYSTEM, { limit: 3 });
    expect(acts).toMatchObject({
      value: [
        { action: 'member.signed-out', actor: { kind: 'user', id: owner.id } },
        { action: 'member.passkey-renamed', actor: { kind: 'user', id: owner.id } },
        { action: 'member.signed-in' },
      ],
    });
    expect(JSON.stringify(acts)).not.toContain('CANARY');
  });

  test('a sign-in is fresh for a quarter of an hour', async () => {
    const opened = await openTeam();
    const { headers } = await begin(opened);
    opened.clock.nowSeconds += 14 * 60;
    expect(await memberIn(opened.team, headers)).toMatchObject({ fresh: true });
    opened.clock.nowSeconds += 2 * 60;
    expect(await memberIn(opened.team, headers)).toMatchObject({ fresh: false });
  });

  test('a name that somebody typed cannot break a line', async () => {
    const opened = await openTeam();
    const { owner, by } = await begin(opened);
    await opened.team.staff.rename(by, owner.id, 'Ada\r\nEve \u202e evil');
    expect((await opened.team.names()).get(owner.id)).toBe('AdaEve evil');
  });
});
