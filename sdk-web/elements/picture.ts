// Codes as QR pictures, and the rows that people type.
import encodeQR from 'qr';
import type { Spelled } from '../../hosts/js/index.ts';
import { drawing } from './dom.ts';

/** Modules of white around the picture (ISO/IEC 18004, 6.3.8): cameras need them to find it. */
const QUIET_ZONE = 4;

/**
 * The picture of a code alone, or of the portal's address with the request behind `#`, which browsers send to no server. A request
 * that holds a license key is a secret and never becomes part of an address.
 */
export function pictureOf({ code }: Spelled, title: string, portal?: string): SVGElement {
  const plain = code.replaceAll('-', '');
  const modules =
    portal === undefined
      ? encodeQR(plain, 'raw', { ecc: 'medium', encoding: 'alphanumeric', border: QUIET_ZONE })
      : encodeQR(addressOf(portal, code), 'raw', { ecc: 'low', border: QUIET_ZONE });
  return drawing(modules.length, modules.flatMap(darkRuns).join(''), { title, part: 'picture' });
}

export function addressOf(portal: string, code: string): string {
  const address = new URL(portal);
  address.hash = code.replaceAll('-', '');
  return address.href;
}

/** The lines between BEGIN and END of the code's file: its prefix, then its rows in groups of five. */
export function rowsOf({ file }: Spelled): string[] {
  return file
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('-----'))
    .slice(1);
}

function darkRuns(row: boolean[], y: number): string[] {
  const runs: string[] = [];
  let start = 0;
  for (let x = 0; x <= row.length; x++) {
    if (row[x]) continue;
    if (x > start) runs.push(`M${start} ${y}h${x - start}v1h${start - x}z`);
    start = x + 1;
  }
  return runs;
}
