// A whole license's state in a few words.
import type { LicenseView } from '../server/licenses.ts';
import type { Texts } from '../texts/index.ts';
import { licenseStatement, type Statement } from './statement.ts';

const SECONDS_PER_DAY = 86_400;

export function licenseState(texts: Texts, license: LicenseView, nowSeconds: number): Statement {
  if (license.state !== 'active') return { tone: 'refused', words: texts.licenses.states[license.state] };
  if (license.expiresAt === undefined && license.termSeconds !== undefined) {
    return { tone: 'fine', words: texts.licenses.notBegun(Math.floor(license.termSeconds / SECONDS_PER_DAY)) };
  }
  return licenseStatement(texts, license.expiresAt, nowSeconds);
}
