/**
 * Regular expressions. Patterns are Java's: what Rust's engine says alike runs in Polars, the rest in a kernel. A pattern
 * that may match nothing at all goes to the kernel too, as the engines step over empty matches differently.
 */
import type { Call } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import { T_INT, T_STRING } from "../logical/input-type.ts";
import type { Constant } from "../kernels/arguments.ts";
import { parseReplacement } from "../kernels/java-regex.ts";
import { plainText, shortestMatch, toRust } from "../kernels/java-regex-emit.ts";
import { type JavaRegex, JavaRegexError, parseJavaRegex, type RegexNode } from "../kernels/java-regex-syntax.ts";
import { type Px, px } from "../polars/dsl.ts";
import { P_BINARY, P_INT32, P_INT64, P_STRING } from "../polars/polars-type.ts";
import { ArrayType, BOOLEAN, INT } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { callKernel as callPlainKernel, type ExtraOptions } from "./by-kernel.ts";
import { collationOfText } from "./collated.ts";
import { family, optional, optionalConstant, param, type RowSpec } from "./family.ts";
import { argOf, literalArg, literalInt, literalText, quotedCall, stringLikeFirst, withDefaults } from "./text-args.ts";

/** Patterns are matched without regard to case where the collation says so. */
function callKernel(
  call: Call,
  cx: LowerContext,
  name: string,
  extra?: ExtraOptions,
  ...defaults: readonly Constant[]
): Px {
  const options = collationOfText(call) === undefined ? extra : (c: Call) => ({ ...extra?.(c), anyCase: true });
  return callPlainKernel(call, cx, name, options, ...defaults);
}
interface Fixed {
  readonly tree: JavaRegex;
  readonly plain: string | null;
}
/** The pattern of a call if it is a constant that is valid; a bad one is left to the kernel, which raises for values. */
function fixedPattern(call: Call): Fixed | null {
  const text = literalText(call, 1);
  if (text === undefined) return null;
  const collation = collationOfText(call);
  // UTF8_LCASE matches without regard to case; Spark refuses the other collations.
  if (collation !== undefined && collation !== "UTF8_LCASE")
    throw unsupported(`${call.name} by the collation ${collation}`);
  try {
    const tree = parseJavaRegex(collation === undefined ? text : `(?iu)${text}`);
    return { tree, plain: plainText(tree) };
  } catch (e) {
    if (e instanceof JavaRegexError) return null;
    throw e;
  }
}
const neverEmpty = (fixed: Fixed): boolean => shortestMatch(fixed.tree.root) > 0;
function input(call: Call, cx: LowerContext): Px {
  return cx.lower(argOf(call.args, 0));
}

/** Whether the pattern is found. */
const rlike: RowSpec = {
  aliases: ["regexp", "regexp_like"],
  since: "1.0.0",
  params: [param("str", T_STRING), param("regexp", T_STRING)],
  returns: BOOLEAN,
  display: (args, call) => `${call.name.toUpperCase()}(${args.join(", ")})`,
  lower: (call, cx) => {
    const fixed = fixedPattern(call);
    if (typeof fixed?.plain === "string") return px.str.contains(input(call, cx), px.lit.str(fixed.plain), true);
    const rust = fixed === null ? null : toRust(fixed.tree, false);
    if (rust !== null) return px.str.contains(input(call, cx), px.lit.str(rust), false);
    return callKernel(call, cx, "rlike");
  },
};

/** Rust's template of a replacement. */
function rustReplacement(parts: readonly (string | number)[]): string {
  return parts.map((part) => (typeof part === "number" ? `\${${part}}` : part.replaceAll("$", "$$$$"))).join("");
}
function replaceInEngine(call: Call, cx: LowerContext): Px | null {
  const fixed = fixedPattern(call);
  const by = literalText(call, 2);
  if (fixed === null || by === undefined || !neverEmpty(fixed)) return null;
  if (call.args.length > 3 && literalInt(call, 3) !== 1) return null;
  let parts: readonly (string | number)[];
  try {
    parts = parseReplacement(by, fixed.tree);
  } catch (e) {
    if (e instanceof JavaRegexError) return null;
    throw e;
  }
  const literalParts = parts.every((part) => typeof part === "string");
  if (fixed.plain !== null && literalParts) {
    return px.str.replace(input(call, cx), px.lit.str(fixed.plain), px.lit.str(parts.join("")), true);
  }
  const rust = toRust(fixed.tree);
  // The brackets make the engine see a pattern even where all its characters are plain.
  return rust === null
    ? null
    : px.str.replace(input(call, cx), px.lit.str(`(?:${rust})`), px.lit.str(rustReplacement(parts)), false);
}
const regexpReplace: RowSpec = {
  since: "1.5.0",
  params: [
    param("str", T_STRING),
    param("regexp", T_STRING),
    param("rep", T_STRING),
    optionalConstant("position", T_INT),
  ],
  display: withDefaults(4, "1"),
  returns: (args, cx) => {
    const position = args[3] === undefined ? undefined : cx.constant(args[3])?.value;
    if (typeof position === "number" && position <= 0) {
      throw new AnalysisException("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", {
        exprName: "position",
        valueRange: "(0, 2147483647]",
        currentValue: String(position),
        sqlExpr: quotedCall(cx, args),
      });
    }
    return stringLikeFirst(args);
  },
  lower: (call, cx) => replaceInEngine(call, cx) ?? callKernel(call, cx, "regexp_replace"),
};

