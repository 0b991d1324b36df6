/** Functions of CSV records. */
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { CsvRecords, csvSeparator } from "../kernels/csv.ts";
import { CsvFields } from "../kernels/csv-values.ts";
import { binaryStyleOf } from "./binary-style.ts";
import type { TextOptions } from "../kernels/json-options.ts";
import { px } from "../polars/dsl.ts";
import { P_STRING } from "../polars/polars-type.ts";
import { type DataType, STRING, type StructType } from "../types/data-type.ts";
import { AnalysisException, UnsupportedOperationException } from "../types/spark-error.ts";
import { asNullable } from "../types/type-equality.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { argOf, asTheyAre } from "./text-args.ts";
import { schemaOfText } from "./schema-of-text.ts";
import {
  withMoments,
  corruptColumn,
  failsFast,
  FIRST_ONLY,
  optionsOf,
  packed,
  packedType,
  schemaOf,
  unpacked,
} from "./text-options.ts";

const fromCsv: RowSpec = {
  since: "3.0.0",
  params: [param("csvStr", T_STRING), param("schema", ANY), optional("options", ANY)],
  coerce: (args, cx) => {
    const schema = schemaOf(argOf(args, 1), cx);
    const given = optionsOf(args[2], cx);
    if (schema.kind !== "struct") {
      throw new AnalysisException("INVALID_SCHEMA.NON_STRUCT_TYPE", {
        inputSchema: `"${String(cx.constant(argOf(args, 1))?.value)}"`,
        dataType: `"${schema.sql}"`,
      });
    }
    const [text] = asTheyAre(T_STRING)([argOf(args, 0)], cx);
    const corrupt = corruptColumn(given, cx, schema);
    const nested = schema.fields.find((f) => ["array", "map", "struct", "void"].includes(f.dataType.kind));
    if (nested !== undefined) {
      throw new UnsupportedOperationException("UNSUPPORTED_DATATYPE", { typeName: `"${nested.dataType.sql}"` });
    }
    const options = withMoments(given, cx, [schema]);
    csvSeparator(options);
    const failFast = failsFast(options, "from_csv");
    return [text!, packed({ type: asNullable(schema).json(), options, zone: cx.timeZone, failFast, corrupt })];
  },
  returns: packedType,
  nullable: ([text]) => text!.nullable,
  display: FIRST_ONLY,
  lower: (call, cx) => cx.kernel("from_csv", [cx.lower(argOf(call.args, 0))], call.dataType, unpacked(call.args)),
};

function holdsVariant(t: DataType): boolean {
  if (t.kind === "array") return holdsVariant(t.elementType);
  if (t.kind === "map") return holdsVariant(t.keyType) || holdsVariant(t.valueType);
  return (
    t.kind === "variant" || (t.kind === "struct" && (t as StructType).fields.some((f) => holdsVariant(f.dataType)))
  );
}
const toCsv: RowSpec = {
  since: "3.0.0",
  params: [param("expr", ANY), optional("options", ANY)],
  coerce: (args, cx) => {
    const e = argOf(args, 0);
    const given = optionsOf(args[1], cx);
    const options = withMoments(given, cx, null);
    csvSeparator(options);
    if ((e.dataType.kind !== "struct" && e.dataType.kind !== "void") || holdsVariant(e.dataType)) {
      throw new AnalysisException("DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE", {
        functionName: `\`${cx.name}\``,
        dataType: `"${e.dataType.sql}"`,
        sqlExpr: `"${cx.name}(${prettyName(e)})"`,
      });
    }
    const binaryStyle = binaryStyleOf(cx);
    return [e, packed({ type: e.dataType.json(), options, zone: cx.timeZone, binaryStyle })];
  },
  returns: STRING,
  nullable: true,
  display: FIRST_ONLY,
  lower: (call, cx) => {
    const e = argOf(call.args, 0);
    if (e.dataType.kind === "void") return px.lit.null(P_STRING);
    return cx.kernel("to_csv", [cx.lower(e)], STRING, unpacked(call.args));
  },
};

function inferred(text: string, options: TextOptions, cx: BindContext): string {
  const fields = new CsvRecords(options).fields(text) ?? [];
  const types = new CsvFields(options, cx.timeZone);
  return `STRUCT<${fields.map((f, i) => `_c${i}: ${types.typeOf(f ?? "")}`).join(", ")}>`;
}

export const csvFunctions: readonly FunctionRow[] = family("csv", "scalar", {
  from_csv: fromCsv,
  to_csv: toCsv,
  schema_of_csv: schemaOfText("csv", "3.0.0", inferred),
});
