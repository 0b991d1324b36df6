/** Numbers and other values as formatted text, and numbers read from it. */
import { prettyName } from "../logical/pretty.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, NUMERIC, oneOf, T_DECIMAL, T_INT, T_STRING } from "../logical/input-type.ts";
import type { FormatType } from "../kernels/format.ts";
import { NumberFormat, NumberFormatError } from "../kernels/number-format.ts";
import { px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { type DataType, DecimalType, STRING } from "../types/data-type.ts";
import { AnalysisException, ArithmeticException, unsupported } from "../types/spark-error.ts";
import { coerceTo } from "./support.ts";
import { callKernel } from "./by-kernel.ts";
import { family, param, rest, type RowSpec } from "./family.ts";
import {
  argOf,
  asTheyAre,
  constantArg,
  folded,
  inputTypes,
  literalText,
  quotedCall,
  stringLikeFirst,
} from "./text-args.ts";

const BITS = { byte: 8, short: 16, integer: 32, long: 64 } as const;
/** How Spark hands a value to Java's formatter: dates and times are the numbers they are kept as. */
function formatType(t: DataType): FormatType {
  switch (t.kind) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return { kind: "integer", bits: BITS[t.kind] };
    case "date":
    case "interval_ym":
      return { kind: "integer", bits: 32 };
    case "timestamp":
    case "timestamp_ntz":
    case "time":
    case "interval_dt":
      return { kind: "integer", bits: 64 };
    case "float":
    case "double":
    case "boolean":
      return { kind: t.kind };
    case "decimal":
      return { kind: "decimal", scale: t.scale };
    case "string":
    case "char":
    case "varchar":
      return { kind: "string" };
    case "void":
      return { kind: "null" };
    default:
      throw unsupported(`a ${t.simpleString()} as an argument of format_string`);
  }
}
const formatString: RowSpec = {
  aliases: ["printf"],
  since: "1.5.0",
  params: [param("strfmt", T_STRING), rest("obj", ANY)],
  coerce: (args, cx) => {
    const [format] = coerceTo(args.slice(0, 1), [T_STRING], cx);
    // An interval is printed as a cast would.
    return [format!, ...args.slice(1).map((e) => (e.dataType.kind === "interval" ? cx.cast(e, STRING) : e))];
  },
  returns: (args, cx) => {
    const format = cx.constant(argOf(args, 0))?.value;
    if (typeof format === "string" && format.includes("%0$")) {
      throw new AnalysisException("INVALID_PARAMETER_VALUE.ZERO_INDEX", {
        parameter: "`strfmt`",
        functionName: "`format_string`",
      });
    }
    return stringLikeFirst(args);
  },
  nullable: ([format]) => format!.nullable,
  lower: (call, cx) => {
    const types = call.args.slice(1).map((e) => formatType(e.dataType));
    return callKernel(call, cx, "format_string", () => ({ types }));
  },
};

const PLACES = oneOf(T_INT, T_STRING);
const formatNumber: RowSpec = {
  since: "1.5.0",
  params: [param("expr1", NUMERIC), param("expr2", PLACES)],
  coerce: asTheyAre(NUMERIC, PLACES),
  returns: STRING,
  nullable: true,
  lower: (call, cx) => {
    const places = argOf(call.args, 1).dataType.kind === "integer";
    return callKernel(call, cx, "format_number", () => ({ type: formatType(argOf(call.args, 0).dataType), places }));
  },
};

