// Licenses are found by the last group of their keys: the part that pages show. Old ones get theirs in the background.
import type { Step } from '../migrate.ts';

export const keyEnds: Step = {
  name: '059-key-ends',
  statements: ({ bytes }) => [
    `alter table license add column key_end ${bytes}`,
    'create index license_by_key_end on license (key_end)',
  ],
};
