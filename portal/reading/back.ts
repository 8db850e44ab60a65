// Where a form leads when it is done: a page of this portal, whatever the form says.

/** The path if it is one of ours; else the first page. `//host` and `/\host` are addresses elsewhere. */
export function pathBack(text: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(text) ? text : '/';
}
