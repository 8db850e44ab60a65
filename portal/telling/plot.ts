// The geometry of a bar plot: numbers in, places on a drawing out. Nothing here knows of colors, languages or elements.

export interface PlotSize {
  width: number;
  height: number;
  /** Room for the numbers at the left, the names below, and a little elsewhere. */
  left: number;
  bottom: number;
  top: number;
  right: number;
}

/** One bar for each place on the axis, of one or more parts stacked from below. `undefined`: not measured, which is not zero. */
export type Column = readonly number[] | undefined;

export interface Part {
  /** Index in its column: which series. */
  series: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Bar {
  index: number;
  /** The whole strip of this place, from top to bottom: what a pointer hits. */
  strip: Rect;
  parts: Part[];
  total: number | undefined;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Plot {
  bars: Bar[];
  /** Lines across, each with its number. */
  ticks: { value: number; y: number }[];
  /** Which places get a name below them, and where. */
  names: { index: number; x: number; anchor: 'start' | 'middle' | 'end' }[];
  /** Strips of neighboring places that were not measured. */
  unmeasured: Rect[];
  /** The line at zero. */
  base: { x1: number; x2: number; y: number };
}

/** Wide enough for "30 Nov" with air around it. */
const NAME_WIDTH = 62;
const MAX_TICKS = 4;
const WIDEST_BAR = 44;

export function plotOf(columns: readonly Column[], size: PlotSize): Plot {
  const inner = {
    x: size.left,
    y: size.top,
    width: size.width - size.left - size.right,
    height: size.height - size.top - size.bottom,
  };
  const slot = inner.width / Math.max(1, columns.length);
  const step = stepFor(Math.max(0, ...columns.map((column) => sum(column ?? []))));
  const top = step.count * step.size;
  const yOf = (value: number) => inner.y + inner.height - (value / top) * inner.height;
  return {
    bars: columns.map((column, index) => barOf(column, index, { inner, slot, yOf })),
    ticks: Array.from({ length: step.count + 1 }, (_, i) => ({ value: i * step.size, y: rounded(yOf(i * step.size)) })),
    names: namesOf(columns.length, inner, slot),
    unmeasured: unmeasuredOf(columns, inner, slot),
    base: { x1: inner.x, x2: inner.x + inner.width, y: rounded(inner.y + inner.height) },
  };
}

/** Whole numbers only, since half a machine is none: the least of 1, 2, 5, 10, 20, … that needs no more than four lines. */
export function stepFor(max: number): { size: number; count: number } {
  for (let power = 1; ; power *= 10) {
    for (const factor of [1, 2, 5]) {
      const size = factor * power;
      if (max <= size * MAX_TICKS) return { size, count: Math.max(1, Math.ceil(max / size)) };
    }
  }
}

interface Frame {
  inner: Rect;
  slot: number;
  yOf: (value: number) => number;
}

function barOf(column: Column, index: number, { inner, slot, yOf }: Frame): Bar {
  const x = inner.x + index * slot;
  const width = barWidth(slot);
  let below = 0;
  const parts = (column ?? []).flatMap((value, series): Part[] => {
    if (value <= 0) return [];
    const y = yOf(below + value);
    const height = yOf(below) - y;
    below += value;
    return [
      {
        series,
        x: rounded(x + (slot - width) / 2),
        y: rounded(y),
        width: rounded(width),
        height: rounded(height),
      },
    ];
  });
  return {
    index,
    strip: { x: rounded(x), y: inner.y, width: rounded(slot), height: inner.height },
    parts,
    total: column && sum(column),
  };
}

/** A gap of a quarter, but hair-thin bars of a year touch each other. */
function barWidth(slot: number): number {
  return Math.min(WIDEST_BAR, slot < 4 ? slot : slot * 0.75);
}

/** As many names as stand side by side, at equal distances, beginning with the first. */
function namesOf(count: number, inner: Rect, slot: number): Plot['names'] {
  const every = Math.max(1, Math.ceil(NAME_WIDTH / slot));
  const names: Plot['names'] = [];
  for (let index = 0; index < count; index += every) {
    const x = inner.x + (index + 0.5) * slot;
    const room = Math.min(x, inner.x + inner.width - x);
    const last = index > 0 && room < NAME_WIDTH / 3;
    names.push({ index, x: rounded(last ? inner.x + inner.width : x), anchor: last ? 'end' : 'middle' });
  }
  return names;
}

function unmeasuredOf(columns: readonly Column[], inner: Rect, slot: number): Rect[] {
  const strips: Rect[] = [];
  let begin: number | undefined;
  for (let index = 0; index <= columns.length; index++) {
    const gap = index < columns.length && columns[index] === undefined;
    if (gap) begin ??= index;
    else if (begin !== undefined) {
      const x = inner.x + begin * slot;
      strips.push({ x: rounded(x), y: inner.y, width: rounded((index - begin) * slot), height: inner.height });
      begin = undefined;
    }
  }
  return strips;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Two decimals: finer than any screen, and short. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
