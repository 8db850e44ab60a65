// The address of a portal, as its clients write it down.

/** Paths begin with a slash. A loop, because an expression for many slashes at the end takes long over many in the middle. */
export function withoutSlash(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end--;
  return address.slice(0, end);
}
