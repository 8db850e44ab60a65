// What each command does with a license, and what it prints.
import { createHash } from 'node:crypto';
import type { Spelled, Verdict } from '../js/verdict.ts';
import { FileTrouble, licenseFilesIn, readCodeFile, writeCodeFile } from './codefile.ts';
import { WrongUsage } from './config.ts';
import { type Desk, EXIT } from './desk.ts';
import type { License, Standing } from './license.ts';
import type { Finding } from './machine.ts';
import type { Options } from './options.ts';
import { linkTo, pictureOf, pictureOfLink } from './picture.ts';
import { readPortal } from './portal.ts';
import { natureInWords, row, standingInWords, verdictInWords } from './words.ts';

export function requestCommand(license: License, options: Options, desk: Desk): number {
  const portal = readPortal(options.portal);
  const label = options.label ?? nameFrom(desk.hostName);
  const request = license.request({ label, fresh: options.new });
  const path = options.to === undefined ? undefined : writeTo(options.to, license.product, request, 'lkr');
  // A license key belongs into no address; such a request is shown as it is.
  const link = portal && !license.carriesLicenseKey(request) ? linkTo(portal, request) : undefined;
  if (options.json) {
    const { code, file, isNew } = request;
    printJson(desk, { code, file, isNew, ...(path && { path }), ...(link && { link }) });
    return EXIT.done;
  }
  const nature = natureInWords(license.machine);
  desk.print(request.isNew ? 'The activation request of this machine:' : 'The request that waits for its answer:');
  desk.print(`\n${request.file.trimEnd()}\n`);
  if (options.qr ?? desk.terminal) {
    desk.print(`${link ? pictureOfLink(link, desk.terminal) : pictureOf(request, desk.terminal)}\n`);
  }
  if (path !== undefined) desk.print(`Written to ${path}\n`);
  if (nature !== undefined) desk.print(`${nature}\n`);
  desk.print(link ? NEXT_AFTER_LINK : NEXT_AFTER_REQUEST);
  return EXIT.done;
}

const NEXT_AFTER_REQUEST = `What to do next:
  1. Open your vendor's portal on a phone or another computer, and scan the picture, paste the rows, or upload the file.
  2. Bring the activation code back and run: latchkey install`;

const NEXT_AFTER_LINK = `What to do next:
  1. Scan the picture with a phone: it opens your vendor's portal with this request. Or paste the rows there, or upload the file.
  2. Bring the activation code back and run: latchkey install`;

export async function installCommand(
  license: License,
  options: Options,
  readCode: () => Promise<string>,
  desk: Desk,
): Promise<number> {
  const folders = options.stick ? await foldersOfSticks(desk) : options.from === undefined ? undefined : [options.from];
  const code = folders === undefined ? await readCode() : findCode(license, folders, desk);
  if (code === undefined) return EXIT.refused;
  if (code.trim() === '') throw new FileTrouble('No code was given; paste it, or name its file.');
  const { installed, verdict } = license.install(code);
  if (options.json) printJson(desk, { installed, ...verdictForJson(verdict) });
  else
    desk.print(
      [installed ? 'Installed.' : 'Not installed; nothing has changed.', ...verdictInWords(verdict)].join('\n'),
    );
  return installed ? EXIT.done : EXIT.refused;
}

async function foldersOfSticks(desk: Desk): Promise<string[]> {
  const folders = await desk.sticks();
  if (folders.length === 0)
    throw new FileTrouble('No removable drive is plugged in; or name a folder: install --from FOLDER');
  return folders;
}

/** The code for this machine among the `.lic` files of folders: the answer to the pending request, else the latest that is accepted. */
function findCode(license: License, folders: readonly string[], desk: Desk): string | undefined {
  const paths = folders.flatMap(licenseFilesIn);
  if (paths.length === 0)
    throw new FileTrouble(`There is no .lic file in ${folders.join(', ')}; save it there from the portal.`);
  const tried = paths.map((path) => tryFile(license, path));
  const accepted = tried.filter((file) => file.verdict?.accepted).sort(bestFirst)[0];
  if (accepted !== undefined) return accepted.text;
  desk.complain('None of these codes is accepted on this machine:');
  for (const { path, sentence } of tried) desk.complain(`  ${path}: ${sentence}`);
  return undefined;
}

interface Tried {
  path: string;
  text: string;
  sentence: string;
  verdict?: Verdict;
}

function tryFile(license: License, path: string): Tried {
  try {
    const text = readCodeFile(path);
    const verdict = license.preview(text);
    return { path, text, sentence: verdict.sentence, verdict };
  } catch (error) {
    if (error instanceof FileTrouble) return { path, text: '', sentence: error.message };
    throw error;
  }
}

function bestFirst(a: Tried, b: Tried): number {
  if (!a.verdict?.accepted || !b.verdict?.accepted) return 0;
  const answers = Number(b.verdict.signedTime) - Number(a.verdict.signedTime);
  return answers || b.verdict.claims.issuedAt - a.verdict.claims.issuedAt;
}

export function statusCommand(license: License, options: Options, desk: Desk): number {
  const standing = license.check();
  const accepted = standing.installed && standing.verdict.accepted;
  if (options.json) printJson(desk, standingForJson(standing, license));
  else {
    const nature = natureInWords(license.machine);
    desk.print(standingInWords(standing));
    if (nature !== undefined) desk.print(nature);
  }
  return accepted ? EXIT.done : EXIT.refused;
}

