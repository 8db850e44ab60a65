// German texts: signing in, the account, and what the portal writes in letters.
import type * as english from './english-account.ts';
import { count } from './german-numbers.ts';

export const signIn: typeof english.signIn = {
  title: 'Anmelden',
  lede: 'Sehen Sie Ihre Maschinen, holen Sie ihre Codes noch einmal, erneuern Sie sie, ziehen Sie um.',
  keyTitle: 'Mit einem Lizenzschlüssel',
  keyText: 'Öffnet diese eine Lizenz, in diesem Browser, für höchstens zwölf Stunden.',
  keySubmit: 'Lizenz öffnen',
  accountTitle: 'Mit Ihrem Konto',
  accountText:
    'Für alle Ihre Lizenzen, und für verlorene Schlüssel. Es gibt kein Passwort: Sie bekommen einen Link per E-Mail.',
  email: 'E-Mail-Adresse',
  emailHint: 'Wer noch kein Konto hat, bekommt eines mit dem ersten Link.',
  emailSubmit: 'Link schicken',
  passkey: 'Mit einem Passkey anmelden',
  passkeyFailed: 'Das hat nicht geklappt; nehmen Sie den Link per E-Mail, oder versuchen Sie es noch einmal.',
  noMail: 'Dieses Portal verschickt keine E-Mail, also gibt es keine Konten. Ein Lizenzschlüssel öffnet seine Lizenz.',
  noEmail: 'Geben Sie Ihre E-Mail-Adresse ein.',
  needed: 'Melden Sie sich an, um diese Seite zu sehen.',
  sentTitle: 'Sehen Sie in Ihr Postfach',
  sent: (email) => `Ein Link zum Anmelden ist unterwegs an ${email}. Er gilt einmal, 15 Minuten lang.`,
  sentNothing:
    'Nach ein paar Minuten nichts da? Sehen Sie in den Spam-Ordner, vergleichen Sie die Adresse, und schicken Sie noch einen Link.',
  sentDemo: 'Das ist die Demo: Der Brief steht dort, wo Sie sie gestartet haben.',
  sentAgain: 'Eine andere Adresse nehmen',
};

export const enter: typeof english.enter = {
  title: 'Jetzt anmelden',
  text: (email) => `Sie melden sich gleich an als ${email}.`,
  warning:
    'Machen Sie nur weiter, wenn Sie selbst um diesen Link gebeten haben. Wer ihn Ihnen geschickt hat, könnte sonst sehen, was Sie hier tun.',
  submit: 'Anmelden',
  usedTitle: 'Dieser Link gilt nicht mehr',
  used: 'Ein Link gilt einmal, 15 Minuten lang. Schicken Sie sich einen neuen.',
  again: 'Neuen Link holen',
};

export const account: typeof english.account = {
  title: 'Ihr Konto',
  signedInAs: 'Angemeldet als',
  signedInKey: 'Angemeldet mit einem Lizenzschlüssel',
  keyText: 'Diese Anmeldung erreicht eine Lizenz und endet nach einer Stunde ohne Gebrauch.',
  signOut: 'Abmelden',
  signedOut: 'Sie sind abgemeldet.',
  sessionsTitle: 'Wo Sie angemeldet sind',
  sessionsText: 'Ist etwas dabei, das Sie nicht kennen? Melden Sie sich überall ab.',
  thisOne: 'dieser Browser',
  since: 'seit',
  lastUsed: 'zuletzt benutzt',
  unknownBrowser: 'Ein Browser',
  browserOn: (browser, system) => `${browser} unter ${system}`,
  endSession: 'Dort abmelden',
  everywhere: 'Überall abmelden',
  passkeysTitle: 'Passkeys',
  passkeysText: 'Melden Sie sich mit Fingerabdruck, Gesicht oder Sicherheitsschlüssel an statt mit einem Link.',
  noPasskeys: 'Noch gibt es keinen.',
  passkeyName: 'Name des Passkeys',
  passkeyNameHint: 'Damit Sie ihn wiedererkennen, zum Beispiel Laptop im Büro.',
  addPasskey: 'Passkey hinzufügen',
  passkeyAdded: 'Der Passkey wurde hinzugefügt.',
  passkeyRemoved: 'Der Passkey wurde entfernt.',
  passkeyFailed: 'Es wurde kein Passkey hinzugefügt; versuchen Sie es noch einmal, oder nehmen Sie ein anderes Gerät.',
  removePasskey: 'Entfernen',
  passkeyNeedsScript: 'Einen Passkey hinzuzufügen braucht JavaScript.',
  needsFresh: 'Zu Ihrer Sicherheit braucht das eine Anmeldung aus den letzten zehn Minuten.',
  freshen: 'Neuen Link schicken',
  licensesTitle: 'Lizenzen',
  toLicenses: 'Zu Ihren Lizenzen',
};

