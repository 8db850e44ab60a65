// A store that came from a backup signs nothing until somebody has said that its clock and counters are ahead of what was issued.
import type { Step } from '../migrate.ts';

export const restored: Step = {
  name: '056-restored',
  statements: ({ integer }) => [`alter table issue_clock add column restored_at ${integer}`],
};
