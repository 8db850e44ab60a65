// Every step that the store's shape has gone through. To add one: a file beside this one, and a line here.
import type { Step } from '../migrate.ts';
import { start } from './001-start.ts';
import { accounts } from './030-accounts.ts';

export const STEPS: readonly Step[] = [start, accounts];
