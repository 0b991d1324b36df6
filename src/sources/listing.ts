/** Which files a path means: one file, a directory, a pattern; and the partitions its directories spell. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { expandGlob, globMatcher, isGlob } from "./glob.ts";

export interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  /** `name=value` directories between the base path and the file, decoded; null for the default partition. */
  readonly partitions: readonly PartitionPart[];
}
export type PartitionPart = readonly [name: string, value: string | null];

export const DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__";

/** A local path from a path or a `file:` URL. */
export function localPath(path: string): string {
  if (path.startsWith("file:///")) {
    // A URL's escapes are read as such only where they are some: Spark takes the rest of the text as it is.
    return isGlob(path) || /%(?![0-9A-Fa-f]{2})/.test(path)
      ? resolve(path.slice("file://".length))
      : fileURLToPath(path);
  }
  if (path.startsWith("file:")) return resolve(path.slice("file:".length).replace(/^\/{2,}/, "/"));
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1];
  if (scheme !== undefined) throw unsupported(`paths of ${scheme}://`);
  return resolve(path);
}
/** The path as Spark's messages write it: `file:/tmp/x`. */
export function shownPath(local: string): string {
  return pathToFileURL(local).href.replace(/^file:\/\/\//, "file:/");
}
export function isHidden(name: string): boolean {
  return (name.startsWith("_") && !name.includes("=")) || name.startsWith(".") || name.endsWith("._COPYING_");
}

export interface ListingOptions {
  /** All files below, whatever their directories are called; no partitions then. */
  readonly recursive: boolean;
  /** A glob on file names. */
  readonly nameFilter?: string | undefined;
  /** Where partition directories begin to count. */
  readonly basePath?: string | undefined;
  readonly modifiedBefore?: number | undefined;
  readonly modifiedAfter?: number | undefined;
}

export function listFiles(paths: readonly string[], options: ListingOptions): ListedFile[] {
  const found: ListedFile[] = [];
  const matches = options.nameFilter === undefined ? undefined : globMatcher(options.nameFilter);
  const accept = (name: string, modified: number): boolean =>
    !isHidden(name) &&
    matches?.(name) !== false &&
    !(options.modifiedBefore !== undefined && modified >= options.modifiedBefore) &&
    !(options.modifiedAfter !== undefined && modified <= options.modifiedAfter);
  for (const given of paths) {
    const local = localPath(given);
    const roots = isGlob(local) && !exists(local) ? expandGlob(local) : [local];
    if (roots.length === 0 || !exists(roots[0] as string)) {
      throw new AnalysisException("PATH_NOT_FOUND", { path: given.includes(":/") ? given : shownPath(local) });
    }
    for (const root of roots) walk(root, options, found, accept);
  }
  // A root that holds both files and partitions: only the partitions count.
  return found.some((f) => f.partitions.length > 0) ? found.filter((f) => f.partitions.length > 0) : found;
}
function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function walk(
  root: string,
  options: ListingOptions,
  found: ListedFile[],
  accept: (name: string, modified: number) => boolean,
): void {
  const stat = statSync(root);
  const directory = stat.isFile() ? dirname(root) : root;
  const base = options.basePath === undefined ? directory : localPath(options.basePath);
  const prefix = options.recursive ? [] : partitionsBetween(base, directory);
  const add = (path: string, partitions: readonly PartitionPart[]): void => {
    const { size, mtimeMs } = statSync(path);
    if (accept(basename(path), mtimeMs)) found.push({ path, size, modified: mtimeMs, partitions });
  };
  if (stat.isFile()) {
    add(root, prefix);
    return;
  }
  const visit = (at: string, partitions: readonly PartitionPart[]): void => {
    const entries = readdirSync(at, { withFileTypes: true }).filter((e) => !isHidden(e.name));
    for (const e of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(at, e.name);
      const kind = e.isSymbolicLink() ? statSync(path) : e;
      if (kind.isFile()) add(path, partitions);
      else if (kind.isDirectory()) {
        const part = partitionOf(e.name);
        if (options.recursive) visit(path, []);
        else if (part !== undefined) visit(path, [...partitions, part]);
      }
    }
  };
  visit(root, prefix);
}
function partitionsBetween(base: string, directory: string): PartitionPart[] {
  const between = relative(base, directory);
  if (between === "" || between.startsWith("..")) return [];
  return between.split(sep).flatMap((name) => {
    const part = partitionOf(name);
    return part === undefined ? [] : [part];
  });
}
/** The column and the text of its value, from a directory's name (`p=x`). */
export function partitionOf(directory: string): PartitionPart | undefined {
  const i = directory.indexOf("=");
  if (i <= 0) return undefined;
  const value = unescapePath(directory.slice(i + 1));
  return [unescapePath(directory.slice(0, i)), value === DEFAULT_PARTITION ? null : value];
}
/** Spark writes unusual characters of partition values as %XX. */
export function unescapePath(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
export function escapePath(text: string): string {
  let escaped = "";
  for (const c of text) {
    const code = c.charCodeAt(0);
    const unusual =
      code < 0x20 || code === 0x7f || "\"#%'*/:=?\\{[]^<>|".includes(c) || (c === " " && process.platform === "win32");
    escaped += unusual ? `%${code.toString(16).toUpperCase().padStart(2, "0")}` : c;
  }
  return escaped;
}
