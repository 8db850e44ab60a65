// The portal's only look at the clock.

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
