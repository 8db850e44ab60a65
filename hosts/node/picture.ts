// A code as a picture on a terminal: QR, two rows of it in one line of text.
import encodeQR from 'qr';
import type { Spelled } from '../js/verdict.ts';

const BLACK_ON_WHITE = '\u001b[38;5;16;48;5;231m';
const RESET = '\u001b[0m';

/** `onTerminal` sets its own colors, since a picture in light symbols on a dark ground is read by few phones. */
export function pictureOf({ code }: Spelled, onTerminal: boolean): string {
  // Without dashes the code is alphanumeric, for which QR has a shorter form.
  return draw(
    encodeQR(code.replaceAll('-', ''), 'raw', { ecc: 'medium', border: 2, encoding: 'alphanumeric' }),
    onTerminal,
  );
}

/** The same for a phone: it opens the portal, with the request where no server sees it. */
export function pictureOfLink(link: string, onTerminal: boolean): string {
  return draw(encodeQR(link, 'raw', { ecc: 'low', border: 2, encoding: 'byte' }), onTerminal);
}

/** What stands behind the # is never sent to a server. */
export function linkTo(portal: string, { code }: Spelled): string {
  return `${portal}#${code.replaceAll('-', '')}`;
}

function draw(picture: boolean[][], onTerminal: boolean): string {
  const lines: string[] = [];
  for (let y = 0; y < picture.length; y += 2) {
    const upper = picture[y] ?? [];
    const lower = picture[y + 1] ?? [];
    const line = upper.map((dark, x) => halfBlock(dark, lower[x] ?? false)).join('');
    lines.push(onTerminal ? `${BLACK_ON_WHITE}${line}${RESET}` : line);
  }
  return lines.join('\n');
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
}
