// The JavaScript binding: what it hands over, what it hands back, and what it throws.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type AcceptedName,
  LatchkeyError,
  load,
  loadChecker,
  loadIssuer,
  type RefusalName,
  type Verifier,
} from '../hosts/js/index.ts';
import { loadVerifier, NEW_YEAR, openVendor, type Vendor } from './vendor.ts';

let vendor: Vendor;
let verifier: Verifier;

beforeAll(async () => {
  vendor = await openVendor();
  verifier = await loadVerifier();
  verifier.trust(vendor.publicKey);
});

const components = [1, 2, 3].map((n) => new Uint8Array(16).fill(n));
const secret = new Uint8Array(16).fill(7);
const nonce = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof LatchkeyError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('load', () => {
  it('accepts the digest of the bytes it is given', async () => {
    const bytes = await readFile('build/verifier.wasm');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await expect(load(bytes, { sha256: sha256.toUpperCase() })).resolves.toBeDefined();
  });

  it('refuses another digest and says both', async () => {
    const bytes = await readFile('build/verifier.wasm');
    await expect(load(bytes, { sha256: '00'.repeat(32) })).rejects.toThrow(
      /has the SHA-256 [0-9a-f]{64}, demanded was 0{64}/,
    );
  });

  it('cannot compare the digest of a compiled module, and says so', async () => {
    const module = await WebAssembly.compile(await readFile('build/verifier.wasm'));
    await expect(load(module)).resolves.toBeDefined();
    await expect(load(module, { sha256: '00'.repeat(32) })).rejects.toThrow(/of bytes only/);
  });

  it('refuses a module that speaks another ABI and says both versions', async () => {
    // (module (func (export "abi_version") (result i32) i32.const 2))
    const other = Buffer.from(
      '0061736d010000000105016000017f03020100070f010b6162695f76657273696f6e00000a0601040041020b',
      'hex',
    );
    await expect(load(other)).rejects.toThrow('the module speaks ABI 2, this host speaks 1');
  });

  it('imports nothing and has a memory that cannot grow', async () => {
    for (const name of ['verifier', 'issuer']) {
      const module = await WebAssembly.compile(await readFile(`build/${name}.wasm`));
      expect(WebAssembly.Module.imports(module)).toEqual([]);
      const { memory } = (await WebAssembly.instantiate(module)).exports;
      if (!(memory instanceof WebAssembly.Memory)) throw new Error('no memory');
      expect(() => memory.grow(1)).toThrow(RangeError);
    }
  });
});

describe('trust', () => {
  it('says what is wrong with a key', () => {
    const smallOrder = new Uint8Array(32);
    smallOrder[0] = 1; // the neutral element
    const notOnCurve = new Uint8Array(32);
    notOnCurve[0] = 2;
    expect(verifier.checkKey(vendor.publicKey)).toBeUndefined();
    expect(verifier.checkKey(vendor.publicKey.slice(1))?.name).toBe('key-length');
    expect(verifier.checkKey(new Uint8Array(33))?.name).toBe('key-length');
    expect(verifier.checkKey(new Uint8Array(1000))?.name).toBe('key-length');
    expect(verifier.checkKey(new Uint8Array(32).fill(255))?.name).toBe('key-not-canonical');
    expect(verifier.checkKey(notOnCurve)?.name).toBe('key-not-on-curve');
    expect(verifier.checkKey(smallOrder)?.name).toBe('key-small-order');
  });

  it('throws for a bad key, which then counts as absent', async () => {
    const fresh = await loadVerifier();
    expect(codeOf(() => fresh.trust(vendor.publicKey.slice(1)))).toBe('key-length');
    expect(fresh.check(vendor.issue(), { product: 'acme-cad', nowSeconds: NEW_YEAR }).reason).toBe('unknown-key');
  });

  it('trusts 32 keys, the same one any number of times, and no more', async () => {
    const fresh = await loadVerifier();
    for (let seed = 1; seed <= 32; seed++) {
      const { publicKey } = await openVendor(seed);
      fresh.trust(publicKey, publicKey);
    }
    const { publicKey } = await openVendor(33);
    expect(codeOf(() => fresh.trust(publicKey))).toBe('too-many-keys');
    expect(fresh.check(vendor.issue(), { product: 'acme-cad', nowSeconds: NEW_YEAR }).accepted).toBe(true);
  });

  it('keeps the keys of two verifiers apart', async () => {
    const fresh = await loadVerifier();
    expect(fresh.check(vendor.issue(), { product: 'acme-cad', nowSeconds: NEW_YEAR }).reason).toBe('unknown-key');
  });
});

