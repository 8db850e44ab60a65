// A portal to try: a throw-away data folder, a sample product and a sample license. Nothing here is a default of a real start.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nowSeconds } from './clock.ts';
import { addSampleData, DEMO_PRODUCT, DEMO_SEATS, SAMPLE_EMAIL } from './demo-data.ts';
import { addSampleOwner } from './demo-team.ts';
import { describeKey } from './key-commands.ts';
import { writeLog as report } from './log.ts';
import { loadPages, PortTaken, type RunningServer, serve, stopOnSignal } from './serve.ts';
import type { Letter } from './server/accounts/mail.ts';
import { createDataFolder } from './server/folder.ts';
import { openPortal, type Portal } from './server/portal.ts';
import { SetupError } from './server/private-file.ts';
import { endpoint, networksInside } from './settings.ts';
import { english } from './texts/english.ts';

const PORTS_TO_TRY = 20;
const SAMPLE_LETTER = { subject: english.letter.subject('Latchkey demo'), text: english.letter.text('Latchkey demo') };

const lettersFile = process.env['LATCHKEY_DEMO_LETTERS'];
if (lettersFile) {
  mkdirSync(path.dirname(lettersFile), { recursive: true });
  writeFileSync(lettersFile, '');
}

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const pages = await loadPages();
await createDataFolder(folder, { nowSeconds: nowSeconds(), issuer: 'Latchkey demo' });
const licenseKey = await addSampleData(folder, nowSeconds());
const { host, port: wanted } = endpoint(process.env);
// Links in letters need the portal's address before it listens.
const port = wanted === 0 ? await freePort(host) : wanted;
const { portal, server } = await serveOnFreePort(port);
stopOnSignal(server);
process.stdout.write(welcome(portal, server.port, await addSampleOwner(portal)));
await portal.customers?.sendLink({ email: SAMPLE_EMAIL, letter: SAMPLE_LETTER, address: undefined });

/** The next free port if the usual one is taken; a port that was asked for is used or refused. */
async function serveOnFreePort(first: number): Promise<{ portal: Portal; server: RunningServer }> {
  const last = process.env['PORT'] === undefined ? first + PORTS_TO_TRY : first;
  for (let port = first; ; port++) {
    const accounts = { baseUrl: `http://localhost:${port}`, mailer: printLetter };
    const webhooks = { inside: networksInside(process.env) };
    const portal = await openPortal({
      folder,
      nowSeconds,
      report,
      accounts,
      team: accounts,
      webhooks,
      demo: { licenseKey },
    });
    try {
      return { portal, server: await serve({ background: true, portal, pages, host, port, report }) };
    } catch (error) {
      await portal.close();
      if (error instanceof PortTaken && port < last) continue;
      if (error instanceof SetupError) return giveUp(error);
      throw error;
    }
  }
}

function giveUp(error: SetupError): never {
  report(error.message);
  process.exit(1);
}

/** Letters are printed instead of sent; a file takes them too, where one is named. */
function printLetter({ to, subject, text }: Letter): void {
  const letter = `\n── Letter to ${to}: ${subject}\n${text}──\n`;
  process.stdout.write(letter);
  if (lettersFile) appendFileSync(lettersFile, letter);
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function welcome(portal: Portal, port: number, consoleLink: string): string {
  return `
Latchkey demo – sample data in a throw-away folder; it is gone when you stop this.

  Open             http://localhost:${port}/
  License key      ${licenseKey}
  Console          ${consoleLink}
                   (the vendor's side; the link signs you in as the sample owner, once)
  Product          ${DEMO_PRODUCT}, ${DEMO_SEATS} seats
  Sample account   ${SAMPLE_EMAIL}, with three licenses; its letters are printed here

${portal
  .publicKeys()
  .map(describeKey)
  .join('\n')
  .replace(/^(?=.)/gm, '  ')}

What to do: open the page, enter the license key above, and paste any fingerprint of a machine – for a first try a text
such as 4C4C4544-0042-3510 – to get its activation code. Or open the link in the letter below: it signs you in to the sample
account, whose machines are in every state. The link works once, for 15 minutes; "Sign in" on the page prints another one.
Ctrl-C stops the demo.
`;
}
