// What happens beside the requests, about once a second: the audit log gets its chain, webhooks are sent, counts are written.
import type { Portal } from './server/portal.ts';

const PAUSE_MILLISECONDS = 1000;
/** After a fault, so that a store that is gone does not fill the log. */
const PAUSE_AFTER_FAULT_MILLISECONDS = 10_000;

export interface Background {
  /** Finishes the round that has begun. */
  stop(): Promise<void>;
}

export function startBackground(portal: Portal, report: (event: string) => void): Background {
  let stopped = false;
  let wake = () => {};
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    while (!stopped) {
      const fault = await round(portal, report);
      if (!stopped) await pause(fault ? PAUSE_AFTER_FAULT_MILLISECONDS : PAUSE_MILLISECONDS);
    }
    await round(portal, report);
  };
  const running = run();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
  };
}

/** True when it failed. Nothing is lost then: what was not done is done in the next round. */
async function round(portal: Portal, report: (event: string) => void): Promise<boolean> {
  try {
    await portal.office.work();
    return false;
  } catch (error) {
    report(`the work beside the requests failed: ${error instanceof Error ? error.message : 'unknown'}`);
    return true;
  }
}
