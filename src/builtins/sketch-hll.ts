/** HyperLogLog sketches of DataSketches, and KLL sketches of quantiles. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { isFoldable, literal } from "../logical/build.ts";
import {
  ANY,
  type InputType,
  NUMERIC,
  oneOf,
  T_BINARY,
  T_BOOLEAN,
  T_BYTE,
  T_DOUBLE,
  T_FLOAT,
  T_INT,
  T_LONG,
  T_SHORT,
} from "../logical/input-type.ts";
import { implicitCast, onlyType } from "../logical/coercion.ts";
import type { KllKind } from "../kernels/sketch-kll.ts";
import type { HllOptions, KllOptions } from "../kernels/sketch-shared.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { ArrayType, BINARY, type DataType, DOUBLE, FLOAT, INT, LONG, STRING } from "../types/data-type.ts";
import { decimalText } from "../types/calendar.ts";
import { AnalysisException, NumberFormatException, SparkRuntimeException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { byKernel } from "./by-kernel.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import {
  type Args,
  castTo,
  constantAt,
  exactly,
  HLL_VALUES,
  kllSize,
  quotedName,
  shownWith,
} from "./sketch-arguments.ts";
import { coerceTo, folded, literalOf, nonFoldable, numberOf } from "./support.ts";

function hllOptions(call: Call): HllOptions {
  return {
    functionName: `\`${call.name}\``,
    lgK: numberOf(call.args[1]) ?? 12,
    allowDifferent: literalOf(call.args[1]) === true,
  };
}
const hllUnion: RowSpec = {
  since: "3.5.0",
  params: [param("first", ANY), param("second", ANY), optional("allowDifferentLgConfigK", ANY)],
  coerce: (args, cx) => {
    exactly(args, 0, T_BINARY, cx);
    exactly(args, 1, T_BINARY, cx);
    exactly(args, 2, T_BOOLEAN, cx);
    return args;
  },
  returns: BINARY,
  display: shownWith("false"),
  lower: byKernel("hll_union_pair", (call) => ({ functionName: `\`${call.name}\`` })),
};

const WHOLE: InputType = {
  ...oneOf(T_BYTE, T_INT, T_LONG, T_SHORT),
  label: '("TINYINT" or "INT" or "BIGINT" or "SMALLINT")',
};
const KINDS: { readonly [kind in KllKind]: { readonly input: InputType; readonly type: DataType } } = {
  bigint: { input: WHOLE, type: LONG },
  double: { input: oneOf(T_FLOAT, T_DOUBLE), type: DOUBLE },
  float: { input: T_FLOAT, type: FLOAT },
};
function kllOptions(call: Call, kind: KllKind): KllOptions {
  return { kind, k: numberOf(call.args[1]), functionName: `\`${call.name}\`` };
}
function sketched(args: Args, cx: BindContext): Args {
  exactly(args, 0, T_BINARY, cx);
  return args;
}
function rowOf(kind: KllKind, measure: "n" | "text" | "merge", type: DataType): RowSpec {
  return {
    since: "4.1.0",
    params: measure === "merge" ? [param("left", ANY), param("right", ANY)] : [param("expr", ANY)],
    coerce: (args, cx) => coerceTo(args, [T_BINARY], cx),
    returns: type,
    lower: byKernel("kll_row", (call) => ({ kind, measure, functionName: `\`${call.name}\`` })),
  };
}
/** Ranks of quantiles, and quantiles at ranks: of constants, one or a list. */
function query(kind: KllKind, measure: "quantile" | "rank"): RowSpec {
  const asked = measure === "quantile" ? DOUBLE : KINDS[kind].type;
  const given = measure === "quantile" ? DOUBLE : kind === "bigint" ? LONG : kind === "float" ? FLOAT : DOUBLE;
  const result = measure === "quantile" ? KINDS[kind].type : DOUBLE;
  return {
    since: "4.1.0",
    params: [param("left", ANY), param("right", ANY)],
    coerce: (args, cx) => {
      const [, e] = args as readonly [TypedExpr, TypedExpr];
      if (!isFoldable(e)) {
        const cast = e.dataType.kind !== "array" && implicitCast(e.dataType, onlyType(asked), cx.ansi) !== undefined;
        const type = cast ? asked.sql : e.dataType.sql;
        throw nonFoldable(cx.name, args, 1, measure === "quantile" ? "rank" : "quantile", type);
      }
      const [sketch] = castTo(T_BINARY, args, 0, cx) as [TypedExpr];
      const listed = e.dataType.kind === "array";
      if (e.dataType.kind === "array" && !["void", "decimal"].includes(e.dataType.elementType.kind)) {
        if (!NUMERIC.accepts(e.dataType.elementType)) {
          throw unexpectedInput(cx.name, args, 1, `("${given.sql}" or "ARRAY<${given.sql}>")`);
        }
      }
      const wanted = listed ? new ArrayType(given, true) : given;
      const input =
        measure === "quantile" ? T_DOUBLE : kind === "bigint" ? T_LONG : kind === "float" ? T_FLOAT : T_DOUBLE;
      const values = listed ? listValues(e, cx) : [valueOf(coerceTo([e], [input], cx)[0] as TypedExpr, cx)];
      if (measure === "quantile" && values.some((v) => v !== null && (Number(v) < 0 || Number(v) > 1))) {
        throw new AnalysisException("KLL_SKETCH_INVALID_QUANTILE_RANGE", { functionName: quotedName(cx) });
      }
      const typed = values.map((v) => (v === null ? null : given.kind === "long" ? BigInt(v) : Number(v)));
      return [sketch, literal((listed ? typed : (typed[0] ?? null)) as LiteralValue, wanted)];
    },
    returns: ([, e]) => ((e as TypedExpr).dataType.kind === "array" ? new ArrayType(result, false) : result),
    kernel: {
      name: "kll_query",
      options: (call) => {
        const value = literalOf(call.args[1]);
        const list = Array.isArray(value);
        return {
          kind,
          measure,
          functionName: `\`${call.name}\``,
          asked: list ? value : value === null ? null : [value],
          list: call.dataType.kind === "array",
        };
      },
    },
  };
}
function valueOf(e: TypedExpr, cx: BindContext): number | bigint | null {
  const value = literalOf(folded(e, cx));
  if (value === null) return null;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") {
    return e.dataType.kind === "decimal" ? Number(decimalText(value, e.dataType.scale)) : value;
  }
  if (typeof value === "string") return numberIn(value, e.dataType, DOUBLE, cx);
  // A cast that analysis leaves to the engine.
  if (e.kind !== "Cast") return null;
  const text = literalOf(folded(e.child, cx));
  const given = typeof text === "string" ? numberIn(text, e.child.dataType, e.dataType, cx) : valueOf(e.child, cx);
  if (given === null || e.dataType.kind === "long") return given;
  return e.dataType.kind === "float" ? Math.fround(Number(given)) : Number(given);
}
function numberIn(text: string, from: DataType, to: DataType, cx: BindContext): number | bigint | null {
  const trimmed = text.trim();
  const whole = to.kind === "long";
  if (whole ? !/^[+-]?\d+(\.\d*)?$/u.test(trimmed) : trimmed === "" || Number.isNaN(Number(trimmed))) {
    if (!cx.ansi) return null;
    throw new NumberFormatException("CAST_INVALID_INPUT", {
      expression: `'${text}'`,
      sourceType: `"${from.sql}"`,
      targetType: `"${to.sql}"`,
      ansiConfig: '"spark.sql.ansi.enabled"',
    });
  }
  return whole ? BigInt(trimmed.replace(/^\+|\..*$/gu, "")) : Number(trimmed);
}
function listValues(e: TypedExpr, cx: BindContext): (number | bigint | null)[] {
  if (e.kind === "Call" && e.fn.name === "array" && e.replacement === undefined)
    return e.args.map((a) => valueOf(a, cx));
  if ((e.kind === "Cast" || e.kind === "Alias") && e.dataType.kind === "array") return listValues(e.child, cx);
  const value = literalOf(folded(e, cx));
  return Array.isArray(value) ? (value as (number | bigint | null)[]) : [];
}
function kllSketch(kind: KllKind): RowSpec {
  return {
    since: "4.1.0",
    params: [param("expr", ANY), optional("k", ANY)],
    coerce: (args, cx) => {
      exactly(args, 0, KINDS[kind].input, cx);
      const [value] = coerceTo(args.slice(0, 1), [kind === "double" ? T_DOUBLE : KINDS[kind].input], cx);
      return [value!, ...kllSize(args, 1, cx)];
    },
    returns: BINARY,
    nullable: false,
    groupKernel: { name: "kll_sketch", options: (call) => kllOptions(call, kind) },
  };
}
function kllMerge(kind: KllKind): RowSpec {
  return {
    since: "4.1.2",
    params: [param("expr", ANY), optional("k", ANY)],
    coerce: (args, cx) => [sketched(args, cx)[0]!, ...kllSize(args, 1, cx)],
    returns: BINARY,
    nullable: false,
    groupKernel: { name: "kll_merge", options: (call) => kllOptions(call, kind) },
  };
}
const ALL: readonly KllKind[] = ["bigint", "double", "float"];
function forEach(prefix: string, row: (kind: KllKind) => RowSpec): { readonly [name: string]: RowSpec } {
  return Object.fromEntries(ALL.map((kind) => [`${prefix}_${kind}`, row(kind)]));
}