export async function releaseCommand(license: License, options: Options, desk: Desk): Promise<number> {
  if (options.taken) return receiptTaken(license, options, desk);
  const { receipt: waiting } = license.check();
  if (waiting === undefined && !options.yes && !(await isSure(desk))) {
    desk.print('Nothing has changed.');
    return EXIT.refused;
  }
  const release = license.release();
  if (!release.released) {
    if (options.json) printJson(desk, { released: false, reason: release.reason, sentence: release.sentence });
    else desk.print(`Not given back; nothing has changed.\n${release.sentence}`);
    return EXIT.refused;
  }
  showReceipt(license, release.receipt, options, desk);
  return EXIT.done;
}

async function isSure(desk: Desk): Promise<boolean> {
  if (!desk.interactive) throw new WrongUsage('Giving a license back cannot be undone here; say --yes.');
  const answer = await desk.ask('The license stops working on this machine. Give it back? Type yes: ');
  return answer.trim().toLowerCase() === 'yes';
}

function showReceipt(license: License, receipt: Spelled, options: Options, desk: Desk): void {
  const path = options.to === undefined ? undefined : writeTo(options.to, license.product, receipt, 'lkd');
  if (options.json) {
    printJson(desk, { released: true, code: receipt.code, file: receipt.file, ...(path && { path }) });
    return;
  }
  desk.print(`The license was given back. This is the receipt:\n\n${receipt.file.trimEnd()}\n`);
  if (options.qr ?? desk.terminal) desk.print(`${pictureOf(receipt, desk.terminal)}\n`);
  if (path !== undefined) desk.print(`Written to ${path}\n`);
  desk.print(NEXT_AFTER_RELEASE);
}

const NEXT_AFTER_RELEASE = `What to do next:
  1. Enter the receipt in your vendor's portal, under "Give back", or tell it to your vendor; that frees the seat.
  2. Then run: latchkey release --taken`;

function receiptTaken(license: License, options: Options, desk: Desk): number {
  const taken = license.receiptTaken();
  if (options.json) printJson(desk, { taken });
  else desk.print(taken ? 'The receipt is forgotten here.' : 'No receipt was waiting.');
  return taken ? EXIT.done : EXIT.refused;
}

export function componentsCommand(license: License, options: Options, desk: Desk): number {
  const { used, unusable, spare } = license.components;
  const value = (finding: Finding) => (options['show-values'] ? { value: finding.value } : {});
  const listed = [
    ...used.map(({ finding }) => ({ ...nameOf(finding), state: 'used', ...value(finding) })),
    ...spare.map((finding) => ({ ...nameOf(finding), state: 'spare', ...value(finding) })),
    ...unusable.map(({ finding, problem }) => ({
      ...nameOf(finding),
      state: 'unusable',
      sentence: problem.sentence,
      ...value(finding),
    })),
  ];
  if (options.json) printJson(desk, { nature: license.machine.nature, components: listed });
  else printComponents(license, listed, desk);
  return used.length > 0 ? EXIT.done : EXIT.machine;
}

function nameOf({ kind, source }: Finding): { kind: string; source: string } {
  return { kind, source };
}

function printComponents(
  license: License,
  listed: readonly { kind: string; source: string; state: string; sentence?: string; value?: string }[],
  desk: Desk,
): void {
  const nature = natureInWords(license.machine);
  if (nature !== undefined) desk.print(`${nature}\n`);
  for (const { kind, source, state, sentence, value } of listed) {
    const shown = value === undefined ? '' : `: ${value}`;
    desk.print(row(kind, `${state.padEnd(10)}${source}${shown}${sentence ? ` – ${sentence}` : ''}`));
  }
  const count = license.components.used.length;
  desk.print(
    count > 0
      ? `\nA license can be bound to ${count === 1 ? 'one identifier' : `${count} identifiers`} of this machine.`
      : '\nNothing on this machine tells it from others; no license can be bound to it.',
  );
}

/** A name that says which machine and which request, so that several share a stick. */
function writeTo(folder: string, product: string, spelled: Spelled, ending: 'lkr' | 'lkd'): string {
  const digest = createHash('sha256').update(spelled.code).digest('hex').slice(0, 8);
  const name = product.replaceAll(/[^A-Za-z0-9.-]+/g, '_').slice(0, 32);
  return writeCodeFile(folder, `${name}-${digest}.${ending}`, spelled.file);
}

/** A host name as a label: at most 64 bytes, no control characters (docs/token.md, "Activation request"). */
function nameFrom(hostName: string): string {
  return hostName.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 64);
}

function standingForJson(standing: Standing, license: License): Record<string, unknown> {
  const { request, receipt, notice } = standing;
  return {
    installed: standing.installed,
    ...(standing.installed
      ? verdictForJson(standing.verdict)
      : { accepted: false, reason: standing.reason, sentence: standing.sentence }),
    ...(request && { request: request.code }),
    ...(receipt && { receipt: receipt.code }),
    ...(notice !== undefined && { notice }),
    nature: license.machine.nature,
  };
}

/** The verdict without what only the store needs; bytes as hex. */
function verdictForJson({ witness: _stored, ...verdict }: Verdict): Record<string, unknown> {
  return verdict;
}

function printJson(desk: Desk, value: unknown): void {
  const bytesAsHex = (_key: string, member: unknown) =>
    member instanceof Uint8Array ? Buffer.from(member).toString('hex') : member;
  desk.print(JSON.stringify(value, bytesAsHex, 2));
}
