/** Functions by their text alone: read, and checked to use nothing that stands around them. */
import { createRequire } from "node:module";
import { PySparkValueError } from "../types/spark-error.ts";
import { freeNames, isSyntax, type Syntax } from "./free-identifiers.ts";

export type Parse = (
  file: string,
  text: string,
) => { readonly program: unknown; readonly errors: readonly { readonly message: string }[] };

/** What Node has for every module. */
export const GLOBALS: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Blob Boolean
  Buffer DOMException DataView Date Error EvalError Event EventTarget FinalizationRegistry Float32Array Float64Array FormData
  Headers Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError
  ReferenceError Reflect RegExp Request Response Set SharedArrayBuffer String Symbol SyntaxError TextDecoder TextEncoder
  TypeError URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet atob
  btoa clearImmediate clearInterval clearTimeout console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent
  escape fetch globalThis isFinite isNaN parseFloat parseInt performance process queueMicrotask setImmediate setInterval
  setTimeout structuredClone undefined unescape`.split(/\s+/),
);

export interface FunctionText {
  /** An expression in parentheses. */
  readonly text: string;
  readonly syntax: Syntax;
}

/** The text of a function or class as an expression; a method is read as a function. Undefined where that cannot be. */
export function readFunction(parse: Parse, own: string): FunctionText | undefined {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(own)) return undefined;
  const method = /^(async\s+)?/.exec(own)?.[0] ?? "";
  for (const text of [`(${own})`, `(${method}function ${own.slice(method.length)})`]) {
    const { program, errors } = parse("function.ts", text);
    if (errors.length > 0 || !isSyntax(program)) continue;
    const [statement] = program["body"] as readonly Syntax[];
    let syntax = statement?.["expression"];
    while (isSyntax(syntax) && syntax.type === "ParenthesizedExpression") syntax = syntax["expression"];
    if (isSyntax(syntax)) return { text, syntax };
  }
  return undefined;
}

/** The names that the text uses and nobody but its surroundings could declare. */
export function outerNames(syntax: Syntax): { readonly names: readonly string[]; readonly usesThis: boolean } {
  const { free, usesThis } = freeNames(syntax);
  return { names: free.filter((name) => !GLOBALS.has(name)), usesThis };
}

/**
 * A module whose default export is the function, as a URL that any thread can load.
 *
 * @throws PySparkValueError naming what the function uses from around it
 */
export function moduleOfFunction(fn: (...args: never[]) => unknown, what: "function" | "class", name: string): string {
  const refuse = (why: string): never => {
    const message = `The ${what} \`${name}\` cannot run in worker threads by its text alone: ${why}. Give it by { module, export }.`;
    throw new PySparkValueError(null, { name }, { message });
  };
  const { text, syntax } = readFunction(parser(), Function.prototype.toString.call(fn)) ?? refuse("it has no text");
  const { names, usesThis } = outerNames(syntax);
  if (names.length > 0) refuse(`it uses ${names.map((one) => `\`${one}\``).join(", ")} from around it`);
  if (usesThis) refuse("it uses `this` of its caller");
  const place = ofItsModule(syntax);
  if (place !== undefined) refuse(`it uses \`${place}\`, which depends on its module`);
  return `data:text/javascript;charset=utf-8,${encodeURIComponent(`export default ${text};`)}`;
}

let parse: Parse | undefined;
/** Large, and needed by few programs: loaded when first asked for, at once. */
function parser(): Parse {
  parse ??= (createRequire(import.meta.url)("oxc-parser") as { readonly parseSync: Parse }).parseSync;
  return parse;
}

/** What means something else in another module: its place, and modules found from it. */
function ofItsModule(syntax: Syntax): string | undefined {
  const pending: unknown[] = [syntax];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (Array.isArray(at)) pending.push(...(at as unknown[]));
    if (!isSyntax(at)) continue;
    if (at.type === "MetaProperty" && (at["meta"] as Syntax)["name"] === "import") return "import.meta";
    if (at.type === "ImportExpression" && !isBuiltin(at["source"])) return "import()";
    pending.push(...Object.values(at).filter((value) => typeof value === "object" && value !== null));
  }
  return undefined;
}
function isBuiltin(source: unknown): boolean {
  return isSyntax(source) && typeof source["value"] === "string" && /^(node|data|https?|file):/.test(source["value"]);
}
