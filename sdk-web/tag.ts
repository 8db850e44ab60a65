// What a page and its worker agree on.

/** The name of the sync events of a product. */
export function tagOf(product: string): string {
  return `latchkey:${product}`;
}

/** The message that lets a waiting version take over. */
export const TAKE_OVER = 'latchkey:take-over';