describe('check', () => {
  it('hands over every claim', () => {
    const claims = {
      issuedAt: NEW_YEAR,
      notBefore: NEW_YEAR - 5,
      expiresAt: NEW_YEAR + 5000,
      tokenId: nonce,
      nonce: new Uint8Array(8).fill(4),
      issuer: 'Acme',
      licenseId: '7KQ2M9XD',
      product: 'acme-cad',
      customerId: 'c-1',
      plan: 'pro',
      epoch: 3,
      domains: ['example.com', '*.example.com'],
      features: { export: true, seats: 9_007_199_254_740_991, edition: 'Größe', note: '', __proto__x: 0 },
    } as const;
    const verdict = verifier.check(
      vendor.issue({ ...claims, refreshSeconds: 60, offlineSeconds: 120, renewWindowSeconds: 7 }),
      { product: 'acme-cad', nowSeconds: NEW_YEAR, host: 'example.com' },
    );
    if (!verdict.accepted) throw new Error(verdict.reason);
    expect(verdict.claims).toEqual({
      ...claims,
      refreshAt: NEW_YEAR + 60,
      checkInBy: NEW_YEAR + 120,
      renewWindowSeconds: 7,
    });
  });

  it('keeps a feature called __proto__ as what it is', () => {
    const features = JSON.parse('{"__proto__": 7}');
    const verdict = verifier.check(vendor.issue({ features }), { product: 'acme-cad', nowSeconds: NEW_YEAR });
    if (!verdict.accepted) throw new Error(verdict.reason);
    expect(Object.entries(verdict.claims.features)).toEqual([['__proto__', 7]]);
    expect(Object.getPrototypeOf(verdict.claims.features)).toBe(Object.prototype);
  });

  it('takes a code as bytes, too', () => {
    const bytes = new TextEncoder().encode(vendor.issue());
    expect(verifier.check(bytes, { product: 'acme-cad', nowSeconds: NEW_YEAR }).accepted).toBe(true);
  });

  it('refuses a text of any length without failing', () => {
    for (const text of ['', 'LKA1', 'A'.repeat(16_385), 'é'.repeat(1_000_000), '\ud800']) {
      expect(verifier.check(text, { product: 'acme-cad', nowSeconds: NEW_YEAR })).toMatchObject({
        reason: 'malformed',
        code: 1,
      });
    }
  });

  it('throws for evidence of a wrong size, which is a mistake of the program', () => {
    const code = vendor.issue();
    const evidence = { product: 'acme-cad', nowSeconds: NEW_YEAR };
    expect(codeOf(() => verifier.check(code, { ...evidence, witness: new Uint8Array(15) }))).toBe('bad-input');
    expect(codeOf(() => verifier.check(code, { ...evidence, components: [new Uint8Array(8)] }))).toBe('bad-input');
    expect(codeOf(() => verifier.check(code, { ...evidence, product: 'x'.repeat(40_000) }))).toBe('bad-input');
    expect(verifier.check(code, evidence).accepted).toBe(true);
  });

  it('has nothing of the code in its sentences', () => {
    const secretish = 'LKA1-ZZZZZ-ZZZZZ-ZZZZZ';
    const verdict = verifier.check(secretish, { product: 'acme-cad', nowSeconds: NEW_YEAR });
    expect(verdict.sentence).not.toContain('ZZZ');
    expect(verdict.sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe('A checker', () => {
  it('gives the verdicts of a verifier, of the keys that it trusts itself', async () => {
    const checker = await loadChecker(await readFile('build/verifier.wasm'));
    const evidence = { product: 'acme-cad', nowSeconds: NEW_YEAR };
    const codes = [vendor.issue(), vendor.issue({ expiresAt: NEW_YEAR - 40 * 86_400 }), 'LKA1-ZZZZZ', ''];
    expect(checker.check(vendor.issue(), evidence).reason).toBe('unknown-key');
    expect(codeOf(() => checker.trust(vendor.publicKey.slice(1)))).toBe('key-length');
    checker.trust(vendor.publicKey);
    for (const code of codes) expect(checker.check(code, evidence)).toEqual(verifier.check(code, evidence));
    expect(codes.map((code) => checker.check(code, evidence).accepted)).toEqual([true, false, false, false]);
  });

  it('refuses a module with another digest', async () => {
    const bytes = await readFile('build/verifier.wasm');
    await expect(loadChecker(bytes, { sha256: '00'.repeat(32) })).rejects.toThrow(/demanded was 0{64}/);
  });
});

describe('requests', () => {
  it('survive the way there', () => {
    const made = verifier.createRequest({
      nonce,
      product: 'acme-cad',
      components,
      secret,
      label: 'Größe 3',
      licenseKey: 'ABC',
    });
    const read = verifier.decodeRequest(made.file);
    const lock = createHash('sha256').update('latchkey/lock/1').update(secret).digest().subarray(0, 16);
    expect(read).toEqual({
      ok: true,
      value: {
        nonce,
        lock: new Uint8Array(lock),
        product: 'acme-cad',
        components,
        label: 'Größe 3',
        licenseKey: 'ABC',
        code: made.code,
      },
    });
  });

  it('name no lock without a secret, no license key and no label without one', () => {
    const { code } = verifier.createRequest({ nonce, product: 'acme-cad', components });
    expect(verifier.decodeRequest(code)).toEqual({
      ok: true,
      value: { nonce, product: 'acme-cad', components, label: '', code },
    });
  });

  it('hand back nonce and mark as what is pending', () => {
    const witness = new Uint8Array(16);
    witness.set([0, 0, 0, 0, 0x65, 0, 0, 0], 0);
    const { pending } = verifier.createRequest({ nonce, product: 'acme-cad', components, witness });
    expect(pending).toEqual(new Uint8Array([...nonce, 0, 0, 0, 0, 0x65, 0, 0, 0]));
  });

  it('cannot be made out of their limits', () => {
    const valid = { nonce, product: 'acme-cad', components };
    expect(codeOf(() => verifier.createRequest({ ...valid, components: [] }))).toBe('bad-input');
    expect(
      codeOf(() => verifier.createRequest({ ...valid, components: Array.from({ length: 9 }, () => randomBytes(16)) })),
    ).toBe('bad-input');
    expect(codeOf(() => verifier.createRequest({ ...valid, components: [secret, secret] }))).toBe('bad-input');
    expect(codeOf(() => verifier.createRequest({ ...valid, product: '' }))).toBe('bad-input');
    expect(codeOf(() => verifier.createRequest({ ...valid, label: 'x'.repeat(65) }))).toBe('bad-input');
    expect(codeOf(() => verifier.createRequest({ ...valid, nonce: new Uint8Array(7) }))).toBe('bad-input');
  });

  it('are no activation codes, and the other way round', () => {
    const { code } = verifier.createRequest({ nonce, product: 'acme-cad', components });
    expect(verifier.check(code, { product: 'acme-cad', nowSeconds: NEW_YEAR })).toMatchObject({
      reason: 'unsupported',
      code: 2,
    });
    expect(verifier.decodeRequest(vendor.issue())).toMatchObject({ ok: false, problem: { name: 'unsupported' } });
  });

  it('with a wrong symbol name its row', () => {
    const { code } = verifier.createRequest({ nonce, product: 'acme-cad', components });
    const at = code.length - 3;
    const wrong = code.slice(0, at) + (code[at] === '7' ? '8' : '7') + code.slice(at + 1);
    const read = verifier.decodeRequest(wrong);
    if (read.ok) throw new Error('read');
    const rows = Math.ceil(code.replaceAll('-', '').slice(4).length / 30);
    expect(read.problem).toMatchObject({ name: 'malformed', row: rows });
    expect(read.problem.sentence).toContain(`${rows}`);
  });
});

describe('receipts', () => {
  it('carry the token id and open the lock', () => {
    const made = verifier.createReceipt(vendor.issue({ tokenId: nonce }), secret);
    if (!made.ok) throw new Error(made.problem.name);
    const lock = createHash('sha256').update('latchkey/lock/1').update(secret).digest().subarray(0, 16);
    expect(verifier.decodeReceipt(made.value.file)).toEqual({
      ok: true,
      value: { tokenId: nonce, lock: new Uint8Array(lock), code: made.value.code },
    });
    expect(made.value.code.replaceAll('-', '')).toHaveLength(4 + 47 + 4);
  });

  it('can be made for an expired license', () => {
    expect(verifier.createReceipt(vendor.issue({ expiresAt: 1 }), secret).ok).toBe(true);
  });

  it('cannot be made for a code that nobody trusted signed', async () => {
    const stranger = await openVendor(2);
    expect(verifier.createReceipt(stranger.issue(), secret)).toMatchObject({
      ok: false,
      problem: { name: 'unknown-key' },
    });
  });
});

describe('canonical', () => {
  it('gives one spelling for every spelling', () => {
    const code = vendor.issue();
    const spelled = verifier.canonical(code);
    if (!spelled.ok) throw new Error(spelled.problem.name);
    expect(spelled.value).toMatchObject({ letter: 'A', code });
    for (const other of [spelled.value.file, code.toLowerCase(), code.replaceAll('-', ''), ` “${code}” `]) {
      expect(verifier.canonical(other)).toEqual(spelled);
    }
  });
});

describe('license keys', () => {
  it('are read back in any spelling', async () => {
    const issuer = await loadIssuer(await readFile('build/issuer.wasm'));
    const key = issuer.encodeLicenseKey(new Uint8Array(17).fill(0xa5));
    expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(verifier.decodeLicenseKey(key.toLowerCase().replaceAll('-', ' '))).toEqual({ ok: true, value: key });
  });

  it('with a wrong symbol are refused', async () => {
    const issuer = await loadIssuer(await readFile('build/issuer.wasm'));
    const key = issuer.encodeLicenseKey(randomBytes(17));
    const wrong = (key[0] === '2' ? '3' : '2') + key.slice(1);
    expect(verifier.decodeLicenseKey(wrong)).toMatchObject({ ok: false, problem: { name: 'malformed' } });
  });

  it('where a code is expected are unsupported', async () => {
    const issuer = await loadIssuer(await readFile('build/issuer.wasm'));
    const key = issuer.encodeLicenseKey(randomBytes(17));
    expect(verifier.check(key, { product: 'acme-cad', nowSeconds: NEW_YEAR }).reason).toBe('unsupported');
  });
});

describe('component', () => {
  const nameOf = (kind: Parameters<Verifier['component']>[1], value: string): string => {
    const reading = verifier.component('acme-cad', kind, value);
    return reading.ok ? reading.value.normalized : reading.problem.name;
  };

  it('is the hash of purpose, product, kind and normalized value', () => {
    const expected = createHash('sha256').update('latchkey/component/1\0acme-cad\0disk\0s3z9nx0k').digest();
    expect(verifier.component('acme-cad', 'disk', ' S3Z9 NX0K\n')).toEqual({
      ok: true,
      value: { component: new Uint8Array(expected.subarray(0, 16)), normalized: 's3z9nx0k' },
    });
  });

  it.each([
    '',
    ' \t\r\n',
    '-',
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF',
    'To be filled by O.E.M.',
    'Default string',
    'None',
    'System Serial Number',
    'Not Specified',
    '0123456789',
    '0123456789ABCDEF',
    '0123-4567-89',
    'uninitialized',
  ])('refuses %j, which identifies nothing', (value) => {
    expect(nameOf('board', value)).toBe('unusable');
  });

  it('refuses locally administered addresses, and not universal ones', () => {
    expect(nameOf('mac', '02:42:ac:11:00:02')).toBe('unusable');
    expect(nameOf('mac', '0242ac110002')).toBe('unusable');
    expect(nameOf('mac', 'DA-A1-19-00-00-01')).toBe('unusable');
    expect(nameOf('mac', '00:1B:44:11:3A:B7')).toBe('00:1b:44:11:3a:b7');
    expect(nameOf('raw', '02:42:ac:11:00:02')).toBe('unusable');
    expect(nameOf('disk', '0242ac110002')).toBe('0242ac110002');
    expect(nameOf('raw', '0-242-ac-11-00-02')).toBe('0-242-ac-11-00-02'); // not in pairs
    expect(nameOf('mac', '02:42:ac:11:00:0g')).toBe('02:42:ac:11:00:0g'); // not hexadecimal
    expect(nameOf('mac', '02:42:ac:11:00:0@')).toBe('02:42:ac:11:00:0@');
    expect(nameOf('mac', '02:42:ac:11:00:0!')).toBe('02:42:ac:11:00:0!');
    expect(nameOf('raw', '02-42-AC-11-00-02')).toBe('unusable');
  });

  it('keeps what is no white space, whatever it is, and values of any length', () => {
    expect(nameOf('disk', 'AB\u000eCD\u001f')).toBe('ab\u000ecd\u001f');
    expect(nameOf('disk', 'none'.repeat(50))).toBe('none'.repeat(50));
    expect(nameOf('disk', `${'x'.repeat(64)}-none`)).toBe(`${'x'.repeat(64)}-none`);
  });

  it('takes a pasted fingerprint of 4 to 64 bytes', () => {
    expect(nameOf('raw', 'a1'.repeat(9_000))).toBe('unusable');
    expect(nameOf('raw', 'abc')).toBe('unusable');
    expect(nameOf('raw', 'a b c d')).toBe('abcd');
    expect(nameOf('raw', 'a1'.repeat(32))).toBe('a1'.repeat(32));
    expect(nameOf('raw', `${'a1'.repeat(32)}b`)).toBe('unusable');
    expect(nameOf('disk', 'abc')).toBe('abc');
  });

  it('never takes a code or a license key for a fingerprint', async () => {
    const issuer = await loadIssuer(await readFile('build/issuer.wasm'));
    expect(nameOf('raw', 'LKR1-ABCDE')).toBe('unusable');
    expect(nameOf('raw', '1kx7 something')).toBe('unusable');
    expect(nameOf('raw', issuer.encodeLicenseKey(randomBytes(17)))).toBe('unusable');
    expect(nameOf('raw', 'LKRX-ABCDE')).toBe('lkrx-abcde');
  });

  it('reserves tpm, and knows no other kinds', () => {
    expect(nameOf('tpm', 'abcdef')).toBe('unusable');
    // @ts-expect-error: not a kind
    expect(nameOf('gps', 'abcdef')).toBe('bad-input');
  });
});

describe('describe', () => {
  it('knows every reason and answer, and no other number', () => {
    const names = [];
    for (let status = 0; status < 64; status++) {
      const description = verifier.describe(status);
      if (description) names.push(`${status} ${description.name}`);
      if (description) expect(description.sentence).toMatch(/^[A-Z][^{}]*[.]$/);
    }
    expect(names).toEqual([
      '0 licensed',
      '1 malformed',
      '2 unsupported',
      '3 unknown-key',
      '4 bad-signature',
      '5 wrong-product',
      '6 wrong-request',
      '7 wrong-machine',
      '8 wrong-domain',
      '9 revoked',
      '10 clock-behind',
      '11 not-yet-valid',
      '12 expired',
      '13 check-in-required',
      '14 grace',
      '32 unusable',
      '40 key-length',
      '41 key-not-canonical',
      '42 key-not-on-curve',
      '43 key-small-order',
      '44 too-many-keys',
      '50 bad-input',
      '51 cannot-issue',
    ]);
  });
});

describe('the names of verdicts', () => {
  // Records keep the lists complete: a name that is missing here does not compile.
  const accepted: Record<AcceptedName, number> = { licensed: 0, grace: 14 };
  const refused: Record<RefusalName, number> = {
    malformed: 1,
    unsupported: 2,
    'unknown-key': 3,
    'bad-signature': 4,
    'wrong-product': 5,
    'wrong-request': 6,
    'wrong-machine': 7,
    'wrong-domain': 8,
    revoked: 9,
    'clock-behind': 10,
    'not-yet-valid': 11,
    expired: 12,
    'check-in-required': 13,
  };

  it.each(Object.entries({ ...accepted, ...refused }))('%s has the same name in the module', (name, status) => {
    expect(verifier.describe(status)?.name).toBe(name);
  });

  it('are all there', () => {
    const known = Array.from({ length: 32 }, (_, status) => verifier.describe(status)).filter(Boolean);
    expect(known).toHaveLength(Object.keys({ ...accepted, ...refused }).length);
  });
});

describe('issuing', () => {
  const valid = { issuedAt: NEW_YEAR, tokenId: nonce, licenseId: 'A', product: 'acme-cad' };
  const issueError = (claims: object): string =>
    codeOf(() => vendor.issuer.signingInput(vendor.publicKey, { ...valid, ...claims }));

  it('refuses claims that break a limit of the format', () => {
    expect(issueError({})).toBe('nothing was thrown');
    expect(issueError({ licenseId: '' })).toBe('cannot-issue');
    expect(issueError({ licenseId: 'x'.repeat(41) })).toBe('cannot-issue');
    expect(issueError({ product: 'x'.repeat(65) })).toBe('cannot-issue');
    expect(issueError({ issuedAt: 253_402_300_800 })).toBe('cannot-issue');
    expect(issueError({ domains: ['Example.com'] })).toBe('cannot-issue');
    expect(issueError({ features: { '': true } })).toBe('cannot-issue');
    expect(issueError({ customerId: 'a\nb' })).toBe('cannot-issue');
    expect(issueError({ epoch: 2 ** 32 })).toBe('cannot-issue');
    expect(issueError({ nonce: new Uint8Array(7) })).toBe('cannot-issue');
  });

  it('demands that more than half of the components fit', () => {
    expect(issueError({ machine: { needed: 2, components } })).toBe('nothing was thrown');
    expect(issueError({ machine: { needed: 1, components } })).toBe('cannot-issue');
    expect(issueError({ machine: { needed: 1, components: components.slice(0, 2) } })).toBe('cannot-issue');
    expect(issueError({ machine: { needed: 4, components } })).toBe('cannot-issue');
  });

  it('is of use to no one without a key', () => {
    expect(codeOf(() => vendor.issuer.signingInput(new Uint8Array(31), valid))).toBe('cannot-issue');
  });

  it('assembles only what it made itself', () => {
    const input = vendor.issuer.signingInput(vendor.publicKey, valid);
    expect(codeOf(() => vendor.issuer.assembleCode(input.slice(1), new Uint8Array(64)))).toBe('bad-input');
    expect(codeOf(() => vendor.issuer.assembleCode(input, new Uint8Array(63)))).toBe('bad-input');
  });
});
