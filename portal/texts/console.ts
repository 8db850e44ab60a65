// The texts of the console: a catalogue of its own, so that customers' pages do not load it.
import * as english from './english-console.ts';
import * as englishKeys from './english-console-keys.ts';
import * as englishLicenses from './english-console-licenses.ts';
import * as englishWork from './english-console-work.ts';
import * as german from './german-console.ts';
import * as germanKeys from './german-console-keys.ts';
import * as germanLicenses from './german-console-licenses.ts';
import * as germanWork from './german-console-work.ts';

const inEnglish = { ...english, ...englishKeys, ...englishLicenses, ...englishWork };
const inGerman: ConsoleTexts = { ...german, ...germanKeys, ...germanLicenses, ...germanWork };

export type ConsoleTexts = typeof inEnglish;

export const consoleCatalogues: Readonly<Record<string, ConsoleTexts>> = { en: inEnglish, de: inGerman };

/** In the language of the page. */
export function consoleTextsFor({ language }: { language: string }): ConsoleTexts {
  return consoleCatalogues[language] ?? inEnglish;
}
