/** A module whose function generated programs import. */

/** The word with the highest score. */
export function joinWords(words: readonly string[], scores: readonly number[] | null): string | null {
  const all = scores ?? [];
  return words[all.indexOf(Math.max(...all))] ?? null;
}
