// The calls of the modules that are shipped, with whole answers: what mutants of them meet (test/mutation), once more on what is built for customers.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { wrongAnswer } from './mutation/answers.ts';
import { wrongHintIn } from './mutation/hints.ts';
import { wrongIssue } from './mutation/issuing.ts';
import { wrongSentence } from './mutation/sentences.ts';
import { wrongValue } from './mutation/values.ts';

describe.each(['verifier', 'verifier-simd', 'issuer'])('%s', (name) => {
  const module = new WebAssembly.Module(readFileSync(`build/${name}.wasm`));

  test('answers every call as docs/abi.md draws it, to the last byte', () => {
    expect(wrongAnswer(module)).toBeUndefined();
  });

  test('says for every status and detail what the sources list', () => {
    expect(wrongSentence(module)).toBeUndefined();
  });

  test('says of thousands of texts with a slip what a second reading says of them', () => {
    expect(wrongHintIn(module)).toBeUndefined();
  });

  test('judges machine values as a second reading does', () => {
    expect(wrongValue(module)).toBeUndefined();
  });
});

test('issuer has signed what the reference has signed, and refuses each claim beyond its limits', () => {
  expect(wrongIssue(new WebAssembly.Module(readFileSync('build/issuer.wasm')))).toBeUndefined();
});
