// How the places of a plot are called: short below the axis, in full in the table. Counts are by days of UTC, so their names are too.

export interface PlaceName {
  short: string;
  full: string;
}

export function spanNames(
  spans: readonly { fromSeconds: number; toSeconds: number }[],
  locale: string,
  weekOf: (from: string, to: string) => string,
): PlaceName[] {
  const short = format(locale, { day: 'numeric', month: 'short' });
  const full = format(locale, { dateStyle: 'long' });
  return spans.map(({ fromSeconds, toSeconds }) => ({
    short: short(fromSeconds),
    full: fromSeconds === toSeconds ? full(fromSeconds) : weekOf(full(fromSeconds), full(toSeconds)),
  }));
}

/** `2027-05` → "May 27" and "May 2027". */
export function monthNames(months: readonly string[], locale: string): PlaceName[] {
  const short = format(locale, { month: 'short', year: '2-digit' });
  const full = format(locale, { month: 'long', year: 'numeric' });
  return months.map((month) => {
    const seconds = Date.parse(`${month}-01`) / 1000;
    return { short: short(seconds), full: full(seconds) };
  });
}

function format(locale: string, options: Intl.DateTimeFormatOptions): (seconds: number) => string {
  const written = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  return (seconds) => written.format(seconds * 1000);
}
