// How often something may happen under one name: a bucket that fills slowly and is emptied by use.

/** `burst` at once, then one every `secondsEach`. */
export interface Rate {
  burst: number;
  secondsEach: number;
}

/** Names beyond this are forgotten, oldest first: an attacker with many addresses cannot fill the memory. */
const MAX_NAMES = 10_000;

export class Limiter {
  readonly #rate: Rate;
  readonly #nowSeconds: () => number;
  /** For each name the time at which its bucket will be full again. */
  readonly #fullAt = new Map<string, number>();

  constructor(rate: Rate, nowSeconds: () => number) {
    this.#rate = rate;
    this.#nowSeconds = nowSeconds;
  }

  /** Seconds until `name` may try again; 0: now. */
  waitSeconds(name: string): number {
    const { burst, secondsEach } = this.#rate;
    return Math.max(0, this.#emptiness(name) - (burst - 1) * secondsEach);
  }

  /** Takes one from the bucket of `name`. */
  count(name: string): void {
    const fullAt = this.#nowSeconds() + this.#emptiness(name) + this.#rate.secondsEach;
    this.#fullAt.delete(name);
    this.#fullAt.set(name, fullAt);
    const [oldest] = this.#fullAt.keys();
    if (this.#fullAt.size > MAX_NAMES && oldest !== undefined) this.#fullAt.delete(oldest);
  }

  /** Seconds until the bucket is full. A clock that was set back counts as no time at all, not as a long wait. */
  #emptiness(name: string): number {
    const { burst, secondsEach } = this.#rate;
    const seconds = (this.#fullAt.get(name) ?? 0) - this.#nowSeconds();
    return Math.min(Math.max(0, seconds), burst * secondsEach);
  }
}

/** One name for everybody who shares the address: an IPv6 customer has a whole /64 to himself. */
export function addressName(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
