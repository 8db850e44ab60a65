// English texts of the console: products and their rules, customers.
import type { Span } from '../telling/span.ts';
import { count } from './english-numbers.ts';

const UNIT_NAMES = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
} as const;

const span = ({ amount, unit }: Span): string => count(amount, UNIT_NAMES[unit][0], UNIT_NAMES[unit][1]);
const machines = (n: number): string => count(n, 'machine', 'machines');

/** What a rule is called, and what it means for a customer. */
type Rules = Record<RuleName, readonly [string, string]>;
type RuleName =
  | 'seats'
  | 'term'
  | 'offline'
  | 'refresh'
  | 'renewWindow'
  | 'machineOf'
  | 'machineNeeded'
  | 'changes'
  | 'replacements'
  | 'replacementDelay'
  | 'correction'
  | 'features'
  | 'domains'
  | 'jwtIssuer'
  | 'jwtAudience'
  | 'jwtSeconds';

/** Gives the pairs their type. */
function rules(pairs: Rules): Rules {
  return pairs;
}

export const productWork = {
  title: 'Products',
  add: 'Add a product',
  empty:
    'A product is what your licenses are for. Its rules say how many machines, how long, and how often they must ask.',
  licenses: 'Its licenses',
  issue: 'Issue a license',
  edit: 'Change the rules',
  rules: 'What this means for a customer',
  id: 'Id',
  since: 'Since',
  added: 'The product is added. Issue its first license.',
  changed: 'The rules are changed. Machines get them with their next code.',
  newTitle: 'Add a product',
  newLede:
    'Defaults are for a desktop application that is often offline. Every rule can be changed later; codes that are out keep what they say.',
  editTitle: (name: string) => `Change ${name}`,
  editLede: 'Codes that are out keep what they say. Each machine gets the new rules with its next code.',
  submitNew: 'Add the product',
  submitEdit: 'Save the rules',
  seats: (n: number) => count(n, 'seat', 'seats'),
  idTitle: 'Id',
  idHint:
    'Short and lasting: it stands in every code and in your application, and cannot be changed. Small letters, digits and dashes.',
  idMissing: 'Enter an id, such as kiln-control.',
  idWrong: 'An id is 1 to 32 small letters, digits and dashes, such as kiln-control.',
  name: 'Name',
  nameHint: 'As customers read it.',
  nameMissing: 'Enter the name.',
  groups: {
    what: 'The product',
    term: 'How long a license lasts',
    offline: 'How long without a network',
    machines: 'Machines and seats',
    lost: 'Lost machines and slips',
    granted: 'What it grants',
    jwt: 'JWT form',
  },
  fields: rules({
    seats: ['Seats of a license', 'How many machines may use one license at once. Each license can say otherwise.'],
    term: [
      'Term',
      'A license ends this long after its first machine was activated. Empty: without an end, unless a license says its last day.',
    ],
    offline: [
      'Works offline for',
      'A machine must get a fresh code within this time, by itself or with a typed code. Empty: never. It then works offline until its license ends.',
    ],
    refresh: [
      'Asks for a fresh code every',
      'Machines with internet try this often, so that they always have plenty of offline time left. Shorter than the time above. Empty: only when it is needed.',
    ],
    renewWindow: [
      'Reminds before the end',
      'How long before its end a code begins to ask to be renewed. Empty: 30 days.',
    ],
    machineOf: [
      'Traits of a machine',
      'How many things your application reads off a machine to know it again, such as disk, board and system.',
    ],
    machineNeeded: [
      'of which must still be there',
      'More than half. With 2 of 3, a customer may change the disk and needs no new code.',
    ],
    changes: [
      'Seat changes in 30 days',
      'How often each seat may go from one machine to another. Enough for a computer that is replaced, too few to pass a seat around.',
    ],
    replacements: [
      'Lost machines a year, for each seat',
      'How often a customer may free the seat of a machine that broke and cannot give it back.',
    ],
    replacementDelay: [
      'A lost machine’s seat stays closed for',
      'So that a machine that is said to be lost does not work beside the new one. Empty: not at all.',
    ],
    correction: [
      'Slips can be corrected for',
      'How long a customer may correct a fingerprint that was mistyped, without losing the seat. Empty: not at all.',
    ],
    features: [
      'Features',
      'What every license of the product grants, unless it has its own. One in a line: export, projects=25 or tier=gold.',
    ],
    domains: [
      'Domains',
      'For web applications: on which domains it works, unless a license has its own. One in a line: example.com or *.example.com. Empty: every domain.',
    ],
    jwtIssuer: ['Issuer (iss)', 'Empty: the vendor’s name of this portal.'],
    jwtAudience: ['Audience (aud)', 'Empty: the product’s id.'],
    jwtSeconds: ['Good for', 'Empty: as long as it works offline, or 30 days.'],
  }),
  refreshLater: 'This must be shorter than the time it works offline.',
  machineRule: (of: number) => `With ${of} traits, ${Math.floor(of / 2) + 1} to ${of} must still be there.`,
  sentences: {
    seats: (n: number) => `${machines(n)} can use one license at the same time, unless the license says otherwise.`,
    term: (it: Span) => `A license lasts ${span(it)} from its first machine on, unless it has a last day of its own.`,
    noTerm: 'A license has no end, unless it has a last day of its own.',
    offline: (it: Span) => `Without a network a machine works for ${span(it)}; then it needs a fresh code.`,
    noOffline: 'A machine never has to ask: it works offline until its license ends.',
    refresh: (it: Span) => `With a network it gets a fresh code every ${span(it)}, and nobody notices.`,
    renewWindow: (it: Span) => `The application begins to remind ${span(it)} before the end.`,
    machine: (needed: number, of: number) =>
      `A machine is known by ${count(of, 'trait', 'traits')}; ${needed === of ? 'all of them' : needed} must still be there, so ${needed === of ? 'none may change' : `${of - needed} may change`}.`,
    changes: (n: number) =>
      `A seat can go to another machine ${n === 0 ? 'never' : count(n, 'time', 'times')} in 30 days.`,
    replacements: (n: number) =>
      n === 0
        ? 'A lost machine cannot be replaced without you.'
        : `A lost machine can be replaced ${count(n, 'time', 'times')} a year for each seat, without you.`,
    delay: (it: Span) => `Its seat is free after ${span(it)}.`,
    correction: (it: Span) => `A mistyped fingerprint can be corrected for ${span(it)}.`,
    noCorrection: 'A mistyped fingerprint cannot be corrected.',
    features: (list: string) => `Every license grants: ${list}.`,
    domains: (list: string) => `It works on: ${list}.`,
  },
};

