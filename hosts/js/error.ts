/** A mistake of the program, never of a customer's input: a bad key, a wrong module, an argument out of its limits. */
export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError';
  /** Kebab-case name, for programs. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
