// German texts of the console: licenses, products and customers.
import type * as english from './english-console-licenses.ts';

export const consoleLicenses: typeof english.consoleLicenses = {};
