/** Collations: giving a string one, and naming it. */
import { isString } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import { sqlText } from "../logical/pretty.ts";
import { collationName } from "../kernels/collation-names.ts";
import { px } from "../polars/dsl.ts";
import { STRING, StringType } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { family, param, type RowSpec } from "./family.ts";
import { argOf } from "./text-args.ts";

function collationOf(e: TypedExpr, cx: BindContext): string {
  if (e.dataType.kind !== "string") {
    throw new AnalysisException("UNEXPECTED_INPUT_TYPE", {
      functionName: "`collate`",
      paramIndex: "first",
      inputSql: `"${sqlText(e)}"`,
      inputType: `"${e.dataType.sql}"`,
      requiredType: '"STRING"',
    });
  }
  const value = cx.constant(e)?.value;
  if (typeof value !== "string") {
    throw new AnalysisException("NON_FOLDABLE_ARGUMENT", {
      funcName: "`collate`",
      paramName: "`collationName`",
      paramType: '"STRING"',
    });
  }
  const name = collationName(value);
  if (name === undefined)
    throw new AnalysisException("COLLATION_INVALID_NAME", { collationName: value, proposals: "" });
  return name;
}
const collate: RowSpec = {
  since: "4.0.0",
  params: [param("expr", T_STRING), param("collationName", T_STRING)],
  coerce: (args, cx) => {
    const [e, name] = args as [TypedExpr, TypedExpr];
    if (!isString(e.dataType) && e.dataType.kind !== "void") throw unexpectedInput(cx.name, args, 0, T_STRING.label);
    return [e.dataType.kind === "void" ? cx.cast(e, STRING) : e, name];
  },
  returns: (args, cx) => new StringType(collationOf(argOf(args, 1), cx)),
  nullable: ([e]) => e!.nullable,
  polars: ([e]) => e!,
};
const collation: RowSpec = {
  since: "4.0.0",
  params: [param("expr", ANY)],
  coerce: (args, cx) => {
    const e = argOf(args, 0);
    if (!isString(e.dataType) && e.dataType.kind !== "void") throw unexpectedInput(cx.name, args, 0, T_STRING.label);
    return args;
  },
  returns: STRING,
  nullable: false,
  lower: (call) => {
    const t = argOf(call.args, 0).dataType;
    return px.lit.str(`SYSTEM.BUILTIN.${t.kind === "string" ? t.collation : "UTF8_BINARY"}`);
  },
};

export const collationFunctions: readonly FunctionRow[] = family("collation", "scalar", {
  collate,
  collation,
});