export const customerWork = {
  title: 'Customers',
  add: 'Add a customer',
  searchHint: 'Name, id or e-mail address',
  empty:
    'Customers stand here with their licenses. They are added by themselves when you issue a license for a new id.',
  columns: { customer: 'Customer', email: 'E-mail', licenses: 'Licenses', since: 'Since' },
  id: 'Id',
  idHint: 'The id you know the customer by, such as a number from your shop. It cannot be changed.',
  idMissing: 'Enter an id.',
  name: 'Name',
  nameMissing: 'Enter the name.',
  email: 'E-mail address',
  emailHint: 'For you to write to. It gives no access to anything.',
  newTitle: 'Add a customer',
  submitNew: 'Add the customer',
  edit: 'Change',
  editTitle: (name: string) => `Change ${name}`,
  submitEdit: 'Save',
  added: 'The customer is added.',
  changed: 'The customer is changed.',
  issue: 'Issue a license',
  licenses: 'Licenses',
  noLicenses: 'This customer has no license yet.',
  allLicenses: 'All licenses of this customer',
  look: 'What the customer sees',
  since: 'Since',
  lookTitle: (name: string) => `What ${name} sees`,
  lookLede: 'The customer’s page with all licenses, as it is now. Nothing can be pressed here.',
  lookNothing: 'This customer has no license, so there is nothing to see.',
  lookMachines: 'Machines',
  lookNoMachines: 'No machine yet. The customer sees the button “Activate a machine”.',
};
