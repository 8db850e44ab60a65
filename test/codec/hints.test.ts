import { expect, test } from 'vitest';
import { Lab } from '../fuzz/lab.ts';
import { wrongHint } from '../mutation/hints.ts';

test('Of thousands of texts with a slip, status, detail, row, group and byte are those of a second reading', () => {
  expect(wrongHint(new Lab('codec-probe'))).toBeUndefined();
});
