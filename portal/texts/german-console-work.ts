// German texts of the console: machines, activity and statistics.
import type * as english from './english-console-work.ts';

export const consoleWork: typeof english.consoleWork = {};
