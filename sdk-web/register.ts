// The page's side of the service worker: registers it, offers new versions, and asks for a sync when the portal was out of reach.
import type { License } from './license.ts';
import { TAKE_OVER, tagOf } from './tag.ts';

/** The least time between two refreshes that the browser starts by itself, in milliseconds; it decides how often it really does. */
const PERIODIC_MILLISECONDS = 12 * 3600 * 1000;

export interface RegisterOptions {
  /** A new version is ready. Offer it to the person; `take()` loads it in this tab and in those that agree. Absent: it comes with the next start. */
  onUpdate?: (update: { take: () => void }) => void;
  /** Another tab took a new version, and this one still shows the old. Absent: it reloads as soon as nobody looks at it. */
  onReplaced?: (reload: () => void) => void;
  /** Refreshed in the background where the browser can. */
  license?: License;
  product?: string;
}

/** Resolves to nothing where there are no service workers, or they are forbidden: the application runs on, and needs the network to start. */
export async function registerWorker(
  address: URL | string,
  options: RegisterOptions = {},
): Promise<ServiceWorkerRegistration | undefined> {
  const workers = globalThis.navigator.serviceWorker;
  if (!workers) return undefined;
  const registration = await workers
    .register(address, { type: 'module', updateViaCache: 'none' })
    .catch(() => undefined);
  if (!registration) return undefined;
  offerUpdates(workers, registration, options);
  if (options.license && options.product !== undefined)
    askForSync(registration, options.license, tagOf(options.product));
  return registration;
}

function offerUpdates(
  workers: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
  { onUpdate, onReplaced = reloadUnseen }: RegisterOptions,
): void {
  let taking = false;
  let controlled = workers.controller !== null;
  const offer = () => {
    const { waiting } = registration;
    if (!waiting || !workers.controller) return; // the first version is no update
    onUpdate?.({
      take() {
        taking = true;
        waiting.postMessage(TAKE_OVER);
      },
    });
  };
  workers.addEventListener('controllerchange', () => {
    if (controlled && taking) location.reload();
    else if (controlled) onReplaced(() => location.reload());
    controlled = true;
  });
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') offer();
    });
  });
  offer();
}

/** What a person is typing is not thrown away. */
function reloadUnseen(reload: () => void): void {
  const unseen = () => {
    if (document.visibilityState === 'hidden') reload();
  };
  document.addEventListener('visibilitychange', unseen);
  unseen();
}

/** Background Sync and Periodic Background Sync: not in every browser, and not in TypeScript. */
interface SyncManager {
  register(tag: string, options?: { minInterval: number }): Promise<void>;
}

function askForSync(registration: ServiceWorkerRegistration, license: License, tag: string): void {
  void managerOf(registration, 'periodicSync')
    ?.register(tag, { minInterval: PERIODIC_MILLISECONDS })
    .catch(() => undefined); // not allowed: the page refreshes when it is open
  let waiting = false;
  license.onClose(
    license.subscribe(({ contact }) => {
      const unreachable = contact?.name === 'unreachable';
      if (unreachable && !waiting)
        void managerOf(registration, 'sync')
          ?.register(tag)
          .catch(() => undefined);
      waiting = unreachable;
    }),
  );
}

function managerOf(registration: ServiceWorkerRegistration, name: 'sync' | 'periodicSync'): SyncManager | undefined {
  const manager: unknown = Reflect.get(registration, name);
  return isManager(manager) ? manager : undefined;
}

function isManager(value: unknown): value is SyncManager {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'register') === 'function';
}
