// What every call shares: how it begins, and the head with which its answer begins (docs/abi.md).
import * as reason from './reason';
import { clearFinding, fail } from './reason';
import {
  closeData,
  closeInput,
  dataLength,
  openData,
  openInput,
  openOutput,
  outputLength,
  readData,
  writeU32,
  writeWords,
} from './record';
import { BLANK, LF, nameOf, sentenceOf } from './sentences';
import { readText, writeFile, writeLine } from './text';

export function begin(length: i32): void {
  clearFinding();
  openInput(length);
}

/** Reads the record's only member, the text of a code with this letter (0: any). */
export function readTextOf(length: i32, letter: u32): bool {
  begin(length);
  const text = readData();
  return closeInput() ? readText(text, dataLength, letter) : fail(reason.BAD_INPUT, 0);
}

/** The head with what the call has found, and nothing else. */
export function answer(): i32 {
  writeHead();
  return outputLength();
}

export function answerStatus(status: u32): i32 {
  fail(status, 0);
  return answer();
}

/** status · detail · row · group · offset · name · sentence. */
export function writeHead(): void {
  openOutput();
  writeU32(reason.status);
  writeU32(reason.detail);
  writeU32(reason.row);
  writeU32(reason.group);
  writeU32(reason.offset);
  writeWords(nameOf(reason.status), BLANK, 0, 0);
  writeWords(sentenceOf(reason.status, reason.detail), LF, reason.row, reason.group);
}

export function writeLineOf(letter: u32, bytes: usize, length: i32): void {
  closeData(writeLine(letter, bytes, length, openData()));
}

/** A code as its canonical line and as its file. */
export function writeCode(letter: u32, bytes: usize, length: i32): void {
  writeLineOf(letter, bytes, length);
  closeData(writeFile(letter, bytes, length, openData()));
}
