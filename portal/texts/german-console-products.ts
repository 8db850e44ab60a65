// German texts of the console: products and their rules, customers.
import type { Span } from '../telling/span.ts';
import type * as english from './english-console-products.ts';
import { count } from './german-numbers.ts';

const UNIT_NAMES = {
  days: ['Tag', 'Tage'],
  hours: ['Stunde', 'Stunden'],
  minutes: ['Minute', 'Minuten'],
} as const;
/** Nach „von“, „nach“, „alle“ … */
const UNIT_NAMES_DATIVE = {
  days: ['Tag', 'Tagen'],
  hours: ['Stunde', 'Stunden'],
  minutes: ['Minute', 'Minuten'],
} as const;

const span = ({ amount, unit }: Span): string => count(amount, UNIT_NAMES[unit][0], UNIT_NAMES[unit][1]);
const spanAfter = ({ amount, unit }: Span): string =>
  count(amount, UNIT_NAMES_DATIVE[unit][0], UNIT_NAMES_DATIVE[unit][1]);
const machines = (n: number): string => count(n, 'Maschine', 'Maschinen');

export const productWork: typeof english.productWork = {
  title: 'Produkte',
  add: 'Produkt anlegen',
  empty:
    'Ein Produkt ist das, wofür Ihre Lizenzen gelten. Seine Regeln sagen, wie viele Maschinen, wie lange, und wie oft sie fragen müssen.',
  licenses: 'Seine Lizenzen',
  issue: 'Lizenz ausstellen',
  edit: 'Regeln ändern',
  rules: 'Was das für einen Kunden heißt',
  id: 'Kennung',
  since: 'seit',
  added: 'Das Produkt ist angelegt. Stellen Sie seine erste Lizenz aus.',
  changed: 'Die Regeln sind geändert. Maschinen erfahren sie mit ihrem nächsten Code.',
  newTitle: 'Produkt anlegen',
  newLede:
    'Die Vorgaben passen für eine Anwendung auf Rechnern, die oft kein Netz haben. Jede Regel lässt sich später ändern; ausgegebene Codes behalten, was sie sagen.',
  editTitle: (name) => `${name} ändern`,
  editLede:
    'Codes, die ausgegeben sind, behalten, was sie sagen. Jede Maschine erfährt die neuen Regeln mit ihrem nächsten Code.',
  submitNew: 'Produkt anlegen',
  submitEdit: 'Regeln speichern',
  seats: (n) => count(n, 'Platz', 'Plätze'),
  idTitle: 'Kennung',
  idHint:
    'Kurz und dauerhaft: Sie steht in jedem Code und in Ihrer Anwendung und lässt sich nicht ändern. Kleine Buchstaben, Ziffern und Striche.',
  idMissing: 'Geben Sie eine Kennung ein, etwa kiln-control.',
  idWrong: 'Eine Kennung hat 1 bis 32 kleine Buchstaben, Ziffern und Striche, etwa kiln-control.',
  name: 'Name',
  nameHint: 'Wie Kunden ihn lesen.',
  nameMissing: 'Geben Sie den Namen ein.',
  groups: {
    what: 'Das Produkt',
    term: 'Wie lange eine Lizenz gilt',
    offline: 'Wie lange ohne Netz',
    machines: 'Maschinen und Plätze',
    lost: 'Verlorene Maschinen und Tippfehler',
    granted: 'Was es erlaubt',
    jwt: 'JWT-Form',
  },
  fields: {
    seats: [
      'Plätze einer Lizenz',
      'Wie viele Maschinen eine Lizenz gleichzeitig nutzen. Jede Lizenz kann etwas anderes sagen.',
    ],
    term: [
      'Laufzeit',
      'Eine Lizenz endet so lange nach der Aktivierung ihrer ersten Maschine. Leer: ohne Ende, außer eine Lizenz nennt ihren letzten Tag.',
    ],
    offline: [
      'Läuft ohne Netz für',
      'In dieser Zeit braucht eine Maschine einen frischen Code, von selbst oder getippt. Leer: nie. Sie läuft dann ohne Netz, bis ihre Lizenz endet.',
    ],
    refresh: [
      'Holt einen frischen Code alle',
      'So oft versuchen es Maschinen mit Internet, damit sie immer viel Zeit ohne Netz haben. Kürzer als die Zeit darüber. Leer: nur wenn es sein muss.',
    ],
    renewWindow: [
      'Erinnert vor dem Ende',
      'Wie lange vor seinem Ende ein Code darum bittet, erneuert zu werden. Leer: 30 Tage.',
    ],
    machineOf: [
      'Merkmale einer Maschine',
      'Wie viele Dinge Ihre Anwendung an einer Maschine liest, um sie wiederzuerkennen, etwa Platte, Hauptplatine, System.',
    ],
    machineNeeded: [
      'davon noch vorhanden',
      'Mehr als die Hälfte. Mit 2 von 3 kann ein Kunde die Platte tauschen und braucht keinen neuen Code.',
    ],
    changes: [
      'Platzwechsel in 30 Tagen',
      'Wie oft jeder Platz auf eine andere Maschine gehen kann. Genug für einen ersetzten Rechner, zu wenig, um einen Platz herumzureichen.',
    ],
    replacements: [
      'Verlorene Maschinen im Jahr, je Platz',
      'Wie oft ein Kunde den Platz einer kaputten Maschine freigeben kann, die ihn nicht selbst zurückgibt.',
    ],
    replacementDelay: [
      'Der Platz einer verlorenen Maschine bleibt zu für',
      'Damit eine Maschine, die verloren sein soll, nicht neben der neuen läuft. Leer: gar nicht.',
    ],
    correction: [
      'Tippfehler lassen sich berichtigen für',
      'Wie lange ein Kunde einen vertippten Fingerabdruck berichtigen kann, ohne den Platz zu verlieren. Leer: gar nicht.',
    ],
    features: [
      'Funktionen',
      'Was jede Lizenz des Produkts erlaubt, außer sie hat eigene. Je Zeile eine: export, projects=25 oder tier=gold.',
    ],
    domains: [
      'Domains',
      'Für Webanwendungen: auf welchen Domains es läuft, außer eine Lizenz hat eigene. Je Zeile eine: example.com oder *.example.com. Leer: auf jeder.',
    ],
    jwtIssuer: ['Aussteller (iss)', 'Leer: der Name des Herstellers in diesem Portal.'],
    jwtAudience: ['Empfänger (aud)', 'Leer: die Kennung des Produkts.'],
    jwtSeconds: ['Gilt für', 'Leer: so lange, wie es ohne Netz läuft, oder 30 Tage.'],
  },
  refreshLater: 'Das muss kürzer sein als die Zeit, die es ohne Netz läuft.',
  machineRule: (of) => `Bei ${of} Merkmalen müssen ${Math.floor(of / 2) + 1} bis ${of} noch da sein.`,
  sentences: {
    seats: (n) =>
      `${machines(n)} ${n === 1 ? 'kann' : 'können'} eine Lizenz gleichzeitig nutzen, außer die Lizenz sagt etwas anderes.`,
    term: (it) => `Eine Lizenz gilt ${span(it)} ab ihrer ersten Maschine, außer sie hat einen eigenen letzten Tag.`,
    noTerm: 'Eine Lizenz hat kein Ende, außer sie hat einen eigenen letzten Tag.',
    offline: (it) => `Ohne Netz läuft eine Maschine ${span(it)}; dann braucht sie einen frischen Code.`,
    noOffline: 'Eine Maschine muss nie fragen: Sie läuft ohne Netz, bis ihre Lizenz endet.',
    refresh: (it) => `Mit Netz bekommt sie alle ${span(it)} einen frischen Code, und niemand merkt es.`,
    renewWindow: (it) => `Die Anwendung erinnert ${span(it)} vor dem Ende.`,
    machine: (needed, of) =>
      `Eine Maschine wird an ${count(of, 'Merkmal', 'Merkmalen')} erkannt; ${needed === of ? 'alle müssen' : `${needed} ${needed === 1 ? 'muss' : 'müssen'}`} noch da sein.`,
    changes: (n) =>
      n === 0
        ? 'Ein Platz kann nicht auf eine andere Maschine gehen.'
        : `Ein Platz kann in 30 Tagen ${n}-mal auf eine andere Maschine gehen.`,
    replacements: (n) =>
      n === 0
        ? 'Eine verlorene Maschine lässt sich nicht ohne Sie ersetzen.'
        : `Eine verlorene Maschine lässt sich je Platz ${n}-mal im Jahr ohne Sie ersetzen.`,
    delay: (it) => `Ihr Platz ist nach ${spanAfter(it)} frei.`,
    correction: (it) => `Ein vertippter Fingerabdruck lässt sich ${span(it)} lang berichtigen.`,
    noCorrection: 'Ein vertippter Fingerabdruck lässt sich nicht berichtigen.',
    features: (list) => `Jede Lizenz erlaubt: ${list}.`,
    domains: (list) => `Es läuft auf: ${list}.`,
  },
};