export const letter: typeof english.letter = {
  subject: (name) => `Anmelden bei ${name}`,
  text: (name) => `Guten Tag,

mit diesem Link melden Sie sich bei ${name} an. Er gilt einmal, 15 Minuten lang:

{link}

Die Seite, die sich öffnet, bittet Sie um eine Bestätigung. Wenn Sie nicht um diesen Link gebeten haben, löschen Sie diesen Brief; es geschieht nichts.
`,
};

export const licenses: typeof english.licenses = {
  title: 'Ihre Lizenzen',
  dueTitle: 'Was ansteht',
  dueNothing: 'In den nächsten 90 Tagen steht nichts an.',
  empty: 'Hier sehen Sie Ihre Lizenzen, ihre Maschinen und was ansteht.',
  add: 'Lizenz hinzufügen',
  addTitle: 'Eine Lizenz zu Ihrem Konto hinzufügen',
  addLede: 'Geben Sie ihren Schlüssel einmal ein. Von da an genügt Ihr Konto, auch wenn der Schlüssel verloren ist.',
  addSubmit: 'Lizenz hinzufügen',
  added: 'Die Lizenz ist jetzt in Ihrem Konto.',
  open: 'Maschinen',
  license: 'Lizenz',
  plan: 'Tarif',
  seats: (used, total) => `${used} von ${count(total, 'Platz', 'Plätzen')} belegt`,
  seatsFree: (free) => (free === 0 ? 'kein Platz ist frei' : `${count(free, 'Platz ist', 'Plätze sind')} frei`),
  states: {
    active: 'Aktiv',
    suspended: 'Gesperrt',
    refunded: 'Erstattet',
    revoked: 'Zurückgezogen',
  },
  stateTexts: {
    active: '',
    suspended:
      'Diese Lizenz ist gesperrt: Es werden keine Codes ausgestellt. Fragen Sie den Hersteller nach dem Grund.',
    refunded: 'Der Kauf wurde erstattet, also werden keine Codes ausgestellt.',
    revoked: 'Der Hersteller hat diese Lizenz zurückgezogen, also werden keine Codes ausgestellt.',
  },
  notBegun: (days) => `Ihre ${count(days, 'Tag beginnt', 'Tage beginnen')} mit der ersten Maschine`,
  keep: 'In Ihrem Konto behalten',
  keepText: 'Damit sie auch ohne ihren Schlüssel wiedergefunden wird.',
  keyTitle: 'Lizenzschlüssel',
  keyLede: 'Wer ihn hat, kann Maschinen auf diese Lizenz aktivieren.',
  keyShow: 'Lizenzschlüssel zeigen',
  keyHide: 'Fertig',
  keyFresh: 'Um den Schlüssel zu zeigen, melden Sie sich neu an: Ihre letzte Anmeldung ist mehr als zehn Minuten her.',
  keyFreshKey:
    'Sie haben sich mit diesem Schlüssel angemeldet. Um einen verlorenen zu finden, melden Sie sich mit dem Konto an, das die Lizenz hält.',
  holdersTitle: 'Konten, die diese Lizenz halten',
  holdersNone: 'Noch keines.',
  leave: 'Aus meinem Konto entfernen',
  left: 'Die Lizenz ist nicht mehr in Ihrem Konto.',
  export: 'Als CSV ausgeben',
  calendar: 'Kalender mit allen Terminen',
  calendarHint: 'Für Ihren Kalender: Er erinnert Sie 90, 30, 14, 7 Tage und einen Tag, bevor etwas ansteht.',
};
