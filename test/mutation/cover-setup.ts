// Runs in Vitest before each test file of the coverage run: remembers every module that counts its branches, and writes down at the end which ways were taken.
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach } from 'vitest';

/** What coverage.ts writes into a module: which one it is, and where its ways are. */
export interface Mark {
  entry: string;
  ways: number;
  wayCount: number;
}

export const MARK = 'coverage';
export const RESULTS = 'coverage';

const taken = new Map<string, Uint8Array>();
/** Instances of the test under way are looked at when it ends; those that a file keeps, when all have. */
let ofTest: WebAssembly.Instance[] = [];
const ofFile: WebAssembly.Instance[] = [];
let inTest = false;

class Watched extends WebAssembly.Instance {
  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    super(module, imports);
    remember(module, this);
  }
}

const marks = new WeakMap<WebAssembly.Instance, Mark>();

function remember(module: WebAssembly.Module, instance: WebAssembly.Instance): void {
  const [section] = WebAssembly.Module.customSections(module, MARK);
  if (!section) return;
  marks.set(instance, JSON.parse(new TextDecoder().decode(section)));
  (inTest ? ofTest : ofFile).push(instance);
}

WebAssembly.Instance = Watched;
const instantiate = WebAssembly.instantiate;
Object.assign(WebAssembly, {
  async instantiate(source: WebAssembly.Module | BufferSource, imports?: WebAssembly.Imports) {
    if (!(source instanceof WebAssembly.Module)) return await instantiate(source, imports); // a compiler's, which a test uses
    const instance = await instantiate(source, imports);
    remember(source, instance);
    return instance;
  },
});

function look(instances: readonly WebAssembly.Instance[]): void {
  for (const instance of instances) {
    const mark = marks.get(instance);
    const { memory } = instance.exports;
    if (!mark || !(memory instanceof WebAssembly.Memory)) continue;
    const now = new Uint8Array(memory.buffer, mark.ways, mark.wayCount);
    const sum = taken.get(mark.entry) ?? new Uint8Array(mark.wayCount);
    for (const [i, way] of now.entries()) if (way !== 0) sum[i] = 1;
    taken.set(mark.entry, sum);
  }
}

beforeEach(() => {
  inTest = true;
  for (const { exports } of ofFile) {
    const fuel = exports['fuel'];
    if (fuel instanceof WebAssembly.Global) fuel.value = 0x7fffffff; // each test has its own
  }
});

afterEach(() => {
  look(ofTest);
  ofTest = [];
  inTest = false;
});

afterAll(() => {
  look(ofFile);
  mkdirSync(RESULTS, { recursive: true });
  for (const [entry, ways] of taken) writeFileSync(`${RESULTS}/${entry}.${crypto.randomUUID()}`, ways);
});
