// German texts of the console: licenses.
import type * as english from './english-console-licenses.ts';
import { licenseSteps } from './german-console-license-steps.ts';
import { manyLicenses } from './german-console-many.ts';
import { count } from './german-numbers.ts';

const machines = (n: number): string => count(n, 'Maschine', 'Maschinen');

export const licenseWork: typeof english.licenseWork = {
  ...licenseSteps,
  ...manyLicenses,
  title: 'Lizenzen',
  issue: 'Lizenz ausstellen',
  import: 'Importieren',
  export: 'Als CSV exportieren',
  searchHint: 'Schlüssel, Maschine, Kunde, Plan …',
  product: 'Produkt',
  anyProduct: 'Jedes Produkt',
  state: 'Zustand',
  anyState: 'Jeder Zustand',
  ending: 'Endet in 30 Tagen',
  columns: { license: 'Lizenz', customer: 'Kunde', state: 'Zustand', seats: 'Plätze', issued: 'Ausgestellt' },
  empty: 'Jede Lizenz, die Sie verkaufen, steht hier, mit ihren Plätzen und ihrem Ende.',
  emptyProduct:
    'Eine Lizenz gilt für ein Produkt, und noch gibt es keines. Beginnen Sie mit dem Produkt und seinen Regeln.',
  choose: (id) => `${id} wählen`,
  chooseAll: 'Alle auf dieser Seite wählen',
  keyEnds: 'Schlüssel endet auf',
  withChosen: 'Mit den gewählten',
  suspend: 'Aussetzen',
  resume: 'Fortsetzen',
  extendBy: 'Verlängern um',
  days: 'Tage',
  lastsFrom: (days) => `${count(days, 'Tag', 'Tage')} ab der ersten Maschine`,
  noEnd: 'Ohne Ende',
  until: 'Bis',
  ended: 'Abgelaufen am',

  new: {
    title: 'Lizenz ausstellen',
    lede: 'Sie bekommen einen Lizenzschlüssel für den Kunden, und einen Text, mit dem Sie ihn schicken.',
    product: 'Produkt',
    chooseProduct: 'Produkt wählen',
    customer: 'Kunde',
    customerHint:
      'Die Kennung, unter der Sie den Kunden kennen, etwa eine Nummer aus Ihrem Shop. Eine unbekannte wird angelegt.',
    account: 'E-Mail-Adresse des Kontos',
    accountHint: 'Wer sich damit anmeldet, sieht die Lizenz und braucht keinen Schlüssel.',
    doneAccount: (email) =>
      `Sie liegt schon im Konto von ${email}: Wer sich mit dieser Adresse anmeldet, braucht den Schlüssel nicht.`,
    plan: 'Plan',
    planHint: 'Ihr eigenes Wort, etwa gold oder site. Ihre Anwendung kann es lesen.',
    seats: 'Plätze',
    seatsHint: 'Wie viele Maschinen sie gleichzeitig nutzen. Leer: wie im Produkt.',
    ends: 'Letzter Tag',
    endsHint: 'Gilt bis zum Ende dieses Tages, UTC. Leer: wie im Produkt.',
    more: 'Eigene Funktionen, Domains, Schlüssel',
    moreHint: 'Leer: wie im Produkt. Was hier steht, ersetzt alles, was dort steht.',
    features: 'Funktionen',
    featuresHint: 'Je Zeile eine: export, projects=25 oder tier=gold.',
    domains: 'Domains',
    domainsHint: 'Für Webanwendungen: example.com oder *.example.com, je Zeile eine.',
    licenseKey: 'Ein Schlüssel, der früher verkauft wurde',
    licenseKeyHint: 'Leer: Ein neuer wird gemacht.',
    submit: 'Lizenz ausstellen',
    noProduct: 'Wählen Sie das Produkt.',
    done: 'Die Lizenz ist ausgestellt',
    doneLede: (product, seats) =>
      `${product}, ${count(seats, 'Platz', 'Plätze')}. Schicken Sie dem Kunden den Text unten.`,
    key: 'Lizenzschlüssel',
    copyKey: 'Schlüssel kopieren',
    letter: 'Text für den Kunden',
    copyLetter: 'Text kopieren',
    open: 'Lizenz öffnen',
    another: 'Noch eine ausstellen',
    later: 'Den Schlüssel können Sie später auf der Seite der Lizenz wieder zeigen; das wird vermerkt.',
  },
  letter: ({ vendor, product, key, seats, until, portal }) => `Guten Tag,

vielen Dank für Ihren Kauf. Das ist Ihre Lizenz für ${product}:

Lizenzschlüssel: ${key}
Plätze: ${machines(seats)}${until === undefined ? '' : `\nGültig bis: ${until}`}

Auf einer Maschine mit Internet: Öffnen Sie die Anwendung und geben Sie den Lizenzschlüssel ein.
Auf einer Maschine ohne Internet: Öffnen Sie ${portal}, geben Sie den Lizenzschlüssel ein und was die Maschine zeigt, und tragen Sie den Code zu ihr zurück.

Behalten Sie den Schlüssel für sich: Wer ihn hat, kann Ihre Plätze belegen.

${vendor}
`,

  one: {
    license: 'Lizenz',
    actions: 'Was Sie tun können',
    product: 'Produkt',
    customer: 'Kunde',
    plan: 'Plan',
    end: 'Ende',
    key: 'Lizenzschlüssel',
    issued: 'Ausgestellt',
    features: 'Funktionen',
    domains: 'Domains',
    networks: 'Netze',
    everywhere: 'Von überall',
    none: 'Keine',
    anyDomain: 'Jede',
    holders: 'Konten mit dieser Lizenz',
    machines: 'Maschinen',
    machinesNone: 'Noch nutzt sie keine Maschine. Die erste, die aktiviert wird, steht hier.',
    machinesMore: 'Alle Maschinen dieser Lizenz',
    machineColumns: { machine: 'Maschine', until: 'Code gilt bis', seen: 'Zuletzt gehört', free: 'Platz' },
    free: 'Platz freigeben',
    unnamed: 'Ohne Namen',
    noLimit: 'Ohne Grenze',
    history: 'Verlauf',
    extend: 'Verlängern',
    extendText: 'Um Tage, oder bis zu einem Tag.',
    edit: 'Ändern',
    editText: 'Plan, Plätze, Ende, Funktionen, Domains.',
    transfer: 'Übertragen',
    transferText: 'Auf einen anderen Kunden; Maschinen laufen weiter.',
    keyText: 'Wieder zeigen, oder austauschen.',
    networksText: 'Von wo Server nach ihr fragen dürfen.',
    jwt: 'JWT ausstellen',
    jwtText: 'Für Server, die schon JWT sprechen.',
    look: 'Was der Kunde sieht',
    lookText: 'Seine Seite, wie sie jetzt ist.',
    suspend: 'Aussetzen',
    resume: 'Fortsetzen',
    revoke: 'Widerrufen',
    revokeText: 'Endgültig.',
    suspended: 'Die Lizenz ist ausgesetzt. Maschinen behalten ihren Code; neue gibt es nicht.',
    resumed: 'Die Lizenz ist wieder aktiv.',
    changed: 'Die Lizenz ist geändert. Maschinen erfahren es mit ihrem nächsten Code.',
    revoked: 'Die Lizenz ist widerrufen.',
    stateTexts: {
      active: '',
      expired: 'Maschinen enden, wenn ihr Code endet. Verlängern Sie sie, damit es weitergeht.',
      suspended: 'Es werden keine Codes ausgestellt. Maschinen laufen, solange ihr Code gilt.',
      refunded: 'Es werden keine Codes ausgestellt. Maschinen laufen, solange ihr Code gilt.',
      revoked:
        'Es werden keine Codes mehr ausgestellt, und das ist endgültig. Maschinen laufen, solange ihr Code gilt.',
    },
  },

  edit: {
    title: 'Lizenz ändern',
    lede: 'Codes, die ausgegeben sind, behalten, was sie sagen. Jede Maschine erfährt das Neue mit ihrem nächsten Code.',
    seatsHint: (used) =>
      `${machines(used)} ${used === 1 ? 'nutzt' : 'nutzen'} sie jetzt; weniger Plätze sind nicht möglich.`,
    endsHint: 'Gilt bis zum Ende dieses Tages, UTC. Leer: ohne Ende.',
    endsHintTerm: (days) =>
      `Ihre ${count(days, 'Tag beginnt', 'Tage beginnen')} mit der ersten Maschine. Ein Tag hier setzt stattdessen ein festes Ende.`,
    endsHintNone: 'Sie hat jetzt kein Ende. Ein Tag hier gibt ihr eines.',
    featuresHint: 'Je Zeile eine: export, projects=25 oder tier=gold. Leer: wie im Produkt.',
    domainsHint: 'Je Zeile eine: example.com oder *.example.com. Leer: wie im Produkt.',
    submit: 'Änderungen speichern',
  },

  acts: {
    'license.issued': 'Ausgestellt',
    'license.changed': 'Geändert',
    'license.transferred': 'Übertragen',
    'license.seats-changed': 'Zahl der Plätze geändert',
    'license.extended': 'Verlängert',
    'license.suspended': 'Ausgesetzt',
    'license.reactivated': 'Wieder aktiv',
    'license.refunded': 'Erstattet',
    'license.revoked': 'Widerrufen',
    'license.key-shown': 'Schlüssel gezeigt',
    'license.key-rotated': 'Schlüssel ausgetauscht',
    'license.jwt-issued': 'JWT ausgestellt',
    'license.domains-changed': 'Domains geändert',
    'license.addresses-changed': 'Netze geändert',
  },
  actDetails: {
    days: (n) => `um ${count(n, 'Tag', 'Tage')}`,
    seats: (before, after) => `von ${before} auf ${after}`,
    transfer: (from, to) => `von ${from ?? 'niemandem'} an ${to ?? 'niemanden'}`,
    accountsLost: (n) => `${count(n, 'Konto hat', 'Konten haben')} sie verloren`,
  },
  by: {
    system: 'das Portal',
    command: 'die Befehlszeile',
    user: 'jemand aus dem Team',
    'api-key': 'ein API-Schlüssel',
    customer: 'der Kunde',
    machine: 'eine Maschine',
  },
};
