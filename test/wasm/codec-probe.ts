// Gives the tests the codecs themselves, without the records of the ABI and without signatures. Built to build/codec-probe.wasm; never shipped.
import '../../wasm/abort';

export * from '../../wasm/cbor';
export * from '../../wasm/claims';
export * from '../../wasm/detail';
export * from '../../wasm/issue';
export * from '../../wasm/lists';
export * from '../../wasm/reason';
export * from '../../wasm/receipt';
export { memberAt, memberLength, REQUEST_ROOM, readRequest, setMember, writeRequest } from '../../wasm/request';
export { sentenceOf } from '../../wasm/sentences';
export * from '../../wasm/text';
export * from '../../wasm/token';

// Four slots of 32 KB for the tests to write into.
const SCRATCH = memory.data(4 * 32768);

export function scratch(): usize {
  return SCRATCH;
}
