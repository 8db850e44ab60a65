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
  invitationSubject: (vendor: string) => `You are invited to the console of ${vendor}`,
  invitation: (vendor: string) => `Hello,

you are invited to the console of ${vendor}, where its licenses are issued and looked after. This link works once, for seven days:

{link}

If you do not know what this is about, delete this letter; nothing happens.
`,
};

export const overview = {
  title: 'Overview',
  attentionTitle: 'Needs attention',
  allWell: 'Nothing needs attention.',
  endingSoon: (licenses: number) => `${count(licenses, 'license ends', 'licenses end')} within 7 days`,
  secure: 'You sign in with a link by e-mail only; add a passkey or a second factor',
  noProduct: 'There is no product yet; add one, then issue licenses for it',
  see: 'See',
  about: {
    network: 'Network',
    addresses: 'Addresses',
    disk: 'Disk',
    clock: 'Clock',
    'signing key': 'Signing key',
    webhooks: 'Webhooks',
    backup: 'Backup',
  } as Record<string, string>,
  active: 'Active licenses',
  activeNote: (others: number) => (others === 0 ? 'and no others' : `and ${others} expired, suspended or revoked`),
  seats: 'Seats in use',
  seatsNote: (total: number) => `of ${total}`,
  ending: 'End within 30 days',
  endingNote: (licenses: number) => `${licenses} within 90 days`,
  validations: 'Validations today',
  validationsNote: (month: number) => `${month} this month`,
  nextTitle: 'What ends next',
  nextNothing: 'No license ends within 90 days.',
  nextAll: 'All that end soon',
  ends: 'Ends',
  license: 'License',
  recentTitle: 'Recent activity',
  recentNothing: 'What you and your customers do appears here.',
  recentAll: 'All activity',
};

export const counted = {
  days: (days: number) => count(days, 'day', 'days'),
};

export const profile = {
  title: 'Your profile',
  welcome:
    'You are the owner now. Add a passkey, so that you can come back; a second factor protects your sign-in by e-mail.',
  name: 'Your name',
  nameHint: 'The team sees it beside what you do.',
  save: 'Save',
  saved: 'Your name was changed.',
  email: 'E-mail address',
  role: 'Role',
  passkeysTitle: 'Passkeys',
  passkeysText:
    'A passkey signs you in with your fingerprint, your face or a security key, and counts as both factors.',
  noPasskeys: 'You have none yet.',
  passkey: 'Passkey',
  passkeyName: 'Name of the new passkey',
  passkeyNameHint: 'Such as “Work laptop”.',
  addPasskey: 'Add a passkey',
  passkeyFailed: 'No passkey was added; try again, or use another device.',
  passkeyNeedsScript: 'Adding a passkey needs JavaScript.',
  rename: 'Rename',
  remove: 'Remove',
  since: 'Since',
  factorTitle: 'Second factor',
  factorText: 'Codes of an authenticator app. With it, a link by e-mail alone no longer signs you in.',
  factorOff: 'Off',
  factorOn: 'On',
  codesLeft: (codes: number) => `${count(codes, 'recovery code', 'recovery codes')} left`,
  addFactor: 'Add a second factor',
  removeFactor: 'Remove the second factor',
  renewCodes: 'Make new recovery codes',
  setUpTitle: 'Add a second factor',
  setUpSteps: [
    'Open your authenticator app and add an account.',
    'Scan this picture, or type the secret.',
    'Enter the six digits that the app shows.',
  ],
  setUpPicture: 'Picture for your authenticator app',
  secret: 'Secret, to type',
  code: 'Code from your app',
  codeHint: 'Six digits; they change every 30 seconds.',
  confirm: 'Turn it on',
  cancel: 'Cancel',
  codesTitle: 'Keep your recovery codes',
  codesText:
    'Each of them works once, instead of a code from your app. Print them or put them into your password manager: they are shown only now.',
  codesDone: 'I have kept them',
  removeText: 'From then on a link by e-mail alone signs you in again.',
  sessionsTitle: 'Where you are signed in',
  sessionsText: 'End what you do not recognize.',
  thisOne: 'this browser',
  lastUsed: 'last used',
  endSession: 'End',
  endOthers: 'End all others',
  done: {
    'passkey-added': 'The passkey was added.',
    'passkey-removed': 'The passkey was removed.',
    'passkey-renamed': 'The passkey was renamed.',
    'factor-added': 'The second factor is on. Your other sessions were ended.',
    'factor-removed': 'The second factor is off.',
    'session-ended': 'The session was ended.',
    renamed: 'Your name was changed.',
  },
};

export const team = {
  title: 'Team',
  lede: 'Who may come into this console, and as what. Nobody has a password.',
  invite: 'Invite somebody',
  inviteTitle: 'Invite somebody to the team',
  inviteLede: 'They get a link that works once, for seven days.',
  name: 'Name',
  email: 'E-mail address',
  role: 'Role',
  proof: 'Signs in with',
  seen: 'Last sign-in',
  never: 'never',
  you: 'you',
  passkeys: (passkeys: number) => count(passkeys, 'passkey', 'passkeys'),
  factor: 'second factor',
  linkOnly: 'a link by e-mail only',
  optional: '(optional)',
  sendInvitation: 'Send the invitation',
  makeInvitation: 'Make the invitation',
  invitedTitle: (email: string) => `${email} is invited`,
  invitedMail: 'The link is on its way. It works once, for seven days.',
  invitedHand:
    'This portal sends no e-mail. Hand this link over; it works once, for seven days, and is shown only now:',
  toTeam: 'Back to the team',
  invitationsTitle: 'Invitations',
  invitedAs: 'Invited as',
  until: 'Good until',
  withdraw: 'Withdraw',
  changeRole: 'Change the role',
  saveRole: 'Save the role',
  endSessions: 'End all sessions',
  endSessionsText: 'Signs this person out everywhere. They can sign in again.',
  resetFactor: 'Remove the second factor',
  resetFactorText:
    'For somebody whose phone and recovery codes are gone. Make sure that it is really them: from then on a link by e-mail alone lets them in.',
  remove: 'Remove from the team',
  removeText: 'Their sessions and passkeys end at once. What they did stays in the log, under their name.',
  removeConfirm: (name: string) => `Yes, remove ${name}`,
  onlyOwner: 'This is the only owner, so the role stays and nobody can remove it. Make somebody else an owner first.',
  accessTitle: 'Access',
  since: 'In the team since',
  done: {
    withdrawn: 'The invitation is worth nothing any more.',
    role: 'The role was changed.',
    removed: 'The person is no longer in the team.',
    sessions: 'All sessions were ended.',
    factor: 'The second factor was removed, and all sessions were ended.',
  },
};
