/** Functions of JSON text. */
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { optionFlag } from "../kernels/json-options.ts";
import { JsonTypes, settledType } from "../kernels/json-schema.ts";
import { JsonTextError } from "../kernels/json-scanner.ts";
import { ArrayType, type DataType, INT, STRING, StructField, StructType } from "../types/data-type.ts";
import { AnalysisException, SparkException } from "../types/spark-error.ts";
import { asNullable } from "../types/type-equality.ts";
import { byKernel } from "./by-kernel.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import { argOf, asTheyAre, stringLikeFirst } from "./text-args.ts";
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

const JSON_TEXT = [param("json", T_STRING)];
const fromJson: RowSpec = {
  since: "2.2.0",
  params: [param("jsonStr", T_STRING), param("schema", ANY), optional("options", ANY)],
  coerce: (args, cx) => {
    const schema = schemaOf(argOf(args, 1), cx);
    const given = optionsOf(args[2], cx);
    const type = asNullable(schema);
    const sqlExpr = `"${type.kind === "map" ? "entries" : `from_json(${prettyName(argOf(args, 0))})`}"`;
    if (!["struct", "array", "map", "variant"].includes(type.kind)) {
      throw new AnalysisException("DATATYPE_MISMATCH.INVALID_JSON_SCHEMA", { schema: `"${schema.sql}"`, sqlExpr });
    }
    if (!hasTextKeys(type)) {
      throw new AnalysisException("DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE", {
        schema: `"${schema.sql}"`,
        sqlExpr,
      });
    }
    const options = withMoments(given, cx, [schema]);
    const [text] = asTheyAre(T_STRING)([argOf(args, 0)], cx);
    const failFast = failsFast(options, "from_json");
    const corrupt = corruptColumn(options, cx, type);
    return [text!, packed({ type: type.json(), options, zone: cx.timeZone, failFast, corrupt })];
  },
  returns: packedType,
  nullable: true,
  display: (args, call) => (call.dataType.kind === "map" ? "entries" : FIRST_ONLY(args, call)),
  lower: (call, cx) => cx.kernel("from_json", [cx.lower(argOf(call.args, 0))], call.dataType, unpacked(call.args)),
};
function hasTextKeys(t: DataType): boolean {
  switch (t.kind) {
    case "array":
      return hasTextKeys(t.elementType);
    case "map":
      return t.keyType.kind === "string" && hasTextKeys(t.valueType);
    case "struct":
      return t.fields.every((f) => hasTextKeys(f.dataType));
    default:
      return true;
  }
}

const toJson: RowSpec = {
  since: "2.2.0",
  params: [param("expr", ANY), optional("options", ANY)],
  coerce: (args, cx) => {
    const e = argOf(args, 0);
    const given = optionsOf(args[1], cx);
    const options = withMoments(given, cx, null);
    if (!["struct", "array", "map", "variant", "void"].includes(e.dataType.kind)) {
      throw new AnalysisException("DATATYPE_MISMATCH.INVALID_JSON_SCHEMA", {
        schema: `"${e.dataType.sql}"`,
        sqlExpr: `"${cx.name}(${prettyName(e)})"`,
      });
    }
    const defaults =
      cx.conf("spark.sql.jsonGenerator.ignoreNullFields") === "false" ? { ignorenullfields: "false" } : {};
    return [e, packed({ type: e.dataType.json(), options: { ...defaults, ...options }, zone: cx.timeZone })];
  },
  returns: STRING,
  nullable: true,
  display: FIRST_ONLY,
  lower: (call, cx) => cx.kernel("to_json", [cx.lower(argOf(call.args, 0))], STRING, unpacked(call.args)),
};

/** What is said of a text that has nothing in it: an object without fields, or a list of such. */
function emptyType(t: DataType): DataType {
  if (t.kind === "array") return t.elementType.kind === "struct" ? new ArrayType(new StructType([]), true) : STRING;
  return t.kind === "struct" ? new StructType([]) : STRING;
}
function inferred(text: string, options: ReturnType<typeof optionsOf>, cx: BindContext): string {
  try {
    const found = new JsonTypes(options, cx.timeZone).of(text);
    return (settledType(found, optionFlag(options, "dropFieldIfAllNull", false)) ?? emptyType(found)).sql;
  } catch (e) {
    if (!(e instanceof JsonTextError)) throw e;
    throw new SparkException(null, {}, { message: `The text is not JSON: ${text}` });
  }
}

const jsonTuple: RowSpec = {
  since: "1.6.0",
  kind: "generator",
  params: [param("jsonStr", T_STRING), param("p1", T_STRING), rest("p", T_STRING)],
  coerce: (args, cx) => {
    if (args.some((e) => e.dataType.kind !== "string")) {
      throw new AnalysisException("DATATYPE_MISMATCH.NON_STRING_TYPE", {
        funcName: "`json_tuple`",
        sqlExpr: `"${cx.name}(${args.map(prettyName).join(", ")})"`,
      });
    }
    return args;
  },
  returns: (args) => new StructType(args.slice(1).map((_, i) => new StructField(`c${i}`, stringLikeFirst(args), true))),
  lower: (call, cx) => {
    const columns = call.args.map((e) => cx.lower(e));
    return cx.kernel("json_tuple", columns, new ArrayType(call.dataType, false));
  },
};

export const jsonFunctions: readonly FunctionRow[] = family("json", "scalar", {
  get_json_object: {
    since: "1.5.0",
    params: [param("json_txt", T_STRING), param("path", T_STRING)],
    coerce: asTheyAre(T_STRING),
    returns: STRING,
    nullable: true,
    lower: byKernel("get_json_object"),
  },
  json_array_length: {
    since: "3.1.0",
    params: JSON_TEXT,
    coerce: asTheyAre(T_STRING),
    returns: INT,
    nullable: true,
    lower: byKernel("json_array_length"),
  },
  json_object_keys: {
    since: "3.1.0",
    params: JSON_TEXT,
    coerce: asTheyAre(T_STRING),
    returns: new ArrayType(STRING, true),
    nullable: true,
    lower: byKernel("json_object_keys"),
  },
  json_tuple: jsonTuple,
  from_json: fromJson,
  to_json: toJson,
  schema_of_json: schemaOfText("json", "2.4.0", inferred),
});
