import type { Clock } from './clock.ts';
import type { Machine } from './machine.ts';

/** The person in front of the command, and the place where it runs. */
export interface Desk {
  print(text: string): void;
  complain(text: string): void;
  /** Everything on standard input. */
  readInput(): Promise<string>;
  /** Lines until an empty one or the end of a code's block. */
  readPaste(): Promise<string>;
  ask(question: string): Promise<string>;
  /** The folders of the removable drives that are plugged in. */
  sticks(): Promise<string[]>;
  /** A person types. */
  readonly interactive: boolean;
  /** A terminal shows what is printed. */
  readonly terminal: boolean;
  /** The current folder. */
  readonly folder: string;
  readonly hostName: string;
  /** Another machine than the one on which the program runs, and another clock. */
  readonly machine?: Machine;
  readonly clock?: Clock;
}

export const EXIT = { done: 0, refused: 1, usage: 2, machine: 3 } as const;
