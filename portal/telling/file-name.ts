// The name under which a license file is saved: the machine's, because a person with ten machines saves ten files.
const NAMELESS = 'license';
const LONGEST_NAME = 60;

/** An `attachment` header field (RFC 6266): an ASCII name for old browsers, and the whole name encoded by RFC 8187. */
export function attachment(label: string, extension = '.lic'): string {
  const name = fileName(label);
  const ascii = name.replace(/[^\x20-\x7e]/g, '_');
  return `attachment; filename="${ascii}${extension}"; filename*=UTF-8''${encodeExtended(name)}${extension}`;
}

/** Letters, marks, digits and four harmless signs; so no quotes, line ends or paths. */
export function fileName(label: string): string {
  const name = label
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, '-')
    .replace(/^[\s.-]+|[\s.-]+$/g, '');
  return Array.from(name).slice(0, LONGEST_NAME).join('') || NAMELESS;
}

/** encodeURIComponent leaves four signs alone that RFC 8187 does not. */
function encodeExtended(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