/** What Spark calls the kind of an expression where it names a parameter after what was passed. */
function nodeName(e: TypedExpr): string {
  if (e.kind === "Cast") return "cast";
  return e.kind === "Call" ? e.fn.name.replaceAll("_", "") : "attributereference";
}
/** The constant number format of a call; undefined where it is null. */
function numberFormat(args: readonly TypedExpr[], cx: BindContext): NumberFormat | undefined {
  const format = argOf(args, 1);
  const value = cx.constant(format)?.value;
  if (value === undefined) {
    throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
      sqlExpr: quotedCall(cx, args),
      inputName: `\`${nodeName(format)}\``,
      inputType: '"STRING"',
      inputExpr: `"${prettyName(format)}"`,
    });
  }
  if (typeof value !== "string") return undefined;
  try {
    return new NumberFormat(value);
  } catch (e) {
    throw e instanceof NumberFormatError ? new AnalysisException(e.condition, e.parameters) : e;
  }
}
function toNumber(fails: boolean): RowSpec {
  return {
    since: "3.3.0",
    params: [param("expr", T_STRING), param("fmt", T_STRING)],
    coerce: (args, cx) => {
      const [text, format] = inputTypes(T_STRING, T_STRING)(args, cx);
      return [text!, folded(format!, cx)];
    },
    returns: (args, cx) => {
      const format = numberFormat(args, cx);
      if (format === undefined) return new DecimalType(10, 0);
      if (format.precision > 38) {
        throw new ArithmeticException("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", {
          precision: String(format.precision),
          maxPrecision: "38",
        });
      }
      return new DecimalType(format.precision, format.scale);
    },
    ...(fails ? {} : { nullable: true }),
    lower: (call, cx) => {
      const format = constantFormat(call);
      if (format === undefined) return px.lit.null(physicalType(call.dataType));
      return cx.kernel("to_number", [cx.lower(argOf(call.args, 0))], call.dataType, { format, fails });
    },
  };
}
/** The format, which analysis has found to be constant: as text, or undefined for null. */
function constantFormat(call: Call): string | undefined {
  const { value } = constantArg(call, 1);
  return typeof value === "string" ? value : undefined;
}

/** to_char: of numbers by a number format, of dates by a date pattern, of bytes by the name of an encoding. */
const toChar: RowSpec = {
  aliases: ["to_varchar"],
  since: "3.4.0",
  params: [param("expr", ANY), param("format", ANY)],
  coerce: (args, cx) => {
    const first = argOf(args, 0).dataType.kind;
    if (isDatetime(first) || first === "binary") return args;
    const [number, format] = inputTypes(T_DECIMAL, T_STRING)(args, cx);
    return [number!, folded(format!, cx)];
  },
  returns: (args, cx) => {
    const rewritten = otherForm(args, cx);
    if (rewritten !== undefined) return rewritten.dataType;
    numberFormat(args, cx);
    return STRING;
  },
  nullable: (args, cx) => otherForm(args, cx)?.nullable ?? args.some((e) => e.nullable),
  rewrite: otherForm as NonNullable<FunctionRow["rewrite"]>,
  display: (args, call) => {
    const first = argOf(call.args, 0).dataType.kind;
    if (isDatetime(first)) return `date_format(${args.join(", ")})`;
    if (first !== "binary") return `to_char(${args.join(", ")})`;
    const format = String(literalText(call, 1)).trim().toLowerCase();
    const shown = format === "utf-8" ? args : args.slice(0, 1);
    const name = call.name !== "to_char" ? call.name : format === "utf-8" ? "decode" : format;
    return `${name}(${shown.join(", ")})`;
  },
  lower: (call, cx) => {
    const format = constantFormat(call);
    const number = argOf(call.args, 0);
    if (format === undefined || number.dataType.kind !== "decimal") return px.lit.null("String");
    return cx.kernel("to_char", [cx.lower(number)], STRING, { format, scale: number.dataType.scale });
  },
};
function isDatetime(kind: DataType["kind"]): boolean {
  return kind === "date" || kind === "timestamp" || kind === "timestamp_ntz" || kind === "time" || NANOS.has(kind);
}
const NANOS: ReadonlySet<DataType["kind"]> = new Set(["timestamp_ltz_nanos", "timestamp_ntz_nanos"]);
function otherForm(args: readonly TypedExpr[], cx: BindContext): TypedExpr | undefined {
  const [e, format] = args as [TypedExpr, TypedExpr];
  if (isDatetime(e.dataType.kind)) return cx.call("date_format", [e, format]);
  if (e.dataType.kind !== "binary") return undefined;
  const value = cx.constant(format)?.value;
  if (typeof value !== "string") {
    throw new AnalysisException("NON_FOLDABLE_ARGUMENT", {
      funcName: `\`${cx.name}\``,
      paramName: "`format`",
      paramType: `"${format.dataType.sql}"`,
    });
  }
  const name = value.trim().toLowerCase();
  if (name === "base64" || name === "hex") return cx.call(name, [e]);
  if (name === "utf-8") return cx.call("decode", [e, format]);
  throw new AnalysisException("INVALID_PARAMETER_VALUE.BINARY_FORMAT", {
    parameter: "`format`",
    functionName: `\`${cx.name}\``,
    invalidFormat: `'${name}'`,
  });
}
export const stringFormatFunctions: readonly FunctionRow[] = family("string-format", "scalar", {
  format_string: formatString,
  format_number: formatNumber,
  to_number: toNumber(true),
  try_to_number: toNumber(false),
  to_char: toChar,
});
