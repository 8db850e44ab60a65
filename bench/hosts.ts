// How fast each language gets its verdicts, beside that language's own native Ed25519. Usage: npm run bench:hosts [-- HOST…]
// Through the hosts' runners (hosts/README.md): cold start is from the start of the process to the answer to the first check; the rest is the same call many
// times, rounds of all contestants in turn, medians. What counts is the processor's time of the runner, all of its threads, as Linux tells it: a machine that
// has other work to do stretches the time on the wall, for some contestants more than for others.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { buildHost, type Host, hostNames, Runner, readHost } from '../scripts/hosts.ts';

const ROUNDS = 7;
const COLD_STARTS = 7;
/** How long a sample computes, at least; so a round of a slow contestant is as good as one of a fast one. Linux counts in steps of 10 ms. */
const SAMPLE_MILLISECONDS = 400;

const evidenceSchema = z.looseObject({ code: z.string(), keys: z.array(z.string()) });
const codes = z
  .object({ cases: z.array(z.object({ name: z.string(), evidence: evidenceSchema.partial() })) })
  .parse(JSON.parse(readFileSync('test/vectors/codes.json', 'utf8')));

interface Contestant {
  host: Host;
  name: string;
  module: string;
  runner: Runner;
  samples: Map<string, number[]>;
  library: string;
}

const { code, keys, ...evidence } = evidenceSchema.parse(
  codes.cases.find(({ name }) => name === 'the canonical line is read')?.evidence,
);
const check = { call: 'check', code: Buffer.from(code).toString('hex'), ...evidence };
/** Test 3 of RFC 8032, section 7.1. */
const signed = {
  key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
  message: 'af82',
  signature:
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
};
const work: Readonly<Record<string, Record<string, unknown>>> = {
  check,
  verify: { call: 'verify_signature', ...signed },
  native: { call: 'native_verify', ...signed },
};

const wanted = process.argv.slice(2);
const contestants: Contestant[] = [];
for (const name of hostNames.filter((it) => wanted.length === 0 || wanted.includes(it))) {
  const host = readHost(name);
  const because = buildHost(host);
  if (because !== undefined) process.stdout.write(`${host.language}: skipped, because ${because}\n`);
  else for (const module of host.modules) contestants.push(await enter(host, module));
}
for (let round = -1; round < ROUNDS; round++) for (const contestant of contestants) await play(contestant, round >= 0);
const cold = await coldStarts();
report();
await Promise.all(contestants.map(({ runner }) => runner.end()));

async function enter(host: Host, module: string): Promise<Contestant> {
  const runner = await ready(host, module);
  const native = z.looseObject({ library: z.string().optional() }).parse(await runner.call(work['native'] ?? {}));
  const name = `${host.language}, ${host.engine}${module.includes('simd') ? ', SIMD' : ''}`;
  return { host, name, module, runner, samples: new Map(), library: native.library ?? '–' };
}

async function ready(host: Host, module: string): Promise<Runner> {
  const runner = new Runner(host, module);
  await runner.call({ call: 'load' });
  for (const key of keys) await runner.call({ call: 'trust', key });
  return runner;
}

/** One sample of each kind of work: microseconds of one call. */
async function play({ runner, samples, library }: Contestant, counts: boolean): Promise<void> {
  for (const [kind, call] of Object.entries(work)) {
    if (kind === 'native' && library === '–') continue;
    const micros = await sample(runner, call);
    if (counts) samples.set(kind, [...(samples.get(kind) ?? []), micros]);
  }
}

/** proc_pid_stat(5): behind the name in parentheses, utime and stime are the 12th and 13th field, in hundredths of a second. */
function computedMilliseconds(runner: Runner): number {
  const fields = readFileSync(`/proc/${runner.process.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function sample(runner: Runner, call: Record<string, unknown>): Promise<number> {
  for (let repeat = 200; ; repeat *= 2) {
    const start = computedMilliseconds(runner);
    await runner.call({ ...call, repeat });
    const passed = computedMilliseconds(runner) - start;
    if (passed >= SAMPLE_MILLISECONDS) return (passed * 1000) / repeat;
  }
}

interface Cold {
  /** On the wall, and of the processor. */
  wall: number;
  computed: number;
}

/** Milliseconds from the start of the process to the answer to the first check; all in turn. */
async function coldStarts(): Promise<Map<Contestant, Cold>> {
  const times = new Map<Contestant, Cold[]>(contestants.map((it) => [it, []]));
  for (let round = -1; round < COLD_STARTS; round++) {
    for (const contestant of contestants) {
      const start = performance.now();
      const runner = await ready(contestant.host, contestant.module);
      await runner.call(check);
      const cold = { wall: performance.now() - start, computed: computedMilliseconds(runner) };
      if (round >= 0) times.get(contestant)?.push(cold);
      await runner.end();
    }
  }
  const middle = (all: readonly Cold[]): Cold => ({
    wall: median(all.map(({ wall }) => wall)),
    computed: median(all.map(({ computed }) => computed)),
  });
  return new Map([...times].map(([contestant, all]) => [contestant, middle(all)]));
}

function report(): void {
  process.stdout.write(
    `${ROUNDS} rounds of at least ${SAMPLE_MILLISECONDS} ms, ${COLD_STARTS} cold starts, medians\n\n` +
      '| host | cold start, ms computed | ms on the wall | verdicts/s | signatures/s | native signatures/s | ours ÷ native | native library |\n|---|---|---|---|---|---|---|---|\n',
  );
  for (const contestant of contestants) {
    const rate = (kind: string) => 1e6 / median(contestant.samples.get(kind) ?? []);
    const cells = [
      contestant.name,
      (cold.get(contestant)?.computed ?? Number.NaN).toFixed(0),
      (cold.get(contestant)?.wall ?? Number.NaN).toFixed(0),
      thousands(rate('check')),
      thousands(rate('verify')),
      thousands(rate('native')),
      (rate('verify') / rate('native')).toFixed(2),
      contestant.library,
    ];
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}

function thousands(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–';
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
