// One suite, three engines, one table. Usage: npm run test:engines [-- ENGINE …] [--only WORD]
import { howToGetChromium } from '../../scripts/chromium.ts';
import { howToGetFirefox, howToGetWebKit } from '../../scripts/engines.ts';
import type { Case } from './cases/case.ts';
import { life } from './cases/life.ts';
import { storage } from './cases/storage.ts';
import { worker } from './cases/worker.ts';
import { type Engine, EngineMissing } from './engine.ts';
import { openChromium, openFirefox } from './puppeteer.ts';
import { openSite, type Site } from './site.ts';
import { openWebKit } from './webkit.ts';

const CASES = [...life, ...worker, ...storage];
const ENGINES = {
  chromium: { open: openChromium, how: howToGetChromium },
  firefox: { open: openFirefox, how: howToGetFirefox },
  webkit: { open: openWebKit, how: howToGetWebKit },
};
const PATIENCE_MILLISECONDS = 180_000;

type Outcome = 'passed' | { failed: string } | { skipped: string };

const words = process.argv.slice(2);
const only = words.includes('--only') ? words[words.indexOf('--only') + 1] : undefined;
const cases = CASES.filter(({ name }) => only === undefined || name.includes(only));
const chosen = Object.entries(ENGINES).filter(([name]) => !words.some((it) => it in ENGINES) || words.includes(name));

const site = await openSite();
const results = new Map<string, Map<Case, Outcome>>();
for (const [name, { open, how }] of chosen) results.set(name, await runEngine(name, open, how));
await site.stop();
report();

async function runEngine(name: string, open: () => Promise<Engine>, how: string): Promise<Map<Case, Outcome>> {
  let engine: Engine;
  try {
    engine = await open();
  } catch (error) {
    // On a person's machine an engine may be absent; where everything must be proved it may not.
    if (error instanceof EngineMissing && !process.env['CI']) return all({ skipped: `${error.message}. ${how}` });
    return all({ failed: `${error}` });
  }
  process.stdout.write(`\n${engine.version}\n`);
  const outcomes = new Map<Case, Outcome>();
  for (const it of cases) {
    const outcome = await runCase(engine, it, site);
    outcomes.set(it, outcome);
    process.stdout.write(`  ${mark(outcome)} ${it.name}${reason(outcome)}\n`);
  }
  await engine.close();
  process.stdout.write(`  ${name} is done\n`);
  return outcomes;
}

async function runCase(engine: Engine, it: Case, site: Site): Promise<Outcome> {
  const lack = it.needs && engine.lacks[it.needs];
  if (lack) return { skipped: lack };
  const profile = await engine.openProfile();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it took too long')), PATIENCE_MILLISECONDS);
  });
  try {
    await Promise.race([it.run({ site, profile }), patience]);
    return 'passed';
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    site.gate.weather = 'open';
    await profile.close().catch(() => undefined); // the browser may be what failed
  }
}

function all(outcome: Outcome): Map<Case, Outcome> {
  return new Map(cases.map((it) => [it, outcome]));
}

function mark(outcome: Outcome): string {
  if (outcome === 'passed') return '✓';
  return 'failed' in outcome ? '✗' : '–';
}

function reason(outcome: Outcome): string {
  if (outcome === 'passed') return '';
  return 'failed' in outcome ? `\n      ${outcome.failed}` : ` (skipped, because ${outcome.skipped})`;
}

/** The table, then the line that the test command reads. */
function report(): void {
  const names = [...results.keys()];
  process.stdout.write(`\n${names.join('  ')}\n`);
  for (const it of cases) {
    const marks = names.map((name) => mark(results.get(name)?.get(it) ?? { skipped: '' }).padEnd(name.length));
    process.stdout.write(`${marks.join('  ')}  ${it.threat ? `[${it.threat}] ` : ''}${it.name}\n`);
  }
  const outcomes = [...results.values()].flatMap((it) => [...it.values()]);
  const count = (kind: string) => outcomes.filter((it) => mark(it) === kind).length;
  for (const [name, outcomesOf] of results) {
    const [first] = outcomesOf.values();
    if (first && first !== 'passed' && 'skipped' in first && [...outcomesOf.values()].every((it) => it === first))
      process.stdout.write(`${name}: skipped, because ${first.skipped}\n`);
  }
  process.stdout.write(`\n${count('✓')} passed, ${count('✗')} failed, ${count('–')} skipped\n`);
  process.exitCode = count('✗') > 0 || count('✓') === 0 ? 1 : 0;
}
