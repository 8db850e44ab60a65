// English texts of the console: licenses.
import { licenseSteps } from './english-console-license-steps.ts';
import { manyLicenses } from './english-console-many.ts';
import { count } from './english-numbers.ts';

const machines = (n: number): string => count(n, 'machine', 'machines');

export const licenseWork = {
  ...licenseSteps,
  ...manyLicenses,
  title: 'Licenses',
  issue: 'Issue a license',
  import: 'Import',
  export: 'Export as CSV',
  searchHint: 'Key, machine, customer, plan …',
  product: 'Product',
  anyProduct: 'Every product',
  state: 'State',
  anyState: 'Every state',
  ending: 'Ends within 30 days',
  columns: { license: 'License', customer: 'Customer', state: 'State', seats: 'Seats', issued: 'Issued' },
  empty: 'Every license that you sell stands here, with its seats and its end.',
  emptyProduct: 'A license is for a product, and there is none yet. Begin with the product and its rules.',
  choose: (id: string) => `Choose ${id}`,
  chooseAll: 'Choose all on this page',
  keyEnds: 'Key ends in',
  withChosen: 'With those chosen',
  suspend: 'Suspend',
  resume: 'Resume',
  extendBy: 'Extend by',
  days: 'days',
  lastsFrom: (days: number) => `${count(days, 'day', 'days')} from the first machine on`,
  noEnd: 'Without an end',
  until: 'Until',
  ended: 'Ended on',

  new: {
    title: 'Issue a license',
    lede: 'You get a license key for the customer, and a text to send it with.',
    product: 'Product',
    chooseProduct: 'Choose a product',
    customer: 'Customer',
    customerHint: 'The id you know the customer by, such as a number from your shop. An unknown one is added.',
    account: 'E-mail address of the account',
    accountHint: 'Whoever signs in with it sees the license and needs no key.',
    doneAccount: (email: string) =>
      `It is in the account of ${email} already: signed in with that address, nobody needs the key.`,
    plan: 'Plan',
    planHint: 'Your own word, such as gold or site. Your application can read it.',
    seats: 'Seats',
    seatsHint: 'How many machines may use it at once. Empty: as the product says.',
    ends: 'Last day',
    endsHint: 'Good through this day, UTC. Empty: as the product says.',
    more: 'Features, domains or a key of its own',
    moreHint: 'Empty: as the product says. What stands here takes the place of all of the product’s.',
    features: 'Features',
    featuresHint: 'One in a line: export, projects=25 or tier=gold.',
    domains: 'Domains',
    domainsHint: 'For web applications: example.com or *.example.com, one in a line.',
    licenseKey: 'A key that was sold before',
    licenseKeyHint: 'Empty: a new one is made.',
    submit: 'Issue the license',
    noProduct: 'Choose the product.',
    done: 'The license is issued',
    doneLede: (product: string, seats: number) =>
      `${product}, ${count(seats, 'seat', 'seats')}. Send the customer the text below.`,
    key: 'License key',
    copyKey: 'Copy the key',
    letter: 'Text for the customer',
    copyLetter: 'Copy the text',
    open: 'Open the license',
    another: 'Issue another',
    later: 'You can show the key again later on the page of the license; that is noted in the activity.',
  },
  letter: ({
    vendor,
    product,
    key,
    seats,
    until,
    portal,
  }: {
    vendor: string;
    product: string;
    key: string;
    seats: number;
    until: string | undefined;
    portal: string;
  }) => `Hello,

thank you for your purchase. This is your license for ${product}:

License key: ${key}
Seats: ${count(seats, 'machine', 'machines')}${until === undefined ? '' : `\nGood until: ${until}`}

On a machine with internet: open the application and enter the license key.
On a machine without internet: open ${portal}, enter the license key and what the machine shows, and take the code back to it.

Keep the key to yourself: whoever has it can use your seats.

${vendor}
`,

  one: {
    license: 'License',
    actions: 'What you can do',
    product: 'Product',
    customer: 'Customer',
    plan: 'Plan',
    end: 'End',
    key: 'License key',
    issued: 'Issued',
    features: 'Features',
    domains: 'Domains',
    networks: 'Networks',
    everywhere: 'From everywhere',
    none: 'None',
    anyDomain: 'Any',
    holders: 'Accounts that hold it',
    machines: 'Machines',
    machinesNone: 'No machine uses it yet. The first one that is activated stands here.',
    machinesMore: 'All machines of this license',
    machineColumns: { machine: 'Machine', until: 'Good until', seen: 'Last seen', free: 'Seat' },
    free: 'Free the seat',
    unnamed: 'Without a name',
    noLimit: 'No limit',
    history: 'History',
    extend: 'Extend',
    extendText: 'By days, or to a day.',
    edit: 'Change',
    editText: 'Plan, seats, end, features, domains.',
    transfer: 'Transfer',
    transferText: 'To another customer; machines keep working.',
    keyText: 'Show it again, or exchange it.',
    networksText: 'From where backends may ask about it.',
    jwt: 'Issue a JWT',
    jwtText: 'For backends that speak JWT already.',
    look: 'What the customer sees',
    lookText: 'Their page, as it is now.',
    suspend: 'Suspend',
    resume: 'Resume',
    revoke: 'Revoke',
    revokeText: 'For good.',
    suspended: 'The license is suspended. Machines keep the codes they have; no new ones are issued.',
    resumed: 'The license is active again.',
    changed: 'The license is changed. Machines get it with their next code.',
    revoked: 'The license is revoked.',
    stateTexts: {
      active: '',
      expired: 'Machines stop at the end their code names. Extend it to go on.',
      suspended: 'No codes are issued. Machines work as long as the code they have says.',
      refunded: 'No codes are issued. Machines work as long as the code they have says.',
      revoked: 'No codes are issued, and this is for good. Machines work as long as the code they have says.',
    },
  },

  edit: {
    title: 'Change the license',
    lede: 'Codes that are out keep what they say. Each machine gets the new with its next code.',
    seatsHint: (used: number) =>
      `${machines(used)} ${used === 1 ? 'uses' : 'use'} it now; fewer seats than that are not possible.`,
    endsHint: 'Good through this day, UTC. Empty: without an end.',
    endsHintTerm: (days: number) =>
      `Its ${count(days, 'day', 'days')} begin with the first machine. A day here sets a fixed end instead.`,
    endsHintNone: 'It has no end now. A day here gives it one.',
    featuresHint: 'One in a line: export, projects=25 or tier=gold. Empty: as the product says.',
    domainsHint: 'One in a line: example.com or *.example.com. Empty: as the product says.',
    submit: 'Save the changes',
  },

  acts: {
    'license.issued': 'Issued',
    'license.changed': 'Changed',
    'license.transferred': 'Transferred',
    'license.seats-changed': 'Number of seats changed',
    'license.extended': 'Extended',
    'license.suspended': 'Suspended',
    'license.reactivated': 'Made active again',
    'license.refunded': 'Refunded',
    'license.revoked': 'Revoked',
    'license.key-shown': 'Key shown',
    'license.key-rotated': 'Key exchanged',
    'license.jwt-issued': 'JWT issued',
    'license.domains-changed': 'Domains changed',
    'license.addresses-changed': 'Networks changed',
  },
  actDetails: {
    days: (n: number) => `by ${count(n, 'day', 'days')}`,
    seats: (before: number, after: number) => `from ${before} to ${after}`,
    transfer: (from: string | undefined, to: string | undefined) => `from ${from ?? 'nobody'} to ${to ?? 'nobody'}`,
    accountsLost: (n: number) => `${count(n, 'account', 'accounts')} lost it`,
  },
  by: {
    system: 'the portal',
    command: 'the command line',
    user: 'somebody of the team',
    'api-key': 'an API key',
    customer: 'the customer',
    machine: 'a machine',
  },
};
