// The witness of time (docs/decisions.md, "Time"): what a machine that may have no network remembers of the time.
// Whole seconds since 1970 throughout. Nothing here overflows: every time is at most MAX_TIME < 2^38, and sums have at most three terms.

/** 31 December 9999, 23:59:59: the last time there is. */
export const MAX_TIME: i64 = 253402300799;

const HOUR: i64 = 3600;
const DAY: i64 = 86400;
/** A clock this far behind the mark is wrong, not merely in another zone or system (dual boot: up to 14 h). */
const BEHIND_TOLERANCE: i64 = 15 * HOUR;
/** A clock that has gone back further than this starts the observation anew. */
const SEEN_TOLERANCE: i64 = DAY;
/** A seen time becomes trusted when the clock has lived on past it for this long. */
const LIVED_ON: i64 = 20 * HOUR;
/** How far one check may raise the mark above what is known. */
const LARGEST_STEP: i64 = 30 * DAY;

/** The latest time that is trusted. */
export let mark: i64 = 0;
/** The latest time that was only seen. */
export let seen: i64 = 0;

let now: i64 = 0;
let nowIsTime: bool = false;

/** Whether a number is a time (or a duration): whole, 0 to MAX_TIME. False for NaN and the infinities. */
export function isTime(value: f64): bool {
  return value >= 0 && value <= <f64>MAX_TIME && value == floor<f64>(value);
}

/**
 * Reads the stored witness: mark, then seen, 8 bytes each, big-endian. What is no pair of times counts as zero.
 *
 *     offset  0        8        16
 *             | mark   | seen   |
 */
export function readWitness(stored: usize): void {
  mark = readTime(stored);
  seen = readTime(stored + 8);
  if (mark >= 0 && seen >= 0) return;
  mark = 0;
  seen = 0;
}

/** Writes the witness in the same layout. */
export function writeWitness(to: usize): void {
  store<u64>(to, bswap<u64>(<u64>mark));
  store<u64>(to + 8, bswap<u64>(<u64>seen));
}

/** Rules 1 and 2: the witness after a check at `clock` of a token issued at `issuedAt`, `running` seconds after it was returned. */
export function observe(clock: f64, running: f64, issuedAt: i64): void {
  nowIsTime = isTime(clock);
  now = nowIsTime ? <i64>clock : 0;
  mark = max(min(mark + (isTime(running) ? <i64>running : 0), MAX_TIME), issuedAt);
  if (!nowIsTime) return;
  if (seen == 0 || now < seen - SEEN_TOLERANCE) {
    seen = now; // one start with the clock in 2099 leaves no trace
  } else if (now >= seen + LIVED_ON) {
    mark = max(mark, min(seen, mark + LARGEST_STEP)); // mark is at least issuedAt here
    seen = now;
  }
}

/** Rule 3: the mark that an answer to the pending request gives: its issue time, and what has passed here since the request was made. */
export function signedTime(issuedAt: i64, pending: usize): i64 {
  const markAtRequest = readTime(pending + 8);
  if (markAtRequest < 0) return issuedAt; // no time: nothing has risen
  return issuedAt + max(mark - max(issuedAt, markAtRequest), 0);
}

/** Takes a signed time: from here on nothing older is believed, and nothing newer is remembered. */
export function takeSignedTime(time: i64): void {
  mark = time;
  seen = time;
}

/** Whether the clock is no time at all, or behind `trusted` by more than is tolerated. */
export function clockIsBehind(trusted: i64): bool {
  return !nowIsTime || now < trusted - BEHIND_TOLERANCE;
}

/** The time that verdicts are made with. */
export function effectiveTime(trusted: i64): i64 {
  return max(now, trusted);
}

/** The clock as it counts: 0 when it is no time. */
export function clockTime(): i64 {
  return now;
}

/** A big-endian time; -1 when it is none. */
function readTime(at: usize): i64 {
  const value = bswap<u64>(load<u64>(at));
  return value <= <u64>MAX_TIME ? <i64>value : -1;
}
