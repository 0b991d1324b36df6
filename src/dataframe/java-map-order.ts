/**
 * The order in which Spark meets the entries of a map that PySpark hands over: `agg({ a: "sum", b: "max" })` gives its
 * columns in this order, not in the one written.
 */

function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** First a `java.util.HashMap`, then, beyond four entries, an immutable HashMap of Scala. */
export function javaMapOrder(keys: readonly string[]): string[] {
  const javaOrder = byBucket(keys);
  return javaOrder.length <= 4 ? javaOrder : byTrie(javaOrder, 0);
}

/** Buckets in a table that doubles when it is three quarters full; within one, as they came. */
function byBucket(keys: readonly string[]): string[] {
  let size = 16;
  while (keys.length > size * 0.75) size *= 2;
  const bucket = (key: string): number => {
    const hash = javaHash(key);
    return (hash ^ (hash >>> 16)) & (size - 1);
  };
  return [...keys].sort((a, b) => bucket(a) - bucket(b));
}

/** A trie over five bits of the hash at a time: in a node first its own entries, then its children. */
function byTrie(keys: readonly string[], shift: number): string[] {
  const slots = Map.groupBy(keys, (key) => (scalaHash(key) >>> shift) & 31);
  const sorted = [...slots].sort(([a], [b]) => a - b).map(([, entries]) => entries);
  const own = sorted.filter((entries) => entries.length === 1 || shift > 30);
  const children = sorted.filter((entries) => entries.length > 1 && shift <= 30);
  return [...own.flat(), ...children.flatMap((entries) => byTrie(entries, shift + 5))];
}
function scalaHash(text: string): number {
  const code = javaHash(text);
  let hash = (code + ~(code << 9)) | 0;
  hash ^= hash >>> 14;
  hash = (hash + (hash << 4)) | 0;
  return hash ^ (hash >>> 10);
}
