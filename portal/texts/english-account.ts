// English texts: signing in, the account, and what the portal writes in letters.
import { count } from './english-numbers.ts';

export const signIn = {
  title: 'Sign in',
  lede: 'See your machines, get their codes again, renew them, move them.',
  keyTitle: 'With a license key',
  keyText: 'Opens this one license, in this browser, for at most twelve hours.',
  keySubmit: 'Open the license',
  accountTitle: 'With your account',
  accountText: 'For all your licenses, and for keys that were lost. There is no password: you get a link by e-mail.',
  email: 'E-mail address',
  emailHint: 'Who has no account yet gets one with the first link.',
  emailSubmit: 'Send me a link',
  passkey: 'Sign in with a passkey',
  passkeyFailed: 'That did not work; use the link by e-mail, or try again.',
  noMail: 'This portal sends no e-mail, so there are no accounts. A license key opens its license.',
  noEmail: 'Enter your e-mail address.',
  needed: 'Sign in to see this page.',
  sentTitle: 'Look into your mailbox',
  sent: (email: string) => `A link to sign in is on its way to ${email}. It works once, for 15 minutes.`,
  sentNothing:
    'Nothing there after a few minutes? Look into the spam folder, compare the address, and send another link.',
  sentDemo: 'This is the demo: the letter is printed where you started it.',
  sentAgain: 'Use another address',
};

export const enter = {
  title: 'Sign in now',
  text: (email: string) => `You are about to sign in as ${email}.`,
  warning:
    'Go on only if you asked for this link yourself. Whoever sent it to you could otherwise see what you do here.',
  submit: 'Sign in',
  usedTitle: 'This link does not work any more',
  used: 'A link works once, for 15 minutes. Send yourself a new one.',
  again: 'Get a new link',
};

export const account = {
  title: 'Your account',
  signedInAs: 'Signed in as',
  signedInKey: 'Signed in with a license key',
  keyText: 'This sign-in reaches one license and ends after an hour without use.',
  signOut: 'Sign out',
  signedOut: 'You are signed out.',
  sessionsTitle: 'Where you are signed in',
  sessionsText: 'Something here that you do not know? Sign out everywhere.',
  thisOne: 'this browser',
  since: 'since',
  lastUsed: 'last used',
  unknownBrowser: 'A browser',
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
  endSession: 'Sign out there',
  everywhere: 'Sign out everywhere',
  passkeysTitle: 'Passkeys',
  passkeysText: 'Sign in with a fingerprint, a face or a security key instead of a link.',
  noPasskeys: 'There is none yet.',
  passkeyName: 'Name of the passkey',
  passkeyNameHint: 'So that you recognize it, for example Office laptop.',
  addPasskey: 'Add a passkey',
  passkeyAdded: 'The passkey was added.',
  passkeyRemoved: 'The passkey was removed.',
  passkeyFailed: 'No passkey was added; try again, or use another device.',
  removePasskey: 'Remove',
  passkeyNeedsScript: 'Adding a passkey needs JavaScript.',
  needsFresh: 'For your safety this needs a sign-in of the last ten minutes.',
  freshen: 'Send me a fresh link',
  licensesTitle: 'Licenses',
  toLicenses: 'Your licenses',
};

export const letter = {
  subject: (name: string) => `Sign in to ${name}`,
  text: (name: string) => `Hello,

this link signs you in to ${name}. It works once, for 15 minutes:

{link}

The page that opens asks you to confirm. If you did not ask for this link, delete this letter; nothing happens.
`,
};

export const licenses = {
  title: 'Your licenses',
  dueTitle: 'What is due',
  dueNothing: 'Nothing is due in the next 90 days.',
  empty: 'Here you will see your licenses, their machines and what is due.',
  add: 'Add a license',
  addTitle: 'Add a license to your account',
  addLede: 'Enter its key once. From then on your account is enough, also when the key is lost.',
  addSubmit: 'Add the license',
  added: 'The license is in your account now.',
  open: 'Machines',
  license: 'License',
  plan: 'Plan',
  seats: (used: number, total: number) => `${used} of ${count(total, 'seat', 'seats')} used`,
  seatsFree: (free: number) => (free === 0 ? 'no seat is free' : `${count(free, 'seat', 'seats')} free`),
  states: {
    active: 'Active',
    suspended: 'Suspended',
    refunded: 'Refunded',
    revoked: 'Withdrawn',
  },
  stateTexts: {
    active: '',
    suspended: 'This license is suspended: no codes are issued. Ask the vendor why.',
    refunded: 'The purchase was refunded, so no codes are issued.',
    revoked: 'This license was withdrawn by the vendor, so no codes are issued.',
  },
  notBegun: (days: number) => `Its ${count(days, 'day', 'days')} begin with the first machine`,
  keep: 'Keep it in your account',
  keepText: 'So that it is found again without its key.',
  keyTitle: 'License key',
  keyLede: 'Whoever has it can activate machines on this license.',
  keyShow: 'Show the license key',
  keyHide: 'Done',
  keyFresh: 'To show the key, sign in afresh: your last sign-in is more than ten minutes ago.',
  keyFreshKey: 'You signed in with this key. To find a lost key, sign in with the account that holds the license.',
  holdersTitle: 'Accounts that hold this license',
  holdersNone: 'None yet.',
  leave: 'Remove it from my account',
  left: 'The license is no longer in your account.',
  export: 'Export as CSV',
  calendar: 'Calendar of all dates',
  calendarHint: 'Put it into your calendar: it reminds you 90, 30, 14, 7 and 1 day before something is due.',
};
