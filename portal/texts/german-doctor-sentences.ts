// What `doctor` finds wrong, in German, for the console's first page. Found by its English wording; $1, $2 are what the English says there.
const FINDINGS: readonly (readonly [RegExp, string])[] = [
  [
    /^HOST is (.+), so the portal is reached without TLS; put a proxy that speaks TLS in front and leave HOST away\.$/,
    'HOST ist $1, das Portal ist also ohne TLS erreichbar; setzen Sie einen Proxy mit TLS davor und lassen Sie HOST weg.',
  ],
  [
    /^LATCHKEY_BASE_URL is not https; passkeys and secure cookies need it\.$/,
    'LATCHKEY_BASE_URL ist nicht https; Passkeys und sichere Cookies brauchen es.',
  ],
  [
    /^The WebAssembly modules are not those of this version; build them with "npm run build:wasm"\.$/,
    'Die WebAssembly-Module sind nicht die dieser Version; bauen Sie sie mit „npm run build:wasm“.',
  ],
  [
    /^wasm\/SHA256SUMS cannot be read, so the modules cannot be compared; install the portal again\.$/,
    'wasm/SHA256SUMS lässt sich nicht lesen, und die Module lassen sich nicht vergleichen; installieren Sie das Portal neu.',
  ],
  [
    /^The store is damaged; stop the portal and restore the last backup\.$/,
    'Der Speicher ist beschädigt; halten Sie das Portal an und spielen Sie die letzte Sicherung ein.',
  ],
  [
    /^The store cannot be written; look for a full disk, a read-only file system, or a database that is down\.$/,
    'Der Speicher lässt sich nicht schreiben; sehen Sie nach, ob die Platte voll, das Dateisystem schreibgeschützt oder die Datenbank aus ist.',
  ],
  [
    /^Only (\d+) MB are free beside (.+); nothing is issued when none are left\.$/,
    'Neben $2 sind nur noch $1 MB frei; ist nichts mehr frei, wird nichts ausgestellt.',
  ],
  [
    /^The store came from a backup and signs nothing; confirm it with "npm run portal -- confirm-restore"\.$/,
    'Der Speicher kam aus einer Sicherung und signiert nichts; bestätigen Sie ihn mit „npm run portal -- confirm-restore“.',
  ],
  [
    /^The clock is more than 15 hours behind the last code, and nothing is issued; set it\.$/,
    'Die Uhr geht mehr als 15 Stunden hinter dem letzten Code nach, und es wird nichts ausgestellt; stellen Sie sie.',
  ],
  [
    /^The clock is (\d+) seconds behind the last code; synchronize it\.$/,
    'Die Uhr geht $1 Sekunden hinter dem letzten Code nach; gleichen Sie sie ab.',
  ],
  [/^The key (\w+) cannot be used\.$/, 'Der Schlüssel $1 ist nicht zu gebrauchen.'],
  [
    /^(\w+) has waited for (\d+) days; activate it, or retire it\.$/,
    '$1 wartet seit $2 Tagen; lassen Sie ihn signieren, oder beenden Sie ihn.',
  ],
  [
    /^Not whole at entry (\d+); somebody changed the store\. Compare it with a backup\.$/,
    'Beim Eintrag $1 nicht unversehrt; jemand hat den Speicher geändert. Vergleichen Sie ihn mit einer Sicherung.',
  ],
  [/^(\d+) messages are overdue; is the portal running\?$/, '$1 Nachrichten sind überfällig; läuft das Portal?'],
  [
    /^(\d+) messages of the last 7 days did not arrive; see the delivery log\.$/,
    '$1 Nachrichten der letzten 7 Tage kamen nicht an; sehen Sie im Protokoll der Zustellungen nach.',
  ],
  [
    /^There has been no backup yet; make one with "npm run portal -- backup"\.$/,
    'Es gibt noch keine Sicherung; machen Sie eine mit „npm run portal -- backup“.',
  ],
  [
    /^The last backup is (\d+) days old; make one more often\.$/,
    'Die letzte Sicherung ist $1 Tage alt; sichern Sie öfter.',
  ],
];

export function germanFinding(english: string): string | undefined {
  const [wording, german] = FINDINGS.find(([pattern]) => pattern.test(english)) ?? [];
  return wording && german !== undefined ? english.replace(wording, german) : undefined;
}
