// Which machines a page lists, and in which order. The address holds it all, so that it can be kept, sent and gone back to.
import type { MachineView } from '../server/view.ts';
import { nameOrder } from '../telling/machine-order.ts';
import { machineNumber } from '../telling/machine-state.ts';

export const PAGE_SIZE = 50;
const DUE_SECONDS = 90 * 86_400;

export const SHOWN = ['here', 'due', 'gone', 'all'] as const;
export const COLUMNS = ['name', 'until', 'since', 'seen', 'via'] as const;
export type Shown = (typeof SHOWN)[number];
export type Column = (typeof COLUMNS)[number];

export interface Listing {
  show: Shown;
  search: string;
  sort: Column;
  descending: boolean;
  page: number;
}

export interface Listed {
  machines: MachineView[];
  found: number;
  pages: number;
}

/** Whatever the address says: names that are not in the lists above become the first ones. */
export function readListing(query: URLSearchParams): Listing {
  return {
    show: SHOWN.find((name) => name === query.get('show')) ?? 'here',
    search: (query.get('q') ?? '').trim().slice(0, 64),
    sort: COLUMNS.find((name) => name === query.get('sort')) ?? 'until',
    descending: query.get('order') === 'desc',
    page: Math.max(1, Math.min(100_000, Math.trunc(Number(query.get('page') ?? 1)) || 1)),
  };
}

export function writeListing(listing: Listing, change: Partial<Listing> = {}): string {
  const { show, search, sort, descending, page } = { ...listing, page: 1, ...change };
  const query = new URLSearchParams();
  if (show !== 'here') query.set('show', show);
  if (search) query.set('q', search);
  if (sort !== 'until') query.set('sort', sort);
  if (descending) query.set('order', 'desc');
  if (page > 1) query.set('page', String(page));
  const text = query.toString();
  return text && `?${text}`;
}

/** @param locale of the reader, who decides what comes first in the alphabet */
export function listMachines(
  machines: readonly MachineView[],
  listing: Listing,
  { nowSeconds, locale }: { nowSeconds: number; locale: string },
): Listed {
  const found = machines.filter((machine) => isShown(machine, listing, nowSeconds)).sort(orderOf(listing, locale));
  const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
  const from = (Math.min(listing.page, pages) - 1) * PAGE_SIZE;
  return { machines: found.slice(from, from + PAGE_SIZE), found: found.length, pages };
}

/** The time at which a machine stops unless something is done; undefined: never. */
export function nextLimit({ expiresAt, checkInBy }: MachineView): number | undefined {
  const limits = [expiresAt, checkInBy].filter((at) => at !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function isShown(machine: MachineView, { show, search }: Listing, nowSeconds: number): boolean {
  const here = machine.state === 'active';
  const due = here && (nextLimit(machine) ?? Number.POSITIVE_INFINITY) - nowSeconds <= DUE_SECONDS;
  const fits = { here, due, gone: !here, all: true }[show];
  if (!fits || search === '') return fits;
  const wanted = search.toLocaleLowerCase();
  return machine.label.toLocaleLowerCase().includes(wanted) || machineNumber(machine).toLowerCase().startsWith(wanted);
}

function orderOf({ sort, descending }: Listing, locale: string): (a: MachineView, b: MachineView) => number {
  const sign = descending ? -1 : 1;
  const names = nameOrder(locale);
  const first: Record<Column, (a: MachineView, b: MachineView) => number> = {
    name: () => 0, // and its direction is applied below
    until: (a, b) => (nextLimit(a) ?? Number.MAX_SAFE_INTEGER) - (nextLimit(b) ?? Number.MAX_SAFE_INTEGER),
    since: (a, b) => a.since - b.since,
    seen: (a, b) => a.lastSeenAt - b.lastSeenAt,
    via: (a, b) => a.via.localeCompare(b.via),
  };
  const byName = sort === 'name' ? sign : 1;
  return (a, b) => sign * first[sort](a, b) || byName * names(a, b) || (a.activationId < b.activationId ? -1 : 1);
}
