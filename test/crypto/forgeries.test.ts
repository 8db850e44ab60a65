import { expect, it } from 'vitest';
import { Lab } from '../fuzz/lab.ts';
import { wrongForgery } from '../mutation/forgeries.ts';
import { builds } from './probe.ts';

it.each(builds)(
  '%s refuses signatures that only who has the key can bring so near, alone, with tables and in batches',
  (build) => {
    expect(wrongForgery(() => new Lab(build))).toBeUndefined();
  },
);
