// Gives the tests the codecs themselves, without the records of the ABI. Built to build/codec-probe.wasm; shipped nowhere.
import '../../wasm/abort';
import { checkItem } from '../../wasm/cbor';
import * as claims from '../../wasm/claims';
import { detailSentence } from '../../wasm/detail';
import * as issue from '../../wasm/issue';
import { clearFinding, detail, group, offset, row, status } from '../../wasm/reason';
import * as receipt from '../../wasm/receipt';
import * as request from '../../wasm/request';
import * as text from '../../wasm/text';
import * as token from '../../wasm/token';

// The tests write here; results are copied to OUTPUT.
const INPUT = memory.data(40960);
const OUTPUT = memory.data(40960);

export function input(): usize {
  clearFinding();
  return INPUT;
}
export function output(): usize {
  return OUTPUT;
}
export function found_status(): u32 {
  return status;
}
export function found_detail(): u32 {
  return detail;
}
export function found_row(): u32 {
  return row;
}
export function found_group(): u32 {
  return group;
}
export function found_offset(): u32 {
  return offset;
}

export function read_text(length: i32, wanted: u32): i32 {
  if (!text.readText(INPUT, length, wanted)) return -1;
  memory.copy(OUTPUT, text.textBytes, text.textByteLength);
  return text.textByteLength;
}
export function write_line(letter: u32, length: i32): i32 {
  return text.writeLine(letter, INPUT, length, OUTPUT);
}
export function write_file(letter: u32, length: i32): i32 {
  return text.writeFile(letter, INPUT, length, OUTPUT);
}
export function check_item(length: i32): bool {
  return checkItem(INPUT, length);
}
export function read_claims(length: i32): bool {
  return claims.readClaims(INPUT, length);
}
export function read_request(length: i32): bool {
  return request.readRequest(INPUT, length);
}
export function read_receipt(length: i32): bool {
  return receipt.readReceipt(INPUT, length);
}
export function read_envelope(length: i32): bool {
  return token.readEnvelope(INPUT, length);
}
export function write_signing_input(): bool {
  return issue.writeSigningInput(INPUT);
}
export function sentence_length(d: u32): i32 {
  return detailSentence(d).length;
}
export function assemble(a: i32): i32 {
  return issue.assembleCode(INPUT, a, INPUT + a, 64, OUTPUT);
}