/** The Rust form for taking out a group of the first match. */
function extractor(call: Call, group: number | undefined): string | null {
  const fixed = fixedPattern(call);
  if (fixed === null || group === undefined || group < 0 || group > fixed.tree.groupCount) return null;
  return toRust(fixed.tree, group === 0);
}
const regexpExtract: RowSpec = {
  since: "1.5.0",
  params: [param("str", T_STRING), param("regexp", T_STRING), optional("idx", T_INT)],
  display: withDefaults(3, "1"),
  returns: stringLikeFirst,
  lower: (call, cx) => {
    const group = call.args.length < 3 ? 1 : literalInt(call, 2);
    const rust = extractor(call, group);
    if (rust === null) return callKernel(call, cx, "regexp_extract", undefined, 1);
    const text = cx.share(input(call, cx));
    const found = px.fillNull(px.str.extract(text, px.lit.str(rust), group!), px.lit.str(""));
    return argOf(call.args, 0).nullable ? px.ternary(px.isNull(text), px.lit.null(P_STRING), found) : found;
  },
};

/** Whether a group has all that a node matches. */
function isWhole(node: RegexNode, group: number | undefined): boolean {
  return group === 0 || (node.kind === "capture" && (node.index === group || isWhole(node.child, group)));
}
const regexpExtractAll: RowSpec = {
  since: "3.1.0",
  params: [param("str", T_STRING), param("regexp", T_STRING), optional("idx", T_INT)],
  display: withDefaults(3, "1"),
  returns: (args) => new ArrayType(stringLikeFirst(args), true),
  lower: (call, cx) => {
    const fixed = fixedPattern(call);
    const group = call.args.length < 3 ? 1 : literalInt(call, 2);
    const rust = fixed !== null && neverEmpty(fixed) && isWhole(fixed.tree.root, group) ? toRust(fixed.tree) : null;
    if (rust !== null) return px.str.extractAll(input(call, cx), px.lit.str(rust));
    return callKernel(call, cx, "regexp_extract_all", undefined, 1);
  },
};

const regexpCount: RowSpec = {
  since: "3.4.0",
  params: [param("str", T_STRING), param("regexp", T_STRING)],
  returns: INT,
  lower: (call, cx) => {
    const fixed = fixedPattern(call);
    const rust = fixed !== null && neverEmpty(fixed) ? toRust(fixed.tree) : null;
    if (rust === null) return callKernel(call, cx, "regexp_count", () => ({ function: "regexp_extract_all" }));
    return px.cast(px.str.countMatches(input(call, cx), px.lit.str(rust), false), P_INT32);
  },
};

/** The first match; null where nothing, or an empty text, matches. */
const regexpSubstr: RowSpec = {
  since: "3.4.0",
  params: [param("str", T_STRING), param("regexp", T_STRING)],
  returns: stringLikeFirst,
  nullable: true,
  lower: (call, cx) => {
    const rust = extractor(call, 0);
    const found = cx.share(
      rust === null
        ? callKernel(call, cx, "regexp_extract", () => ({ group: 0 }))
        : px.str.extract(input(call, cx), px.lit.str(rust), 0),
    );
    return px.ternary(px.eq(found, px.lit.str("")), px.lit.null(P_STRING), found);
  },
};

const regexpInstr: RowSpec = {
  since: "3.4.0",
  params: [param("str", T_STRING), param("regexp", T_STRING), optional("idx", T_INT)],
  display: withDefaults(3, "0"),
  returns: INT,
  lower: (call, cx) => {
    const fixed = fixedPattern(call);
    const rust =
      fixed === null || (call.args.length > 2 && (literalArg(call, 2)?.value ?? null) === null)
        ? null
        : toRust(fixed.tree, false);
    if (rust === null) return callKernel(call, cx, "regexp_instr");
    const text = cx.share(input(call, cx));
    const at = cx.share(px.str.find(text, px.lit.str(rust), false));
    // Characters before the match: its offset is in bytes.
    const before = px.cast(px.bin.head(px.cast(text, P_BINARY), px.cast(at, P_INT64)), P_STRING);
    const found = px.add(px.cast(px.str.lenChars(before), P_INT32), px.lit.i32(1));
    const nothing = px.ternary(px.isNull(text), px.lit.null(P_INT32), px.lit.i32(0));
    return px.ternary(px.isNotNull(at), found, nothing);
  },
};

const split: RowSpec = {
  since: "1.5.0",
  params: [param("str", T_STRING), param("regex", T_STRING), optional("limit", T_INT)],
  display: withDefaults(3, "-1"),
  returns: (args) => new ArrayType(stringLikeFirst(args), false),
  lower: (call, cx) => {
    const fixed = fixedPattern(call);
    const unlimited = call.args.length < 3 || (literalInt(call, 2) ?? 1) <= 0;
    if (fixed === null || !unlimited || !neverEmpty(fixed)) return callKernel(call, cx, "split");
    if (fixed.plain !== null) return px.str.split(input(call, cx), px.lit.str(fixed.plain));
    const rust = toRust(fixed.tree);
    return rust === null ? callKernel(call, cx, "split") : px.str.splitRegex(input(call, cx), px.lit.str(rust));
  },
};

export const regexpFunctions: readonly FunctionRow[] = family("regexp", "scalar", {
  rlike,
  regexp_replace: regexpReplace,
  regexp_extract: regexpExtract,
  regexp_extract_all: regexpExtractAll,
  regexp_count: regexpCount,
  regexp_substr: regexpSubstr,
  regexp_instr: regexpInstr,
  split,
});
