// Prints what is supported, read from the package itself: the built-in functions of SQL by family, the functions of
// `functions`, and the methods of every class. What is not supported fails by name, and is listed here by name.
import { isNameable } from "../src/builtins/names.ts";
import { builtins } from "../src/builtins/registry.ts";
import type { FunctionRow } from "../src/logical/function-row.ts";
import * as sparkwright from "../src/index.ts";

interface Count {
  readonly what: string;
  readonly runs: number;
  readonly missing: readonly string[];
}

function print(title: string, counts: readonly Count[]): void {
  const runs = counts.reduce((sum, count) => sum + count.runs, 0);
  const all = counts.reduce((sum, count) => sum + count.missing.length, runs);
  const width = Math.max(...counts.map(({ what }) => what.length));
  console.log(`\n${title}: ${runs} of ${all}`);
  for (const { what, runs: own, missing } of counts) {
    const share = `${own}/${own + missing.length}`;
    console.log(
      `  ${what.padEnd(width)}  ${share.padStart(7)}  ${missing.length === 0 ? "" : `not: ${missing.join(" ")}`}`,
    );
  }
}

/** The families of the registry; an alias counts as a name of its own. */
function builtinFunctions(): readonly Count[] {
  const families = new Map<string, { runs: number; missing: string[] }>();
  for (const [name, row] of builtins) {
    if (!isNameable(name)) continue;
    const family = families.get(row.group) ?? { runs: 0, missing: [] };
    families.set(row.group, family);
    if (runs(row)) family.runs++;
    else family.missing.push(name);
  }
  return [...families].map(([what, family]) => ({ what, ...family })).sort((a, b) => (a.what < b.what ? -1 : 1));
}
function runs(row: FunctionRow | undefined): boolean {
  return row !== undefined && row.unsupported === undefined;
}

/** What the body of a function says: that it is unsupported, or which built-in function it calls. */
function isMissing(f: unknown): boolean {
  const body = String(f);
  if (/\)\s*\{\s*throw unsupported\(/.test(body)) return true;
  const callee = /\b(?:fn|call)\(\s*"(\w+)"/.exec(body)?.[1];
  // `range` is a relation, no function.
  return callee !== undefined && callee !== "range" && !runs(builtins.get(callee.toLowerCase()));
}

function count(what: string, members: Iterable<readonly [name: string, f: unknown]>): Count {
  const missing: string[] = [];
  let all = 0;
  for (const [name, f] of members) {
    all++;
    if (isMissing(f)) missing.push(name);
  }
  return { what, runs: all - missing.length, missing };
}

/** The public methods and properties of a class and of those it extends. */
function membersOf(type: { readonly prototype: object }): Map<string, unknown> {
  const members = new Map<string, unknown>();
  for (let at: object | null = type.prototype; at !== null && at !== Object.prototype;) {
    for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name !== "constructor" && !members.has(name)) members.set(name, get ?? (value as unknown));
    }
    at = Object.getPrototypeOf(at) as object | null;
  }
  return members;
}

const { functions, ...exported } = sparkwright;
const classes: readonly Count[] = [
  exported.SparkSession,
  exported.SparkSessionBuilder,
  exported.RuntimeConfig,
  exported.Catalog,
  exported.DataFrameReader,
  exported.DataFrame,
  exported.DataFrameNaFunctions,
  exported.DataFrameStatFunctions,
  exported.GroupedData,
  exported.DataFrameWriter,
  exported.Column,
  exported.WindowSpec,
  exported.TableValuedFunction,
  exported.UDFRegistration,
].map((type) => count(type.name, membersOf(type)));

print("Built-in functions of SQL, by family", builtinFunctions());
print("Functions of `functions`", [count("functions", Object.entries(functions))]);
print("Methods and properties", classes);
