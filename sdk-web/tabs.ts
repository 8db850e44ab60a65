// Ten tabs of one application: one of them asks the portal, all of them hear of it.
export interface Tabs {
  /** Runs `work` unless another tab is at it right now. Where locks do not exist, every tab works for itself. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Tells the other tabs. */
  tell(news: News): void;
  /** Hears what others tell. */
  listen(heard: (news: News) => void): void;
}

/** changed: there is other evidence. failed: the portal was asked in vain, and need not be asked by everybody. */
export type News = 'changed' | 'failed';

export function browserTabs(product: string): Tabs {
  const name = `latchkey:${product}`;
  const channel = openChannel(name);
  return {
    alone: (work) => alone(name, work),
    tell: (news) => channel?.postMessage(news),
    listen(heard) {
      channel?.addEventListener('message', ({ data }) => heard(data === 'failed' ? 'failed' : 'changed'));
    },
  };
}

async function alone(name: string, work: () => Promise<void>): Promise<void> {
  let ran = false;
  const once = async (lock: Lock | null) => {
    ran = true;
    if (lock) await work();
  };
  try {
    await navigator.locks.request(name, { ifAvailable: true }, once);
  } catch {
    if (!ran) await work(); // no locks here: an old browser, or an origin that may not have any
  }
}

function openChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
