// A second copy of the installed code, beside the database, for browsers that lose theirs. The code alone: where codes are bound to
// browsers it is worth nothing without the keys in the database; where they are bound to domains, it is all that is needed.

export interface Spare {
  get(): string | undefined;
  set(code: string | undefined): void;
}

/** In `localStorage`; where there is none, or it is forbidden, nothing is kept and nothing fails. */
export function localSpare(name: string): Spare {
  return {
    get: () => attempt(() => localStorage.getItem(name)) ?? undefined,
    set: (code) =>
      void attempt(() => (code === undefined ? localStorage.removeItem(name) : localStorage.setItem(name, code))),
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
