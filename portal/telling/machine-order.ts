// Machines by their names as people count: press 2 comes before press 10.
import type { MachineView } from '../server/view.ts';

type Named = Pick<MachineView, 'label'>;

/** In the alphabet of the reader's language. Names that differ in capitals or accents alone still have an order. */
export function nameOrder(locale: string): (a: Named, b: Named) => number {
  const loose = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const exact = new Intl.Collator(locale, { numeric: true });
  return (a, b) => loose.compare(a.label, b.label) || exact.compare(a.label, b.label);
}
