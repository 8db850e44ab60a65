// A request whose picture opens the vendor's portal, and how the hosts must agree about it (commands.ts).
import { openLicense } from '../../hosts/node/license.ts';
import { readRecorded } from '../node/recorded.ts';
import { pictureIn, wordsIn } from './picture.ts';
import { type Both, codeIn, PRODUCT, type Story, storeIn, vendor } from './story.ts';

const PORTAL = 'https://licenses.example.com';

const addresses = [
  `${PORTAL}/`,
  `${PORTAL}/acme`,
  `${PORTAL}:8443`,
  'HTTPS://Licenses.Example.com/Acme/',
  'http://localhost',
  'http://localhost:4321',
];

const noAddresses = [
  'licenses.example.com',
  'http://licenses.example.com',
  'http://localhost.example.com',
  'http://127.0.0.1',
  'ftp://licenses.example.com',
  'javascript:alert(1)',
  'https://licenses.example.com/?a=b',
  'https://licenses.example.com/#a',
  'https://ada@licenses.example.com',
  'https://ada:secret@licenses.example.com',
  'https://',
  ' ',
  '',
];

export const portalStories: [string, Story][] = [
  [
    "a request with the portal's address",
    async ({ its, same, expect }) => {
      const { code, link } = JSON.parse((await its(['request', '--portal', PORTAL, '--json'])).out);
      expect('the link', link, `${PORTAL}/#${withoutDashes(code)}`);
      await same(['request', '--portal', PORTAL]);
      for (const address of addresses) await same(['request', '--portal', address, '--json']);
      for (const address of noAddresses) await same(['request', `--portal=${address}`]);
      await same(['status', '--portal', PORTAL]);
    },
  ],
  [
    'pictures for a phone',
    async (both) => {
      const { its, expect } = both;
      const code = codeIn(await its(['request', '--json']));
      expect('of the request', await shown(both, ['request', '--qr']), withoutDashes(code));
      const link = `${PORTAL}/#${withoutDashes(code)}`;
      expect('of the link', await shown(both, ['request', '--qr', '--portal', PORTAL]), link);
    },
  ],
  [
    'a request with a license key, which belongs into no address',
    async (both, home) => {
      const { its, same, expect } = both;
      await its(['request']);
      const machine = await readRecorded('linux-laptop-dock');
      const license = await openLicense({
        product: PRODUCT,
        publicKeys: [vendor.publicKey],
        machine,
        folder: storeIn(home),
      });
      const licenseKey = vendor.issuer.encodeLicenseKey(new Uint8Array(17).fill(3));
      const { code } = license.request({ licenseKey, fresh: true });
      const { out } = await same(['request', '--portal', PORTAL, '--json']);
      expect('no link', JSON.parse(out).link, undefined);
      expect(
        'a picture of the code alone',
        await shown(both, ['request', '--qr', '--portal', PORTAL]),
        withoutDashes(code),
      );
    },
  ],
];

const withoutDashes = (code: string) => code.replaceAll('-', '');

/** What the host's picture says. Libraries draw it differently; the words around it are the same. */
async function shown({ node, its, expect }: Both, args: readonly string[]): Promise<string> {
  const [expected, actual] = [await node(args), await its(args)];
  expect(`${args.join(' ')}, the words`, wordsIn(actual.out), wordsIn(expected.out));
  return pictureIn(actual.out);
}
