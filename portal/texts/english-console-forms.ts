// English texts of the console: what every form and list of it has.
import type { Span } from '../telling/span.ts';
import { count } from './english-numbers.ts';

const UNIT_NAMES = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
} as const;

const span = ({ amount, unit }: Span): string => count(amount, UNIT_NAMES[unit][0], UNIT_NAMES[unit][1]);

export const typed = {
  tooLong: (bytes: number) => `That is too long: at most ${bytes} letters without accents fit.`,
  oneLine: 'Write this on one line.',
  whole: (least: number, most: number) =>
    `Enter a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}.`,
  span: 'Enter a whole number, and choose its unit.',
  spanRange: (least: Span, most: Span) => `Enter ${span(least)} to ${span(most)}.`,
  day: 'Enter a day that exists, such as 2027-12-31.',
  dayPast: 'This day is over. Choose today or a later one.',
  dayFar: 'This day is more than a hundred years away. Compare the year.',
  feature: (line: string) => `“${line}” is no feature. Write export, projects=25 or tier=gold, one in a line.`,
  featureTwice: (name: string) => `The feature ${name} stands here twice. Leave one of them out.`,
  domain: (text: string) =>
    `“${text}” is no domain. Write example.com or *.example.com, without https:// and without a path.`,
  units: { days: 'days', hours: 'hours', minutes: 'minutes' },
  unit: 'Unit',
  optional: '(optional)',
};

export const selling = {
  states: {
    active: 'Active',
    expired: 'Ended',
    suspended: 'Suspended',
    refunded: 'Refunded',
    revoked: 'Revoked',
  },
  seats: (used: number, total: number) => `${used.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  noCustomer: 'No customer',
  undo: 'Undo',
  undone: 'Undone. Everything is as it was.',
  cancel: 'Cancel',
  copied: 'Copied.',
  copyFailed: 'This browser did not copy it. It is selected: copy it with Ctrl+C.',
  firstPage: 'First page',
  nextPage: 'Next page',
  pages: 'Pages',
  found: (n: number, more: boolean) =>
    more ? `The first ${n.toLocaleString('en')}; there are more.` : `${n.toLocaleString('en')} found.`,
  notFound: 'Nothing fits this search.',
  showAll: 'Show all',
  search: 'Search',
  show: 'Show',
  failed: 'There is a problem',
  readOnly: 'With your role you cannot change anything here.',
};
