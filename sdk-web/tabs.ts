// Ten tabs of one application: one of them asks the portal, all of them hear of it.
export interface Tabs {
  /** Runs `work` unless another tab is at it right now. Where locks do not exist, every tab works for itself. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Tells the other tabs that there is other evidence. */
  tell(): void;
  /** Hears what others tell. */
  listen(heard: () => void): void;
  close(): void;
}

export function browserTabs(name: string): Tabs {
  let channel = openChannel(name);
  return {
    alone: (work) => alone(name, work),
    tell: () => channel?.postMessage('changed'),
    listen: (heard) => channel?.addEventListener('message', heard),
    close() {
      channel?.close();
      channel = undefined;
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
