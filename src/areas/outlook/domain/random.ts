/**
 * A source of numbers in [0, 1), the same for the same seed on every machine: xorshift32 (G. Marsaglia, "Xorshift RNGs", Journal
 * of Statistical Software 8(14), 2003), behind one step of the finaliser of MurmurHash3, so that neighbouring seeds don't begin alike.
 */
export function randomFrom(seed: number): () => number {
  let state = mixed(seed >>> 0) || 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

function mixed(seed: number): number {
  let hash = (seed + 0x9e3779b9) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The seed that belongs to a name, such as the id of a delivery: FNV-1a, 32 bits. */
export function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
