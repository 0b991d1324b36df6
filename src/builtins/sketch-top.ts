/** approx_top_k: the most frequent items, their sketches as states, and what states combine to. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { literal } from "../logical/build.ts";
import { ANY, ANY_STRUCT, T_INT } from "../logical/input-type.ts";
import type { ItemForm } from "../kernels/sketch-frequent.ts";
import type { TopOptions } from "../kernels/sketch-shared.ts";
import { ArrayType, BINARY, type DataType, INT, LONG, STRING, StructField, StructType } from "../types/data-type.ts";
import { type AnalysisException, SparkRuntimeException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { type Args, castTo, constantAt, shownWith } from "./sketch-arguments.ts";
import { mismatch, numberOf } from "./support.ts";

const MOST = 1_000_000;
const FORMS: { readonly [kind: string]: ItemForm } = {
  boolean: "boolean",
  byte: "byte",
  short: "short",
  integer: "int",
  date: "int",
  long: "long",
  timestamp: "long",
  timestamp_ntz: "long",
  float: "float",
  double: "double",
  string: "string",
};
function formOf(t: DataType): ItemForm | undefined {
  if (t.kind === "decimal") return t.precision <= 9 ? "int" : t.precision <= 18 ? "long" : undefined;
  return FORMS[t.kind];
}
function hint(cx: BindContext, args: Args, msg: string): AnalysisException {
  return mismatch(cx.name, args, "TYPE_CHECK_FAILURE_WITH_HINT", { msg, hint: "" });
}
/** Errors name the family's first function, whichever was called. */
function invalid(condition: string, parameters: { readonly [k: string]: string }): SparkRuntimeException {
  return new SparkRuntimeException(`APPROX_TOP_K_${condition}`, parameters);
}
function positive(args: Args, i: number, cx: BindContext, name: string, what: string, fallback: number): number {
  if (args[i] === undefined) return fallback;
  const found = constantAt(castTo(T_INT, args, i, cx), i, cx);
  if (found === undefined) throw hint(cx, args, `${what} must be a constant literal`);
  if (found === null) throw invalid("NULL_ARG", { argName: `\`${name}\`` });
  const n = Number(found);
  if (n <= 0) throw invalid("NON_POSITIVE_ARG", { argName: `\`${name}\``, argValue: String(n) });
  return n;
}
function trackedOf(args: Args, i: number, cx: BindContext, fallback: number): number {
  const n = positive(args, i, cx, "maxItemsTracked", "Number of items tracked", fallback);
  if (n > MOST) throw invalid("MAX_ITEMS_TRACKED_EXCEEDS_LIMIT", { maxItemsTracked: String(n), limit: String(MOST) });
  return n;
}
/** The table that holds so many items three quarters full. */
function lgMost(tracked: number): number {
  return Math.ceil(Math.log(Math.ceil(tracked / 0.75)) / Math.log(2));
}
function pairType(t: DataType): DataType {
  const pair = new StructType([new StructField("item", t, true), new StructField("count", LONG, false)]);
  return new ArrayType(pair, false);
}
function stateType(t: DataType): StructType {
  return new StructType([
    new StructField("sketch", BINARY, false),
    new StructField("maxItemsTracked", INT, false),
    new StructField("itemDataType", t, true),
    new StructField("itemDataTypeDDL", STRING, false),
  ]);
}
/** The type of the items of a state. */
function itemType(args: Args, cx: BindContext): DataType {
  const t = (args[0] as TypedExpr).dataType;
  if (t.kind === "void") throw hint(cx, args, "State must be a struct with 4 fields");
  if (t.kind !== "struct") throw unexpectedInput(cx.name, args, 0, ANY_STRUCT.label.replaceAll("'", ""));
  const kinds = t.fields.map((f) => f.dataType.kind);
  if (t.fields.length !== 4 || kinds[0] !== "binary" || kinds[1] !== "integer" || kinds[3] !== "string") {
    throw hint(cx, args, "State must be a struct with 4 fields");
  }
  return (t.fields[2] as StructField).dataType;
}
function countable(args: Args, cx: BindContext): void {
  const t = (args[0] as TypedExpr).dataType;
  if (formOf(t) === undefined)
    throw hint(cx, args, `${t.simpleString().replace(/[<(].*$/, "")} columns are not supported`);
}
function ddlOf(t: DataType): string {
  return t.kind === "string" ? "item string not null" : `item ${t.sql} NOT NULL`;
}
function options(t: DataType, k: number, tracked: number, size = tracked): TopOptions {
  return { form: formOf(t) ?? "int", lgMost: lgMost(size), k, tracked, ddl: ddlOf(t) };
}
function typeAt(call: Call): DataType {
  return (call.args[0] as TypedExpr).dataType;
}
function stateItem(call: Call): DataType {
  const t = typeAt(call);
  return t.kind === "struct" ? (t.fields[2] as StructField).dataType : t;
}
const K = 5;
const TRACKED = 10_000;

