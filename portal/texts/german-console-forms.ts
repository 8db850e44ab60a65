// German texts of the console: what every form and list of it has.
import type { Span } from '../telling/span.ts';
import type * as english from './english-console-forms.ts';
import { count } from './german-numbers.ts';

const UNIT_NAMES = {
  days: ['Tag', 'Tage'],
  hours: ['Stunde', 'Stunden'],
  minutes: ['Minute', 'Minuten'],
} as const;

const span = ({ amount, unit }: Span): string => count(amount, UNIT_NAMES[unit][0], UNIT_NAMES[unit][1]);

export const typed: typeof english.typed = {
  tooLong: (bytes) => `Das ist zu lang: Es passen höchstens ${bytes} Buchstaben ohne Umlaute.`,
  oneLine: 'Schreiben Sie das in eine Zeile.',
  whole: (least, most) =>
    `Geben Sie eine ganze Zahl von ${least.toLocaleString('de')} bis ${most.toLocaleString('de')} ein.`,
  span: 'Geben Sie eine ganze Zahl ein, und wählen Sie die Einheit.',
  spanRange: (least, most) => `Geben Sie ${span(least)} bis ${span(most)} ein.`,
  day: 'Geben Sie einen Tag ein, den es gibt, zum Beispiel 31.12.2027.',
  dayPast: 'Dieser Tag ist vorbei. Wählen Sie heute oder einen späteren.',
  dayFar: 'Dieser Tag liegt mehr als hundert Jahre voraus. Vergleichen Sie das Jahr.',
  feature: (line) => `„${line}“ ist keine Funktion. Schreiben Sie export, projects=25 oder tier=gold, je Zeile eine.`,
  featureTwice: (name) => `Die Funktion ${name} steht hier zweimal. Lassen Sie eine davon weg.`,
  domain: (text) =>
    `„${text}“ ist keine Domain. Schreiben Sie example.com oder *.example.com, ohne https:// und ohne Pfad.`,
  units: { days: 'Tage', hours: 'Stunden', minutes: 'Minuten' },
  unit: 'Einheit',
  optional: '(freiwillig)',
};

export const selling: typeof english.selling = {
  states: {
    active: 'Aktiv',
    expired: 'Abgelaufen',
    suspended: 'Ausgesetzt',
    refunded: 'Erstattet',
    revoked: 'Widerrufen',
  },
  seats: (used, total) => `${used.toLocaleString('de')} von ${total.toLocaleString('de')}`,
  noCustomer: 'Kein Kunde',
  undo: 'Rückgängig',
  undone: 'Rückgängig gemacht. Alles ist wie vorher.',
  cancel: 'Abbrechen',
  copied: 'Kopiert.',
  copyFailed: 'Dieser Browser hat es nicht kopiert. Es ist markiert: Kopieren Sie es mit Strg+C.',
  firstPage: 'Erste Seite',
  nextPage: 'Nächste Seite',
  pages: 'Seiten',
  found: (n, more) =>
    more ? `Die ersten ${n.toLocaleString('de')}; es gibt mehr.` : `${n.toLocaleString('de')} gefunden.`,
  notFound: 'Nichts passt zu dieser Suche.',
  showAll: 'Alle zeigen',
  search: 'Suchen',
  show: 'Zeigen',
  failed: 'Es gibt ein Problem',
  readOnly: 'Mit Ihrer Rolle können Sie hier nichts ändern.',
};
