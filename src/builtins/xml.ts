/** Functions of XML text. */
import { isFoldable } from "../logical/build.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { binaryStyleOf } from "./binary-style.ts";
import type { TextOptions } from "../kernels/json-options.ts";
import { XmlTypes } from "../kernels/xml-schema.ts";
import { XmlError } from "../kernels/xml-tree.ts";
import { badXmlOption } from "../kernels/xml-writer.ts";
import { px } from "../polars/dsl.ts";
import { P_STRING } from "../polars/polars-type.ts";
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  SHORT,
  STRING,
  StructField,
  StructType,
} from "../types/data-type.ts";
import { AnalysisException, IllegalArgumentException, SparkException } from "../types/spark-error.ts";
import { asNullable } from "../types/type-equality.ts";
import { unexpectedInput } from "./bind.ts";
import { byKernel } from "./by-kernel.ts";
import { constant, family, optional, param, type RowSpec } from "./family.ts";
import { argOf, asTheyAre, quotedCall } from "./text-args.ts";
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
import { isCaseSensitive } from "./support.ts";

function xpath(returns: DataType, kernel: string, ...aliases: readonly string[]): RowSpec {
  return {
    aliases,
    since: "2.0.0",
    params: [param("xml", T_STRING), constant("path", T_STRING)],
    coerce: (args, cx) => {
      const path = argOf(args, 1);
      if (!isFoldable(path)) {
        throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
          sqlExpr: quotedCall(cx, args),
          inputName: "`path`",
          inputType: '"STRING"',
          inputExpr: `"${prettyName(path)}"`,
        });
      }
      return asTheyAre(T_STRING)(args, cx);
    },
    returns,
    nullable: true,
    lower: byKernel(kernel),
  };
}

function checkOptions(options: TextOptions): void {
  const complaint = badXmlOption(options);
  if (complaint === undefined) return;
  throw new IllegalArgumentException(null, {}, { message: complaint });
}
const fromXml: RowSpec = {
  since: "4.0.0",
  params: [param("xmlStr", T_STRING), param("schema", ANY), optional("options", ANY)],
  coerce: (args, cx) => {
    const schema = schemaOf(argOf(args, 1), cx);
    const given = optionsOf(args[2], cx);
    if (schema.kind !== "struct" && schema.kind !== "variant") {
      const sqlExpr = `"from_xml(${prettyName(argOf(args, 0))})"`;
      throw new AnalysisException("DATATYPE_MISMATCH.INVALID_XML_SCHEMA", { schema: `"${schema.sql}"`, sqlExpr });
    }
    const [text] = asTheyAre(T_STRING)([argOf(args, 0)], cx);
    checkOptions(given);
    const options = withMoments(given, cx, [schema]);
    const failFast = failsFast(options, "from_xml");
    const corrupt = corruptColumn(options, cx, schema);
    const type = asNullable(schema).json();
    const caseSensitive = isCaseSensitive(cx);
    const binaryStyle = binaryStyleOf(cx);
    return [text!, packed({ type, options, zone: cx.timeZone, failFast, corrupt, caseSensitive, binaryStyle })];
  },
  returns: packedType,
  nullable: true,
  display: FIRST_ONLY,
  lower: (call, cx) => cx.kernel("from_xml", [cx.lower(argOf(call.args, 0))], call.dataType, unpacked(call.args)),
};
const toXml: RowSpec = {
  since: "4.0.0",
  params: [param("expr", ANY), optional("options", ANY)],
  coerce: (args, cx) => {
    const e = argOf(args, 0);
    const given = optionsOf(args[1], cx);
    const options = withMoments(given, cx, null);
    if (!["struct", "variant", "void"].includes(e.dataType.kind)) {
      throw unexpectedInput(cx.name, args.slice(0, 1), 0, '"STRUCT"');
    }
    checkOptions(options);
    if (options["attributeprefix"] === "") {
      const message = "requirement failed: 'attributePrefix' option should not be empty string.";
      throw new IllegalArgumentException(null, {}, { message });
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
    return cx.kernel("to_xml", [cx.lower(e)], STRING, unpacked(call.args));
  },
};
function inferred(text: string, options: TextOptions, cx: BindContext): string {
  checkOptions(options);
  const failFast = failsFast(options, "schema_of_xml");
  try {
    return new XmlTypes(options, cx.timeZone, isCaseSensitive(cx)).of(text).sql;
  } catch (e) {
    if (!(e instanceof XmlError)) throw e;
    const badRecord = corruptColumn(options, cx, STRING);
    if (!failFast) return new StructType([new StructField(badRecord, STRING, true)]).sql;
    const parameters = { badRecord, failFastMode: "FAILFAST" };
    throw new SparkException("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", parameters);
  }
}

export const xmlFunctions: readonly FunctionRow[] = family("xml", "scalar", {
  xpath: xpath(new ArrayType(STRING, true), "xpath"),
  xpath_boolean: xpath(BOOLEAN, "xpath_boolean"),
  xpath_short: xpath(SHORT, "xpath_short"),
  xpath_int: xpath(INT, "xpath_int"),
  xpath_long: xpath(LONG, "xpath_long"),
  xpath_float: xpath(FLOAT, "xpath_float"),
  xpath_double: xpath(DOUBLE, "xpath_double", "xpath_number"),
  xpath_string: xpath(STRING, "xpath_string"),
  from_xml: fromXml,
  to_xml: toXml,
  schema_of_xml: schemaOfText("xml", "4.0.0", inferred),
});
