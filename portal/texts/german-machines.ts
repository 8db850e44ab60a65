// German texts: machines, and everything that is done with them.
import type * as english from './english-machines.ts';
import { count, wait } from './german-numbers.ts';

export const machines: typeof english.machines = {
  title: 'Maschinen',
  unnamed: 'Ohne Namen',
  empty: 'Noch ist keine Maschine aktiviert. Hier sehen Sie jede mit ihrem Zustand und was als Nächstes zu tun ist.',
  emptyFilter: 'Keine Maschine passt zu dieser Suche.',
  activate: 'Eine Maschine aktivieren',
  many: 'Viele auf einmal aktivieren',
  search: 'Suchen',
  searchHint: 'Name oder Nummer',
  show: 'Zeigen',
  apply: 'Anwenden',
  filters: {
    here: 'Maschinen mit Platz',
    due: 'Fällig in 90 Tagen',
    gone: 'Zurückgegeben oder ersetzt',
    all: 'Alle',
  },
  columns: {
    name: 'Maschine',
    state: 'Zustand',
    until: 'Bis',
    since: 'Seit',
    seen: 'Zuletzt gesehen',
    via: 'Aktiviert durch',
  },
  sortBy: (column) => `Sortieren nach ${column}`,
  page: (page, pages) => `Seite ${page} von ${pages}`,
  previous: 'Vorige Seite',
  next: 'Nächste Seite',
  shown: (shown, total) => `${shown} von ${count(total, 'Maschine', 'Maschinen')}`,
  number: 'Nummer',
  via: {
    request: 'Anfragecode',
    fingerprint: 'Fingerabdruck',
    online: 'Internet',
    browser: 'im Browser',
  },
  states: { active: 'Aktiviert', 'given-back': 'Zurückgegeben', replaced: 'Ersetzt', lapsed: 'Platz frei geworden' },
  backTo: 'Alle Maschinen',
};

export const due: typeof english.due = {
  title: 'Was ansteht',
  machineChecksIn: (name) => `${name}: Ein neuer Code wird gebraucht`,
  licenseEnds: 'Die Lizenz endet',
  late: 'überfällig',
  renew: 'Erneuern',
  renewVendor: 'Beim Hersteller erneuern',
  more: (more) => `${count(more, 'weiteres', 'weitere')}: alles zeigen, was ansteht`,
  ladder: 'Ihr Kalender kann Sie erinnern: Die Datei dafür steht auf der Seite jeder Lizenz und jeder Maschine.',
};

export const machine: typeof english.machine = {
  actions: 'Was Sie tun können',
  history: 'Was geschehen ist',
  code: 'Code noch einmal zeigen',
  codeText: 'Der letzte Code dieser Maschine: zum Abtippen, zum Scannen, als Datei, auf Papier.',
  renew: 'Erneuern',
  renewText: 'Ein neuer Code, ohne vorher zur Maschine zu gehen.',
  renameLabel: 'Name der Maschine',
  renameSubmit: 'Namen speichern',
  renamed: (name) => `Sie heißt jetzt ${name}.`,
  renamedNothing: 'Sie hat jetzt keinen Namen.',
  undo: 'Rückgängig',
  undone: 'Es ist wie vorher.',
  move: 'Auf eine andere Maschine umziehen',
  moveText: 'Die alte Maschine gibt zurück, die neue bekommt einen Code, in einem Schritt.',
  giveBack: 'Zurückgeben',
  giveBackText: 'Die Maschine macht eine Quittung; die Quittung gibt den Platz frei.',
  replace: 'Eine tote Maschine ersetzen',
  replaceText: 'Wenn sie kaputt, verloren oder gestohlen ist und nicht zurückgeben kann.',
  calendar: 'In meinen Kalender',
  dates: 'Termine',
  lastCode: 'Letzter Code',
  gone: {
    'given-back':
      'Diese Maschine hat ihren Platz zurückgegeben. Um sie wieder zu benutzen, aktivieren Sie sie noch einmal.',
    replaced: 'Diese Maschine wurde ersetzt. Ihr Platz ist frei oder von einer anderen belegt.',
    lapsed:
      'Dieser Browser hat sich nicht gemeldet, also wurde sein Platz von selbst frei. Kommt er wieder, bekommt er einen Platz, solange einer frei ist.',
  },
  events: {
    activated: 'Aktiviert',
    again: 'Noch einmal aktiviert',
    renewed: 'Erneuert',
    refreshed: 'Über das Internet gemeldet',
    renamed: 'Umbenannt',
    released: 'Zurückgegeben',
    'given-back': 'Zurückgegeben',
    replaced: 'Ersetzt',
    restored: 'Ersetzung rückgängig gemacht',
    lapsed: 'Platz von selbst frei geworden',
    moved: 'Umgezogen',
    corrected: 'Nach einer Änderung ihrer Teile wiedererkannt',
  },
};

