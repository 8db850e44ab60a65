// Machine values in the modules that are shipped: every byte in every role, each placeholder and what is nearly one (test/mutation/values.ts).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { wrongValue } from './mutation/values.ts';

test.each(['verifier', 'verifier-simd', 'issuer'])('%s judges machine values as a second reading does', (name) => {
  const module = new WebAssembly.Module(readFileSync(`build/${name}.wasm`));
  expect(wrongValue(module)).toBeUndefined();
});
