// Which form of a file a client is sent, by what it says that it takes: RFC 9110, 12.5.3.

export type Coding = 'identity' | 'gzip' | 'br';

/** What is acceptable without having been named stands behind all that was: the smallest weight that can be written is 0.001. */
const UNNAMED = 0.0001;

/**
 * The one of `available`, the best first, that the client wants most. Nobody is refused: who wants nothing that there is, or says nothing,
 * gets the file as it is.
 */
export function chooseCoding(acceptEncoding: string | undefined, available: readonly Coding[]): Coding {
  if (acceptEncoding === undefined) return 'identity';
  const wanted = readWeights(acceptEncoding);
  const weight = (coding: Coding) => wanted.get(coding) ?? wanted.get('*') ?? (coding === 'identity' ? UNNAMED : 0);
  const best = Math.max(0, ...available.map(weight));
  return available.find((coding) => best > 0 && weight(coding) === best) ?? 'identity';
}

/** What is not written as the RFC has it was not said. */
function readWeights(acceptEncoding: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [, name, weight = '1'] = /^\s*([\w*-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/.exec(part) ?? [];
    if (name !== undefined) weights.set(name === 'x-gzip' ? 'gzip' : name, Number(weight));
  }
  return weights;
}
