/** String functions that run as Polars expressions: case, length, trimming, parts, searching, joining. */
import { implicit, isFoldable } from "../logical/build.ts";
import { implicitCast, isString } from "../logical/coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, arrayOf, oneOf, STRING_OR_BINARY, T_INT, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { type Px, px } from "../polars/dsl.ts";
import { P_BINARY, P_INT32, P_INT64, P_STRING } from "../polars/polars-type.ts";
import { BOOLEAN, INT, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { callKernel } from "./by-kernel.ts";
import { callCollated, collated, collationOf, localeCollation } from "./collated.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import { coerceTo } from "./support.ts";
import {
  argOf,
  likeFirst,
  literalInt,
  literalText,
  quotedCall,
  stringLikeFirst,
  stringOfAny,
  withDefaults,
} from "./text-args.ts";

const int = (p: Px): Px => px.cast(p, P_INT32, "nonstrict");
const isBinary = (call: Call, i = 0): boolean => argOf(call.args, i).dataType.kind === "binary";
const NULL_LENGTH = px.lit.null(P_INT64);
const ZERO = px.lit.i32(0);
const EMPTY = px.lit.str("");
/** Null where any of the arguments is null: for expressions that would give a value. */
function nullWhere(nullable: readonly (readonly [TypedExpr, Px])[], value: Px, nothing: Px): Px {
  const tests = nullable.filter(([e]) => e.nullable).map(([, p]) => px.isNull(p));
  return tests.length === 0 ? value : px.ternary(px.orAll(tests), nothing, value);
}

function lengthOf(text: Px, call: Call): Px {
  return int(isBinary(call) ? px.bin.size(text) : px.str.lenChars(text));
}
const byteLength = (text: Px, call: Call): Px => int(isBinary(call) ? px.bin.size(text) : px.str.lenBytes(text));

/** Offset and length as Spark's substring counts: from 1, from the end where negative, 0 as 1. */
function slice(text: Px, position: Px | number, length: Px | number | undefined, binary: boolean): Px {
  const offset =
    typeof position === "number"
      ? px.lit.i64(position > 0 ? position - 1 : position)
      : px.cast(px.ternary(px.gt(position, ZERO), px.sub(position, px.lit.i32(1)), position), P_INT64);
  const count =
    length === undefined
      ? NULL_LENGTH
      : typeof length === "number"
        ? px.lit.i64(Math.max(length, 0))
        : px.cast(px.ternary(px.lt(length, ZERO), ZERO, length), P_INT64);
  return binary ? px.bin.slice(text, offset, count) : px.str.slice(text, offset, count);
}

const MAX_INT = 2147483647;
const substring: RowSpec = {
  aliases: ["substr"],
  since: "1.5.0",
  params: [param("str", STRING_OR_BINARY), param("pos", T_INT), optional("len", T_INT)],
  returns: likeFirst,
  display: withDefaults(3, String(MAX_INT)),
  polars: ([str, pos, len], call, cx) => {
    const given = literalInt(call, 2);
    const at = literalInt(call, 1) ?? cx.share(pos!);
    const rest = len === undefined || given === MAX_INT;
    // From the least position even the greatest length does not reach the end.
    const length = !rest ? (given ?? cx.share(len)) : typeof at === "number" ? undefined : MAX_INT;
    const cut = slice(str!, at, length, isBinary(call));
    // A null length means "the rest" to the engine, and a null position is kept by it.
    return typeof length !== "object" ? cut : nullWhere([[argOf(call.args, 2), length]], cut, nothingLike(call));
  },
};
const nothingLike = (call: Call): Px => px.lit.null(isBinary(call) ? P_BINARY : P_STRING);

/** Position from 1, in characters, of the first occurrence; 0 where there is none. */
function instr(text: Px, part: Px, cx: LowerContext): Px {
  const at = cx.share(px.str.find(text, part, true));
  const before = px.cast(px.bin.head(px.cast(text, P_BINARY), px.cast(at, P_INT64)), P_STRING);
  const found = px.add(int(px.str.lenChars(before)), px.lit.i32(1));
  const either = px.or(px.isNull(text), px.isNull(part));
  return px.ternary(px.isNotNull(at), found, px.ternary(either, px.lit.null(P_INT32), ZERO));
}

type Trim = (text: Px, characters: Px) => Px;
/** The engine takes characters that are null for blanks. */
function stripped(run: Trim, text: Px, characters: Px): Px {
  return px.ternary(px.isNull(characters), px.lit.null(P_STRING), run(text, characters));
}
/** TRIM and its kin: of one argument blanks are taken off, of two the first has the characters. */
function trim(since: string, direction: string, name: string, run: Trim): RowSpec {
  return {
    since,
    params: [param("trimStr", T_STRING), optional("str", T_STRING)],
    returns: (args) => stringLikeFirst([argOf(args, args.length - 1)]),
    display: (args) => (args.length === 1 ? `${name}(${args[0]})` : `TRIM(${direction} ${args[0]} FROM ${args[1]})`),
    lower: (call, cx) => {
      const [first, second] = call.args.map((e) => cx.lower(e));
      if (second === undefined) return run(first!, px.lit.str(" "));
      const collation = collationOf(call);
      if (collation === undefined) return stripped(run, second, first!);
      return callCollated(call, cx, `collated_${name}`, collation, [1, 0]);
    },
  };
}

/** contains, startswith, endswith: over two binaries, else over strings. */
function predicate(text: (s: Px, part: Px) => Px, bytes: (s: Px, part: Px) => Px): RowSpec {
  return {
    since: "3.3.0",
    params: [param("left", T_STRING), param("right", T_STRING)],
    coerce: (args, cx) => {
      if (args.length === 2 && args.every((e) => e.dataType.kind === "binary")) return args;
      return castStrings(args, cx);
    },
    returns: BOOLEAN,
    nullable: (args) => args.every((e) => e.dataType.kind === "binary") || args.some((e) => e.nullable),
    polars: ([s, part], call) => (isBinary(call) ? bytes(s!, part!) : text(s!, part!)),
  };
}

/** All arguments as strings; an argument that cannot be one is named in the error. */
export function castStrings(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  return args.map((e, i) => {
    if (isString(e.dataType)) return e;
    if (implicitCast(e.dataType, T_STRING, cx.ansi) === undefined)
      throw unexpectedInput(cx.name, args, i, T_STRING.label);
    return implicit(e, STRING, cx.mode, cx.timeZone);
  });
}

const overlay: RowSpec = {
  since: "3.0.0",
  params: [
    param("input", STRING_OR_BINARY),
    param("replace", STRING_OR_BINARY),
    param("pos", T_INT),
    optional("len", T_INT),
  ],
  returns: (args, cx) => {
    const [input, by] = [argOf(args, 0), argOf(args, 1)];
    if ((input.dataType.kind === "binary") !== (by.dataType.kind === "binary")) {
      throw new AnalysisException("DATATYPE_MISMATCH.DATA_DIFF_TYPES", {
        functionName: `\`${cx.name}\``,
        dataType: `("${input.dataType.sql}" or "${by.dataType.sql}")`,
        sqlExpr: quotedCall(cx, args),
      });
    }
    return likeFirst(args);
  },
  display: withDefaults(4, "-1"),
  polars: ([input, by, pos, len], call, cx) => {
    const [text, put, at] = [cx.share(input!), cx.share(by!), cx.share(pos!)];
    const binary = isBinary(call);
    const own = lengthOf(put, call);
    const length = len === undefined ? own : px.ternary(px.ge(cx.share(len), ZERO), len, own);
    const wide = (p: Px): Px => px.cast(p, P_INT64);
    const one = px.lit.i64(1);
    // Where the rest begins, counted from 1; it may lie before the start, hence substring's own counting.
    const rest = cx.share(px.add(wide(at), wide(length)));
    const zero = px.lit.i64(0);
    const headLength = px.sub(wide(at), one);
    const head = px.ternary(px.gt(headLength, zero), headLength, zero);
    const offset = px.ternary(px.gt(rest, zero), px.sub(rest, one), rest);
    const whole = binary
      ? [px.bin.slice(text, zero, head), put, px.bin.slice(text, offset, NULL_LENGTH)]
      : [px.str.slice(text, zero, head), put, px.str.slice(text, offset, NULL_LENGTH)];
    const joined = binary ? joinBytes(whole) : px.str.concatHorizontal(whole);
    const nulls = call.args.map((e, i) => [e, [text, put, at, len ?? at][i]!] as const);
    return nullWhere(nulls, joined, nothingLike(call));
  },
};
/** Bytes are joined as hexadecimal text: the engine joins only strings. */
function joinBytes(parts: readonly Px[]): Px {
  return px.str.hexDecode(px.str.concatHorizontal(parts.map((p) => px.bin.hexEncode(p))), true);
}

const concatWs: RowSpec = {
  since: "1.5.0",
  params: [param("sep", T_STRING), rest("str", oneOf(arrayOf(T_STRING), T_STRING))],
  returns: stringLikeFirst,
  nullable: ([sep]) => sep!.nullable,
  polars: ([sep, ...parts], call, cx) => {
    const separator = literalText(call, 0);
    if (parts.length === 0) return nullWhere([[argOf(call.args, 0), sep!]], EMPTY, px.lit.null(P_STRING));
    const arrays = call.args.slice(1).some((e) => e.dataType.kind === "array");
    if (!arrays && separator !== undefined) return px.str.concatHorizontal(parts, separator, true);
    const lists = parts.map((p, i) => {
      if (argOf(call.args, i + 1).dataType.kind !== "array") return px.list.ofSame(p);
      return px.coalesce(p, px.list.slice(px.list.of(px.lit.null(P_STRING)), px.lit.i64(0), px.lit.i64(0)));
    });
    const all = lists.length === 1 ? lists[0]! : px.list.concat(...lists);
    // A list of constants has one row, which the engine does not repeat for the rows of the separator.
    const isOne = separator === undefined && call.args.slice(1).every(isFoldable);
    const by = isOne ? cx.share(sep!) : sep!;
    const joined = isOne ? px.ternary(px.isNull(by), px.lit.null({ List: P_STRING }), all) : all;
    return px.list.join(joined, by, true);
  },
};

/** lpad and rpad: over binaries only if both are. Run in the engine where length and fill are constant. */
function pad(left: boolean): RowSpec {
  return {
    since: "1.5.0",
    params: [param("str", T_STRING), param("len", T_INT), optional("pad", T_STRING)],
    coerce: (args, cx) => {
      const [str, len, fill] = args;
      const asText = cx.conf("spark.sql.legacy.lpadRpadAlwaysReturnString") === "true";
      const bytes = str!.dataType.kind === "binary" && (fill === undefined || fill.dataType.kind === "binary");
      const binary = bytes && !asText;
      const [, length] = coerceTo([str!, len!], [ANY, T_INT], cx) as [TypedExpr, TypedExpr];
      if (binary) return fill === undefined ? [str!, length] : [str!, length, fill];
      const [s, , f] = castStrings(fill === undefined ? [str!, length] : [str!, length, fill], cx);
      return f === undefined ? [s!, length] : [s!, length, f];
    },
    returns: likeFirst,
    display: (args, call) => withDefaults(3, isBinary(call) ? "X'00'" : " ")(args, call),
    operandOrder: "left",
    lower: (call, cx) => {
      const length = literalInt(call, 1);
      const fill = call.args.length < 3 ? " " : literalText(call, 2);
      if (length === undefined || fill === undefined || isBinary(call) || length > 10_000) {
        const name = left ? "lpad" : "rpad";
        if (!isBinary(call)) return callKernel(call, cx, name, undefined, " ");
        return callKernel(call, cx, `${name}_binary`, undefined, new Uint8Array(1));
      }
      const text = cx.share(cx.lower(argOf(call.args, 0)));
      const cut = px.str.head(text, px.lit.i64(Math.max(length, 0)));
      if (length <= 0 || fill === "") return cut;
      const points = [...fill];
      if (points.length === 1) {
        const count = px.lit.i64(length);
        return left ? px.str.padStart(cut, count, fill) : px.str.padEnd(cut, count, fill);
      }
      const filler = Array.from({ length }, (_, i) => points[i % points.length]).join("");
      const lacking = px.sub(px.lit.i64(length), px.cast(px.str.lenChars(cut), P_INT64));
      const padding = px.str.head(px.lit.str(filler), lacking);
      return px.str.concatHorizontal(left ? [padding, cut] : [cut, padding]);
    },
  };
}

const elt: RowSpec = {
  since: "2.0.0",
  params: [param("n", T_INT), param("input1", STRING_OR_BINARY), rest("input", STRING_OR_BINARY)],
  coerce: (args, cx) => {
    const [n, ...inputs] = args as [TypedExpr, ...TypedExpr[]];
    const odd = inputs.some((e) => ["array", "map", "struct"].includes(e.dataType.kind));
    if (odd) {
      throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
        sqlExpr: quotedCall(cx, args),
        paramIndex: "second...",
        requiredType: '"STRING" or "BINARY"',
        inputSql: inputs.map((e) => `"${prettyName(e)}"`).join(","),
        inputType: inputs.map((e) => `"${e.dataType.sql}"`).join(","),
      });
    }
    const asText = cx.conf("spark.sql.function.eltOutputAsString") === "true";
    const binary = !asText && inputs.every((e) => e.dataType.kind === "binary");
    const [index] = coerceTo([n], [T_INT], cx) as [TypedExpr];
    return [index, ...(binary ? inputs : castStrings(inputs, cx))];
  },
  returns: ([, ...inputs]) => (inputs[0]?.dataType.kind === "binary" ? likeFirst(inputs) : stringOfAny(inputs)),
  nullable: true,
  lower: (call, cx) => {
    const n = cx.share(cx.lower(argOf(call.args, 0)));
    const inputs = call.args.slice(1);
    const nothing = px.lit.null(isBinary(call, 1) ? P_BINARY : P_STRING);
    let picked: Px = nothing;
    for (const [i, e] of [...inputs.entries()].toReversed()) {
      const here = px.eq(n, px.lit.i32(i + 1));
      picked = px.ternary(here, cx.lowerWhere(e, here), picked);
    }
    if (call.mode !== "ansi") return picked;
    const outside = px.or(px.lt(n, px.lit.i32(1)), px.gt(n, px.lit.i32(inputs.length)));
    const site = cx.site(call, ([index]) => ({
      condition: "INVALID_ARRAY_INDEX",
      parameters: { indexValue: index ?? "", arraySize: String(inputs.length) },
    }));
    return cx.raiseIf(outside, site, picked, px.cast(n, P_STRING));
  },
};

