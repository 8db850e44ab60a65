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
  invitationSubject: (vendor) => `Einladung zur Konsole von ${vendor}`,
  invitation: (vendor) => `Guten Tag,

Sie sind eingeladen zur Konsole von ${vendor}, wo dessen Lizenzen ausgestellt und betreut werden. Dieser Link gilt einmal, sieben Tage lang:

{link}

Wissen Sie nicht, worum es geht, löschen Sie diesen Brief; es geschieht nichts.
`,
};

export const overview: typeof english.overview = {
  title: 'Übersicht',
  attentionTitle: 'Was Sie ansehen sollten',
  allWell: 'Alles in Ordnung.',
  endingSoon: (licenses) => `${count(licenses, 'Lizenz endet', 'Lizenzen enden')} in 7 Tagen oder früher`,
  secure: 'Sie melden sich nur mit einem Link per E-Mail an; fügen Sie einen Passkey oder zweiten Faktor hinzu',
  noProduct: 'Es gibt noch kein Produkt; legen Sie eines an, dann stellen Sie Lizenzen dafür aus',
  see: 'Ansehen',
  about: {
    network: 'Netz',
    addresses: 'Adressen',
    disk: 'Speicherplatz',
    clock: 'Uhr',
    'signing key': 'Signaturschlüssel',
    webhooks: 'Nachrichten an Webhooks',
    backup: 'Sicherung',
  },
  active: 'Aktive Lizenzen',
  activeNote: (others) => (others === 0 ? 'und keine anderen' : `und ${others} abgelaufen, ausgesetzt oder widerrufen`),
  seats: 'Benutzte Plätze',
  seatsNote: (total) => `von ${total}`,
  ending: 'Enden in 30 Tagen',
  endingNote: (licenses) => `${licenses} in 90 Tagen`,
  validations: 'Prüfungen heute',
  validationsNote: (month) => `${month} in diesem Monat`,
  nextTitle: 'Was als Nächstes endet',
  nextNothing: 'Keine Lizenz endet in den nächsten 90 Tagen.',
  nextAll: 'Alles, was bald endet',
  ends: 'Endet',
  license: 'Lizenz',
  recentTitle: 'Zuletzt geschehen',
  recentNothing: 'Was Sie und Ihre Kunden tun, erscheint hier.',
  recentAll: 'Der ganze Verlauf',
};

export const counted: typeof english.counted = {
  days: (days) => count(days, 'Tag', 'Tage'),
};

export const profile: typeof english.profile = {
  title: 'Ihr Profil',
  welcome:
    'Sie sind jetzt Inhaber. Fügen Sie einen Passkey hinzu, damit Sie wieder hereinkommen; ein zweiter Faktor schützt die Anmeldung per E-Mail.',
  name: 'Ihr Name',
  nameHint: 'Das Team sieht ihn neben dem, was Sie tun.',
  save: 'Speichern',
  saved: 'Ihr Name wurde geändert.',
  email: 'E-Mail-Adresse',
  role: 'Rolle',
  passkeysTitle: 'Ihre Passkeys',
  passkeysText:
    'Ein Passkey meldet Sie mit Fingerabdruck, Gesicht oder Sicherheitsschlüssel an und zählt für beide Faktoren.',
  noPasskeys: 'Sie haben noch keinen.',
  passkey: 'Ein Passkey',
  passkeyName: 'Name des neuen Passkeys',
  passkeyNameHint: 'Etwa „Laptop im Büro“.',
  addPasskey: 'Passkey hinzufügen',
  passkeyFailed: 'Kein Passkey wurde hinzugefügt; versuchen Sie es noch einmal, oder nehmen Sie ein anderes Gerät.',
  passkeyNeedsScript: 'Einen Passkey hinzuzufügen braucht JavaScript.',
  rename: 'Umbenennen',
  remove: 'Entfernen',
  since: 'Seit',
  factorTitle: 'Zweiter Faktor',
  factorText: 'Codes einer Authentikator-App. Mit ihm meldet Sie ein Link per E-Mail allein nicht mehr an.',
  factorOff: 'Aus',
  factorOn: 'An',
  codesLeft: (codes) => `noch ${count(codes, 'Wiederherstellungscode', 'Wiederherstellungscodes')}`,
  addFactor: 'Zweiten Faktor hinzufügen',
  removeFactor: 'Zweiten Faktor entfernen',
  renewCodes: 'Neue Wiederherstellungscodes machen',
  setUpTitle: 'Zweiten Faktor hinzufügen',
  setUpSteps: [
    'Öffnen Sie Ihre Authentikator-App und fügen Sie ein Konto hinzu.',
    'Scannen Sie dieses Bild, oder tippen Sie das Geheimnis ab.',
    'Geben Sie die sechs Ziffern ein, die die App zeigt.',
  ],
  setUpPicture: 'Bild für Ihre Authentikator-App',
  secret: 'Geheimnis zum Abtippen',
  code: 'Code aus Ihrer App',
  codeHint: 'Sechs Ziffern; sie wechseln alle 30 Sekunden.',
  confirm: 'Einschalten',
  cancel: 'Abbrechen',
  codesTitle: 'Bewahren Sie Ihre Wiederherstellungscodes auf',
  codesText:
    'Jeder gilt einmal, anstelle eines Codes aus Ihrer App. Drucken Sie sie aus oder legen Sie sie in Ihren Passwort-Manager: Sie werden nur jetzt gezeigt.',
  codesDone: 'Ich habe sie aufbewahrt',
  removeText: 'Von da an meldet Sie ein Link per E-Mail allein wieder an.',
  sessionsTitle: 'Wo Sie angemeldet sind',
  sessionsText: 'Beenden Sie, was Sie nicht kennen.',
  thisOne: 'dieser Browser',
  lastUsed: 'zuletzt benutzt',
  endSession: 'Beenden',
  endOthers: 'Alle anderen beenden',
  done: {
    'passkey-added': 'Der Passkey wurde hinzugefügt.',
    'passkey-removed': 'Der Passkey wurde entfernt.',
    'passkey-renamed': 'Der Passkey wurde umbenannt.',
    'factor-added': 'Der zweite Faktor ist an. Ihre anderen Sitzungen wurden beendet.',
    'factor-removed': 'Der zweite Faktor ist aus.',
    'session-ended': 'Die Sitzung wurde beendet.',
    renamed: 'Ihr Name wurde geändert.',
  },
};

