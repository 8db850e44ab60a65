// Which addresses a webhook may be sent to: the public Internet, and those networks of their own that a vendor has named.
import { BlockList, isIP, isIPv4 } from 'node:net';

/** IANA's special-purpose registries (RFC 6890 and its successors): nothing in them is a host on the public Internet. */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, and the metadata service of every cloud
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Of IPv6 only this is assigned to hosts; within it some parts carry an IPv4 address or are documentation. */
const GLOBAL_IPV6 = ['2000::', 3] as const;
const SPECIAL_IPV6 = [
  ['2001::', 23], // Teredo, ORCHID, benchmarking
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const specialIpv4 = new BlockList();
for (const [network, bits] of SPECIAL_IPV4) specialIpv4.addSubnet(network, bits, 'ipv4');
const globalIpv6 = new BlockList();
globalIpv6.addSubnet(...GLOBAL_IPV6, 'ipv6');
const specialIpv6 = new BlockList();
for (const [network, bits] of SPECIAL_IPV6) specialIpv6.addSubnet(network, bits, 'ipv6');

/** An address on the public Internet. IPv4 in the clothes of IPv6 is never one: no resolver has a reason to hand it out. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !specialIpv4.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
}

/** Networks inside, each as `10.1.2.0/24` or `fd00::/8`, that a vendor sends to on purpose. */
export class Networks {
  readonly #list = new BlockList();
  readonly isEmpty: boolean;

  /** @throws RangeError naming the text that is no network */
  constructor(texts: readonly string[]) {
    for (const text of texts) this.#add(text);
    this.isEmpty = texts.length === 0;
  }

  includes(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#list.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  #add(text: string): void {
    const [, network = '', bits = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
    const family = isIP(network);
    if (family === 0 || Number(bits) > (family === 4 ? 32 : 128)) {
      throw new RangeError(`"${text}" is no network; write it as 10.1.2.0/24 or fd00::/8.`);
    }
    this.#list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
}