export const renew: typeof english.renew = {
  title: 'Erneuern',
  lede: (name) =>
    `Ein neuer Code für ${name}, ohne neue Anfrage. Bringen Sie ihn auf Papier, auf einem Stick oder mit der Kamera hin.`,
  now: 'So ist es jetzt',
  submit: 'Neuen Code holen',
  working: 'Der Code wird geholt…',
  ended: 'Die Lizenz selbst ist zu Ende; ein neuer Code würde nichts ändern. Erneuern Sie die Lizenz beim Hersteller.',
  clock:
    'Sagt die Maschine, dass ihre Uhr nachgeht, machen Sie dort eine neue Anfrage und aktivieren Sie damit: Das stellt auch die Uhr richtig.',
  done: 'Das ist der neue Code. Der alte gilt so lange, wie er sagt.',
};

export const giveBack: typeof english.giveBack = {
  title: 'Zurückgeben',
  titleOf: (name) => `${name} zurückgeben`,
  lede: 'Das Programm auf der Maschine gibt die Lizenz zurück und zeigt eine Quittung. Bringen Sie die Quittung hierher, und der Platz ist frei.',
  steps: [
    'Wählen Sie auf der Maschine, die Lizenz zurückzugeben. Das Programm hört dort auf zu arbeiten und zeigt eine Quittung.',
    'Geben Sie die Quittung hier ein: Tippen Sie sie ab, scannen Sie sie, oder wählen Sie ihre Datei.',
    'Sagen Sie der Maschine, dass die Quittung angenommen wurde, damit sie sie vergisst.',
  ],
  receipt: 'Quittung',
  complete: 'Quittung vollständig.',
  receiptHint: 'Sie beginnt mit LKD1. Leerzeichen, Striche und Zeilenumbrüche sind gleichgültig.',
  file: 'Oder wählen Sie die Datei von der Maschine',
  fileHint: 'Ihr Name endet auf .lkd.',
  submit: 'Platz freigeben',
  working: 'Der Platz wird frei…',
  noReceipt: 'Geben Sie die Quittung ein, oder wählen Sie ihre Datei.',
  online: 'Ist die Maschine im Internet? Dann gibt das Programm von selbst zurück, und hier ist nichts einzugeben.',
  notReleasable:
    'Diese Maschine wurde mit einem Fingerabdruck aktiviert. Sie hat kein Geheimnis, das eine Rückgabe beweisen könnte, und kann also keine Quittung machen. Wird sie nicht mehr gebraucht, ersetzen Sie sie.',
  other: 'Diese Quittung gehört einer anderen Maschine dieser Lizenz; die wurde zurückgegeben.',
  doneTitle: 'Der Platz ist frei',
  done: (name) => `${name} hat die Lizenz zurückgegeben.`,
  again: 'Diese Quittung wurde schon einmal eingegeben; es hat sich nichts geändert.',
  final:
    'Das lässt sich hier nicht rückgängig machen: Die Maschine hat ihren Code vernichtet. Um sie wieder zu benutzen, aktivieren Sie sie noch einmal.',
  next: 'Eine andere Maschine aktivieren',
  machines: 'Alle Maschinen sehen',
};

