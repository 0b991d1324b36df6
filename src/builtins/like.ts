/** LIKE, ILIKE and their quantified forms. */
import { isFoldable } from "../logical/build.ts";
import { isString } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { type LikePart, likeRegex, LikePatternError, parseLike } from "../kernels/like-pattern.ts";
import { type Px, px } from "../polars/dsl.ts";
import { P_BOOLEAN } from "../polars/polars-type.ts";
import { BOOLEAN, STRING } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { callKernel } from "./by-kernel.ts";
import { collationOfText } from "./collated.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import { castStrings } from "./string.ts";
import { argOf, literalArg, literalText } from "./text-args.ts";

const DEFAULT_ESCAPE = "\\";

/** Casts both sides to strings and checks the escape character, which must be one constant character. */
function coerceLike(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const [left, right, escape] = args;
  const both = castStrings([left!, right!], cx);
  if (escape === undefined) return both;
  const value = cx.constant(escape)?.value;
  if (typeof value !== "string" || Array.from(value).length !== 1) {
    const shown = typeof value === "string" ? value : prettyName(escape);
    throw new AnalysisException("INVALID_ESCAPE_CHAR", { sqlExpr: `"${shown}"` });
  }
  return [...both, { kind: "Literal", value, dataType: STRING, nullable: false }];
}

/** The test of one constant pattern. */
function fixedLike(text: Px, parts: readonly LikePart[]): Px {
  const shape = parts.map((p) => p.kind).join(" ");
  const literal = px.lit.str(parts.find((p) => p.kind === "text")?.text ?? "");
  switch (shape) {
    case "":
    case "text":
      return px.eq(text, literal);
    case "text any":
      return px.str.startsWith(text, literal);
    case "any text":
      return px.str.endsWith(text, literal);
    case "any text any":
      return px.str.contains(text, literal, true);
    default: {
      // A wildcard at an end needs no matching.
      const open = parts[0]?.kind === "any";
      const tail = parts.length > 1 && parts.at(-1)?.kind === "any";
      const inner = parts.slice(open ? 1 : 0, tail ? -1 : undefined);
      return px.str.contains(text, px.lit.str(likeRegex(inner, open ? "(?s)" : "(?s)\\A", tail ? "" : "\\z")), false);
    }
  }
}

/** One LIKE: of constant pattern in the engine, else by a kernel. */
function likeOf(text: Px, pattern: TypedExpr, escape: string, lowered: boolean, call: Call, cx: LowerContext): Px {
  const fixed = pattern.kind === "Literal" ? pattern.value : literalText({ ...call, args: [pattern] }, 0);
  if (typeof fixed === "string") {
    try {
      return fixedLike(text, parseLike(lowered ? fixed.toLowerCase() : fixed, escape));
    } catch (e) {
      if (!(e instanceof LikePatternError)) throw e;
      const { condition, parameters } = e;
      const site = cx.site({ ...call, origin: undefined }, () => ({ condition, parameters }));
      return cx.raiseIf(px.isNotNull(text), site, px.lit.null(P_BOOLEAN));
    }
  }
  if (fixed === null) return px.lit.null(P_BOOLEAN);
  const by = cx.lower(pattern);
  return cx.kernel("like", [text, lowered ? px.str.lowercase(by) : by], BOOLEAN, { escape });
}

/** Whether the call's constant pattern is none; then it fails wherever it stands, and over no rows too. */
export function hasWrongPattern(call: Call): boolean {
  if (call.fn.name !== "like" && call.fn.name !== "ilike") return false;
  const pattern = literalText(call, 1);
  if (typeof pattern !== "string") return false;
  try {
    parseLike(pattern, literalText(call, 2) ?? DEFAULT_ESCAPE);
    return false;
  } catch (error) {
    if (error instanceof LikePatternError) return true;
    throw error;
  }
}

