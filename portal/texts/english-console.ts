// English texts of the console: its frame, signing in, and who may do what.
import { count } from './english-numbers.ts';

export const shell = {
  console: 'Console',
  navigation: 'Sections',
  menu: 'Sections',
  sections: {
    overview: 'Overview',
    licenses: 'Licenses',
    products: 'Products',
    customers: 'Customers',
    machines: 'Machines',
    activity: 'Activity',
    statistics: 'Statistics',
    'signing-keys': 'Signing keys',
    'api-keys': 'API keys',
    webhooks: 'Webhooks',
    team: 'Team',
  },
  crumbs: 'Where you are',
  profile: 'Your profile',
  signOut: 'Sign out',
  skip: 'Skip to the main content',
  demo: 'Everything here is thrown away when the demo stops.',
  customerSide: 'Customers’ side',
  forbiddenTitle: 'Your role does not permit this',
  forbidden: (role: string) =>
    `You are signed in as ${role}. Nothing was changed. Ask an owner of your team to do it, or to change your role.`,
  missingTitle: 'There is nothing here',
  missing: 'What you were looking for is not in this portal, or not any more. Look for it in its list.',
  closedTitle: 'The console is not open',
  closed:
    'The console needs the address under which it is reached. Whoever runs the portal sets LATCHKEY_BASE_URL and starts it again.',
  toOverview: 'Back to the overview',
  freshTitle: 'Confirm that it is you',
  fresh:
    'What lasts longer than your session – keys, the team, where messages go – needs a sign-in of the last 15 minutes.',
  freshSubmit: 'Confirm that it is you',
};

export const roles = {
  names: { owner: 'Owner', support: 'Support', reader: 'Read only' },
  inSentence: { owner: 'owner', support: 'support', reader: 'read only' },
  texts: {
    owner: 'May do everything, also keys, products, webhooks and the team.',
    support: 'Works with licenses, customers and machines, and sends webhooks’ messages again.',
    reader: 'Sees everything but secrets, and changes nothing.',
  },
};

export const signInTeam = {
  title: 'Sign in to the console',
  lede: (vendor: string) => `For the team of ${vendor}. Customers sign in on their own page.`,
  passkeyTitle: 'With a passkey',
  passkeyText: 'Your fingerprint, face or security key. It counts as both factors.',
  passkey: 'Sign in with a passkey',
  passkeyFailed: 'That did not work; try again, or use a link by e-mail.',
  passkeyNone: 'This browser cannot use passkeys, or its scripts are switched off.',
  mailTitle: 'With a link by e-mail',
  mailText: 'For members of the team. If you have a second factor, its code is asked for next.',
  mailSubmit: 'Send me a link',
  email: 'E-mail address',
  noEmail: 'Enter your e-mail address.',
  noMail: 'This portal sends no e-mail. Whoever runs it can make a link for you:',
  sentTitle: 'Look into your mailbox',
  sent: (email: string) => `If ${email} belongs to the team, a link is on its way. It works once, for 15 minutes.`,
  sentDemo: 'This is the demo: the letter is printed where you started it.',
  again: 'Use another address',
  customers: 'You use our software? Sign in on the customers’ page.',

  enterTitle: 'Sign in now',
  enterText: (email: string) => `You are about to sign in to the console as ${email}.`,
  enterWarning: 'Go on only if you asked for this link yourself.',
  enterSubmit: 'Sign in',
  ownerTitle: 'Become the owner of this portal',
  ownerText: 'You are the first in. Say who you are; next you make a passkey, so that you can come back.',
  joinTitle: 'Join the team',
  joinText: (email: string, role: string) => `${email} was invited as ${role}.`,
  joinSubmit: 'Join',
  ownerSubmit: 'Become the owner',
  name: 'Your name',
  nameHint: 'The team sees it beside what you do.',
  code: 'Code of your second factor',
  codeHint: 'Six digits from your authenticator app, or one of your recovery codes.',
  usedTitle: 'This link is not good any more',
  used: 'A link works once and for a limited time. Ask for another one.',
  toSignIn: 'Sign in another way',
};

export const teamLetters = {
  signInSubject: (vendor: string) => `Sign in to the console of ${vendor}`,
  signIn: (vendor: string) => `Hello,

this link signs you in to the console of ${vendor}. It works once, for 15 minutes:

{link}

If you did not ask for it, delete this letter; nothing happens.
`,
};

export const overview = {
  title: 'Overview',
};

export const counted = {
  days: (days: number) => count(days, 'day', 'days'),
};
