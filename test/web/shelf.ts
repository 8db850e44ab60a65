// A shelf in memory whose every operation can be made to fail: what a broken browser does, on demand.
import type { Spare } from '../../sdk-web/spare.ts';
import type { Shelf } from '../../sdk-web/store.ts';

export class TestShelf implements Shelf {
  readonly values = new Map<string, unknown>();
  /** Called before every operation; what it throws is the browser's fault. */
  fault: (operation: 'get' | 'update' | 'destroy', key: string) => void = () => undefined;
  writes = 0;

  async get(key: string): Promise<unknown> {
    this.fault('get', key);
    return structuredClone(this.values.get(key));
  }

  async update(key: string, change: (old: unknown) => unknown): Promise<void> {
    this.fault('update', key);
    this.values.set(key, structuredClone(change(structuredClone(this.values.get(key)))));
    this.writes++;
  }

  async destroy(): Promise<void> {
    this.fault('destroy', '');
    this.values.clear();
  }
}

/** The second store: a text, or nothing. */
export class TestSpare implements Spare {
  code: string | undefined;

  get(): string | undefined {
    return this.code;
  }

  set(code: string | undefined): void {
    this.code = code;
  }
}

export function fault(name: string): () => never {
  return () => {
    throw new DOMException(`injected ${name}`, name);
  };
}

export function flipBit(buffer: ArrayBuffer, at: number, bit: number): void {
  const view = new DataView(buffer);
  view.setUint8(at, view.getUint8(at) ^ (1 << bit));
}
