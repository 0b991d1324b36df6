/** Types used as functions (`int(x)`), and functions that only raise errors. */
import { refuseBinaryStyle } from "./binary-style.ts";
import { requireTimeType } from "./datetime-parts.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { unexpectedType } from "./operator-coercion.ts";
import { textForm } from "./text-form.ts";
import { makeCast } from "../logical/build.ts";
import { castNullable, checkCast } from "../logical/cast-rules.ts";
import { implicitCast } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { AnalysisException } from "../types/spark-error.ts";
import {
  BINARY,
  BOOLEAN,
  BYTE,
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  NULL,
  SHORT,
  STRING,
  TIME,
  TIMESTAMP,
} from "../types/data-type.ts";

/** A cast by name; the column is named after its argument. */
function castTo(type: DataType): RowSpec {
  return {
    params: [param("expr", ANY)],
    coerce: (args) => args,
    rewrite: ([x], cx) => {
      const made = makeCast(x!, type, cx.mode, cx.timeZone, false);
      const cast = { ...made, nullable: castNullable(x!, type, cx.mode), origin: cx.origin };
      checkCast(x!.dataType, type, cx.mode, cast);
      return cast;
    },
    display: ([x]) => x ?? "",
  };
}

function raised(cx: Parameters<NonNullable<FunctionRow["polars"]>>[2], e: TypedExpr): ReturnType<typeof cx.site> {
  return cx.site(e, ([errorMessage = "null"]) => ({
    condition: "USER_RAISED_EXCEPTION",
    parameters: { errorMessage },
  }));
}
function message(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const [condition, text] = args as readonly [TypedExpr, TypedExpr?];
  const shown = prettyName(condition);
  const given: TypedExpr = text ?? {
    kind: "Literal",
    value: `'${shown}' is not true!`,
    dataType: STRING,
    nullable: false,
  };
  if (condition.dataType.kind !== "boolean" && condition.dataType.kind !== "void") {
    throw unexpectedType(
      ([c = ""]) => `(IF(${c}, NULL, raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${prettyName(given)}))))`,
      [condition],
      0,
      '"BOOLEAN"',
    );
  }
  const boolean = condition.dataType.kind === "void" ? cx.cast(condition, BOOLEAN) : condition;
  return [boolean, raisedText(given, cx)];
}
/** The message, which Spark takes as the value of a map. */
function raisedText(given: TypedExpr, cx: BindContext): TypedExpr {
  if (implicitCast(given.dataType, T_STRING, cx.ansi) !== undefined) return cx.cast(given, STRING);
  const map = `map(errorMessage, ${prettyName(given)})`;
  throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
    sqlExpr: `"raise_error(USER_RAISED_EXCEPTION, ${map})"`,
    paramIndex: "second",
    inputSql: `"${map}"`,
    inputType: `"MAP<STRING, ${given.dataType.sql}>"`,
    requiredType: '"MAP<STRING, STRING>"',
  });
}

export const castFunctions: readonly FunctionRow[] = family("conversion", "scalar", {
  boolean: castTo(BOOLEAN),
  tinyint: castTo(BYTE),
  smallint: castTo(SHORT),
  int: castTo(INT),
  bigint: castTo(LONG),
  float: castTo(FLOAT),
  double: castTo(DOUBLE),
  decimal: castTo(new DecimalType(10, 0)),
  date: castTo(DATE),
  timestamp: castTo(TIMESTAMP),
  binary: castTo(BINARY),
  string: castTo(STRING),
  time: {
    ...castTo(TIME),
    since: "4.1.0",
    coerce: (args, cx) => {
      requireTimeType(cx);
      return args;
    },
  },
  to_pretty_string: {
    params: [param("expr", ANY)],
    coerce: (args, cx) => {
      refuseBinaryStyle((args[0] as TypedExpr).dataType, cx);
      return args;
    },
    returns: STRING,
    nullable: false,
    polars: ([x], call, cx) => {
      const type = (call.args[0] as TypedExpr).dataType;
      const text = textForm(x!, type, { cx, zone: call.timeZone, pretty: true, exponents: false });
      return px.fillNull(text, px.lit.str("NULL"));
    },
  },
  assert_true: {
    since: "2.0.0",
    params: [param("condition", ANY), optional("message", ANY)],
    coerce: message,
    returns: NULL,
    nullable: true,
    foldable: false,
    display: (shown, call) => `assert_true(${shown[0]}, ${shown[1] ?? prettyName(call.args[1]!)})`,
    polars: ([condition, text], call, cx) => {
      const failed = px.fillNull(px.not(condition!), px.lit.bool(true));
      const shown = px.ternary(failed, text!, px.lit.null("String"));
      return cx.raiseIf(failed, raised(cx, call), px.lit.null("Null"), shown);
    },
  },
  raise_error: {
    since: "3.1.0",
    params: [param("message", ANY)],
    coerce: ([text], cx) => [raisedText(text as TypedExpr, cx)],
    returns: NULL,
    nullable: true,
    foldable: false,
    display: ([text]) => `raise_error(USER_RAISED_EXCEPTION, map(errorMessage, ${text}))`,
    polars: ([text], call, cx): Px => cx.raiseIf(px.lit.bool(true), raised(cx, call), px.lit.null("Null"), text!),
  },
});
