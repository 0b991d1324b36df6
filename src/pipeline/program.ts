/** The parts of a generated program that do not depend on how its plan is written. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { posix } from "node:path";
import { type DataType, StructField, StructType } from "../types/data-type.ts";
import { CodeNames, columnInType, text, typeText } from "./code-names.ts";
import { type FunctionCode, importOf } from "./function-code.ts";
import type { FunctionNode } from "./node.ts";
import type { Values } from "./node-types.ts";
import { PipelineError } from "./pipeline-error.ts";
import type { Stateful } from "./stateful.ts";

/** What a program is written with. */
export interface ProgramSettings {
  readonly name: string;
  /** The table's columns. */
  readonly inputs: ReadonlyMap<string, DataType>;
  /** Rows that the program holds; undefined where it reads a file of JSON lines. */
  readonly rows: readonly Values[] | undefined;
  /** Where the program will lie, as a `file:` URL; imports of modules are relative to it. */
  readonly location: string | undefined;
  readonly code: FunctionCode;
}

export class Program {
  readonly names: CodeNames;
  readonly #settings: ProgramSettings;
  /** Names imported by module. */
  readonly #imports = new Map<string, Map<string, string>>();
  readonly #declarations: string[] = [];
  readonly #functions = new Map<FunctionNode, string>();
  readonly #objects = new Map<Stateful, string>();
  readonly #body: string[] = [];
  #fromPipeline = false;

  constructor(settings: ProgramSettings) {
    this.#settings = settings;
    this.names = new CodeNames();
  }

  /** A line of `build`. */
  line(code: string): void {
    this.#body.push(code);
  }
  comment(words: string): void {
    this.line(`// ${words}`);
  }
  declare(code: string): void {
    this.#declarations.push(code);
  }
  /** The program uses `overItems`. */
  usesOverItems(): void {
    this.#fromPipeline = true;
  }

  /**
   * The user's function under a name of the program, with its object as first argument where it has one.
   *
   * @param types - of the function's inputs
   */
  function(node: FunctionNode, types: readonly (DataType | undefined)[]): string {
    const known = this.#functions.get(node);
    if (known !== undefined) return known;
    const parameters = types.map((type) => (node.batchSize === undefined ? typeText(type) : arrayOf(typeText(type))));
    const object = node.use === undefined ? [] : [this.#object(node.use, node.name)];
    const all = node.use === undefined ? parameters : [node.use.name, ...parameters];
    let name: string;
    if (node.module === undefined) {
      const code = this.#settings.code.expression(node.fn, all, node.name);
      name = this.names.fresh(node.name);
      this.declare(`const ${name} = ${code};`);
    } else {
      const { name: exported, url } = importOf(node.module, node.fn.name, node.name);
      name = this.#import(exported, url);
    }
    const bound = object.length === 0 ? name : `${name}.bind(undefined, ${object.join(", ")})`;
    this.#functions.set(node, bound);
    return bound;
  }

  #object(use: Stateful, node: string): string {
    const known = this.#objects.get(use);
    if (known !== undefined) return known;
    let type = use.name;
    if (use.module === undefined) {
      this.declare(this.#settings.code.declaration(use.construct, node));
      this.names.fresh(type);
    } else {
      const { name, url } = importOf(use.module, use.name, node);
      type = this.#import(name, url);
    }
    const name = this.names.fresh(type.charAt(0).toLowerCase() + type.slice(1));
    const args = use.args.map((arg) => literalText(arg, node, `an argument of ${use.name}`));
    this.declare(`// Made once, for all calls.\nconst ${name} = new ${type}(${args.join(", ")});`);
    this.#objects.set(use, name);
    return name;
  }

  #import(name: string, url: string): string {
    const own = this.#imports.get(url) ?? new Map<string, string>();
    this.#imports.set(url, own);
    const known = own.get(name);
    if (known !== undefined) return known;
    const local = this.names.fresh(name);
    own.set(name, local);
    return local;
  }

