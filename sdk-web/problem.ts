// What can go wrong around a verdict: a name for programs, a sentence for people. What a license means, and its words, come out of the module.
import type { Place, Refused } from '../hosts/js/index.ts';

/** Why something was not done, and what the person can do. */
export interface Problem extends Place {
  /** Kebab-case name, for programs: one of this file, a reason of the module, or the portal's own. */
  name: string;
  sentence: string;
  /** When trying again makes sense. */
  retryAfterSeconds?: number;
}

/** All or nothing: the thing asked for, or the problem. */
export type Outcome<T> = ({ ok: true } & T) | { ok: false; problem: Problem };

const sentences = {
  'module-missing': 'The license check could not be loaded. Connect to the internet once and reload the page.',
  'module-changed':
    'The license check that was loaded is not that of this application. Reload the page; if this stays, tell the vendor.',
  'module-forbidden':
    'This page or browser forbids WebAssembly, which the license check needs. Use another browser; if this stays, tell the vendor.',
  'insecure-page': 'The browser keeps a license only for pages that were opened over https. Open this page over https.',
  'storage-blocked':
    'This browser stores nothing for this page, so the license lasts until the page is closed. Allow storage, or leave private browsing.',
  'storage-full':
    'The storage of this browser is full, so the license lasts until the page is closed. Free some space.',
  'storage-broken':
    'The storage of this browser is broken, so the license lasts until the page is closed. Restart the browser; if this stays, delete the data of this site.',
  'storage-damaged':
    'The stored license was damaged and is not used. Activate again, with the license key or the code.',
  'storage-lost': 'The browser has deleted the stored license. Activate again, with the license key or the code.',
  fault: 'The license check failed in itself. Reload the page; if this stays, tell the vendor.',
  'storage-newer':
    'The license was stored by a newer version of this application and is left as it is. Reload the page to get that version.',
  'no-device-key':
    'This browser cannot make the key that stands for this device. Update the browser, or open the page over https.',
  'no-portal': 'This application has no portal to ask. Use an activation code.',
  'not-activated-online': 'This license was installed from a code. Ask for a new code with a new request.',
  'nothing-installed': 'No license is installed here. Activate first.',
  'no-seat-to-free': 'This license has no receipt to give: it was not bound to this browser. Ask the vendor.',
  unreachable: 'The portal did not answer. The stored license stays in use; try again when you are online.',
  superseded: 'The license was changed in another tab meanwhile. Nothing was lost; look again.',
} as const;

export type ProblemName = keyof typeof sentences;

export function problem(name: ProblemName): Problem {
  return { name, sentence: sentences[name] };
}

export function failed(name: ProblemName): { ok: false; problem: Problem } {
  return { ok: false, problem: problem(name) };
}

/** A refusal as a problem: its reason is the name, its place stays. */
export function refusal({ reason, sentence, row, group, offset }: Refused): { ok: false; problem: Problem } {
  return { ok: false, problem: { name: reason, sentence, ...defined({ row, group, offset }) } };
}

/** The members that have a value. */
export function defined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>; // a filtered object widens
  };
}

/** Whatever fails inside becomes an answer: nothing is thrown into the application. */
export async function contained<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch {
    return failed('fault');
  }
}
