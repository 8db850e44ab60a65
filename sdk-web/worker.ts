// The service worker's side: the application's files by their hash, and a license that is refreshed while no page is open.
// Answers of the portal and verdicts are in no cache: a worker that serves yesterday's verdict is how a license check goes wrong.
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { createLicense, type LicenseOptions } from './index.ts';
import { TAKE_OVER, tagOf } from './tag.ts';

export type { PrecacheEntry } from 'workbox-precaching';

/** The parts of a worker that are used here; TypeScript has no types for windows and workers in one program. */
interface Worker extends EventTarget {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
/** `install`, `activate`, `sync` (Background Sync) and `periodicsync` (Periodic Background Sync). */
interface WorkerEvent extends Event {
  readonly tag?: string;
  waitUntil(work: Promise<unknown>): void;
}

export interface ShellOptions {
  /** Every file of the application, the module too, each with its hash: `[{ url, revision, integrity }]`, written by the build. */
  files: readonly PrecacheEntry[];
  /** The page that answers every navigation, for applications of one page. Absent: each page answers for itself. */
  shell?: string;
  /** Paths below the worker's scope that belong to a server; they always go to the network. */
  exceptPaths?: readonly RegExp[];
}

/**
 * Serves the application's files without a network. A new version is fetched whole, each file held to its hash, and waits until
 * `registerWorker` is told to take it or no page of the old one is open: a page never gets files of two versions.
 */
export function serveShell(worker: EventTarget, { files, shell, exceptPaths = [] }: ShellOptions): void {
  const { skipWaiting, clients } = asWorker(worker);
  precacheAndRoute([...files]);
  cleanupOutdatedCaches();
  if (shell !== undefined) {
    registerRoute(new NavigationRoute(createHandlerBoundToURL(shell), { denylist: [...exceptPaths] }));
  }
  worker.addEventListener('message', (event) => {
    if (Reflect.get(event, 'data') === TAKE_OVER) void skipWaiting.call(worker);
  });
  // The first page was loaded before there was a worker: it is served by this one from now on.
  onWorkerEvent(worker, 'activate', (event) => event.waitUntil(clients.claim()));
}

/**
 * Refreshes the license on Background Sync and Periodic Background Sync, where a browser has them. The three lines for an application
 * that has a worker already: import this, import the same options, call it.
 */
export function refreshInBackground(worker: EventTarget, options: LicenseOptions): void {
  const tag = tagOf(options.product);
  const refresh = (event: WorkerEvent) => {
    if (event.tag === tag) event.waitUntil(refreshOnce(options));
  };
  onWorkerEvent(worker, 'sync', refresh);
  onWorkerEvent(worker, 'periodicsync', refresh);
}

/** Rejects when the portal could not be reached, so that the browser tries again by its own rhythm. */
async function refreshOnce(options: LicenseOptions): Promise<void> {
  const license = await createLicense({ ...options, background: false });
  try {
    const { contact } = await license.refreshIfDue();
    if (contact?.name === 'unreachable') throw new Error('the portal did not answer');
  } finally {
    license.close();
  }
}

function onWorkerEvent(worker: EventTarget, name: string, heard: (event: WorkerEvent) => void): void {
  worker.addEventListener(name, (event) => {
    if (isWorkerEvent(event)) heard(event);
  });
}

function isWorkerEvent(event: Event): event is WorkerEvent {
  return typeof Reflect.get(event, 'waitUntil') === 'function';
}

function asWorker(worker: EventTarget): Worker {
  if (isWorker(worker)) return worker;
  throw new TypeError('serveShell belongs into a service worker: call it as serveShell(self, …) there');
}

function isWorker(worker: EventTarget): worker is Worker {
  return typeof Reflect.get(worker, 'skipWaiting') === 'function';
}