  /** The whole program; `result` is the expression that `build` returns. */
  text(header: readonly string[], result: string): string {
    const { name } = this.#settings;
    const used = [...this.#declarations, ...this.#body, result].join("\n");
    const own = [
      /\bcol\(/.test(used) ? "col, " : "",
      "type DataFrame, ",
      /\bF\./.test(used) ? "functions as F, " : "",
      "SparkSession",
    ];
    const imports = [`import { ${own.join("")} } from "sparkwright";`];
    if (this.#fromPipeline) imports.push(`import { overItems } from "sparkwright/pipeline";`);
    for (const [url, names] of this.#imports) {
      const list = [...names].map(([exported, local]) => (exported === local ? local : `${exported} as ${local}`));
      imports.push(`import { ${list.join(", ")} } from ${text(this.#path(url))};`);
    }
    const parts = [
      header.map((line) => `// ${line}`).join("\n"),
      imports.join("\n"),
      ...this.#declarations,
      `/** The plan; nothing runs here. */`,
    ];
    const build = [
      "export function build(input: DataFrame): DataFrame {",
      ...this.#body.map((l) => `  ${l}`),
      `  return ${result};`,
      "}",
    ];
    const start = [
      `const spark = SparkSession.builder.appName(${text(name)}).getOrCreate();`,
      this.#input(),
      "const start = performance.now();",
      "const rows = await build(input).collect();",
      "const ms = performance.now() - start;",
      "for (const row of rows) console.log(JSON.stringify(row));",
      "console.error(`${rows.length} rows in ${ms.toFixed(0)} ms`);",
      ...this.#disposals(),
      "await spark.stop();",
    ];
    return `${parts.join("\n\n")}\n${build.join("\n")}\n\n${start.join("\n")}\n`;
  }

  #input(): string {
    const { inputs, rows } = this.#settings;
    const schema = new StructType([...inputs].map(([name, type]) => new StructField(name, type)));
    const ddl = text([...inputs].map(([name, type]) => `${columnInType(name)} ${type.simpleString()}`).join(", "));
    if (rows === undefined) return `const input = spark.read.schema(${ddl}).json(process.argv[2] ?? "input.jsonl");`;
    const lines = rows.map((row) => {
      const values = schema.names.map((name) =>
        literalText(row[name] ?? null, this.#settings.name, `input \`${name}\``),
      );
      return `  [${values.join(", ")}],`;
    });
    return [
      `const input = spark.createDataFrame(`,
      `  [`,
      ...lines.map((line) => `  ${line}`),
      `  ],`,
      `  ${ddl},`,
      `);`,
    ].join("\n");
  }

  #disposals(): string[] {
    return [...this.#objects].flatMap(([use, name]) => {
      if (use.letGo !== undefined) {
        return [`await (${this.#settings.code.expression(use.letGo, [use.name], use.name)})(${name});`];
      }
      const prototype = use.construct.prototype as { readonly [key: PropertyKey]: unknown };
      if (Symbol.asyncDispose in prototype) return [`await ${name}[Symbol.asyncDispose]();`];
      if (Symbol.dispose in prototype) return [`${name}[Symbol.dispose]();`];
      return "dispose" in prototype ? [`await ${name}.dispose();`] : [];
    });
  }

  #path(url: string): string {
    const { location } = this.#settings;
    const given = /^[a-z]+:\/\//i.test(url) ? url : /^(\/|[A-Za-z]:[\\/])/.test(url) ? pathToFileURL(url).href : url;
    if (location === undefined || !given.startsWith("file:") || !location.startsWith("file:")) return given;
    const from = posix.dirname(new URL(location).pathname);
    const path = decodeURIComponent(posix.relative(from, new URL(given).pathname));
    // On Windows there is no way from one drive to another.
    if (/^\/?[A-Za-z]:/.test(path)) return pathToFileURL(fileURLToPath(given)).href;
    return path.startsWith(".") ? path : `./${path}`;
  }
}

const arrayOf = (type: string): string => (/^\w+$/.test(type) ? `${type}[]` : `Array<${type}>`);

/** A value as code. */
export function literalText(value: unknown, node: string, what: string): string {
  if (value === undefined) return "undefined";
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map((item) => literalText(item, node, what)).join(", ")}]`;
  if (typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value) as null)) {
    const members = Object.entries(value).map(([key, member]) => `${text(key)}: ${literalText(member, node, what)}`);
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  const kind = typeof value === "object" ? `an object of class ${value.constructor.name}` : `a ${typeof value}`;
  throw new PipelineError("PIPELINE_NOT_PRINTABLE", { node, problem: `${what} is ${kind}` });
}
