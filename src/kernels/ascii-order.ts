/**
 * ICU's root order of texts of printable ASCII, without a call of ICU for each comparison: there every character has a
 * weight of its own, none of them is ignored and no two make up a third, so that texts compare by the weights of their
 * characters, and then by case. The weights are asked of Intl.
 */
export type AsciiCompare = (a: string, b: string) => number | undefined;

/** Compares as `intl`, a collator of the root order, does; undefined where a character is not printable ASCII. */
export function asciiCompare(intl: Intl.Collator, caseInsensitive: boolean): AsciiCompare {
  const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  const base = new Intl.Collator("en", { sensitivity: "base" });
  const weights = new Uint8Array(128);
  let weight = 0;
  let before: string | undefined;
  for (const c of characters.toSorted((x, y) => base.compare(x, y))) {
    if (before === undefined || base.compare(before, c) !== 0) weight++;
    weights[c.charCodeAt(0)] = weight;
    before = c;
  }
  return (a, b) => {
    const shorter = Math.min(a.length, b.length);
    let order = 0;
    let cased = -1;
    for (let i = 0; i < shorter; i++) {
      const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
      const [v, w] = [weights[x], weights[y]];
      // Beyond the table, or without a weight in it.
      if (!v || !w) return undefined;
      if (order === 0) order = v - w;
      if (cased < 0 && x !== y) cased = i;
    }
    const longer = a.length > shorter ? a : b;
    for (let i = shorter; i < longer.length; i++) if (!weights[longer.charCodeAt(i)]) return undefined;
    if (order !== 0) return order;
    if (a.length !== b.length) return a.length - b.length;
    return cased < 0 || caseInsensitive ? 0 : intl.compare(a.charAt(cased), b.charAt(cased));
  };
}
