// German texts of the console: many licenses at once.
import type * as english from './english-console-many.ts';
import { count } from './german-numbers.ts';

const licenses = (n: number): string => count(n, 'Lizenz', 'Lizenzen');

export const manyLicenses: typeof english.manyLicenses = {
  several: {
    titles: {
      suspend: (n) => `${licenses(n)} aussetzen`,
      resume: (n) => `${licenses(n)} fortsetzen`,
      extend: (n, days) => `${licenses(n)} um ${count(days, 'Tag', 'Tage')} verlängern`,
      going: 'Wird geändert',
    },
    matching: (n, more) =>
      more ? `Die neuesten ${n.toLocaleString('de')}, die passen` : `Alle ${n.toLocaleString('de')}, die passen`,
    capped: (most) =>
      `Mehr als ${most.toLocaleString('de')} passen; geändert werden die neuesten ${most.toLocaleString('de')}. Für die übrigen suchen Sie danach enger.`,
    more: (n) => `und ${n.toLocaleString('de')} weitere`,
    going: (done, n) => `${done.toLocaleString('de')} von ${n.toLocaleString('de')} fertig`,
    goOn: (n) => `Weiter mit ${licenses(n)}`,
    stop: 'Hier aufhören',
    preview: 'Noch ist nichts geändert. Das würde geschehen:',
    before: 'Jetzt',
    after: 'Dann',
    same: 'bleibt, wie sie ist',
    notPossible: 'Nicht möglich',
    someNot: (n) =>
      `${licenses(n)} ${n === 1 ? 'kann' : 'können'} nicht geändert werden und ${n === 1 ? 'bleibt, wie sie ist' : 'bleiben, wie sie sind'}.`,
    submit: {
      suspend: (n) => `${licenses(n)} aussetzen`,
      resume: (n) => `${licenses(n)} fortsetzen`,
      extend: (n) => `${licenses(n)} verlängern`,
    },
    nothing: 'Es gibt nichts zu tun.',
    none: 'Wählen Sie mindestens eine Lizenz.',
    days: 'Geben Sie ein, um wie viele Tage, von 1 bis 36.600.',
    tooMany: (most) => `Höchstens ${most} auf einmal.`,
    done: {
      suspend: (n) => `${licenses(n)} ausgesetzt`,
      resume: (n) => `${licenses(n)} wieder aktiv`,
      extend: (n) => `${licenses(n)} verlängert`,
    },
    failed: (n) => `${n} zum Nachsehen`,
    back: 'Zurück zu den Lizenzen',
  },
  table: {
    title: 'Lizenzen importieren',
    lede: 'Aus einem anderen System, oder aus einer eigenen Liste. Sie sehen, was daraus würde, bevor etwas behalten wird.',
    file: 'CSV-Datei',
    fileHint: (kilobytes) =>
      `Bis zu 5.000 Lizenzen und ${kilobytes} kB. Mit Kommas oder Strichpunkten, wie Tabellenprogramme sie speichern.`,
    or: 'Oder fügen Sie sie ein',
    columnsTitle: 'Ihre Spalten',
    columns: {
      product: 'Kennung oder Name des Produkts. Die einzige, die es braucht.',
      customer: 'Ihre Kennung des Kunden. Unbekannte werden angelegt.',
      plan: 'Ihr eigenes Wort.',
      seats: 'Leer: wie im Produkt.',
      ends: 'Der letzte Tag, etwa 2027-12-31, oder ein Zeitpunkt. Leer: wie im Produkt.',
      key: 'Ein Schlüssel, der früher verkauft wurde. Leer: Ein neuer wird gemacht.',
    },
    example: 'Ein Beispiel herunterladen',
    preview: 'Erst ansehen',
    missing: 'Wählen Sie eine Datei, oder fügen Sie die Tabelle ein.',
    tooLarge: (kilobytes) => `Das sind mehr als ${kilobytes} kB. Teilen Sie die Datei.`,
    previewTitle: 'Das würde importiert',
    nothingYet: 'Noch ist nichts behalten.',
    good: (n) => `${licenses(n)} ${n === 1 ? 'kann' : 'können'} importiert werden`,
    bad: (n) => `${count(n, 'Zeile ist', 'Zeilen sind')} falsch`,
    fix: 'Nichts wird importiert, solange eine Zeile falsch ist. Berichtigen Sie sie unten oder in der Datei, und sehen Sie es noch einmal an.',
    line: 'Zeile',
    newKey: 'ein neuer',
    ownKey: 'der eigene',
    columnsShown: {
      line: 'Zeile',
      product: 'Produkt',
      customer: 'Kunde',
      plan: 'Plan',
      seats: 'Plätze',
      ends: 'Letzter Tag',
      key: 'Schlüssel',
      license: 'Lizenz',
    },
    asProduct: 'wie im Produkt',
    more: (n) => `und ${n.toLocaleString('de')} weitere, die stimmen`,
    submit: (n) => `${licenses(n)} importieren`,
    again: 'Noch einmal ansehen',
    correct: 'Hier berichtigen',
    done: (n) => `${licenses(n)} importiert`,
    keys: (n) =>
      `${count(n, 'Schlüssel wurde', 'Schlüssel wurden')} gemacht. Nehmen Sie sie jetzt mit, oder zeigen Sie später jeden auf der Seite seiner Lizenz.`,
    takeKeys: 'Neue Schlüssel als CSV herunterladen',
    toList: 'Zu den Lizenzen',
    empty: 'In dieser Tabelle steht keine Lizenz.',
  },
};
