// The runner of this host: one call a line in, one answer a line out, as hosts/README.md says. `node runner.ts MODULE`,
// or `node runner.ts --as FOLDER latchkey ARGUMENTS…` for the command on a recorded machine.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LatchkeyError, load, type Reading, type Verdict, type Verifier } from '../js/index.ts';
import type { ComponentKind, Evidence } from '../js/verdict.ts';
import { run } from './cli.ts';
import { judgeFindings } from './components.ts';
import { removableDrives } from './drives.ts';
import { isRecord, parseJson, textIn } from './json.ts';
import { readMachine } from './machine.ts';
import { recordedMachine, thisMachine } from './source.ts';
import { terminalDesk } from './terminal.ts';

type Call = Record<string, unknown>;

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const text = (call: Call, name: string): string => textIn(call, name) ?? '';
const bytes = (call: Call, name: string): Uint8Array => bytesOf(text(call, name));
const optional = (call: Call, name: string) => (call[name] === undefined ? undefined : bytes(call, name));
const list = (call: Call, name: string): Uint8Array[] =>
  Array.isArray(call[name]) ? call[name].map((item) => bytesOf(String(item))) : [];

/** Does the same thing as often as the call says; the last answer counts. */
function repeated<T>(call: Call, step: () => T): T {
  for (let round = Number(call.repeat ?? 1); round > 1; round--) step();
  return step();
}

function evidenceOf(call: Call): Evidence {
  return {
    product: text(call, 'product'),
    nowSeconds: Number(call.now),
    runningSeconds: Number(call.running ?? 0),
    witness: optional(call, 'witness'),
    components: list(call, 'components'),
    secret: optional(call, 'secret'),
    lock: optional(call, 'lock'),
    host: textIn(call, 'host'),
    pending: optional(call, 'pending'),
  };
}

class Runner {
  readonly #module: Uint8Array<ArrayBuffer>;
  #loaded: Verifier | undefined;

  constructor(module: Uint8Array<ArrayBuffer>) {
    this.#module = module;
  }

  get #verifier(): Verifier {
    if (this.#loaded === undefined) throw new TypeError('expected the call load first');
    return this.#loaded;
  }

  async answer(call: Call): Promise<unknown> {
    switch (call.call) {
      case 'load': {
        const sha256 = textIn(call, 'sha256');
        this.#loaded = await load(this.#module, sha256 === undefined ? {} : { sha256 });
        return { ok: true };
      }
      case 'machine':
        return this.#machine(call);
      case 'native_verify':
        return verifyNatively(call);
      case 'threads':
        return { refused: 'a Verifier cannot be handed to another worker; each loads its own' };
      default:
        return this.#ask(call);
    }
  }

  #ask(call: Call): unknown {
    const verifier = this.#verifier;
    switch (call.call) {
      case 'trust':
        verifier.trust(bytes(call, 'key'));
        return { ok: true };
      case 'check_key': {
        const problem = verifier.checkKey(bytes(call, 'key'));
        return problem ? { ok: false, problem } : { ok: true };
      }
      case 'check': {
        const [code, evidence] = [bytes(call, 'code'), evidenceOf(call)];
        return repeated<Verdict>(call, () => verifier.check(code, evidence));
      }
      case 'component':
        return verifier.component(text(call, 'product'), kindOf(call), bytes(call, 'value'));
      case 'verify_signature': {
        const [key, message, signature] = [bytes(call, 'key'), bytes(call, 'message'), bytes(call, 'signature')];
        return { valid: repeated(call, () => verifier.verifySignature(key, message, signature)) };
      }
      case 'describe':
        return verifier.describe(Number(call.status), Number(call.detail ?? 0)) ?? {};
      default:
        return this.#exchange(call);
    }
  }

  #exchange(call: Call): unknown {
    const verifier = this.#verifier;
    switch (call.call) {
      case 'create_request':
        return verifier.createRequest({
          nonce: bytes(call, 'nonce'),
          product: text(call, 'product'),
          components: list(call, 'components'),
          secret: optional(call, 'secret'),
          witness: optional(call, 'witness'),
          label: textIn(call, 'label'),
          licenseKey: textIn(call, 'licenseKey'),
        });
      case 'create_receipt':
        return verifier.createReceipt(bytes(call, 'code'), bytes(call, 'secret'));
      case 'decode_request':
        return verifier.decodeRequest(bytes(call, 'text'));
      case 'decode_receipt':
        return verifier.decodeReceipt(bytes(call, 'text'));
      case 'decode_license_key':
        return verifier.decodeLicenseKey(bytes(call, 'text'));
      case 'canonical':
        return verifier.canonical(bytes(call, 'text'));
      default:
        throw new TypeError(`expected a call of hosts/README.md, got ${String(call.call)}`);
    }
  }

  async #machine(call: Call): Promise<unknown> {
    const recorded = textIn(call, 'recorded');
    const { nature, findings } = await readMachine(recorded === undefined ? thisMachine() : recordedMachine(recorded));
    const { used, unusable } = judgeFindings(this.#verifier, text(call, 'product'), findings);
    const components = Object.fromEntries(used.map((it) => [it.finding.kind, it.bytes]));
    const refused = unusable.map(({ finding, problem }) => ({ kind: finding.kind, reason: problem.name }));
    return { nature, findings, components, unusable: refused };
  }
}

/** With the platform's own Ed25519, for measurements beside ours. Nothing else may use it: its rule is another one. */
function verifyNatively(call: Call): unknown {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(bytes(call, 'key')).toString('base64url') };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const [message, signature] = [bytes(call, 'message'), bytes(call, 'signature')];
  const valid = repeated(call, () => verify(null, message, key, signature));
  return { valid, library: `Node crypto, OpenSSL ${process.versions.openssl}` };
}

function kindOf(call: Call): ComponentKind {
  return text(call, 'kind') as ComponentKind; // what is no kind is refused by the module, and that is a case
}

const bytesAsHex = (_key: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;

async function answerInJson(runner: Runner, line: string): Promise<string> {
  const call = parseJson(line);
  try {
    if (!isRecord(call)) throw new TypeError('expected one JSON object a line');
    const answer: Reading<unknown> | unknown = await runner.answer(call);
    return JSON.stringify(answer, bytesAsHex);
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return JSON.stringify({ error: error.code, sentence: error.message });
  }
}

const [first = '', folder = '', , ...args] = process.argv.slice(2);
if (first === '--as') {
  const source = recordedMachine(folder);
  const machine = await readMachine(source);
  process.exitCode = await run(args, { ...terminalDesk(), machine, sticks: () => removableDrives(source) });
} else {
  const runner = new Runner(new Uint8Array(readFileSync(first)));
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${await answerInJson(runner, line)}\n`);
  }
}