export const team: typeof english.team = {
  title: 'Ihr Team',
  lede: 'Wer in diese Konsole darf, und als was. Niemand hat ein Passwort.',
  invite: 'Jemanden einladen',
  inviteTitle: 'Jemanden ins Team einladen',
  inviteLede: 'Die Person bekommt einen Link, der einmal gilt, sieben Tage lang.',
  name: 'Name',
  email: 'E-Mail-Adresse',
  role: 'Rolle',
  proof: 'Meldet sich an mit',
  seen: 'Letzte Anmeldung',
  never: 'nie',
  you: 'Sie',
  passkeys: (passkeys) => count(passkeys, 'Passkey', 'Passkeys'),
  factor: 'zweitem Faktor',
  linkOnly: 'nur einem Link per E-Mail',
  optional: '(freiwillig)',
  sendInvitation: 'Einladung schicken',
  makeInvitation: 'Einladung machen',
  invitedTitle: (email) => `${email} ist eingeladen`,
  invitedMail: 'Der Link ist unterwegs. Er gilt einmal, sieben Tage lang.',
  invitedHand:
    'Dieses Portal verschickt keine E-Mail. Geben Sie diesen Link weiter; er gilt einmal, sieben Tage lang, und wird nur jetzt gezeigt:',
  toTeam: 'Zum Team',
  invitationsTitle: 'Einladungen',
  invitedAs: 'Eingeladen als',
  until: 'Gilt bis',
  withdraw: 'Zurückziehen',
  changeRole: 'Rolle ändern',
  saveRole: 'Rolle speichern',
  endSessions: 'Alle Sitzungen beenden',
  endSessionsText: 'Meldet diese Person überall ab. Sie kann sich wieder anmelden.',
  resetFactor: 'Zweiten Faktor entfernen',
  resetFactorText:
    'Für jemanden, dessen Telefon und Wiederherstellungscodes weg sind. Vergewissern Sie sich, dass es wirklich diese Person ist: Von da an genügt ein Link per E-Mail.',
  remove: 'Aus dem Team entfernen',
  removeText: 'Ihre Sitzungen und Passkeys enden sofort. Was sie getan hat, bleibt unter ihrem Namen im Protokoll.',
  removeConfirm: (name) => `Ja, ${name} entfernen`,
  onlyOwner:
    'Das ist der einzige Inhaber; darum bleibt die Rolle, und niemand kann ihn entfernen. Machen Sie zuerst jemand anderen zum Inhaber.',
  accessTitle: 'Zugang',
  since: 'Im Team seit',
  done: {
    withdrawn: 'Die Einladung gilt nicht mehr.',
    role: 'Die Rolle wurde geändert.',
    removed: 'Die Person ist nicht mehr im Team.',
    sessions: 'Alle Sitzungen wurden beendet.',
    factor: 'Der zweite Faktor wurde entfernt, alle Sitzungen wurden beendet.',
  },
};
