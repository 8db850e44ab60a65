// What a machine sends: the activation request (token.md §5) and the deactivation receipt (§6).
import { distinct } from './bytes.ts';
import * as cbor from './cbor.ts';
import { demand } from './refusal.ts';
import { decodeCode } from './text.ts';
import { openToken } from './token.ts';

export interface Request {
  nonce: Uint8Array;
  product: string;
  components: Uint8Array[];
  lock: Uint8Array;
  label: string;
  licenseKey?: string;
}

export interface Receipt {
  tokenId: Uint8Array;
  secret: Uint8Array;
}

/** The values of a map that has exactly the keys 1 … n, or 1 … n without the optional last. */
function numbered(bytes: Uint8Array, least: number, most: number): cbor.Item[] {
  const map = cbor.decode(bytes);
  demand(map.type === 'map' && map.entries.length >= least && map.entries.length <= most, 'the members of the map');
  return map.entries.map(([key, value], i) => {
    demand(key.type === 'int' && key.value === BigInt(i + 1), 'an unknown or missing key');
    return value;
  });
}

function bytesOf(item: cbor.Item | undefined, length: number): Uint8Array {
  demand(item?.type === 'bytes' && item.value.length === length, `not ${length} bytes`);
  return item.value;
}

function textOf(item: cbor.Item | undefined, least: number): string {
  demand(item?.type === 'text' && item.byteLength >= least && item.byteLength <= 64, 'a text out of its limits');
  return item.value;
}

export function decodeRequest(text: Uint8Array): Request {
  const [nonce, product, components, lock, label, licenseKey] = numbered(decodeCode(text, 'R').bytes, 5, 6);
  demand(components?.type === 'array', 'components are an array');
  const list = components.items.map((item) => bytesOf(item, 16));
  demand(list.length >= 1 && list.length <= 8 && distinct(list), '1 to 8 different components');
  return {
    nonce: bytesOf(nonce, 8),
    product: textOf(product, 1),
    components: list,
    lock: bytesOf(lock, 16),
    label: textOf(label, 0),
    ...(licenseKey && { licenseKey: textOf(licenseKey, 1) }),
  };
}

export function encodeRequest(request: Request): Uint8Array {
  const entries: [Uint8Array, Uint8Array][] = [
    [cbor.int(1), cbor.bytes(request.nonce)],
    [cbor.int(2), cbor.string(request.product)],
    [cbor.int(3), cbor.array(...request.components.map(cbor.bytes))],
    [cbor.int(4), cbor.bytes(request.lock)],
    [cbor.int(5), cbor.string(request.label)],
  ];
  if (request.licenseKey !== undefined) entries.push([cbor.int(6), cbor.string(request.licenseKey)]);
  return cbor.map(...entries);
}

export function decodeReceipt(text: Uint8Array): Receipt {
  const [tokenId, secret] = numbered(decodeCode(text, 'D').bytes, 2, 2);
  return { tokenId: bytesOf(tokenId, 8), secret: bytesOf(secret, 16) };
}

export function encodeReceipt({ tokenId, secret }: Receipt): Uint8Array {
  return cbor.map([cbor.int(1), cbor.bytes(tokenId)], [cbor.int(2), cbor.bytes(secret)]);
}

/** Needs a token whose signature holds; its verdict does not matter. */
export function createReceipt(code: Uint8Array, secret: Uint8Array, trusted: readonly Uint8Array[]): Receipt {
  const { tokenId } = openToken(decodeCode(code, 'A').bytes, trusted);
  return { tokenId, secret };
}