export const changes: typeof english.changes = {
  closed: 'Eine andere Maschine kann einen freien Platz bekommen ab',
  closedForever: 'Die freien Plätze dieser Lizenz bleiben bei den Maschinen, die sie hatten.',
  known: 'Eine Maschine, die schon einen hatte, lässt sich jetzt aktivieren.',
  rule: (times) =>
    times === 0
      ? 'Ihre Plätze wechseln die Maschine nicht; der Hersteller kann helfen.'
      : `Jeder Platz wechselt die Maschine höchstens ${times === 1 ? 'einmal' : `${times}-mal`} in 30 Tagen.`,
  leaving: 'Gibt diese Maschine ihren Platz jetzt her, kann eine andere ihn erst bekommen ab',
  leavingForever: 'Gibt diese Maschine ihren Platz her, kann keine andere ihn bekommen.',
  moving: 'Dieser Platz kann auf eine andere Maschine umziehen ab',
  movingForever: 'Die Plätze dieser Lizenz bleiben bei ihren ersten Maschinen; fragen Sie den Hersteller.',
  left: 'Eine andere Maschine kann den Platz bekommen ab',
};

export const replace: typeof english.replace = {
  title: 'Eine tote Maschine ersetzen',
  lede: (name) => `Nimmt ${name} den Platz weg, damit eine andere Maschine ihn haben kann.`,
  useWhen:
    'Nur für eine Maschine, die kaputt, verloren oder gestohlen ist. Läuft sie noch, lassen Sie sie zurückgeben: Das kostet nichts.',
  consequences: 'Was geschieht',
  freed: 'Der Platz ist sofort frei.',
  freedLater: (seconds) => `Der Platz ist nach ${wait(seconds)} frei.`,
  revoked: 'Verbindet sich die Maschine je wieder mit dem Internet, endet ihre Lizenz dort.',
  worksUntil: 'Ohne Internet würde ihr letzter Code weiter gelten bis',
  workedUntil: 'Ihr letzter Code galt nur bis',
  worksForever: 'Ohne Internet würde ihr letzter Code weiter gelten: Er hat kein Ende.',
  counted: (left, perYear) =>
    `Es zählt: ${left} von ${count(perYear, 'Ersetzung', 'Ersetzungen')} im Jahr ${left === 1 ? 'ist' : 'sind'} noch übrig.`,
  logged: 'Es wird aufgezeichnet, und der Hersteller kann es sehen.',
  undoable: 'Sie können es rückgängig machen, solange keine andere Maschine den Platz belegt.',
  none: 'Alle Ersetzungen dieses Jahres sind verbraucht. Der Hersteller kann den Platz freigeben.',
  noneUntil: 'Die nächste ist möglich am',
  confirm: (name) => `${name} wird nicht mehr benutzt.`,
  confirmMissing: 'Bestätigen Sie, dass die Maschine nicht mehr benutzt wird.',
  submit: 'Diese Maschine ersetzen',
  working: 'Wird ersetzt…',
  delayedTitle: 'Die Maschine wurde ersetzt',
  freeFrom: 'Der Platz ist frei ab',
  doneTitle: 'Der Platz ist frei',
  done: (name) => `${name} wurde ersetzt.`,
  undo: 'Rückgängig: Die Maschine ist noch da',
  undone: 'Die Maschine hat ihren Platz wieder.',
  next: 'Die neue Maschine aktivieren',
};

export const correct: typeof english.correct = {
  title: 'Den Fingerabdruck berichtigen',
  text: 'Er wurde falsch eingetippt, und der Code passt nicht zur Maschine.',
  lede: (name) =>
    `Geben Sie ein, was ${name} wirklich zeigt. Sie behält ihren Platz und bekommt einen Code, der passt.`,
  until: 'Möglich bis',
  fingerprint: 'Fingerabdruck',
  hint: 'Vergleichen Sie ihn Buchstabe für Buchstabe. Es zählt als Wechsel des Platzes.',
  submit: 'Berichtigen',
  done: 'Der Fingerabdruck wurde berichtigt. Dieser Code passt zur Maschine.',
};

export const move: typeof english.move = {
  title: 'Auf eine andere Maschine umziehen',
  lede: (name) => `Die Lizenz verlässt ${name} und kommt auf eine neue Maschine.`,
  oldTitle: 'An der alten Maschine',
  oldText: 'Wählen Sie dort, die Lizenz zurückzugeben. Sie zeigt eine Quittung.',
  newTitle: 'An der neuen Maschine',
  newText: 'Wählen Sie die Aktivierung ohne Internet. Sie zeigt einen Anfragecode.',
  submit: 'Lizenz umziehen',
  working: 'Zieht um…',
  done: 'Die alte Maschine hat zurückgegeben, und das ist der Code der neuen.',
  noReceipt:
    'Diese Maschine wurde mit einem Fingerabdruck aktiviert, also kann sie keine Quittung machen. Ersetzen Sie sie, und aktivieren Sie die neue.',
  dead: 'Die alte Maschine startet nicht mehr?',
  released: (name) =>
    `${name} hat zurückgegeben; der Platz ist frei. Verbessern Sie unten, was falsch ist, und schicken Sie das Formular noch einmal.`,
};

