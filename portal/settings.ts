// What the environment says about how the portal runs. Whatever is wrong or half is refused at the start, with what to set.
import { writeLog } from './log.ts';
import type { AccountsConfig } from './server/access.ts';
import { smtpMailer } from './server/accounts/mail.ts';
import { SetupError } from './server/private-file.ts';
import type { TeamConfig } from './server/team/team.ts';
import { Networks } from './server/webhooks/addresses.ts';

/** Accounts need letters, and letters need an address for their links: all three settings, or none. */
export function accountsFrom(environment: NodeJS.ProcessEnv): AccountsConfig | undefined {
  const { LATCHKEY_BASE_URL: base, LATCHKEY_SMTP_URL: smtp, LATCHKEY_MAIL_FROM: from } = environment;
  if (!smtp && !from) return undefined;
  if (!smtp || !from || !base) {
    throw new SetupError(
      'Accounts need LATCHKEY_BASE_URL, LATCHKEY_SMTP_URL and LATCHKEY_MAIL_FROM; set all three, or leave the last two away.',
    );
  }
  return { baseUrl: readBaseUrl(base), mailer: smtpMailer(smtp, from, writeLog) };
}

function readBaseUrl(base: string): string {
  const url = URL.parse(base);
  if (url?.protocol === 'https:' || url?.hostname === 'localhost') return url.origin;
  throw new SetupError(
    'LATCHKEY_BASE_URL is the https address at which customers reach the portal, such as https://licenses.example.com',
  );
}

/** The console needs to know its address; on this machine alone it is known. */
export function teamFrom(environment: NodeJS.ProcessEnv): TeamConfig | undefined {
  const accounts = accountsFrom(environment);
  if (accounts) return accounts;
  const { LATCHKEY_BASE_URL: base } = environment;
  const { host, port } = endpoint(environment);
  if (base) return { baseUrl: readBaseUrl(base) };
  return host === '127.0.0.1' || host === 'localhost' ? { baseUrl: `http://localhost:${port}` } : undefined;
}

/** Networks of the vendor's own to which webhooks may go, besides the public Internet. */
export function networksInside({ LATCHKEY_WEBHOOK_NETWORKS: list = '' }: NodeJS.ProcessEnv): Networks {
  try {
    return new Networks(list.split(/[\s,]+/).filter(Boolean));
  } catch (error) {
    throw new SetupError(`LATCHKEY_WEBHOOK_NETWORKS: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

/** Where to listen. Without HOST only this machine can connect: the rest of the world comes through a proxy that speaks TLS. */
export function endpoint(environment: NodeJS.ProcessEnv): { host: string; port: number } {
  const { HOST: host = '127.0.0.1', PORT: text = '4321' } = environment;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new SetupError('PORT must be a number of 0 to 65535.');
  return { host, port };
}

/** PostgreSQL instead of the file in the data folder. */
export function databaseUrl({ DATABASE_URL: url }: NodeJS.ProcessEnv): string | undefined {
  if (!url) return undefined;
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw new SetupError('DATABASE_URL is an address such as postgresql://user:password@host/database.');
}
