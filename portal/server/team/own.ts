// What members do about themselves: passkeys, a second factor, and where they are signed in.
import type { RegistrationResponseJSON } from '@simplewebauthn/browser';
import type { AccountSession } from '../accounts/customers.ts';
import type { Passkey, WithCookies } from '../accounts/passkeys.ts';
import { type By, change, type Office, type Result } from '../vendor/change.ts';
import { Declined } from '../vendor/problems.ts';
import { beginFactor, confirmFactor, hasFactor, newRecoveryCodes, removeFactor, waitingSecret } from './factor.ts';
import * as problems from './problems.ts';
import type { TeamSessions } from './sessions.ts';
import type { Member } from './team.ts';
import { base32, otpAddress } from './totp.ts';

/** What an app needs: an address for a picture, and the secret for those who type. */
export interface FactorSetup {
  address: string;
  secret: string;
}

export interface FactorState {
  on: boolean;
  recoveryCodesLeft: number;
}

export function ownOperations(office: Office, sessions: TeamSessions) {
  const { store } = office;
  const setupOf = (member: Member, secret: Uint8Array): FactorSetup => ({
    address: otpAddress(secret, office.issuer ?? 'Latchkey', member.email),
    secret: base32(secret),
  });
  return {
    async factor({ id }: Member): Promise<FactorState> {
      const { left } = await store.database
        .selectFrom('team_recovery_code')
        .select((it) => it.fn.countAll<number>().as('left'))
        .where('member_id', '=', id)
        .executeTakeFirstOrThrow();
      return { on: await hasFactor(store.database, id), recoveryCodesLeft: Number(left) };
    },

    async beginFactor(by: By, member: Member): Promise<Result<FactorSetup>> {
      return await change(office, by, async (tx) => setupOf(member, await beginFactor(office, tx, member.id)));
    },

    /** The setup that was begun, to be shown again beside a wrong code. */
    async waitingFactor(member: Member): Promise<FactorSetup | undefined> {
      const secret = await waitingSecret(office, member.id);
      return secret && setupOf(member, secret);
    },

    /** @returns the recovery codes, this once. The other sessions end: they were opened with one factor. */
    async confirmFactor(by: By, { id, sessionId }: Member, code: string): Promise<Result<string[]>> {
      const done = await change(office, by, async (tx, acts, now) => {
        const codes = await confirmFactor(office, tx, id, code, now);
        acts.push({ action: 'member.factor-added', subject: { kind: 'member', id } });
        return codes;
      });
      if (done.ok) await sessions.endOthers(id, sessionId);
      return done;
    },

    async removeFactor(by: By, { id }: Member): Promise<Result<true>> {
      return await change(office, by, async (tx, acts) => {
        if (!(await removeFactor(tx, id))) throw new Declined(problems.NO_FACTOR);
        acts.push({ action: 'member.factor-removed', subject: { kind: 'member', id } });
        return true as const;
      });
    },

    async renewRecoveryCodes(by: By, { id }: Member): Promise<Result<string[]>> {
      return await change(office, by, async (tx, acts) => {
        if (!(await hasFactor(tx, id))) throw new Declined(problems.NO_FACTOR);
        acts.push({ action: 'member.recovery-codes-renewed', subject: { kind: 'member', id } });
        return await newRecoveryCodes(office, tx, id);
      });
    },

    passkeys: (headers: Headers): Promise<Passkey[]> => sessions.passkeys.list(headers),
    passkeyCreation: (headers: Headers): Promise<WithCookies<unknown>> => sessions.passkeys.creation(headers),

    async addPasskey(by: By, headers: Headers, response: RegistrationResponseJSON, name: string): Promise<boolean> {
      return (await sessions.passkeys.add(headers, response, name)) && (await note(by, 'member.passkey-added'));
    },

    async removePasskey(by: By, headers: Headers, id: string): Promise<boolean> {
      return (await sessions.passkeys.remove(headers, id)) && (await note(by, 'member.passkey-removed'));
    },

    /** What it is called is the member's own affair, and stands in no log. */
    async renamePasskey(by: By, headers: Headers, id: string, name: string): Promise<boolean> {
      return (await sessions.passkeys.rename(headers, id, name)) && (await note(by, 'member.passkey-renamed'));
    },

    sessions: ({ id, sessionId }: Member): Promise<AccountSession[]> => sessions.list(id, sessionId),

    async endSession(by: By, { id }: Member, session: string): Promise<boolean> {
      return (await sessions.endOne(id, session)) && (await note(by, 'member.session-ended'));
    },

    async endOtherSessions(by: By, { id, sessionId }: Member): Promise<number> {
      const ended = await sessions.endOthers(id, sessionId);
      if (ended > 0) await note(by, 'member.sessions-ended');
      return ended;
    },
  };

  /** What the sign-in library has done in its own tables. */
  async function note(by: By, action: string): Promise<true> {
    await change(office, by, async (_tx, acts) => {
      acts.push({ action, subject: { kind: 'member', id: by.actor.id ?? '' } });
    });
    return true;
  }
}
