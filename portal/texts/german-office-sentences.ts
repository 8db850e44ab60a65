// What the office says to the vendor's team, in German: found by its English wording, as in german-sentences.ts. Apart from that file,
// because customers' pages show none of it.
import { germanFinding } from './german-doctor-sentences.ts';
import { germanSentence } from './german-sentences.ts';

const THINGS: Readonly<Record<string, string>> = {
  'API key': 'diesen API-Schlüssel',
  key: 'diesen Schlüssel',
  machine: 'diese Maschine',
  license: 'diese Lizenz',
  customer: 'diesen Kunden',
  webhook: 'diesen Webhook',
  delivery: 'diese Nachricht',
  product: 'dieses Produkt',
};

const SENTENCES: Readonly<Record<string, string>> = {
  'There is no product of this name; add it first.': 'Ein Produkt dieses Namens gibt es nicht; legen Sie es zuerst an.',
  'There is no customer of this name; add it first.':
    'Einen Kunden dieses Namens gibt es nicht; legen Sie ihn zuerst an.',
  'There is a product of this name already; choose another.':
    'Ein Produkt dieses Namens gibt es schon; wählen Sie einen anderen.',
  'There is a customer of this name already; choose another.':
    'Einen Kunden dieses Namens gibt es schon; wählen Sie einen anderen.',
  'The end is not in the future; choose a later one.': 'Das Ende liegt nicht in der Zukunft; wählen Sie ein späteres.',
  'There is a scope that this portal does not know; see the reference for those that exist.':
    'Ein Recht darunter kennt dieses Portal nicht; welche es gibt, steht in der Referenz.',
  'This license is revoked for good; issue a new one.':
    'Diese Lizenz ist endgültig entzogen; stellen Sie eine neue aus.',
  'This license has no end that could be moved.': 'Diese Lizenz hat kein Ende, das sich verschieben ließe.',
  'This Idempotency-Key was used for another request; send a new one with each new request.':
    'Dieses Formular wurde schon mit anderem Inhalt gesendet; laden Sie die Seite neu und füllen Sie es noch einmal aus.',
  'The portal could not make a sound signature and issued nothing; tell whoever runs it.':
    'Das Portal konnte keine gültige Signatur herstellen und hat nichts ausgestellt; sagen Sie es dem, der es betreibt.',
  'The portal cannot record anything right now and changed nothing; try again in a few seconds.':
    'Das Portal kann gerade nichts aufzeichnen und hat nichts geändert; versuchen Sie es in ein paar Sekunden noch einmal.',
  "The portal's disk is full, so nothing was changed; make room, then try again.":
    'Die Festplatte des Portals ist voll, deshalb wurde nichts geändert; schaffen Sie Platz und versuchen Sie es dann noch einmal.',
  'The portal may not write to its own data, so nothing was changed; give it the right to, then try again.':
    'Das Portal darf seine eigenen Daten nicht schreiben, deshalb wurde nichts geändert; geben Sie ihm das Recht dazu und versuchen Sie es dann noch einmal.',
  'The portal could not finish writing this down, so we do not know whether it was done; look before you try again.':
    'Das Portal konnte dies nicht zu Ende aufzeichnen, deshalb wissen wir nicht, ob es geschehen ist; sehen Sie nach, bevor Sie es noch einmal versuchen.',
  'The portal could not finish writing this down, so we do not know whether it was done; send the same again: it is done once, however often you send it.':
    'Das Portal konnte dies nicht zu Ende aufzeichnen, deshalb wissen wir nicht, ob es geschehen ist; schicken Sie dasselbe noch einmal ab: Es geschieht einmal, wie oft Sie es auch abschicken.',
  'This key is there already, with another command; change its file in the data folder (docs/keys.md).':
    'Diesen Schlüssel gibt es schon, mit einem anderen Befehl; ändern Sie seine Datei im Datenordner (docs/keys.md).',
  'This webhook is switched off; enable it first.': 'Dieser Webhook ist ausgeschaltet; schalten Sie ihn zuerst ein.',
  'A webhook needs a complete URL such as https://example.com/hooks.':
    'Ein Webhook braucht eine vollständige URL, zum Beispiel https://example.com/hooks.',
  'A webhook URL carries no user name or password.':
    'Die URL eines Webhooks enthält keinen Benutzernamen und kein Passwort.',
  'A webhook URL has no fragment.': 'Die URL eines Webhooks hat kein Fragment.',
  'A webhook URL begins with https://.': 'Die URL eines Webhooks beginnt mit https://.',
  'A webhook goes to port 443, or to one above 1023.': 'Ein Webhook geht an Port 443 oder an einen über 1023.',
  'A webhook goes to a public address.': 'Ein Webhook geht an eine öffentliche Adresse.',
  'A webhook goes to a full host name such as hooks.example.com.':
    'Ein Webhook geht an einen vollständigen Rechnernamen, zum Beispiel hooks.example.com.',
  'Events are names such as license.suspended, at most 50, or * for all.':
    'Ereignisse sind Namen wie license.suspended, höchstens 50, oder * für alle.',
  'A retired key does not come back; make a new one.':
    'Ein Schlüssel außer Dienst kommt nicht wieder; erzeugen Sie einen neuen.',
  'Some key must sign; activate another one, and this one is retired.':
    'Irgendein Schlüssel muss signieren; lassen Sie einen anderen signieren, dann geht dieser außer Dienst.',
  'This key is held outside; its holder keeps a copy, or nobody.':
    'Dieser Schlüssel liegt außerhalb; sein Halter hat eine Kopie, oder niemand.',
  'The holder of this key gave no valid signature; try it by hand (docs/keys.md).':
    'Der Halter dieses Schlüssels gab keine gültige Signatur; versuchen Sie es von Hand (docs/keys.md).',
  'The passphrase is wrong, or the file is damaged or not whole.':
    'Die Passphrase ist falsch, oder die Datei ist beschädigt oder nicht vollständig.',
  'This file was not sealed by a Latchkey portal.': 'Diese Datei wurde nicht von einem Latchkey-Portal versiegelt.',
  'This file holds no Ed25519 key.': 'In dieser Datei steht kein Ed25519-Schlüssel.',
  'This file asks for more work than any that a Latchkey portal sealed.':
    'Diese Datei verlangt mehr Arbeit als jede, die ein Latchkey-Portal versiegelt hat.',
  'An e-mail address looks like name@example.com; compare it letter by letter.':
    'Eine E-Mail-Adresse sieht aus wie name@example.com; vergleichen Sie sie Buchstabe für Buchstabe.',
  'This portal sends no e-mail; use a passkey, or ask whoever runs it for a link.':
    'Dieses Portal verschickt keine E-Mails; nehmen Sie einen Passkey, oder bitten Sie den, der es betreibt, um einen Link.',
  'This link was used already, or is too old; ask for another one.':
    'Dieser Link wurde schon benutzt oder ist zu alt; lassen Sie sich einen neuen geben.',
  'Enter a name of 1 to 60 characters, so that the others know who did what.':
    'Geben Sie einen Namen mit 1 bis 60 Zeichen ein, damit die anderen wissen, wer was getan hat.',
  'There is nobody of this kind in the team; look at the list again.':
    'Diese Person gehört nicht zum Team; sehen Sie noch einmal in der Liste nach.',
  'You have a second factor already; remove it first if you want another one.':
    'Sie haben schon einen zweiten Faktor; entfernen Sie ihn zuerst, wenn Sie einen anderen möchten.',
  'There is no second factor; add one first.': 'Es gibt keinen zweiten Faktor; richten Sie zuerst einen ein.',
  'Enter the code of your second factor; the link alone does not sign you in.':
    'Geben Sie den Code Ihres zweiten Faktors ein; der Link allein meldet Sie nicht an.',
  'This code is wrong or was used before; wait for the next one in your app, or use a recovery code.':
    'Dieser Code ist falsch oder wurde schon benutzt; warten Sie auf den nächsten in Ihrer App, oder nehmen Sie einen Wiederherstellungscode.',
  'This is the only owner; make somebody else an owner first.':
    'Das ist der einzige Inhaber; machen Sie zuerst jemand anderen zum Inhaber.',
  'Somebody with this address is in the team already; change their role instead.':
    'Mit dieser Adresse ist schon jemand im Team; ändern Sie stattdessen die Rolle.',
  'Choose what the person may do.': 'Wählen Sie, was die Person darf.',
  'There is no such invitation any more; look at the list again.':
    'Diese Einladung gibt es nicht mehr; sehen Sie noch einmal in der Liste nach.',
};

export function germanOfficeSentence(english: string): string {
  const own = SENTENCES[english];
  if (own !== undefined) return own;
  const [, thing] = /^There is no such ([A-Za-z ]+); list them to see what there is\.$/.exec(english) ?? [];
  const named = THINGS[thing ?? ''];
  if (named !== undefined) return `Es gibt ${named} nicht; sehen Sie in der Liste nach, was es gibt.`;
  const [, bytes] = /^The member \w+ is a text of 1 to (\d+) bytes on one line\.$/.exec(english) ?? [];
  if (bytes !== undefined) return `Das ist ein Text von 1 bis ${bytes} Byte in einer Zeile.`;
  return germanFinding(english) ?? germanSentence(english);
}
