// Compiles and runs the examples of the documentation: every ```ts block of README.md and docs/*.md, and those of the
// `@example` tags in src/. Usage: node scripts/check-docs.mjs [TEXT], TEXT being part of the paths to check.
//
//  - A block marked ```ts no-run is compiled only.
//  - A block that does not import "sparkwright" gets the usual imports and a session named `spark`.
//  - Examples run in a copy of docs/data, so they may read its files and write beside them.
//
// The package is imported by its own name and so resolves to the build: run `npm run build` first.
import { fork, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

const PREAMBLE =
  'import { SparkSession, functions as F, col, lit, udaf, udf, Window } from "sparkwright"; ' +
  "const spark = SparkSession.builder.getOrCreate().newSession();";
const PROCESSES = 2;

/**
 * @typedef {{ file: string, line: number, code: string, run: boolean }} Example `line` is that of the first line of code
 * @typedef {{ example: Example, line: number, message: string }} Failure
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const work = join(root, ".docs-check");
const only = process.argv[2] ?? "";

/**
 * The fenced blocks of a text that are TypeScript.
 * @param {string} file
 * @param {string[]} lines
 * @param {number} firstLine the line in the file of lines[0]
 * @returns {Example[]}
 */
function blocksOf(file, lines, firstLine) {
  /** @type {Example[]} */
  const blocks = [];
  for (let i = 0; i < lines.length; i++) {
    const open = /^(\s*)(```+)\s*(\w*)\s*(.*)$/.exec(lines[i] ?? "");
    if (open === null) continue;
    const [, indent = "", fence = "", language, mark = ""] = open;
    const start = i + 1;
    for (i = start; i < lines.length && lines[i]?.trim() !== fence; i++);
    if (language !== "ts") continue;
    const code = lines.slice(start, i).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push({ file, line: firstLine + start, code: code.join("\n"), run: !mark.split(/\s+/).includes("no-run") });
  }
  return blocks;
}

/**
 * The blocks under the `@example` tags of a source file.
 * @param {string} file
 * @returns {Example[]}
 */
function sourceExamples(file) {
  const text = readFileSync(join(root, file), "utf8");
  if (!text.includes("@example")) return [];
  /** @type {Example[]} */
  const examples = [];
  for (const comment of parseSync(file, text).comments) {
    if (comment.type !== "Block" || !comment.value.startsWith("*")) continue;
    const firstLine = text.slice(0, comment.start).split("\n").length;
    const lines = comment.value.split("\n").map((line) => line.replace(/^\s*\*? ?/, ""));
    for (let i = 0; i < lines.length; i++) {
      if (!/^\s*@example\b/.test(lines[i] ?? "")) continue;
      const start = i;
      let fenced = false;
      for (i++; i < lines.length && (fenced || !/^\s*@\w/.test(lines[i] ?? "")); i++) {
        if (/^\s*```/.test(lines[i] ?? "")) fenced = !fenced;
      }
      const blocks = blocksOf(file, lines.slice(start, i), firstLine + start);
      if (blocks.length === 0) reportAt(file, firstLine + start, "an @example without a block fenced as ts");
      examples.push(...blocks);
      i--;
    }
  }
  return examples;
}

let failures = 0;
/**
 * @param {string} file
 * @param {number} line
 * @param {string} message
 */
function reportAt(file, line, message) {
  failures++;
  console.error(`${file}:${line}: ${message}`);
}

/** @returns {Example[]} */
function allExamples() {
  const pages = ["README.md", "CONTRIBUTING.md"].filter((page) => existsSync(join(root, page)));
  if (existsSync(join(root, "docs"))) {
    pages.push(
      ...readdirSync(join(root, "docs"))
        .filter((page) => page.endsWith(".md"))
        .map((page) => `docs/${page}`),
    );
  }
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `src/${path.split(sep).join("/")}`)
    .sort();
  return [
    ...pages
      .filter((page) => page.includes(only))
      .flatMap((page) => blocksOf(page, readFileSync(join(root, page), "utf8").split("\n"), 1)),
    ...sources.filter((source) => source.includes(only)).flatMap(sourceExamples),
  ];
}

