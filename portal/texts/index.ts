// Which language a person reads: the one that was chosen on a page, else the first of the browser's that we have.
import { english } from './english.ts';
import { german } from './german.ts';

export type Texts = typeof english;

export const catalogues: readonly Texts[] = [english, german];

/** Of the cookie that holds the choice made on a page. */
export function languageCookieName(secure: boolean): string {
  return secure ? '__Host-latchkey-language' : 'latchkey-language';
}

export function isLanguage(language: string): boolean {
  return catalogues.some((texts) => texts.language === language);
}

/** English when nobody asked for anything that we have. */
export function textsFor(languages: readonly string[]): Texts {
  for (const wanted of languages) {
    const spoken = wanted.toLowerCase().split('-')[0];
    const found = catalogues.find(({ language }) => language === spoken);
    if (found) return found;
  }
  return english;
}
