import encodeQR from 'qr';

/** Modules of white around a QR code (ISO/IEC 18004, 6.3.8): cameras need them to find it. */
const QUIET_ZONE = 4;

export interface QrPicture {
  /** Modules on each side, the white border included. */
  size: number;
  /** An SVG path of the dark modules, one unit each. */
  path: string;
}

/** The canonical code without dashes has only symbols of the QR alphanumeric mode, at 5.5 bits each. */
export function qrPicture(code: string): QrPicture {
  return pictureOf(code.replaceAll('-', ''), 'alphanumeric');
}

/** Any other text, such as the address that an authenticator app reads. */
export function textPicture(text: string): QrPicture {
  return pictureOf(text, 'byte');
}

function pictureOf(text: string, encoding: 'alphanumeric' | 'byte'): QrPicture {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', encoding, border: QUIET_ZONE });
  return { size: modules.length, path: modules.flatMap(darkRuns).join('') };
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
