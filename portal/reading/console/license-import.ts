// The form "Import licenses": a table from a file or from the field, looked at first and then meant.
import type { ConsoleTexts } from '../../texts/console.ts';
import { fileOf, textOf } from '../form.ts';
import type { FormProblem } from '../problem.ts';

/** What a form of the console may carry here; the server in front takes a little more, for the rest of the form. */
export const LARGEST_TABLE_BYTES = 512 * 1024;

export interface ImportForm {
  csv: string;
  /** It was looked at before, and is meant. */
  meant: boolean;
  problem?: FormProblem;
}

export async function readImport(texts: ConsoleTexts, form: FormData | undefined): Promise<ImportForm> {
  const words = texts.licenseWork.table;
  const kilobytes = LARGEST_TABLE_BYTES / 1024;
  if (!form) return wrong('', 'file', words.tooLarge(kilobytes));
  const file = fileOf(form, 'file');
  if (file && file.size > LARGEST_TABLE_BYTES) return wrong('', 'file', words.tooLarge(kilobytes));
  const csv = file ? tableText(new Uint8Array(await file.arrayBuffer())) : textOf(form, 'csv');
  if (Buffer.byteLength(csv) > LARGEST_TABLE_BYTES) return wrong('', 'csv', words.tooLarge(kilobytes));
  if (csv.trim() === '') return wrong('', 'file', words.missing);
  return { csv, meant: !file && textOf(form, 'meant') === 'yes' };
}

/** Spreadsheets save as UTF-8, as UTF-16 with a mark in front, or in the code page of western Windows. */
function tableText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function wrong(csv: string, field: string, sentence: string): ImportForm {
  return { csv, meant: false, problem: { field, sentence } };
}