export const sketchFunctions: readonly FunctionRow[] = [
  ...family("sketch", "scalar", {
    hll_sketch_estimate: {
      since: "3.5.0",
      params: [param("expr", ANY)],
      coerce: sketched,
      returns: LONG,
      lower: byKernel("hll_estimate", (call) => ({ functionName: `\`${call.name}\`` })),
    },
    hll_union: hllUnion,
    ...forEach("kll_sketch_get_n", (kind) => rowOf(kind, "n", LONG)),
    ...forEach("kll_sketch_to_string", (kind) => rowOf(kind, "text", STRING)),
    ...forEach("kll_sketch_merge", (kind) => rowOf(kind, "merge", BINARY)),
    ...forEach("kll_sketch_get_quantile", (kind) => query(kind, "quantile")),
    ...forEach("kll_sketch_get_rank", (kind) => query(kind, "rank")),
  }),
  ...family("agg", "aggregate", {
    hll_sketch_agg: {
      since: "3.5.0",
      params: [param("expr", ANY), optional("lgConfigK", ANY)],
      coerce: (args, cx) => {
        exactly(args, 0, HLL_VALUES, cx);
        exactly(args, 1, T_INT, cx);
        const found = args[1] === undefined ? 12 : constantAt(args, 1, cx);
        if (found === undefined)
          throw new SparkRuntimeException("HLL_K_MUST_BE_CONSTANT", { function: quotedName(cx) });
        const lgK = Number(found ?? 0);
        if (lgK < 4 || lgK > 21) {
          throw new SparkRuntimeException("HLL_INVALID_LG_K", {
            function: quotedName(cx),
            min: "4",
            max: "21",
            value: String(lgK),
          });
        }
        return [args[0]!, literal(lgK, INT)];
      },
      returns: BINARY,
      nullable: false,
      display: shownWith("12"),
      groupKernel: { name: "hll_sketch", options: hllOptions },
    },
    hll_union_agg: {
      since: "3.5.0",
      params: [param("expr", ANY), optional("allowDifferentLgConfigK", ANY)],
      coerce: (args, cx) => {
        sketched(args, cx);
        exactly(args, 1, T_BOOLEAN, cx);
        return args[1] === undefined ? args : [args[0]!, folded(args[1], cx)];
      },
      returns: BINARY,
      nullable: false,
      display: shownWith("false"),
      groupKernel: { name: "hll_union", collect: ([x]) => [x!], options: (call) => ({ ...hllOptions(call), lgK: 12 }) },
    },
    ...forEach("kll_sketch_agg", kllSketch),
    ...forEach("kll_merge_agg", kllMerge),
  }),
];