const splitPart: RowSpec = {
  since: "3.3.0",
  params: [param("str", T_STRING), param("delimiter", T_STRING), param("partNum", T_INT)],
  returns: stringLikeFirst,
  nullable: true,
  polars: ([str, delimiter, part], call, cx) => {
    const [text, by, n] = [cx.share(str!), cx.share(delimiter!), cx.share(part!)];
    // An empty delimiter does not split.
    const whole = px.eq(by, EMPTY);
    const parts = px.ternary(whole, px.list.ofSame(text), px.str.split(text, px.ternary(whole, px.lit.str(","), by)));
    const index = px.cast(px.ternary(px.gt(n, ZERO), px.sub(n, px.lit.i32(1)), n), P_INT64);
    const found = px.fillNull(px.list.get(parts, index), EMPTY);
    const value = nullWhere(
      call.args.map((e, i) => [e, [text, by, n][i]!]),
      found,
      px.lit.null(P_STRING),
    );
    const known = literalInt(call, 2);
    if (known !== undefined && known !== 0) return value;
    const site = cx.site(call, () => ({ condition: "INVALID_INDEX_OF_ZERO", parameters: {} }));
    const zero = px.and(px.eq(n, ZERO), px.and(px.isNotNull(text), px.isNotNull(by)));
    return cx.raiseIf(zero, site, value);
  },
};

