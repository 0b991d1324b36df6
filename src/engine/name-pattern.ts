/** Patterns of SHOW commands and `catalog.list*`: `*` for any text, `|` between alternatives, no regard to case. */
export function likeToRegExp(pattern: string): (name: string) => boolean {
  const source = pattern
    .trim()
    .split("|")
    .map((p) =>
      p
        .replace(/[.+?^${}()[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("%", ".*"),
    )
    .join("|");
  const expression = new RegExp(`^(?:${source})$`, "i");
  return (name) => expression.test(name);
}
