// One point alone, to which points are added: the sum of straus.ts. As in pair.ts, the compiler knows which of the two ways is built.
import * as fused from './single-fused';
import * as scalar from './single-scalar';

export function setIdentity(): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.setIdentity();
  else scalar.setIdentity();
}

/** sum = 2·sum; an add may follow only when `withT` was set. */
export function double(withT: bool): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.double(withT);
  else scalar.double(withT);
}

/** sum += a term as addDigit (straus.ts) names it: in SIMD the pairs (Y − X, Y + X) and (2·Z, 2·d·T), else see edwards.addTerm. */
export function add(term: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD) fused.add(term);
  else scalar.add(term);
}

export function isIdentity(): bool {
  return ASC_FEATURE_RELAXED_SIMD ? fused.isIdentity() : scalar.isIdentity();
}