const approxTopK: RowSpec = {
  since: "4.1.0",
  params: [param("expr", ANY), optional("k", ANY), optional("maxItemsTracked", ANY)],
  coerce: (args, cx) => {
    countable(args, cx);
    const k = positive(args, 1, cx, "k", "K", K);
    const tracked = trackedOf(args, 2, cx, TRACKED);
    if (tracked < k) {
      throw invalid("MAX_ITEMS_TRACKED_LESS_THAN_K", { maxItemsTracked: String(tracked), k: String(k) });
    }
    return [args[0]!, literal(k, INT), literal(tracked, INT)];
  },
  returns: ([x]) => pairType(x!.dataType),
  nullable: false,
  display: shownWith("5", "10000"),
  groupKernel: {
    name: "top_items",
    options: (call) => options(typeAt(call), numberOf(call.args[1]) ?? K, numberOf(call.args[2]) ?? TRACKED),
  },
};

export const topFunctions: readonly FunctionRow[] = [
  ...family("sketch", "scalar", {
    approx_top_k_estimate: {
      since: "4.1.0",
      params: [param("state", ANY), optional("k", ANY)],
      coerce: (args, cx) => {
        itemType(args, cx);
        return [args[0]!, literal(positive(args, 1, cx, "k", "K", K), INT)];
      },
      returns: (args, cx) => pairType(itemType(args, cx)),
      display: shownWith("5"),
      lower: (call, cx) => {
        const state = cx.lower(call.args[0]!);
        const k = numberOf(call.args[1]) ?? K;
        return cx.kernel("top_estimate", [state], call.dataType, options(stateItem(call), k, TRACKED));
      },
    },
  }),
  ...family("agg", "aggregate", {
    approx_top_k: approxTopK,
    approx_top_k_accumulate: {
      since: "4.1.0",
      params: [param("expr", ANY), optional("maxItemsTracked", ANY)],
      coerce: (args, cx) => {
        countable(args, cx);
        return [args[0]!, literal(trackedOf(args, 1, cx, TRACKED), INT)];
      },
      returns: ([x]) => stateType(x!.dataType),
      nullable: false,
      display: shownWith("10000"),
      groupKernel: {
        name: "top_state",
        options: (call) => options(typeAt(call), K, numberOf(call.args[1]) ?? TRACKED),
      },
    },
    approx_top_k_combine: {
      since: "4.1.0",
      params: [param("state", ANY), optional("maxItemsTracked", ANY)],
      coerce: (args, cx) => {
        itemType(args, cx);
        return [args[0]!, literal(trackedOf(args, 1, cx, -1), INT)];
      },
      returns: (args, cx) => stateType(itemType(args, cx)),
      nullable: false,
      display: shownWith("-1"),
      groupKernel: {
        name: "top_combine",
        options: (call) => {
          const tracked = numberOf(call.args[1]) ?? -1;
          return options(stateItem(call), K, tracked, tracked < 0 ? MOST : tracked);
        },
      },
    },
  }),
];
