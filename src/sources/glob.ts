/** Hadoop's path patterns: `*`, `?`, `[ab]`, `[^a]`, `{a,b}`, `\` before a character that means itself. */
import { readdirSync, statSync } from "node:fs";
import { join, parse } from "node:path";

export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** A test on one name. */
export function globMatcher(glob: string): (name: string) => boolean {
  const expression = new RegExp(`^${sourceOf(glob)}$`, "s");
  return (name) => expression.test(name);
}
function sourceOf(glob: string): string {
  let source = "";
  let braces = 0;
  for (let i = 0; i < glob.length; i++) {
    const c = glob.charAt(i);
    if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "{") {
      source += "(?:";
      braces++;
    } else if (c === "}" && braces > 0) {
      source += ")";
      braces--;
    } else if (c === "," && braces > 0) source += "|";
    else if (c === "[") {
      const end = glob.indexOf("]", i + 2);
      if (end < 0) return `${source}${glob.slice(i).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}`;
      const inside = glob.slice(i + 1, end).replace(/[\\\]]/g, "\\$&");
      source += `[${/^[!^]/.test(inside) ? `^${inside.slice(1)}` : inside}]`;
      i = end;
    } else if (c === "\\" && process.platform !== "win32") source += escaped(glob.charAt(++i));
    else source += escaped(c);
  }
  return source;
}
function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** The existing paths that an absolute pattern matches, in the order of their names. */
export function expandGlob(pattern: string): string[] {
  // A brace may hold a separator: its alternatives are patterns of their own.
  return [...new Set(alternatives(pattern).flatMap(expandOne))].sort();
}
function alternatives(pattern: string): string[] {
  const found = /\{([^{}]*[\\/][^{}]*)\}/.exec(pattern);
  if (found === null) return [pattern];
  const [whole, list = ""] = found;
  return list
    .split(",")
    .flatMap((x) => alternatives(pattern.slice(0, found.index) + x + pattern.slice(found.index + whole.length)));
}
function expandOne(pattern: string): string[] {
  const { root } = parse(pattern);
  const names = pattern
    .slice(root.length)
    .split(process.platform === "win32" ? /[\\/]/ : "/")
    .filter((name) => name !== "");
  let reached = [root];
  for (const name of names) {
    if (!isGlob(name)) {
      reached = reached
        .map((directory) => join(directory, name))
        .filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
      continue;
    }
    const matches = globMatcher(name);
    reached = reached.flatMap((directory) => {
      if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
      return readdirSync(directory)
        .filter((entry) => matches(entry) && !entry.startsWith("."))
        .map((entry) => join(directory, entry));
    });
  }
  return reached;
}