/**
 * Writes an example as a module. Its code starts on the second line, whatever it imports.
 * @param {Example} example
 */
function writeModule(example) {
  const own = /from\s*["']sparkwright["']/.test(example.code);
  writeFileSync(moduleOf(example), `${own ? "export {};" : PREAMBLE}\n${example.code}\n`);
}

/** @param {Example} example */
const moduleOf = ({ file, line }) => join(work, `${file.replace(/[^\w.-]/g, "_")}_${line}.ts`);

/**
 * Compiles all modules at once.
 * @param {Map<string, Example>} byModule
 * @returns {Set<Example>} those that do not compile
 */
function compile(byModule) {
  const config = {
    extends: "../tsconfig.json",
    compilerOptions: {
      declaration: false,
      isolatedDeclarations: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      paths: {},
      rewriteRelativeImportExtensions: false,
      stripInternal: false,
    },
    include: ["*.ts"],
  };
  writeFileSync(join(work, "tsconfig.json"), JSON.stringify(config));
  const tsc = spawnSync(
    process.execPath,
    [join(root, "node_modules/typescript/bin/tsc"), "-p", work, "--pretty", "false"],
    { cwd: work, encoding: "utf8" },
  );
  /** @type {Set<Example>} */
  const broken = new Set();
  for (const line of tsc.stdout.split("\n")) {
    const match = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line);
    const example = byModule.get(basename(match?.[1] ?? ""));
    if (match === null || example === undefined) {
      if (line.startsWith("error") || (match !== null && example === undefined)) {
        failures++;
        console.error(line);
      }
      continue;
    }
    broken.add(example);
    reportAt(example.file, example.line + Number(match[2]) - 2, match[3] ?? "");
  }
  if (tsc.status !== 0 && failures === 0) {
    failures++;
    console.error(`tsc failed: ${tsc.error?.message ?? tsc.stderr}`);
  }
  return broken;
}

/**
 * Runs examples one after another in one process, and in a new one after one that ends it.
 * @param {Example[]} examples
 * @returns {Promise<void>}
 */
async function runAll(examples) {
  let rest = examples;
  while (rest.length > 0) {
    const batch = rest;
    let done = 0;
    const ended = await new Promise((resolve) => {
      const child = fork(fileURLToPath(new URL("run-examples.mjs", import.meta.url)), batch.map(moduleOf), {
        cwd: join(work, "data"),
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      });
      let stderr = "";
      child.stdout?.resume();
      child.stderr?.on("data", (chunk) => (stderr = (stderr + String(chunk)).slice(-2000)));
      child.on("message", (/** @type {{ error?: { text: string, line?: number } }} */ { error }) => {
        const example = batch[done++];
        if (example === undefined || error === undefined) return;
        reportAt(example.file, example.line + (error.line ?? 2) - 2, error.text);
      });
      child.on("close", (code, signal) => resolve(`the process ended with ${signal ?? code}\n${stderr}`));
    });
    const last = batch[done];
    if (last !== undefined) reportAt(last.file, last.line, ended);
    rest = batch.slice(done + 1);
  }
}

if (!existsSync(join(root, "dist/index.js"))) {
  console.error("check-docs: there is no build; run `npm run build` first");
  process.exit(1);
}
rmSync(work, { recursive: true, force: true });
mkdirSync(join(work, "data"), { recursive: true });
if (existsSync(join(root, "docs/data"))) cpSync(join(root, "docs/data"), join(work, "data"), { recursive: true });

const examples = allExamples();
for (const example of examples) writeModule(example);
const broken = examples.length === 0 ? new Set() : compile(new Map(examples.map((e) => [basename(moduleOf(e)), e])));
const runnable = examples.filter((example) => example.run && !broken.has(example));
const share = Math.ceil(runnable.length / PROCESSES);
await Promise.all(Array.from({ length: PROCESSES }, (_, i) => runAll(runnable.slice(i * share, (i + 1) * share))));
if (failures === 0) rmSync(work, { recursive: true, force: true });
console.log(`check-docs: ${examples.length} examples compiled, ${runnable.length} run, ${failures} failures`);
if (failures > 0) process.exitCode = 1;
