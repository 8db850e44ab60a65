// German texts of the console: signing keys, API keys and webhooks.
import type * as english from './english-console-keys.ts';

export const consoleKeys: typeof english.consoleKeys = {};
