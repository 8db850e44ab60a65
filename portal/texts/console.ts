// The texts of the console: a catalogue of its own, so that customers' pages do not load it.
import * as english from './english-console.ts';
import * as englishForms from './english-console-forms.ts';
import * as englishKeys from './english-console-keys.ts';
import * as englishLicenses from './english-console-licenses.ts';
import * as englishProducts from './english-console-products.ts';
import * as englishWebhooks from './english-console-webhooks.ts';
import * as englishWork from './english-console-work.ts';
import * as german from './german-console.ts';
import * as germanForms from './german-console-forms.ts';
import * as germanKeys from './german-console-keys.ts';
import * as germanLicenses from './german-console-licenses.ts';
import * as germanProducts from './german-console-products.ts';
import * as germanWebhooks from './german-console-webhooks.ts';
import * as germanWork from './german-console-work.ts';
import { germanOfficeSentence } from './german-office-sentences.ts';
import type { Texts } from './index.ts';

const inEnglish = {
  ...english,
  ...englishKeys,
  ...englishWebhooks,
  ...englishForms,
  ...englishLicenses,
  ...englishProducts,
  ...englishWork,
};
const inGerman: ConsoleTexts = {
  ...german,
  ...germanKeys,
  ...germanWebhooks,
  ...germanForms,
  ...germanLicenses,
  ...germanProducts,
  ...germanWork,
};

export type ConsoleTexts = typeof inEnglish;

export const consoleCatalogues: Readonly<Record<string, ConsoleTexts>> = { en: inEnglish, de: inGerman };

/** The texts of a page, whose sentences are those of the office too. */
export function withOfficeSentences(texts: Texts): Texts {
  return texts.language === 'de' ? { ...texts, sentence: germanOfficeSentence } : texts;
}

/** In the language of the page. */
export function consoleTextsFor({ language }: { language: string }): ConsoleTexts {
  return consoleCatalogues[language] ?? inEnglish;
}
