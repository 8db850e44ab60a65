// What an online client remembers of its portal: which activation this machine has there, and when it asked last. Nothing of it is a secret or
// evidence, so it lies beside the store in a plain file; whoever loses it activates again and gets the same seat.
import type { Folder } from './folder.ts';
import { isRecord, parseJson, textIn } from './json.ts';

export interface Contact {
  activationId?: string;
  /** When the portal was last asked without a person, by this machine's clock, and for how long it is left alone since. */
  asked?: { atSeconds: number; restSeconds: number };
}

const NAME = 'online.json';

export function readContact(folder: Folder): Contact {
  const bytes = quietly(() => folder.read(NAME));
  const record = bytes && parseJson(new TextDecoder().decode(bytes));
  if (!isRecord(record)) return {};
  const activationId = textIn(record, 'activationId');
  const { askedAt, restSeconds } = record;
  return {
    ...(activationId && { activationId }),
    ...(isSeconds(askedAt) && isSeconds(restSeconds) && { asked: { atSeconds: askedAt, restSeconds } }),
  };
}

/** A folder that cannot be written costs a question to the portal, and nothing else. */
export function writeContact(folder: Folder, { activationId, asked }: Contact): void {
  const text = JSON.stringify({ activationId, askedAt: asked?.atSeconds, restSeconds: asked?.restSeconds });
  quietly(() => {
    folder.prepare();
    folder.remove(`${NAME}.tmp`);
    folder.create(`${NAME}.tmp`, new TextEncoder().encode(text));
    folder.rename(`${NAME}.tmp`, NAME);
    folder.sync();
  });
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function quietly<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