export const customerWork: typeof english.customerWork = {
  title: 'Kunden',
  add: 'Kunden anlegen',
  searchHint: 'Name, Kennung oder E-Mail-Adresse',
  empty:
    'Kunden stehen hier mit ihren Lizenzen. Sie entstehen von selbst, wenn Sie für eine neue Kennung eine Lizenz ausstellen.',
  columns: { customer: 'Kunde', email: 'E-Mail', licenses: 'Lizenzen', since: 'Seit' },
  id: 'Kennung',
  idHint: 'Die Kennung, unter der Sie den Kunden kennen, etwa eine Nummer aus Ihrem Shop. Sie lässt sich nicht ändern.',
  idMissing: 'Geben Sie eine Kennung ein.',
  name: 'Name',
  nameMissing: 'Geben Sie den Namen ein.',
  email: 'E-Mail-Adresse',
  emailHint: 'Damit Sie ihm schreiben können. Sie gibt zu nichts Zugang.',
  newTitle: 'Kunden anlegen',
  submitNew: 'Kunden anlegen',
  edit: 'Ändern',
  editTitle: (name) => `${name} ändern`,
  submitEdit: 'Speichern',
  added: 'Der Kunde ist angelegt.',
  changed: 'Der Kunde ist geändert.',
  issue: 'Lizenz ausstellen',
  licenses: 'Lizenzen',
  noLicenses: 'Dieser Kunde hat noch keine Lizenz.',
  allLicenses: 'Alle Lizenzen dieses Kunden',
  look: 'Was der Kunde sieht',
  since: 'seit',
  lookTitle: (name) => `Was ${name} sieht`,
  lookLede: 'Die Seite des Kunden mit allen Lizenzen, wie sie jetzt ist. Hier lässt sich nichts drücken.',
  lookNothing: 'Dieser Kunde hat keine Lizenz, es gibt also nichts zu sehen.',
  lookMachines: 'Maschinen',
  lookNoMachines: 'Noch keine. Der Kunde sieht den Knopf „Maschine aktivieren“.',
};
