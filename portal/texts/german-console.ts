// German texts of the console: its frame, signing in, and who may do what.
import type * as english from './english-console.ts';
import { count } from './german-numbers.ts';

export const shell: typeof english.shell = {
  console: 'Konsole',
  navigation: 'Bereiche',
  menu: 'Bereiche',
  sections: {
    overview: 'Übersicht',
    licenses: 'Lizenzen',
    products: 'Produkte',
    customers: 'Kunden',
    machines: 'Maschinen',
    activity: 'Verlauf',
    statistics: 'Statistik',
    'signing-keys': 'Signaturschlüssel',
    'api-keys': 'API-Schlüssel',
    webhooks: 'Webhooks',
    team: 'Team',
  },
  crumbs: 'Wo Sie sind',
  profile: 'Ihr Profil',
  signOut: 'Abmelden',
  skip: 'Zum Inhalt springen',
  demo: 'Alles hier wird verworfen, wenn die Demo endet.',
  customerSide: 'Kundenseite',
  forbiddenTitle: 'Ihre Rolle erlaubt das nicht',
  forbidden: (role) =>
    `Sie sind angemeldet als: ${role}. Nichts wurde geändert. Bitten Sie einen Inhaber Ihres Teams, es zu tun oder Ihre Rolle zu ändern.`,
  missingTitle: 'Hier ist nichts',
  missing: 'Was Sie suchen, gibt es in diesem Portal nicht, oder nicht mehr. Suchen Sie es in seiner Liste.',
  closedTitle: 'Die Konsole ist nicht offen',
  closed:
    'Die Konsole braucht die Adresse, unter der sie erreicht wird. Wer das Portal betreibt, setzt LATCHKEY_BASE_URL und startet es neu.',
  toOverview: 'Zur Übersicht',
  freshTitle: 'Bestätigen Sie, dass Sie es sind',
  fresh:
    'Was länger gilt als Ihre Sitzung – Schlüssel, das Team, wohin Nachrichten gehen –, braucht eine Anmeldung der letzten 15 Minuten.',
  freshSubmit: 'Bestätigen, dass ich es bin',
};

export const roles: typeof english.roles = {
  names: { owner: 'Inhaber', support: 'Betreuung', reader: 'Nur lesen' },
  inSentence: { owner: 'Inhaber', support: 'Betreuung', reader: 'nur lesend' },
  texts: {
    owner: 'Darf alles, auch Schlüssel, Produkte, Webhooks und das Team.',
    support: 'Arbeitet mit Lizenzen, Kunden und Maschinen und schickt Nachrichten der Webhooks noch einmal.',
    reader: 'Sieht alles außer Geheimnissen und ändert nichts.',
  },
};

export const signInTeam: typeof english.signInTeam = {
  title: 'An der Konsole anmelden',
  lede: (vendor) => `Für das Team von ${vendor}. Kunden melden sich auf ihrer eigenen Seite an.`,
  passkeyTitle: 'Mit einem Passkey',
  passkeyText: 'Ihr Fingerabdruck, Gesicht oder Sicherheitsschlüssel. Er zählt für beide Faktoren.',
  passkey: 'Mit einem Passkey anmelden',
  passkeyFailed: 'Das hat nicht geklappt; versuchen Sie es noch einmal, oder nehmen Sie einen Link per E-Mail.',
  passkeyNone: 'Dieser Browser kann keine Passkeys, oder seine Skripte sind ausgeschaltet.',
  mailTitle: 'Mit einem Link per E-Mail',
  mailText: 'Für Mitglieder des Teams. Haben Sie einen zweiten Faktor, wird danach sein Code verlangt.',
  mailSubmit: 'Link schicken',
  email: 'E-Mail-Adresse',
  noEmail: 'Geben Sie Ihre E-Mail-Adresse ein.',
  noMail: 'Dieses Portal verschickt keine E-Mail. Wer es betreibt, kann Ihnen einen Link machen:',
  sentTitle: 'Sehen Sie in Ihr Postfach',
  sent: (email) => `Gehört ${email} zum Team, ist ein Link unterwegs. Er gilt einmal, 15 Minuten lang.`,
  sentDemo: 'Das ist die Demo: Der Brief steht dort, wo Sie sie gestartet haben.',
  again: 'Eine andere Adresse nehmen',
  customers: 'Sie benutzen unsere Software? Melden Sie sich auf der Kundenseite an.',

  enterTitle: 'Jetzt anmelden',
  enterText: (email) => `Sie melden sich gleich an der Konsole an als ${email}.`,
  enterWarning: 'Machen Sie nur weiter, wenn Sie selbst um diesen Link gebeten haben.',
  enterSubmit: 'Anmelden',
  ownerTitle: 'Inhaber dieses Portals werden',
  ownerText:
    'Sie sind als Erstes hier. Sagen Sie, wer Sie sind; danach machen Sie einen Passkey, damit Sie wieder hereinkommen.',
  joinTitle: 'Dem Team beitreten',
  joinText: (email, role) => `${email} ist eingeladen als: ${role}.`,
  joinSubmit: 'Beitreten',
  ownerSubmit: 'Inhaber werden',
  name: 'Ihr Name',
  nameHint: 'Das Team sieht ihn neben dem, was Sie tun.',
  code: 'Code Ihres zweiten Faktors',
  codeHint: 'Sechs Ziffern aus Ihrer Authentikator-App, oder einer Ihrer Wiederherstellungscodes.',
  usedTitle: 'Dieser Link gilt nicht mehr',
  used: 'Ein Link gilt einmal und nur eine Zeit lang. Holen Sie sich einen neuen.',
  toSignIn: 'Anders anmelden',
};

export const teamLetters: typeof english.teamLetters = {
  signInSubject: (vendor) => `Anmelden an der Konsole von ${vendor}`,
  signIn: (vendor) => `Guten Tag,

dieser Link meldet Sie an der Konsole von ${vendor} an. Er gilt einmal, 15 Minuten lang:

{link}

Haben Sie nicht darum gebeten, löschen Sie diesen Brief; es geschieht nichts.
`,
};

export const overview: typeof english.overview = {
  title: 'Übersicht',
};

export const counted: typeof english.counted = {
  days: (days) => count(days, 'Tag', 'Tage'),
};
