/** Names that were likely meant. */

/** Letters to change, insert or delete, to make one text of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** `; did you mean ...?` with the nearest names, or a list of all there are, or nothing where there are none. */
export function suggestion(name: string, known: readonly string[]): string {
  if (known.length === 0) return "; there are none";
  const near = known
    .map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ far }) => far <= Math.max(2, name.length / 3))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ other }) => `\`${other}\``);
  if (near.length > 0) return `; did you mean ${near.join(" or ")}?`;
  return `; there are ${known.map((other) => `\`${other}\``).join(", ")}`;
}
