// Letters that the portal sends: by SMTP, or onto the console where somebody only tries it out.
import { createTransport } from 'nodemailer';
import { SetupError } from '../private-file.ts';

export interface Letter {
  to: string;
  subject: string;
  /** Plain text. A link in it is on a line of its own. */
  text: string;
}

/** Hands a letter over and returns at once: how long it takes must tell nobody anything. */
export type Mailer = (letter: Letter) => void;

const PATIENCE_MILLISECONDS = 20_000;

/**
 * @param url such as `smtps://user:password@mail.example.com`
 * @param report hears that a letter was not taken, never to whom it was written
 * @throws SetupError when the setting is no address of a mail server
 */
export function smtpMailer(url: string, from: string, report: (event: string) => void): Mailer {
  const protocol = URL.parse(url)?.protocol;
  if (protocol !== 'smtp:' && protocol !== 'smtps:') {
    throw new SetupError('LATCHKEY_SMTP_URL must be like smtps://user:password@mail.example.com');
  }
  const transport = createTransport({
    url,
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return ({ to, subject, text }) => {
    transport.sendMail({ from, to: { name: '', address: to }, subject, text }).catch((error: unknown) => {
      // The server's answer may repeat the address; its code does not.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      report(`a letter was not sent: ${code.replace(/[^A-Z0-9_]/gi, '')}`);
    });
  };
}
