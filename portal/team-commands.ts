// The console's team on the command line: for the first owner, and for whoever can get in no other way.
import { parseArgs } from 'node:util';
import { nowSeconds } from './clock.ts';
import { type Command, DATA, flag, inOffice, JSON_OUTPUT, only, print, text } from './command.ts';
import { Limits } from './server/limits.ts';
import { SetupError } from './server/private-file.ts';
import { Team } from './server/team/team.ts';
import type { Office } from './server/vendor/change.ts';
import { COMMAND, demand } from './server/vendor.ts';
import { teamFrom } from './settings.ts';
import { writeTime } from './values.ts';

const BASE_URL: [string, string] = ['LATCHKEY_BASE_URL', 'environment: where the console is reached, as at its start'];

export const TEAM_COMMANDS: Record<string, Command> = {
  'team owner-link': {
    summary:
      "Print a link that makes whoever opens it an owner of the console, and removes that person's second factor",
    usage: '',
    options: [BASE_URL, DATA],
    run: printOwnerLink,
  },
  'team link': {
    summary: 'Print a link that signs a member of the team in; a second factor is still asked for',
    usage: '<e-mail>',
    options: [BASE_URL, DATA],
    run: printSignInLink,
  },
  'team list': { summary: "List the console's team", usage: '[--json]', options: [JSON_OUTPUT, DATA], run: listTeam },
};

async function printOwnerLink(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text } });
  const link = await withTeam(values.data, async (team) => demand(await team.makeOwnerLink(COMMAND)));
  print(link);
  print('It works once, for an hour. Earlier links of this kind are worth nothing any more.');
}

async function printSignInLink(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { data: text } });
  const email = only(positionals, 'the e-mail address of a member').toLowerCase();
  const link = await withTeam(values.data, async (team) => demand(await team.makeSignInLink(COMMAND, email)));
  print(link);
  print('It works once, for 15 minutes.');
}

async function listTeam(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag } });
  const members = await withTeam(values.data, (team) => team.staff.list());
  if (values.json) return print(JSON.stringify(members));
  if (members.length === 0) return print('There is nobody yet; make an owner with: npm run portal -- team owner-link');
  for (const { email, name, role, seenAt, hasFactor, passkeys } of members) {
    const parts = [
      email,
      name,
      role,
      passkeys === 1 ? '1 passkey' : `${passkeys} passkeys`,
      hasFactor ? 'second factor' : 'no second factor',
      seenAt === undefined ? 'never signed in' : `last sign-in ${writeTime(seenAt)}`,
    ];
    print(parts.join('  ·  '));
  }
}

function withTeam<T>(data: string | undefined, work: (team: Team) => Promise<T>): Promise<T> {
  return inOffice(data, async (office) => work(openTeam(office)));
}

function openTeam(office: Office): Team {
  const config = teamFrom(process.env);
  if (!config) throw new SetupError('Set LATCHKEY_BASE_URL to the address at which the console is reached.');
  return new Team(office, new Limits(office.vault, nowSeconds), config);
}
