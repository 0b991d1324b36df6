/** Which files a path means: one file, a directory, a pattern; and the partitions its directories spell. */
import { globSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AnalysisException } from "../types/spark-error.ts";

export interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  /** `name=value` directories between the base path and the file, decoded; null for the default partition. */
  readonly partitions: readonly (readonly [name: string, value: string | null])[];
}

const DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__";

/** A local path from a path or a `file:` URL. */
export function localPath(path: string): string {
  if (/^file:\/\//.test(path)) return fileURLToPath(path);
  if (/^file:/.test(path)) return resolve(path.slice("file:".length));
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1];
  if (scheme !== undefined) {
    throw new AnalysisException("UNSUPPORTED_FEATURE", { feature: `paths of ${scheme}://`, engine: "embedded" });
  }
  return resolve(path);
}
const hidden = (name: string): boolean => (name.startsWith("_") && !name.includes("=")) || name.startsWith(".");

export interface ListingOptions {
  readonly recursive: boolean;
  /** A glob on file names. */
  readonly nameFilter?: string | undefined;
  /** Where partition directories begin to count. */
  readonly basePath?: string | undefined;
}

export function listFiles(paths: readonly string[], options: ListingOptions): ListedFile[] {
  const found: ListedFile[] = [];
  const accept = options.nameFilter === undefined ? () => true : globMatcher(options.nameFilter);
  for (const given of paths) {
    const local = localPath(given);
    const roots = /[*?[{]/.test(local) ? globSync(local).sort() : [local];
    if (roots.length === 0 || !exists(roots[0] as string)) {
      throw new AnalysisException("PATH_NOT_FOUND", { path: given.includes(":") ? given : `file:${local}` });
    }
    for (const root of roots) {
      const base = options.basePath === undefined ? root : localPath(options.basePath);
      walk(root, base, found, accept, options.recursive);
    }
  }
  return found;
}
function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function walk(root: string, base: string, found: ListedFile[], accept: (name: string) => boolean, recursive: boolean): void {
  const stat = statSync(root);
  const prefix = root === base ? [] : partitionsBetween(base, root);
  if (stat.isFile()) {
    found.push({ path: root, size: stat.size, modified: stat.mtimeMs, partitions: prefix });
    return;
  }
  const visit = (directory: string, partitions: ListedFile["partitions"]): void => {
    const entries = readdirSync(directory, { withFileTypes: true }).filter((e) => !hidden(e.name));
    for (const e of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(directory, e.name);
      const s = e.isSymbolicLink() ? statSync(path) : e;
      if (s.isDirectory()) {
        const part = partitionOf(e.name);
        if (part !== undefined) visit(path, recursive ? partitions : [...partitions, part]);
        else if (recursive) visit(path, partitions);
      } else if (s.isFile() && accept(e.name)) {
        const info = statSync(path);
        found.push({ path, size: info.size, modified: info.mtimeMs, partitions });
      }
    }
  };
  visit(root, prefix);
}
function partitionsBetween(base: string, path: string): ListedFile["partitions"] {
  if (!path.startsWith(base)) return [];
  return path
    .slice(base.length)
    .split(/[\\/]/)
    .flatMap((name) => partitionOf(name) ?? [])
    .reduce<(readonly [string, string | null])[]>((list, x, i, all) => (i % 2 === 0 ? [...list, [x as string, (all[i + 1] ?? null) as string | null] as const] : list), []);
}
function partitionOf(directory: string): readonly [string, string | null] | undefined {
  const i = directory.indexOf("=");
  if (i <= 0) return undefined;
  const value = unescapePath(directory.slice(i + 1));
  return [unescapePath(directory.slice(0, i)), value === DEFAULT_PARTITION ? null : value];
}
/** Spark writes unusual characters of partition values as %XX. */
export function unescapePath(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
function globMatcher(glob: string): (name: string) => boolean {
  const source = glob.replace(/[.+^$()|\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".").replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.split(",").join("|")})`);
  const expression = new RegExp(`^${source}$`);
  return (name) => expression.test(name);
}