const ONE_STRING = [param("str", T_STRING)];
/** Upper and lower case. A collation may have a locale with rules of its own; Polars goes by none. */
function cased(alias: string, plain: (s: Px) => Px, kernel: string): RowSpec {
  return {
    aliases: [alias],
    since: "1.0.1",
    params: ONE_STRING,
    returns: stringLikeFirst,
    polars: ([s], call, cx) => {
      const collation = localeCollation(call);
      return collation === undefined ? plain(s!) : cx.kernel(kernel, [s!], call.dataType, { collation });
    },
  };
}
export const stringFunctions: readonly FunctionRow[] = family("string", "scalar", {
  upper: cased("ucase", px.str.uppercase, "collated_upper"),
  lower: cased("lcase", px.str.lowercase, "collated_lower"),
  length: {
    aliases: ["char_length", "character_length", "len"],
    since: "1.5.0",
    params: [param("expr", STRING_OR_BINARY)],
    returns: INT,
    polars: ([s], call) => lengthOf(s!, call),
  },
  octet_length: {
    since: "2.3.0",
    params: [param("expr", STRING_OR_BINARY)],
    returns: INT,
    polars: ([s], call) => byteLength(s!, call),
  },
  bit_length: {
    since: "2.3.0",
    params: [param("expr", STRING_OR_BINARY)],
    returns: INT,
    polars: ([s], call) => px.mul(byteLength(s!, call), px.lit.i32(8)),
  },
  trim: trim("1.5.0", "BOTH", "trim", px.str.stripChars),
  ltrim: trim("1.5.0", "LEADING", "ltrim", px.str.stripCharsStart),
  rtrim: trim("1.5.0", "TRAILING", "rtrim", px.str.stripCharsEnd),
  btrim: {
    since: "3.2.0",
    params: [param("str", T_STRING), optional("trimStr", T_STRING)],
    returns: stringLikeFirst,
    lower: (call, cx) => {
      const [s, characters] = call.args.map((e) => cx.lower(e));
      const collation = characters === undefined ? undefined : collationOf(call);
      if (collation !== undefined) return callCollated(call, cx, "collated_trim", collation);
      return stripped(px.str.stripChars, s!, characters ?? px.lit.str(" "));
    },
  },
  substring,
  left: {
    since: "2.3.0",
    params: [param("str", STRING_OR_BINARY), param("len", T_INT)],
    returns: likeFirst,
    polars: ([s, len], call, cx) => {
      const length = literalInt(call, 1) ?? cx.share(len!);
      const cut = slice(s!, 1, length, isBinary(call));
      return typeof length === "number" ? cut : nullWhere([[argOf(call.args, 1), length]], cut, nothingLike(call));
    },
  },
  right: {
    since: "2.3.0",
    params: [param("str", T_STRING), param("len", T_INT)],
    returns: stringLikeFirst,
    nullable: true,
    polars: ([s, len], _, cx) => {
      const count = cx.share(len!);
      const wide = px.cast(px.ternary(px.lt(count, ZERO), ZERO, count), P_INT64);
      return px.str.tail(s!, wide);
    },
  },
  instr: {
    since: "1.5.0",
    params: [param("str", T_STRING), param("substr", T_STRING), optional("pos", T_INT), optional("occurrence", T_INT)],
    returns: INT,
    display: (args, call) => (args.length === 3 ? withDefaults(4, "1")(args, call) : withDefaults(0)(args, call)),
    lower: (call, cx) => {
      const collation = collationOf(call);
      if (collation !== undefined) return callCollated(call, cx, "collated_instr", collation, undefined, [1, 1]);
      if (call.args.length > 2) return callKernel(call, cx, "instr", undefined, 1);
      const args = cx.operands(call);
      return instr(cx.share(args[0]!), cx.share(args[1]!), cx);
    },
  },
  locate: {
    aliases: ["position"],
    since: "1.5.0",
    params: [param("substr", T_STRING), param("str", T_STRING), optional("pos", T_INT)],
    returns: INT,
    nullable: (args) => args.slice(0, 2).some((e) => e.nullable),
    display: withDefaults(3, "1"),
    lower: (call, cx) => {
      const collation = collationOf(call);
      if (collation !== undefined) return callCollated(call, cx, "collated_locate", collation, [1, 0, 2], [1]);
      if (call.args.length > 2 && literalInt(call, 2) !== 1) return callKernel(call, cx, "locate");
      const args = call.args.map((e) => cx.lower(e));
      return instr(cx.share(args[1]!), cx.share(args[0]!), cx);
    },
  },
  contains: collated(
    predicate((s, part) => px.str.contains(s, part, true), px.bin.contains),
    "collated_contains",
  ),
  startswith: collated(predicate(px.str.startsWith, px.bin.startsWith), "collated_startswith"),
  endswith: collated(predicate(px.str.endsWith, px.bin.endsWith), "collated_endswith"),
  concat_ws: concatWs,
  repeat: {
    since: "1.5.0",
    params: [param("str", T_STRING), param("n", T_INT)],
    returns: stringLikeFirst,
    polars: ([s, n], call, cx) => {
      const [text, count] = [cx.share(s!), cx.share(n!)];
      const copies = px.repeatBy(text, px.ternary(px.lt(count, ZERO), ZERO, count));
      // Joining no copies of a null would give an empty string.
      return nullWhere([[argOf(call.args, 0), text]], px.list.join(copies, EMPTY, true), px.lit.null(P_STRING));
    },
  },
  space: {
    since: "1.5.0",
    params: [param("n", T_INT)],
    returns: STRING,
    polars: ([n], _, cx) => {
      const count = cx.share(n!);
      return px.list.join(px.repeatBy(px.lit.str(" "), px.ternary(px.lt(count, ZERO), ZERO, count)), EMPTY, true);
    },
  },
  replace: {
    since: "2.3.0",
    params: [param("str", T_STRING), param("search", T_STRING), optional("replace", T_STRING)],
    returns: stringLikeFirst,
    display: withDefaults(3, ""),
    lower: (call, cx) => {
      const collation = collationOf(call);
      if (collation !== undefined) return callCollated(call, cx, "collated_replace", collation, undefined, [""]);
      const search = literalText(call, 1);
      if (search === undefined) return callKernel(call, cx, "replace", undefined, "");
      const args = call.args.map((e) => cx.lower(e));
      // The engine takes no null here.
      const by = args[2] === undefined ? EMPTY : px.fillNull(args[2], EMPTY);
      const text = search === "" ? args[0]! : px.str.replace(args[0]!, px.lit.str(search), by, true);
      const third = call.args[2];
      return third === undefined ? text : nullWhere([[third, args[2]!]], text, px.lit.null(P_STRING));
    },
  },
  split_part: collated(splitPart, "collated_split_part"),
  overlay,
  lpad: pad(true),
  rpad: pad(false),
  elt,
});
