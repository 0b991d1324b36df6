// Holds the architecture: a folder of src/ imports only from folders below it (docs/architecture.md draws them).
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

/** The folders of src/, lowest first. A file may import from its own folder and from those before it. */
const ORDER = [
  "types",
  "metrics",
  "arrow",
  "plan",
  "sql",
  "dialects",
  "polars",
  "kernels",
  "logical",
  "builtins",
  "catalog",
  "analyzer",
  "optimizer",
  "lowering",
  "execution",
  "sources",
  "engine",
  "udf",
  "functions",
  "dataframe",
  "session",
  "pipeline",
  "connect",
];

/** Files directly in src/: the public surface, above every folder. */
const TOP = "(src)";

/** The facade only builds plan nodes: of the folders below it, it may use these. */
const FACADE = ["functions", "dataframe", "session"];
const FACADE_MAY_USE = ["types", "metrics", "arrow", "plan", "sql", "catalog", "engine", "udf", ...FACADE];

/** Packages that one folder keeps to itself. */
const OWNED = [
  { package: /^node-sql-parser/, folder: "dialects" },
  { package: /^nodejs-polars/, folder: "polars" },
  { package: /^(@grpc|@bufbuild)\//, folder: "connect" },
];

/**
 * @typedef {{ specifier: string, line: number, kind: "value" | "type" | "dynamic" }} Import
 */

const src = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((path) => path.split(sep).join("/"))
  .filter((path) => path.endsWith(".ts"))
  .sort();
const known = new Set(files);

/**
 * Every module a file names, with the line it is named on.
 * @param {string} file
 * @returns {Import[]}
 */
function importsOf(file) {
  const text = readFileSync(join(src, file), "utf8");
  const { module, errors } = parseSync(file, text);
  if (errors[0] !== undefined) problem(file, 1, `does not parse: ${errors[0].message}`);
  /** @param {number} offset */
  const lineAt = (offset) => text.slice(0, offset).split("\n").length;
  /** @type {Import[]} */
  const found = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const kind = entries.length > 0 && entries.every((entry) => entry.isType) ? "type" : "value";
    found.push({ specifier: moduleRequest.value, line: lineAt(moduleRequest.start), kind });
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest === null) continue;
      found.push({
        specifier: moduleRequest.value,
        line: lineAt(moduleRequest.start),
        kind: isType ? "type" : "value",
      });
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^["'](.*)["']$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[1] !== undefined) {
      found.push({ specifier: literal[1], line: lineAt(moduleRequest.start), kind: "dynamic" });
    }
  }
  return found;
}

/** @type {string[]} */
const problems = [];
/**
 * @param {string} file
 * @param {number} line
 * @param {string} message
 */
function problem(file, line, message) {
  problems.push(`src/${file}:${line}: ${message}`);
}

/** @param {string} file */
const folderOf = (file) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : TOP);
/** @param {string} folder */
const rank = (folder) => (folder === TOP ? ORDER.length : ORDER.indexOf(folder));

/**
 * Why `from` may not import `to`, if it may not.
 * @param {string} from
 * @param {string} to
 * @returns {string | undefined}
 */
function forbidden(from, to) {
  if (from === to) return undefined;
  if (rank(to) > rank(from)) return `${from} is below ${to} and may not import from it`;
  if (FACADE.includes(from) && !FACADE_MAY_USE.includes(to)) {
    return `${from} is facade and holds no logic: it may not import from ${to}`;
  }
  return undefined;
}

for (const folder of new Set(files.map(folderOf))) {
  if (folder !== TOP && !ORDER.includes(folder)) {
    problems.push(`src/${folder}: not a known folder; give it its place in scripts/check-imports.mjs`);
  }
}
for (const file of files) {
  const from = folderOf(file);
  for (const { specifier, line } of importsOf(file)) {
    if (specifier.startsWith(".")) {
      const target = posix.normalize(posix.join(posix.dirname(file), specifier));
      if (!known.has(target)) {
        problem(file, line, `"${specifier}" is no .ts file of src/`);
        continue;
      }
      const why = forbidden(from, folderOf(target));
      if (why !== undefined) problem(file, line, why);
    } else if (/^sparkwright(\/|$)/.test(specifier)) {
      problem(file, line, "the package does not import itself: use a relative path");
    } else {
      const owner = OWNED.find((row) => row.package.test(specifier));
      if (owner !== undefined && owner.folder !== from) {
        problem(file, line, `only src/${owner.folder} may import ${specifier}`);
      }
    }
  }
}

for (const line of problems) console.error(line);
const where = relative(process.cwd(), dirname(src)) || ".";
console.log(`check-imports: ${files.length} files under ${join(where, "src")}, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
