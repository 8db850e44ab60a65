// Who signs in: customers' accounts, which licenses they hold, and sessions that were opened with a license key alone.
import type { Step, Words } from '../migrate.ts';

export const accounts: Step = {
  name: '030-accounts',
  statements: (words) => [
    ...audienceTables('customer', words),

    // An e-mail address that was proved reaches the license, also from an account that does not exist yet.
    `create table license_holder (
      license_id text not null references license (id),
      email text not null,
      since ${words.integer} not null,
      primary key (license_id, email)
    ) ${words.table}`,
    'create index license_holder_email on license_holder (email)',

    // Found by a hash: a copy of the store opens no session.
    `create table key_session (
      id ${words.bytes} primary key check (length(id) = 32),
      license_id text not null references license (id),
      created_at ${words.integer} not null,
      used_at ${words.integer} not null
    ) ${words.table}`,
    'create index key_session_age on key_session (used_at)',
  ],
};

/**
 * The tables of one audience, as the sign-in library names their columns. Another audience has tables of its own, so that no
 * session and no address can be taken for one of the other.
 */
export function audienceTables(audience: string, { integer, table }: Words): string[] {
  const postgres = integer === 'bigint';
  const time = postgres ? 'timestamptz' : 'text';
  const truth = postgres ? 'boolean' : 'integer';
  return [
    `create table ${audience}_user (
      id text primary key,
      name text not null,
      email text not null unique,
      "emailVerified" ${truth} not null,
      image text,
      "createdAt" ${time} not null,
      "updatedAt" ${time} not null
    ) ${table}`,
    `create table ${audience}_session (
      id text primary key,
      "userId" text not null references ${audience}_user (id) on delete cascade,
      token text not null unique,
      "expiresAt" ${time} not null,
      "createdAt" ${time} not null,
      "updatedAt" ${time} not null,
      "ipAddress" text,
      "userAgent" text
    ) ${table}`,
    `create index ${audience}_session_user on ${audience}_session ("userId")`,
    `create table ${audience}_login (
      id text primary key,
      "userId" text not null references ${audience}_user (id) on delete cascade,
      "accountId" text not null,
      "providerId" text not null,
      "accessToken" text,
      "refreshToken" text,
      "idToken" text,
      "accessTokenExpiresAt" ${time},
      "refreshTokenExpiresAt" ${time},
      scope text,
      password text,
      "createdAt" ${time} not null,
      "updatedAt" ${time} not null
    ) ${table}`,
    `create table ${audience}_verification (
      id text primary key,
      identifier text not null,
      value text not null,
      "expiresAt" ${time} not null,
      "createdAt" ${time} not null,
      "updatedAt" ${time} not null
    ) ${table}`,
    `create index ${audience}_verification_identifier on ${audience}_verification (identifier)`,
    `create table ${audience}_passkey (
      id text primary key,
      "userId" text not null references ${audience}_user (id) on delete cascade,
      name text,
      "publicKey" text not null,
      "credentialID" text not null unique,
      counter integer not null,
      "deviceType" text not null,
      "backedUp" ${truth} not null,
      transports text,
      aaguid text,
      "createdAt" ${time}
    ) ${table}`,
    `create index ${audience}_passkey_user on ${audience}_passkey ("userId")`,
  ];
}
