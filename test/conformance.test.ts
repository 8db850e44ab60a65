// The JavaScript host and the module against the vectors, which an implementation written apart from them has proved.
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { load } from '../hosts/js/index.ts';
import { cases, judge, trustAll } from './vectors/judge.ts';

describe.each(['verifier', 'verifier-simd'])('%s.wasm', (name) => {
  let module: WebAssembly.Module;

  beforeAll(async () => {
    module = await WebAssembly.compile(await readFile(`build/${name}.wasm`));
  });

  it.each(cases.map((vector) => [vector.group, vector.name, vector] as const))(
    '%s: %s',
    async (_group, _name, vector) => {
      const verifier = await load(module);
      trustAll(verifier, vector.evidence.keys);
      const { actual, expected } = judge(verifier, vector);
      expect(actual).toEqual(expected);
    },
  );
});
