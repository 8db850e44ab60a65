// The sentences of the module and of the server, in German. They are found by their English wording, so that no number and no
// rule is repeated here; test/portal/texts.test.ts asks the module for every sentence that a page can show.
import type { Wait } from '../server/wait.ts';
import { waitIn } from './german-numbers.ts';

const REQUEST = 'machen Sie eine neue Anfrage.';
const COMPARE = 'vergleichen Sie mit dem Original.';

/** Numbers stand as {row}, {group} and {wait}. */
const SENTENCES: Record<string, string> = {
  'This license is valid.': 'Diese Lizenz gilt.',
  'The text is longer than 16,384 bytes; paste only the code.':
    'Der Text ist länger als 16.384 Byte; fügen Sie nur den Code ein.',
  'There is no code in this text; paste or type the code.':
    'In diesem Text steht kein Code; fügen Sie den Code ein oder tippen Sie ihn.',
  'A code begins with LK, such as LKA1; copy all of it.':
    'Ein Code beginnt mit LK, einem Buchstaben und einer Ziffer, zum Beispiel LKA1; kopieren Sie ihn von seinem Anfang an.',
  'There are words in front of the code; paste it from LK on.': 'Vor dem Code stehen Wörter; fügen Sie ihn ab LK ein.',
  'This is a quoted mail, with > in front of its lines; copy the original, or remove each >.':
    'Der Code stammt aus einer zitierten E-Mail, mit > vor den Zeilen; kopieren Sie ihn aus der ursprünglichen E-Mail oder entfernen Sie die Zeichen >.',
  'There is a mark behind the code, such as a full stop; remove it.':
    'Hinter dem Code steht ein Zeichen, das nicht zu ihm gehört, etwa ein Punkt; entfernen Sie es.',
  'A letter is Cyrillic or Greek, not Latin; type it again.':
    'Ein Buchstabe ist kyrillisch oder griechisch und sieht nur aus wie ein lateinischer; tippen Sie ihn noch einmal.',
  'The text is damaged at this place: it is not UTF-8; copy it again.':
    'Der Text ist an dieser Stelle beschädigt: Er ist kein UTF-8; kopieren Sie den Code noch einmal.',
  'The file is saved as UTF-16; save it as UTF-8, or paste the text.':
    'Die Datei ist als UTF-16 gespeichert; speichern Sie sie als UTF-8, oder fügen Sie den Text ein.',
  'This character does not occur in codes; compare it with the original.': `Dieses Zeichen kommt in Codes nicht vor; ${COMPARE}`,
  'The letter U does not occur in codes; compare it with the original, it may be a V.':
    'Der Buchstabe U kommt in Codes nicht vor; vergleichen Sie mit dem Original, vielleicht ist es ein V.',
  'There are two codes here; use only one.': 'Hier stehen zwei Codes; nehmen Sie nur einen.',
  'The BEGIN or END line is missing; copy the whole file again.':
    'Die Zeile BEGIN oder END fehlt, die Datei ist vielleicht abgeschnitten; kopieren Sie die ganze Datei noch einmal.',
  'The BEGIN line names another kind of code than the rest; copy the whole file again.':
    'Die Zeile BEGIN nennt eine andere Art von Code als der Rest; kopieren Sie die ganze Datei noch einmal.',
  'This code was made wrong, not copied wrong; ask for a new code.':
    'Dieser Code wurde falsch gemacht, nicht falsch kopiert; holen Sie einen neuen von dort, wo er gemacht wurde.',
  'A member of the request is missing or beyond its limits; make a new request.': `In der Anfrage fehlt etwas oder überschreitet seine Grenzen; ${REQUEST}`,
  'The license key of a request is a text of at most 64 bytes without control characters; compare it with the original.': `Der Lizenzschlüssel einer Anfrage ist ein Text von höchstens 64 Byte ohne Steuerzeichen; ${COMPARE}`,
  'There is only the beginning of a code; copy all of it.':
    'Das ist nur der Anfang eines Codes; kopieren Sie ihn ganz.',
  'Row {row} has a wrong symbol; compare it with the original.': `Zeile {row} hat ein falsches Zeichen; ${COMPARE}`,
  'Row {row}, group {group} has fewer than five symbols; compare it with the original.': `Zeile {row}, Gruppe {group} hat weniger als fünf Zeichen; ${COMPARE}`,
  'Row {row}, group {group} has more than five symbols; compare it with the original.': `Zeile {row}, Gruppe {group} hat mehr als fünf Zeichen; ${COMPARE}`,
  'Row {row} is missing: the row after it stands in its place; put row {row} in front of it.':
    'Zeile {row} fehlt: An ihrer Stelle steht die folgende; setzen Sie Zeile {row} davor.',
  'The row before row {row} stands here a second time; remove it.':
    'Die Zeile vor Zeile {row} steht hier zum zweiten Mal; entfernen Sie sie.',
  'Another row stands where row {row} belongs; put the rows in order.':
    'Wo Zeile {row} hingehört, steht eine andere; bringen Sie die Zeilen in ihre Reihenfolge.',
  'Row {row} is not the last one; add the rows that follow it.':
    'Zeile {row} stimmt, ist aber nicht die letzte; fügen Sie die folgenden Zeilen an.',
  'Row {row} is the last one; remove what follows it.':
    'Zeile {row} ist die letzte des Codes; entfernen Sie, was ihr folgt.',
  'Row {row} is cut off; copy it to its end.': 'Zeile {row} ist abgeschnitten; kopieren Sie sie bis zum Ende.',
  'The code carries more than 4,096 bytes; paste only one code.':
    'Der Code trägt mehr als 4.096 Byte; fügen Sie nur einen Code ein.',
  'This looks like a license key with a wrong symbol; compare it with the original.': `Das sieht aus wie ein Lizenzschlüssel mit einem falschen Zeichen; ${COMPARE}`,
  'A license key has 30 symbols in six groups of five; compare it with the original.': `Ein Lizenzschlüssel hat 30 Zeichen in sechs Gruppen zu fünf; ${COMPARE}`,
  'There is a symbol too many in front of row {row}; compare the row before it with the original.':
    'Vor Zeile {row} steht ein Zeichen zu viel; vergleichen Sie das Ende der Zeile davor mit dem Original.',
  'This is an activation request (LKR1); give it to the vendor, who answers with an activation code (LKA1).':
    'Das ist eine Aktivierungsanfrage (LKR1); geben Sie sie dem Hersteller, der mit einem Aktivierungscode (LKA1) antwortet.',
  'This is an activation code (LKA1); enter it in its application.':
    'Das ist ein Aktivierungscode (LKA1); geben Sie ihn in dem Programm ein, für das er gemacht wurde.',
  'This is a deactivation receipt (LKD1); give it to the vendor, who frees the seat.':
    'Das ist eine Rückgabequittung (LKD1); geben Sie sie dem Hersteller, der den Platz freigibt.',
  'This is a trust bundle (LKB1); enter it where one is asked for.':
    'Das ist ein Vertrauensbündel (LKB1); verwenden Sie es dort, wo danach gefragt wird.',
  'This is a license key; enter it where one is asked for.':
    'Das ist ein Lizenzschlüssel; geben Sie ihn dort ein, wo nach ihm gefragt wird.',
  'This is a code, not a license key; enter the one that came with the purchase.':
    'Das ist ein Code und kein Lizenzschlüssel; geben Sie den Lizenzschlüssel ein, der beim Kauf dabei war.',
  'This kind of code is not known here; use the right one, or update the application.':
    'Diese Art von Code ist hier unbekannt; prüfen Sie, ob er für dieses Programm gemeint ist, oder aktualisieren Sie es.',
  'This code is of another version; update the application.':
    'Dieser Code ist von einer anderen Version; aktualisieren Sie das Programm.',
  'This code is signed in a way that this application does not know; update the application.':
    'Dieser Code ist auf eine Weise signiert, die dieses Programm nicht kennt; aktualisieren Sie es.',
  'The label of a request is a text of at most 64 bytes without control characters; choose a shorter one.':
    'Der Name in einer Anfrage ist ein Text von höchstens 64 Byte ohne Steuerzeichen; geben Sie der Maschine einen kürzeren Namen.',
  'There is no machine value of this kind; use a documented one.':
    'Maschinenwerte dieser Art gibt es nicht; nehmen Sie einen aus der Dokumentation.',
  'Machine values of this kind are reserved for a later version; use another.':
    'Maschinenwerte dieser Art sind einer späteren Version vorbehalten; nehmen Sie einen anderen.',
  'This value is empty; choose another.': 'Dieser Wert ist leer; wählen Sie einen anderen.',
  'Many machines have this value; choose another.':
    'Viele Maschinen haben denselben Wert; wählen Sie einen, den nur diese Maschine hat.',
  'This network address was made by software; choose that of a built-in card.':
    'Diese Netzwerkadresse hat ein Programm erfunden, und sie kann sich ändern; nehmen Sie die einer eingebauten Netzwerkkarte.',
  'A fingerprint has at least 4 characters; copy all of it.':
    'Ein Fingerabdruck hat mindestens 4 Zeichen; kopieren Sie ihn ganz.',
  'A fingerprint has at most 64 characters; copy only the fingerprint.':
    'Ein Fingerabdruck hat höchstens 64 Zeichen; kopieren Sie nur ihn selbst.',
  'This is a code and not a fingerprint; copy all of the request, from LKR1 on.':
    'Das ist ein Code und kein Fingerabdruck; kopieren Sie den ganzen Anfragecode, von LKR1 bis zum letzten Zeichen.',
  'This is a license key and not a fingerprint; copy what the machine shows.':
    'Das ist ein Lizenzschlüssel und kein Fingerabdruck; kopieren Sie, was die Maschine zeigt.',
  'This code is damaged or incomplete; copy all of it again.':
    'Dieser Code ist beschädigt oder unvollständig; kopieren Sie ihn noch einmal, vom ersten Zeichen bis zum letzten.',
  'This code is of another kind than is needed here; use the right one, or update the application.':
    'Das ist eine andere Art von Code, als hier gebraucht wird; suchen Sie den richtigen, oder aktualisieren Sie das Programm.',
  'This code is signed with a key that this application does not know; update the application, or ask for a new code.':
    'Dieser Code ist mit einem Schlüssel signiert, den dieses Programm nicht kennt; aktualisieren Sie es, oder bitten Sie den Hersteller um einen neuen Code.',
  'This code was not signed by the vendor as it stands; ask for a new code.':
    'So, wie er hier steht, hat der Hersteller diesen Code nicht signiert; bitten Sie um einen neuen.',
  'This code is for another product; use the code for this one.':
    'Dieser Code ist für ein anderes Produkt; nehmen Sie den, der für dieses ausgestellt wurde.',
  'This code answers another request; use the answer to the one shown here, or make a new request.':
    'Dieser Code antwortet auf eine andere Anfrage; installieren Sie die Antwort auf die hier gezeigte, oder machen Sie eine neue Anfrage.',
  'This code is for another machine, or this one has changed too much; ask for a new code for this machine.':
    'Dieser Code gehört zu einer anderen Maschine, oder diese hat sich zu sehr verändert; holen Sie einen neuen Code für diese Maschine.',
  'This license does not cover this address; open the application at a licensed one, or ask the vendor to add it.':
    'Diese Lizenz umfasst diese Adresse nicht; öffnen Sie das Programm unter einer lizenzierten, oder bitten Sie den Hersteller, diese aufzunehmen.',
  'This license was withdrawn; ask the vendor why.':
    'Diese Lizenz wurde zurückgezogen; fragen Sie den Hersteller nach dem Grund.',
  "This machine's clock is behind; set it right, or make a new request and install its answer.":
    'Die Uhr dieser Maschine geht nach; stellen Sie Datum und Zeit und versuchen Sie es noch einmal, oder machen Sie eine neue Anfrage und installieren Sie die Antwort.',
  "This license has not begun; wait for its first day, or set this machine's clock right.":
    'Diese Lizenz hat noch nicht begonnen; warten Sie auf ihren ersten Tag, oder stellen Sie die Uhr dieser Maschine, wenn sie falsch geht.',
  'This license has ended; renew it and install the new code.':
    'Diese Lizenz ist zu Ende; erneuern Sie sie und installieren Sie den neuen Code.',
  'This license is due for its check-in; connect once, or ask for a new code.':
    'Für diese Lizenz ist die Meldung fällig; verbinden Sie sich einmal, oder holen Sie einen neuen Code für diese Maschine.',
  'This license is valid, and a refresh is due; connect when it suits you.':
    'Diese Lizenz gilt, und eine Auffrischung steht an; verbinden Sie sich, wenn es Ihnen passt.',
  'This license key is not known here; compare it with the one that came with the purchase.':
    'Dieser Lizenzschlüssel ist hier nicht bekannt; vergleichen Sie ihn mit dem, der beim Kauf dabei war.',
  'This license is suspended; ask the vendor why.':
    'Diese Lizenz ist gesperrt; fragen Sie den Hersteller nach dem Grund.',
  'This license has ended; renew it with the vendor.': 'Diese Lizenz ist zu Ende; erneuern Sie sie beim Hersteller.',
  'This license was refunded and is no longer good; ask the vendor if that is a mistake.':
    'Diese Lizenz wurde erstattet und gilt nicht mehr; fragen Sie den Hersteller, wenn das ein Irrtum ist.',
  'This license was revoked; ask the vendor why.':
    'Diese Lizenz wurde widerrufen; fragen Sie den Hersteller nach dem Grund.',
  'No machine is known here by this request; activate it with the license key.':
    'Zu dieser Anfrage ist hier keine Maschine bekannt; aktivieren Sie sie mit dem Lizenzschlüssel.',
  'This license has no such machine; look at the list of its machines again.':
    'Diese Lizenz hat keine solche Maschine; sehen Sie noch einmal in die Liste ihrer Maschinen.',
  'This machine has given its seat back; activate it again with the license key.':
    'Diese Maschine hat ihren Platz zurückgegeben; aktivieren Sie sie neu mit dem Lizenzschlüssel.',
  'This machine was reported as lost or broken and its seat was freed; activate it again with the license key.':
    'Diese Maschine wurde als verloren oder defekt gemeldet und ihr Platz freigegeben; aktivieren Sie sie neu mit dem Lizenzschlüssel.',
  'This machine has no seat any more; activate it again with the license key.':
    'Diese Maschine hat keinen Platz mehr; aktivieren Sie sie neu mit dem Lizenzschlüssel.',
  'A device key and its proof belong together; send both, in hexadecimal.':
    'Ein Geräteschlüssel und sein Beweis gehören zusammen; senden Sie beide, hexadezimal.',
  'The proof is not by this device for this request; update the application, or ask its vendor.':
    'Der Beweis ist nicht von diesem Gerät für diese Anfrage; aktualisieren Sie die Anwendung, oder fragen Sie ihren Hersteller.',
  'This request was answered before; make a new one.': 'Diese Anfrage wurde schon beantwortet; machen Sie eine neue.',
  'This receipt fits no code of this license; compare it with the one that the machine shows.':
    'Diese Quittung passt zu keinem Code dieser Lizenz; vergleichen Sie sie mit der, die die Maschine anzeigt.',
  'No more lost machines can be replaced under this license for now; ask the vendor.':
    'Unter dieser Lizenz lassen sich vorerst keine weiteren verlorenen Maschinen ersetzen; fragen Sie den Hersteller.',
  'No more lost machines can be replaced under this license for now; try again {wait}, or ask the vendor.':
    'Unter dieser Lizenz lassen sich vorerst keine weiteren verlorenen Maschinen ersetzen; versuchen Sie es {wait} noch einmal, oder fragen Sie den Hersteller.',
  'The seat of this machine has been taken by another one, so this cannot be undone.':
    'Den Platz dieser Maschine hat inzwischen eine andere, deshalb lässt sich das nicht rückgängig machen.',
  'Another machine of this license has this fingerprint and its own seat; replace the wrong one instead.':
    'Eine andere Maschine dieser Lizenz hat diesen Fingerabdruck und ihren eigenen Platz; ersetzen Sie stattdessen die falsche.',
  'This fingerprint can no longer be corrected; replace the machine, or ask the vendor.':
    'Dieser Fingerabdruck lässt sich nicht mehr berichtigen; ersetzen Sie die Maschine, oder fragen Sie den Hersteller.',
  'The free seats of this license changed hands too often lately; try again {wait}, or ask the vendor.':
    'Die freien Plätze dieser Lizenz haben zuletzt zu oft gewechselt; versuchen Sie es {wait} noch einmal, oder fragen Sie den Hersteller.',
  'The seats of this license stay with their first machines; ask the vendor.':
    'Die Plätze dieser Lizenz bleiben bei ihren ersten Maschinen; fragen Sie den Hersteller.',
  'Every seat of this license is taken; give one back on a machine that no longer needs it, or ask the vendor for more.':
    'Alle Plätze dieser Lizenz sind belegt; geben Sie einen auf einer Maschine zurück, die ihn nicht mehr braucht, oder bitten Sie den Hersteller um weitere.',
  'The request comes from another product than this license is for; use the license key of that product.':
    'Die Anfrage stammt von einem anderen Produkt als dem dieser Lizenz; nehmen Sie den Lizenzschlüssel jenes Produkts.',
  'The portal could not make a sound code and issued none; tell the vendor.':
    'Das Portal konnte keinen einwandfreien Code machen und hat keinen ausgestellt; sagen Sie es dem Hersteller.',
  "The portal's clock is behind and no code was issued; try again {wait}.":
    'Die Uhr des Portals geht nach, und es wurde kein Code ausgestellt; versuchen Sie es {wait} noch einmal.',
  'The portal came back from a backup and issues nothing until whoever runs it has confirmed that; try again later.':
    'Das Portal kommt aus einer Sicherung und stellt nichts aus, bis sein Betreiber das bestätigt hat; versuchen Sie es später noch einmal.',
  'The portal cannot record anything right now and issued no code; try again in a few seconds.':
    'Das Portal kann gerade nichts aufzeichnen und hat keinen Code ausgestellt; versuchen Sie es in ein paar Sekunden noch einmal.',
  "The portal's disk is full, so nothing was changed; tell the vendor, and try again when there is room.":
    'Die Festplatte des Portals ist voll, deshalb wurde nichts geändert; sagen Sie es dem Hersteller, und versuchen Sie es wieder, wenn Platz ist.',
  'The portal may not write to its own data, so nothing was changed; tell the vendor, and try again later.':
    'Das Portal darf seine eigenen Daten nicht schreiben, deshalb wurde nichts geändert; sagen Sie es dem Hersteller, und versuchen Sie es später noch einmal.',
  'The portal could not finish writing this down, so we do not know whether it was done; try again: it is done once, however often you send it.':
    'Das Portal konnte dies nicht zu Ende aufzeichnen, deshalb wissen wir nicht, ob es geschehen ist; versuchen Sie es noch einmal: Es geschieht einmal, wie oft Sie es auch abschicken.',
  'This fingerprint has characters that cannot be seen; copy it as text.':
    'Dieser Fingerabdruck hat Zeichen, die man nicht sieht; kopieren Sie ihn als Text.',
  'A license key is needed; enter the one that came with the purchase.':
    'Ein Lizenzschlüssel wird gebraucht; geben Sie den ein, der beim Kauf dabei war.',
  'An e-mail address looks like name@example.com; compare it letter by letter.':
    'Eine E-Mail-Adresse sieht aus wie name@example.com; vergleichen Sie sie Buchstabe für Buchstabe.',
  'Too many tries in a short time; try again {wait}.':
    'Zu viele Versuche in kurzer Zeit; versuchen Sie es {wait} noch einmal.',
  'This value does not identify one machine; choose another.':
    'Dieser Wert bezeichnet nicht genau eine Maschine; wählen Sie einen anderen.',
};

/** As server/wait.ts says it. */
const WAIT = /\bin ([\d,]+) (second|minute|hour|day)s?\b/;

function unitNamed(one: string): Wait['unit'] {
  return one === 'day' ? 'days' : one === 'hour' ? 'hours' : one === 'minute' ? 'minutes' : 'seconds';
}

/** The English sentence itself where there is no other; a test sees to it that this does not happen. */
export function germanSentence(english: string): string {
  const numbers: Record<string, string> = {};
  const pattern = english
    .replace(/\b(row|group) (\d+)/gi, (_, word: string, number: string) => {
      const name = word.toLowerCase();
      numbers[name] = number;
      return `${word} {${name}}`;
    })
    .replace(WAIT, (_, amount: string, unit: string) => {
      numbers['wait'] = `in ${waitIn({ amount: Number(amount.replaceAll(',', '')), unit: unitNamed(unit) })}`;
      return '{wait}';
    });
  return SENTENCES[pattern]?.replace(/\{(\w+)\}/g, (_, name: string) => numbers[name] ?? '') ?? english;
}
