// Two threads on one verifier: every verdict is the one that a single thread gets, or the language refuses to share it.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { FILE } from '../vectors/generate.ts';
import type { Answer, Case } from './calls.ts';

const schema = z.object({
  cases: z.array(
    z.object({ name: z.string(), evidence: z.looseObject({ code: z.string().optional(), keys: z.array(z.string()) }) }),
  ),
});

const ROUNDS = 300;

export function threadCases(): Case[] {
  const { cases } = schema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const evidence = (name: string) => {
    const found = cases.find((it) => it.name === name);
    if (found === undefined) throw new TypeError(`expected a case named "${name}" in codes.json`);
    return found.evidence;
  };
  const good = evidence('the canonical line is read');
  const { code: _code, keys, ...rest } = good;
  const codes = [good.code ?? '', (good.code ?? '').slice(0, -5)].map((code) => Buffer.from(code).toString('hex'));
  const call = { call: 'threads', threads: 2, repeat: ROUNDS, codes, ...rest };
  return [{ group: 'threads', name: 'two threads on one verifier', keys, call, expect: judgeThreads }];
}

function judgeThreads(answer: Answer): unknown {
  if (typeof answer['refused'] === 'string' && answer['refused'] !== '') return undefined;
  return answer['total'] === 2 * ROUNDS && answer['equal'] === answer['total'] ? undefined : answer;
}
