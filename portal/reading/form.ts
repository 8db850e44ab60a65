// Reads a posted form. Nothing in it is trusted: a field that is missing, or is a file where text is expected, is empty text.
import { readTextFile } from './file.ts';

/** Undefined when the body is larger than the server takes, or is no form. */
export async function readForm(request: Request): Promise<FormData | undefined> {
  try {
    return await request.formData();
  } catch {
    return undefined;
  }
}

export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** A browser sends an empty file where none was chosen. */
export function fileOf(form: FormData, name: string): File | undefined {
  const value = form.get(name);
  return value instanceof File && value.size > 0 ? value : undefined;
}

/** What stands in the field, or in the file that was chosen beside it; undefined when that is too large to be a code. */
export async function codeFrom(form: FormData, name: string): Promise<string | undefined> {
  const file = fileOf(form, `${name}File`);
  return file ? await readTextFile(file) : textOf(form, name);
}
