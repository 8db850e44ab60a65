// Every text of the pages in German.
import * as customers from './german-account.ts';
import * as machineTexts from './german-machines.ts';
import { count } from './german-numbers.ts';
import { germanSentence } from './german-sentences.ts';
import type { Texts } from './index.ts';

export const german: Texts = {
  ...customers,
  ...machineTexts,
  language: 'de',
  locale: 'de-DE',
  name: 'Deutsch',
  sentence: germanSentence,

  site: {
    name: 'Latchkey',
    skip: 'Zum Inhalt springen',
    navigation: 'Seiten',
    error: 'Fehler:',
    language: 'Sprache',
    footer: 'Codes werden hier signiert und auf der Maschine geprüft, ohne Netz.',
    demoTitle: 'Demo',
    demo: 'Alles hier wird weggeworfen, wenn der Server endet. Lizenzschlüssel zum Ausprobieren:',
    demoFill: 'Einsetzen',
  },

  nav: {
    activate: 'Aktivieren',
    giveBack: 'Zurückgeben',
    machines: 'Maschinen',
    check: 'Code prüfen',
    help: 'Hilfe',
    signIn: 'Anmelden',
    account: 'Konto',
  },

  time: {
    left: (days) => (days === 0 ? 'noch weniger als ein Tag' : `noch ${count(days, 'Tag', 'Tage')}`),
    ago: (days) => (days === 0 ? 'heute' : `vor ${count(days, 'Tag', 'Tagen')}`),
  },

  problems: {
    title: 'Es gibt ein Problem',
    lookAt: 'Sie haben geschrieben:',
    show: 'Stelle zeigen',
    noMachine: 'Geben Sie ein, was die Maschine zeigt, oder wählen Sie ihre Datei.',
    noLicenseKey: 'Geben Sie den Lizenzschlüssel ein.',
    noCode: 'Geben Sie den Aktivierungscode ein.',
    tooLarge:
      'Das ist zu viel Text für einen Code; wählen Sie die Datei, die die Maschine gemacht hat, oder fügen Sie nur den Code ein.',
  },

  activate: {
    title: 'Eine Maschine aktivieren',
    lede: 'Für eine Maschine ohne Internet: Geben Sie ein, was sie zeigt, und nehmen Sie den Code mit zurück, den Sie hier bekommen.',
    key: 'Lizenzschlüssel',
    keyHint: 'Sechs Gruppen aus fünf Buchstaben und Ziffern. Großschreibung und Striche sind gleichgültig.',
    machine: 'Was die Maschine zeigt',
    machineHint:
      'Ihr Anfragecode, der mit LKR1 beginnt. Manche Maschinen zeigen nur einen Fingerabdruck; auch der genügt.',
    file: 'Oder wählen Sie die Datei von der Maschine',
    fileHint: 'Ihr Name endet auf .lkr. Sie können sie auch auf dieses Formular ziehen.',
    label: 'Name der Maschine',
    optional: '(freiwillig)',
    fileHintPlain: 'Ihr Name endet auf .lkr.',
    ledeOpen: (product) =>
      `Für ${product}. Geben Sie ein, was die Maschine zeigt, und nehmen Sie den Code mit zurück, den Sie hier bekommen.`,
    chooseLicense: 'Für eine Ihrer Lizenzen? Dann braucht es keinen Schlüssel:',
    full: 'Alle Plätze dieser Lizenz sind belegt. Eine Maschine, die schon einen hat, lässt sich trotzdem aktivieren; für eine andere geben Sie zuerst einen Platz frei.',
    labelHint: 'Damit Sie sie später wiedererkennen, zum Beispiel Presse 3.',
    submit: 'Aktivierungscode holen',
    working: 'Der Code wird geholt…',
    readRequest: (product, label) =>
      label ? `Anfragecode vollständig: ${label}, ${product}.` : `Anfragecode vollständig, für ${product}.`,
    readFingerprint: (text) => `Gelesen als der Fingerabdruck ${text}.`,
  },

  path: {
    title: 'Drei Schritte',
    steps: [
      {
        title: 'An der Maschine',
        text: 'Öffnen Sie das Programm und wählen Sie die Aktivierung ohne Internet. Es zeigt einen Anfragecode.',
      },
      {
        title: 'Hier, auf irgendeinem Gerät',
        text: 'Geben Sie diesen Code und Ihren Lizenzschlüssel ein. Sie bekommen einen Aktivierungscode.',
        signedInText: 'Geben Sie diesen Code ein. Sie bekommen einen Aktivierungscode.',
      },
      {
        title: 'Zurück an der Maschine',
        text: 'Tippen Sie den Code ab, scannen Sie ihn, oder bringen Sie ihn als Datei. Die Maschine prüft ihn selbst.',
      },
    ],
  },

  code: {
    title: 'Ihr Aktivierungscode',
    titleAgain: 'Ihr Aktivierungscode, noch einmal',
    past: 'Dieser Code gilt nicht mehr. Holen Sie einen neuen statt seiner.',
    pastForGood: 'Dieser Code gilt nicht mehr, und seine Lizenz ist zu Ende. Erneuern Sie die Lizenz beim Hersteller.',
    again: 'Diese Maschine hatte schon einen Platz, also wurde kein weiterer verbraucht.',
    forMachine: 'Maschine',
    unnamed: 'Ohne Namen',
    product: 'Produkt',
    license: 'Lizenz',
    issued: 'Ausgestellt',
    rows: 'Aktivierungscode, Zeile für Zeile',
    row: (row, rows) => `Zeile ${row} von ${rows}:`,
    typing: 'Tippen Sie ihn ab? Ein Klick auf eine Zeile vergrößert sie.',
    previous: 'Vorige Zeile',
    next: 'Nächste Zeile',
    copy: 'Code kopieren',
    copied: 'Kopiert.',
    copyFailed: 'Dieser Browser hat nicht kopiert. Der Code ist markiert: kopieren Sie ihn mit Strg+C.',
    download: 'Datei herunterladen',
    print: 'Drucken',
    picture: 'QR-Code mit dem Aktivierungscode, für die Kamera der Maschine',
    scan: 'Für die Kamera der Maschine',
    another: 'Eine weitere Maschine aktivieren',
    signIn: 'Alle Maschinen dieser Lizenz sehen',
    hand: 'So kommt er auf die Maschine',
    ways: [
      { title: 'Abtippen', text: 'Zeile für Zeile. Die Maschine sagt sofort, in welcher Zeile ein Tippfehler ist.' },
      { title: 'USB-Stick', text: 'Laden Sie die Datei herunter und öffnen Sie sie im Programm auf der Maschine.' },
      { title: 'Kamera', text: 'Halten Sie den QR-Code vor die Maschine, auf einem Telefon oder auf Papier.' },
    ],
    printed: [
      'Öffnen Sie das Programm auf dieser Maschine und wählen Sie die Eingabe eines Aktivierungscodes.',
      'Tippen Sie die Zeilen der Reihe nach, oder halten Sie den QR-Code vor die Kamera. Großschreibung, Leerzeichen und Striche sind gleichgültig.',
      'Die Maschine prüft den Code selbst und nennt die Zeile, wenn etwas falsch ist.',
    ],
  },

  allows: {
    title: 'Was er erlaubt',
    until: 'Lizenziert bis',
    ended: 'Beendet am',
    forever: 'Lizenziert ohne Ende',
    checkIn: 'Melden bis',
    checkInMissed: 'Die Meldung war fällig am',
    checkInHint: 'Bis dahin braucht die Maschine einen neuen Code oder einmal eine Verbindung ins Internet.',
    seats: (used, total) => `${used} von ${total} belegt`,
    seatsTitle: 'Plätze',
    plan: 'Tarif',
    features: 'Funktionen',
    understood: 'Diesen Fingerabdruck haben wir gelesen',
    understoodHint:
      'Vergleichen Sie ihn mit der Maschine. Ist er falsch, berichtigen Sie ihn auf der Seite der Maschine, oder sagen Sie es dem Hersteller: Hier noch einmal eingegeben, belegt der richtige einen eigenen Platz.',
    notReleasable:
      'Diese Maschine hat keinen Anfragecode geschickt, also kann sie ihren Platz nicht mit einer Quittung zurückgeben. Um die Lizenz später umzuziehen, melden Sie sich an und ersetzen Sie die Maschine.',
  },

  check: {
    title: 'Einen Code prüfen',
    lede: 'Sehen Sie, was ein Aktivierungscode sagt und ob er zu einer Maschine passt, bevor Sie ihn dorthin tragen.',
    private: 'Die Prüfung läuft in diesem Browser. Was Sie eingeben, bleibt hier.',
    code: 'Aktivierungscode',
    codeHint: 'Er beginnt mit LKA1. Leerzeichen, Striche und Zeilenumbrüche sind gleichgültig.',
    product: 'Produkt',
    anyProduct: 'Das, für das der Code ist',
    machine: 'Was die Maschine zeigt',
    machineHint: 'Ihr Anfragecode oder Fingerabdruck, wenn der Code für eine bestimmte Maschine gemacht wurde.',
    submit: 'Code prüfen',
  },

  verdict: {
    accepted: 'Dieser Code wird gehen',
    acceptedHere: 'Dieser Code passt zu dieser Maschine',
    refused: 'Dieser Code wird nicht gehen',
    needsMachine: 'Der Code ist echt; die Maschine ist noch offen',
    needsMachineHint: 'Er wurde für eine Maschine gemacht. Geben Sie ein, was sie zeigt, um zu sehen, ob er passt.',
    malformed: 'In diesem Code ist ein Fehler',
    reason: 'Grund',
    license: 'Lizenz',
    issued: 'Ausgestellt',
    machine: 'Maschine',
    matches: (matched, bound, needed) =>
      `${matched} von ${count(bound, 'Merkmal', 'Merkmalen')} passen, ${needed} ${needed === 1 ? 'ist' : 'sind'} nötig`,
    anyMachine: 'An keine Maschine gebunden',
    customer: 'Kunde',
    issuer: 'Ausgestellt von',
    missed: 'Fällig',
    used: 'Verglichen mit',
    begins: 'Beginnt',
  },

  help: {
    title: 'So geht es',
    lede: 'Eine Maschine ohne Internet wird mit zwei Codes aktiviert: einem hinaus, einem hinein.',
    questions: [
      {
        title: 'Wo ist der Anfragecode?',
        text: 'Im Programm auf der Maschine, dort, wo es nach einer Lizenz fragt. Er beginnt mit LKR1 und lässt sich als Text zeigen, als QR-Code, oder als Datei speichern, die auf .lkr endet.',
      },
      {
        title: 'Die Maschine zeigt nur einen Fingerabdruck',
        text: 'Geben Sie den ein. Sie bekommen einen Code für diese Maschine, aber sie kann ihren Platz später nicht selbst zurückgeben.',
      },
      {
        title: 'Ich habe einen Code abgetippt, und er wird abgelehnt',
        text: 'Die Meldung nennt die Zeile. Vergleichen Sie diese Zeile, Gruppe für Gruppe. Die Buchstaben I, L und O werden als die Ziffern 1, 1 und 0 gelesen und sind also keine Fehler.',
      },
      {
        title: 'Die Maschine ist kaputt oder neu aufgesetzt',
        text: 'Aktivieren Sie sie noch einmal mit demselben Lizenzschlüssel. Eine Maschine, die dieselben Merkmale zeigt, bekommt ihren eigenen Platz wieder. Für eine andere muss ein Platz frei sein.',
      },
      {
        title: 'Alle Plätze sind belegt',
        text: 'Geben Sie einen zurück, auf einer Maschine, die Sie nicht mehr brauchen: Ihr Programm macht eine Quittung, die mit LKD1 beginnt. Geben Sie sie unter „Zurückgeben“ ein. Ist die Maschine tot, melden Sie sich an und ersetzen Sie sie.',
      },
      {
        title: 'Wer kann meinen Lizenzschlüssel sehen?',
        text: 'Er reist im Inhalt des Formulars, nie in einer Adresse. Hier liegt er verschlüsselt. In keinem Protokoll steht er.',
      },
    ],
  },

  errors: {
    notFound: 'Diese Seite gibt es nicht',
    notFoundText: 'Prüfen Sie die Adresse, oder beginnen Sie auf einer dieser Seiten.',
    failed: 'Das Portal hat eine Störung',
    failedText:
      'Ihre Codes und Plätze sind sicher: Nichts wird ausgegeben, das nicht zuvor aufgezeichnet wurde. Warten Sie eine Minute und schicken Sie das Formular noch einmal.',
    resting: 'Das Portal erreicht seine Daten gerade nicht',
    restingText:
      'Was aufgezeichnet war, ist sicher, und aktivierte Programme laufen weiter. Warten Sie eine Minute und versuchen Sie es noch einmal.',
    unchangedText:
      'Ihr Formular wurde nicht ausgeführt: nichts wurde geändert. Warten Sie eine Minute und schicken Sie es noch einmal ab. Aktivierte Programme laufen weiter.',
    unknown: 'Wir wissen nicht, ob es geändert wurde',
    unknownText:
      'Das Portal konnte nicht zu Ende aufzeichnen, was Ihr Formular verlangt. Alles davon ist geschehen oder nichts. Warten Sie eine Minute und sehen Sie nach, bevor Sie es noch einmal abschicken. Aktivierte Programme laufen weiter.',
    look: 'Nachsehen, wie es steht',
    again: 'Noch einmal versuchen',
    tooLarge: 'Das ist zu viel auf einmal',
    tooLargeText:
      'Es wurde nichts geändert. Dateien mit Codes sind klein: Gehen Sie zurück und wählen Sie die Datei, die die Maschine gemacht hat, kein Foto davon; viele Dateien schicken Sie in mehreren Teilen.',
    foreign: 'Dieses Formular kam von einer anderen Seite',
    foreignText:
      'Zu Ihrer Sicherheit wurde es nicht angenommen. Öffnen Sie die Seite hier und geben Sie es noch einmal ein.',
  },
};
