import type { Texts } from './texts.ts';

export const german: Texts = {
  language: 'de',
  status: {
    none: 'Nicht aktiviert',
    noneHint: 'Geben Sie einen Lizenzschlüssel oder einen Aktivierungscode ein.',
    until: (date, days) => `Lizenziert bis ${date} · ${days}`,
    untilToday: (time) => `Lizenziert bis heute, ${time}`,
    perpetual: 'Lizenziert, ohne Ende',
    checkIn: (date, days) => `Verbinden Sie dieses Gerät bis ${date} mit dem Internet · ${days}`,
    checkInToday: (time) => `Verbinden Sie dieses Gerät heute bis ${time} mit dem Internet`,
    renewSoon: 'Bald verlängern.',
    offline: 'Offline: Die gespeicherte Lizenz gilt weiter.',
    noAnswer:
      'Das Portal hat nicht geantwortet. Versuchen Sie es noch einmal, wenn Sie online sind, oder erstellen Sie unten eine Anfrage.',
    refused: 'Nicht lizenziert',
    unavailable: 'Die Lizenz konnte nicht geprüft werden',
    givenBack: 'Zurückgegeben; das Portal muss es noch erfahren.',
    times: (missed, used) => `Erwartet: ${missed}. Dieses Gerät sagt: ${used}.`,
    license: (id) => `Lizenz ${id}`,
    changed: (matched, needed) =>
      `Dieses Gerät hat sich verändert: ${matched} seiner Teile werden erkannt, ${needed} sind nötig. Holen Sie bald einen neuen Code.`,
    refresh: 'Jetzt prüfen',
    working: 'Prüft',
  },
  activate: {
    label: 'Lizenzschlüssel oder Aktivierungscode',
    hint: 'Leerzeichen, Zeilenumbrüche und Kleinschreibung schaden nicht.',
    codeOnlyHint: 'Fügen Sie den ganzen Code ein; Leerzeichen, Zeilenumbrüche und Kleinschreibung schaden nicht.',
    send: 'Aktivieren',
    working: 'Aktiviert',
    empty: 'Geben Sie den Lizenzschlüssel oder den Aktivierungscode ein.',
    openFile: 'Datei öffnen',
    drop: 'Datei hier ablegen',
    fileTooLarge: 'Diese Datei ist kein Code: Sie ist größer als 64 KB. Wählen Sie die .lic-Datei aus dem Portal.',
    scan: 'Mit der Kamera lesen',
    stopScan: 'Kamera aus',
    scanning: 'Halten Sie das Bild des Codes vor die Kamera.',
    noCamera: 'Die Kamera lässt sich hier nicht benutzen. Fügen Sie den Code ein oder öffnen Sie seine Datei.',
    otherPicture: 'Dieses Bild ist keiner unserer Codes. Zeigen Sie das Bild des Aktivierungscodes.',
    place: (row, group) =>
      group === undefined ? `Sehen Sie in Zeile ${row} nach.` : `Sehen Sie in Zeile ${row}, Gruppe ${group} nach.`,
    offline: 'Kein Internet an diesem Gerät?',
    offlineSteps: [
      'Lesen Sie dieses Bild mit einem Telefon, oder bringen Sie die Anfrage zu einem Rechner mit Internet.',
      'Geben Sie dort den Lizenzschlüssel ein; Sie bekommen den Aktivierungscode.',
      'Lesen Sie den Code hier mit der Kamera, fügen Sie ihn ein oder öffnen Sie seine Datei.',
    ],
    makeRequest: 'Anfrage erstellen',
    request: 'Anfrage',
    requestPicture: 'Die Anfrage als Bild für eine Kamera',
    openPortal: 'Portal öffnen',
    copy: 'Kopieren',
    copied: 'Kopiert',
    save: 'Als Datei speichern',
    dropRequest: 'Diese Anfrage wegwerfen',
    done: 'Dieses Gerät ist aktiviert.',
    giveBack: 'Diese Lizenz zurückgeben',
    giveBackQuestion:
      'Die Anwendung läuft hier dann nicht mehr, und der Platz ist frei für ein anderes Gerät. Das lässt sich hier nicht rückgängig machen.',
    giveBackYes: 'Zurückgeben',
    cancel: 'Abbrechen',
    givenBack: 'Die Lizenz wurde zurückgegeben.',
    receiptSteps: 'Das Portal war nicht zu erreichen. Bringen Sie ihm diese Quittung, dann ist der Platz frei.',
    receiptPicture: 'Die Quittung als Bild für eine Kamera',
    receiptTaken: 'Das Portal hat sie',
    repair: 'Speicher neu einrichten',
  },
  days: (count) => (count === 1 ? '1 Tag' : `${count} Tage`),
  sentences: {
    malformed: 'Das ist kein vollständiger Code. Kopieren Sie ihn noch einmal, von LKA1 bis zum Ende.',
    unsupported: 'Das ist eine andere Art von Code. Hier wird ein Aktivierungscode gebraucht; er beginnt mit LKA1.',
    'unknown-key':
      'Diesen Code hat ein Schlüssel unterschrieben, den diese Version nicht kennt. Aktualisieren Sie die Anwendung.',
    'bad-signature': 'Dieser Code wurde verändert oder ist nicht echt. Holen Sie ihn noch einmal aus dem Portal.',
    'wrong-product': 'Dieser Code gehört zu einem anderen Produkt. Holen Sie im Portal den Code für dieses.',
    'wrong-request': 'Dieser Code antwortet auf eine andere Anfrage. Benutzen Sie die Anfrage, die hier steht.',
    'wrong-machine':
      'Dieser Code ist für ein anderes Gerät. Erstellen Sie hier eine Anfrage und holen Sie damit einen neuen.',
    'wrong-domain': 'Dieser Code gilt nicht für die Adresse dieser Seite. Wenden Sie sich an den Anbieter.',
    revoked: 'Diese Lizenz wurde widerrufen. Wenden Sie sich an den Anbieter.',
    'clock-behind':
      'Die Uhr dieses Geräts geht nach. Stellen Sie Datum und Uhrzeit richtig und prüfen Sie noch einmal.',
    'not-yet-valid': 'Diese Lizenz gilt noch nicht. Prüfen Sie Datum und Uhrzeit dieses Geräts.',
    expired: 'Diese Lizenz ist abgelaufen. Verlängern Sie sie im Portal.',
    'check-in-required':
      'Diese Lizenz muss geprüft werden. Verbinden Sie das Gerät mit dem Internet, oder holen Sie mit einer neuen Anfrage einen neuen Code.',
    'module-missing':
      'Die Lizenzprüfung konnte nicht geladen werden. Verbinden Sie sich einmal mit dem Internet und laden Sie die Seite neu.',
    'module-changed':
      'Die geladene Lizenzprüfung ist nicht die dieser Anwendung. Laden Sie die Seite neu; wenn das bleibt, sagen Sie es dem Anbieter.',
    'module-forbidden':
      'Diese Seite oder dieser Browser verbietet die Lizenzprüfung (WebAssembly). Benutzen Sie einen anderen Browser; wenn das bleibt, sagen Sie es dem Anbieter.',
    'insecure-page':
      'Diese Seite wurde nicht über https geöffnet, daher schützt der Browser keine Lizenz in ihr. Öffnen Sie sie über https.',
    'storage-blocked':
      'Dieser Browser lässt die Seite nichts speichern; die Lizenz gilt, bis die Seite geschlossen wird. Erlauben Sie Speicher für diese Seite, oder verlassen Sie den privaten Modus.',
    'storage-full':
      'Der Speicher dieses Browsers ist voll; die Lizenz gilt, bis die Seite geschlossen wird. Schaffen Sie Platz und aktivieren Sie noch einmal.',
    'storage-broken':
      'Der Speicher dieses Browsers antwortet nicht; die Lizenz gilt, bis die Seite geschlossen wird. Starten Sie den Browser neu; wenn das bleibt, löschen Sie die Daten dieser Seite.',
    'storage-damaged':
      'Die gespeicherte Lizenz wurde beschädigt und wird nicht benutzt. Aktivieren Sie noch einmal, mit Lizenzschlüssel oder Code.',
    'storage-lost':
      'Der Browser hat die gespeicherte Lizenz gelöscht. Aktivieren Sie noch einmal, mit Lizenzschlüssel oder Code.',
    'storage-newer':
      'Die Lizenz wurde von einer neueren Version dieser Anwendung gespeichert und bleibt, wie sie ist. Laden Sie die Seite neu, um diese Version zu bekommen.',
    fault:
      'Die Lizenzprüfung hatte einen eigenen Fehler, und nichts wurde verändert. Laden Sie die Seite neu; wenn das bleibt, sagen Sie es dem Anbieter.',
    'no-device-key':
      'Dieser Browser kann den Schlüssel nicht erzeugen, der für dieses Gerät steht. Aktualisieren Sie den Browser, oder öffnen Sie die Seite über https.',
    'no-portal': 'Diese Anwendung hat kein Portal, das sie fragen kann. Benutzen Sie einen Aktivierungscode.',
    'not-activated-online': 'Diese Lizenz kam mit einem Code. Holen Sie mit einer neuen Anfrage einen neuen Code.',
    'nothing-installed': 'Hier ist keine Lizenz installiert. Aktivieren Sie zuerst.',
    'no-seat-to-free':
      'Für diese Lizenz gibt es keine Quittung: Sie war nicht an diesen Browser gebunden. Wenden Sie sich an den Anbieter.',
    unreachable:
      'Das Portal hat nicht geantwortet. Die gespeicherte Lizenz gilt weiter; versuchen Sie es noch einmal, wenn Sie online sind.',
    superseded:
      'Die Lizenz wurde inzwischen in einem anderen Tab geändert. Nichts ging verloren; sehen Sie noch einmal nach.',
    'unknown-license-key': 'Diesen Lizenzschlüssel gibt es nicht. Prüfen Sie, ob Sie ihn richtig abgeschrieben haben.',
    'no-seat-left':
      'Alle Plätze dieser Lizenz sind belegt. Geben Sie auf einem anderen Gerät einen zurück, oder im Portal.',
    suspended: 'Diese Lizenz ist ausgesetzt. Wenden Sie sich an den Anbieter.',
  },
};