export const batch: typeof english.batch = {
  title: 'Viele auf einmal aktivieren',
  lede: 'Wählen Sie die Anfragedateien aller Maschinen, oder ziehen Sie ihren Ordner hierher. Jede bekommt ihren eigenen Code; alle Codes kommen als eine Datei zurück, oder als Blätter zum Drucken.',
  files: 'Anfragedateien',
  filesHint: (most) =>
    `Ihre Namen enden auf .lkr. Höchstens ${most} auf einmal. Sie können einen Ordner auf diese Seite ziehen.`,
  submit: 'Alle aktivieren',
  noFiles: 'Wählen Sie die Anfragedateien, oder ziehen Sie einen Ordner hierher.',
  tooMany: (most) => `Das sind mehr als ${most} Dateien; schicken Sie sie in mehreren Teilen.`,
  progress: (done, total) => `${done} von ${total} fertig`,
  stop: 'Nach dieser anhalten',
  stopped: 'Angehalten. Was fertig ist, bleibt fertig; der Rest lässt sich noch einmal schicken.',
  results: 'Ergebnisse',
  activated: 'aktiviert',
  again: 'hatte einen Platz; ein neuer Code',
  notSent: 'nicht geschickt',
  summary: (good, bad) =>
    bad === 0
      ? good === 1
        ? 'Die Maschine hat ihren Code.'
        : `Alle ${good} Maschinen haben ihren Code.`
      : `${count(good, 'Code', 'Codes')}, ${bad} abgelehnt.`,
  zip: 'Alle Codes als eine .zip herunterladen',
  sheets: 'Blätter zum Drucken',
  emptyFile: 'Diese Datei ist leer; kopieren Sie sie noch einmal von der Maschine.',
  notFile: 'Das ist keine Anfragedatei; sie ist zu groß.',
};

export const sheet: typeof english.sheet = {
  title: 'Blätter zum Drucken',
  lede: (sheets) => `${count(sheets, 'Maschine', 'Maschinen')}, je ein Blatt.`,
  none: 'Es wurde keine Maschine gewählt.',
};

export const camera: typeof english.camera = {
  start: 'Mit der Kamera scannen',
  picture: 'Bild wählen',
  stop: 'Kamera schließen',
  looking: 'Halten Sie den QR-Code vor die Kamera.',
  denied: 'Die Kamera darf hier nicht benutzt werden. Erlauben Sie es im Browser, oder wählen Sie ein Bild.',
  none: 'Dieses Gerät hat keine Kamera, die sich benutzen lässt; wählen Sie ein Bild.',
  notFound: 'In diesem Bild war kein QR-Code zu finden; gehen Sie näher heran, ohne Spiegelung.',
};

export const fragment: typeof english.fragment = {
  read: 'Die Anfrage kam mit dem Bild, das Sie gescannt haben.',
  hasKey: 'In der Adresse stand ein Lizenzschlüssel. Er wurde entfernt; geben Sie ihn stattdessen unten ein.',
};

export const calendar: typeof english.calendar = {
  name: (product) => `Lizenzen: ${product}`,
  licenseEnds: (machine, product) => `Lizenz endet: ${machine} (${product})`,
  checkIn: (machine, product) => `Neuer Code nötig: ${machine} (${product})`,
  description: (license) => `Lizenz ${license}. Der Code lässt sich hier erneuern, ohne vorher zur Maschine zu gehen:`,
};

export const table: typeof english.table = {
  name: 'Maschine',
  number: 'Nummer',
  state: 'Zustand',
  since: 'Aktiviert',
  until: 'Lizenziert bis',
  checkIn: 'Melden bis',
  seen: 'Zuletzt gesehen',
  via: 'Aktiviert durch',
};