function collatedLike(call: Call, pattern: TypedExpr, escape: string, cx: LowerContext): Px {
  return callKernel({ ...call, args: [argOf(call.args, 0), pattern] }, cx, "collated_like", () => ({ escape }));
}
function like(insensitive: boolean): RowSpec {
  return {
    since: insensitive ? "3.3.0" : "1.0.0",
    params: [param("str", T_STRING), param("pattern", T_STRING), optional("escape", T_STRING)],
    coerce: coerceLike,
    returns: BOOLEAN,
    nullable: (args) => args.slice(0, 2).some((e) => e.nullable),
    display: ([left, right], call) => {
      if (insensitive) return `ilike(${left}, ${right})`;
      const escape = literalArg(call, 2)?.value;
      const shown = typeof escape === "string" && escape !== DEFAULT_ESCAPE ? ` ESCAPE '${escape}'` : "";
      return `${left} LIKE ${right}${shown}`;
    },
    lower: (call, cx) => {
      const collation = collationOfText(call);
      if (collation !== undefined) {
        if (collation !== "UTF8_LCASE") throw unsupported(`${call.name} by the collation ${collation}`);
        return collatedLike(call, argOf(call.args, 1), literalText(call, 2) ?? DEFAULT_ESCAPE, cx);
      }
      const text = cx.lower(argOf(call.args, 0));
      const escape = literalText(call, 2) ?? DEFAULT_ESCAPE;
      const side = insensitive ? px.str.lowercase(text) : text;
      return likeOf(side, argOf(call.args, 1), escape, insensitive, call, cx);
    },
  };
}

/**
 * `LIKE ALL (..)`, `LIKE ANY (..)`. Over patterns that are all constant strings it is a function of its own, else the
 * AND or OR of single tests.
 */
function quantified(all: boolean, negated: boolean, insensitive: boolean): RowSpec {
  return {
    params: [param("str", T_STRING), rest("pattern", ANY)],
    coerce: (args, cx) => (areTexts(args) ? castStrings(args, cx) : args),
    returns: BOOLEAN,
    nullable: true,
    display: ([left], call) => {
      if (call.replacement !== undefined) return prettyName(call.replacement);
      return `${negated ? "not" : ""}like${all ? "all" : "any"}(${insensitive ? `lower(${left})` : left})`;
    },
    rewrite: ((args: readonly TypedExpr[], cx: BindContext) => {
      if (areTexts(args)) return undefined;
      const tests = args.slice(1).map((p) => {
        const test = cx.call(insensitive ? "ilike" : "like", [args[0]!, p]);
        return negated ? cx.call("not", [test]) : test;
      });
      return tests.reduce((a, b) => cx.call(all ? "and" : "or", [a, b]));
    }) as NonNullable<RowSpec["rewrite"]>,
    lower: (call, cx) => {
      const collation = collationOfText(call);
      const join = all ? px.andAll : px.orAll;
      if (collation !== undefined) {
        if (collation !== "UTF8_LCASE") throw unsupported(`${call.name} by the collation ${collation}`);
        const each = call.args.slice(1).map((p) => collatedLike(call, p, DEFAULT_ESCAPE, cx));
        return join(negated ? each.map(px.not) : each);
      }
      const lowered = cx.lower(argOf(call.args, 0));
      const text = cx.share(insensitive ? px.str.lowercase(lowered) : lowered);
      const tests = call.args.slice(1).map((p) => {
        const test = likeOf(text, p, DEFAULT_ESCAPE, insensitive, call, cx);
        return negated ? px.not(test) : test;
      });
      return join(tests);
    },
  };
}
function areTexts(args: readonly TypedExpr[]): boolean {
  return args.slice(1).every((e) => isFoldable(e) && isString(e.dataType));
}

export const likeFunctions: readonly FunctionRow[] = family("like", "scalar", {
  like: like(false),
  ilike: like(true),
  likeall: quantified(true, false, false),
  likeany: quantified(false, false, false),
  notlikeall: quantified(true, true, false),
  notlikeany: quantified(false, true, false),
  ilikeall: quantified(true, false, true),
  ilikeany: quantified(false, false, true),
  notilikeall: quantified(true, true, true),
  notilikeany: quantified(false, true, true),
});
