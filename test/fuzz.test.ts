// The fuzzer's own parts: that its decoders are right, that it sees what it is there to see, and that a failure comes back.
import { describe, expect, test } from 'vitest';
import { smallest } from './fuzz/change.ts';
import { Dice } from './fuzz/dice.ts';
import { FUEL, instrument } from './fuzz/instrument.ts';
import { Lab } from './fuzz/lab.ts';
import { decoded, decodedBytes, quickText } from './fuzz/quick-text.ts';
import { quickClaims, quickItem, quickReceipt, quickRequest } from './fuzz/quick-token.ts';
import { fault, fuzz } from './fuzz/session.ts';
import { spell } from './fuzz/spell.ts';
import { makeTargets, type Target } from './fuzz/targets.ts';
import { decode } from './reference/cbor.ts';
import { Refusal } from './reference/refusal.ts';
import { ALPHABET, decodeCode, encodeCode } from './reference/text.ts';

const targets = makeTargets([new Lab('verifier'), new Lab('verifier-simd')], new Lab('codec-probe'));
const seedsOf = (name: string) => targets.find((target) => target.name === name)?.seeds ?? [];
const ANY = [...'RADB'].map((letter) => ALPHABET.indexOf(letter));

/** What the plain reference says, as a status. */
function status(read: () => unknown): number {
  try {
    read();
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.reason === 'unsupported' ? 2 : 1;
  }
}

describe('The quick decoders agree with the plain reference', () => {
  test('on every text of the vectors', () => {
    for (const text of seedsOf('text')) {
      quickText(text, ANY);
      const expected = status(() => decodeCode(text, 'RADB'));
      expect(decoded.loose ? 1 : decoded.status, text.toString()).toBe(expected);
      if (expected === 0) {
        expect(Buffer.from(decodedBytes.subarray(0, decoded.length))).toEqual(
          Buffer.from(decodeCode(text, 'RADB').bytes),
        );
      }
    }
  });

  test('on every payload, envelope and request, whole and with each byte changed', () => {
    const dice = new Dice(1);
    for (const bytes of [...seedsOf('claims').slice(0, 60), ...seedsOf('exchange')]) {
      for (let at = -1; at < Math.min(bytes.length, 200); at++) {
        const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? dice.roll(256) : byte));
        expect(quickItem(changed), Buffer.from(changed).toString('hex')).toBe(status(() => decode(changed)) === 0);
      }
    }
  });

  test('on spelling', () => {
    const dice = new Dice(2);
    for (let length = 1; length < 120; length++) {
      const bytes = dice.bytes(length);
      expect(spell('A', bytes)).toBe(encodeCode('A', bytes));
    }
  });

  test('and tell right from wrong: each kind is accepted whole and refused without its last byte', () => {
    const [request, , receipt] = seedsOf('exchange').map((bytes) => Uint8Array.from(bytes));
    const payload = Uint8Array.from(seedsOf('claims')[0] ?? []);
    const all = [
      [quickRequest, request],
      [quickReceipt, receipt],
      [quickClaims, payload],
    ] as const;
    for (const [read, bytes] of all) {
      expect(read(bytes ?? new Uint8Array())).toBe(true);
      expect(read(bytes?.slice(0, -1) ?? new Uint8Array())).toBe(false);
    }
  });
});

describe('An instrumented module', () => {
  // (func (export "spin") (param i32) (if (i32.eq (local.get 0) (i32.const 7)) (then unreachable))
  //   (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  const binary = Buffer.from(
    '0061736d01000000' +
      '01050160017f00' + // a type, i32 → nothing
      '03020100' +
      '050401010101' + // one page of memory
      '060601' +
      '7f0041000b' + // a global
      '071102066d656d6f72790200047370696e0000' + // memory, spin
      '0a190117002000410746044000' +
      '0b0340200041016b22000d000b0b',
    'hex',
  );

  function spin(fuel: number, times: number): { used: number; seen: number[]; trapped: boolean } {
    const { bytes, ways, wayCount } = instrument(binary);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    const { memory, spin: call } = exports;
    const left = exports[FUEL];
    if (!(left instanceof WebAssembly.Global && memory instanceof WebAssembly.Memory && typeof call === 'function'))
      throw new Error('not the module that it was');
    left.value = fuel;
    let trapped = false;
    try {
      call(times);
    } catch {
      trapped = true;
    }
    return { used: fuel - left.value, seen: [...new Uint8Array(memory.buffer, ways, wayCount)], trapped };
  }

  test('counts calls and loops, and marks which way each branch went', () => {
    expect(spin(1_000, 1)).toEqual({ used: 2, seen: [1, 0, 1, 0], trapped: false });
    expect(spin(1_000, 5)).toEqual({ used: 6, seen: [1, 0, 1, 1], trapped: false });
  });

  test('traps where the module traps, with fuel left', () => {
    expect(spin(1_000, 7)).toEqual({ used: 1, seen: [0, 1, 0, 0], trapped: true });
  });

  test('stops when it would hang', () => {
    expect(spin(1_000, 0)).toMatchObject({ used: 1_001, trapped: true });
  });
});

describe('A session', () => {
  const planted: Target = {
    name: 'planted',
    kind: 'cbor',
    seeds: [Buffer.from('hello world')],
    labs: targets[0]?.labs ?? [],
    most: 100,
    run: (input) => (input.includes('x') ? 'an x' : undefined),
  };

  test('finds what is planted, makes it small, and finds it again from the same seed', () => {
    const first = fuzz(planted, 5, 100_000, () => undefined);
    expect(first.failure).toEqual({ why: 'an x', input: Buffer.from('x') });
    expect(fuzz(planted, 5, 100_000, () => undefined).inputs).toBe(first.inputs);
    expect(fuzz(planted, 6, 100_000, () => undefined).inputs).not.toBe(first.inputs);
  });

  test('reports a trap as a fault', () => {
    const trap = { ...planted, run: () => fail() };
    expect(fault(trap, Buffer.alloc(1))).toBe('unreachable');
  });

  test('leaves out what a failure does not need', () => {
    expect(smallest(Buffer.from('aaaXbbbYccc'), (input) => /X.*Y/.test(input.toString())).toString()).toBe('XY');
  });
});

function fail(): never {
  throw new Error('unreachable');
}

test('Each target runs its seeds without a difference', () => {
  for (const target of targets) {
    for (const seed of target.seeds.slice(0, 300))
      expect(fault(target, seed), `${target.name} ${seed.toString('hex')}`).toBeUndefined();
  }
});
