/**
 * Functions of Avro and Protocol Buffers. Spark knows their names, checks their arguments, and refuses them where the
 * libraries of these formats were not added to it; they are not here either.
 */
import { existsSync } from "node:fs";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { family, optional, param, type RowSpec } from "./family.ts";

type Args = readonly TypedExpr[];

function refused(args: Args, cx: BindContext, total: number, hint: string): AnalysisException {
  const shown = [...args.map(prettyName), ...Array.from({ length: total - args.length }, () => "NULL")];
  return new AnalysisException("DATATYPE_MISMATCH.TYPE_CHECK_FAILURE_WITH_HINT", {
    sqlExpr: `"${cx.name}(${shown.join(", ")})"`,
    msg: hint,
    hint: "",
  });
}
function isText(e: TypedExpr | undefined, cx: BindContext): boolean {
  return (
    e === undefined || e.dataType.kind === "void" || (e.dataType.kind === "string" && cx.constant(e) !== undefined)
  );
}
function isOptions(e: TypedExpr | undefined, cx: BindContext): boolean {
  if (e === undefined || e.dataType.kind === "void") return true;
  return e.dataType.kind === "map" && cx.constant(e) !== undefined;
}
function unavailable(format: "AVRO" | "PROTOBUF", name: string): AnalysisException {
  return new AnalysisException(`${format}_NOT_LOADED_SQL_FUNCTIONS_UNUSABLE`, { functionName: name });
}

function avro(total: number, schemaAt: number, verb: string, optionsAt?: number): RowSpec {
  const ordinals = ["first", "second", "third"];
  return {
    coerce: (args, cx) => {
      const name = cx.name.toUpperCase();
      if (!isText(args[schemaAt], cx)) {
        const hint = `The ${ordinals[schemaAt]} argument of the ${name} SQL function must be a constant string with the JSON form of the schema to convert the value ${verb} AVRO format.`;
        throw refused(args, cx, total, hint);
      }
      if (optionsAt !== undefined && !isOptions(args[optionsAt], cx)) {
        const hint = `The ${ordinals[optionsAt]} argument of the ${name} SQL function must be a constant map of strings to strings with the options to convert the value ${verb} AVRO format.`;
        throw refused(args, cx, total, hint);
      }
      throw unavailable("AVRO", name);
    },
  };
}
function protobuf(needsStruct: boolean): RowSpec {
  return {
    params: [param("data", ANY), param("messageName", ANY), optional("descFilePath", ANY), optional("options", ANY)],
    coerce: (args, cx) => {
      const [data, message, file, options] = args;
      const name = cx.name.toUpperCase();
      if (!isText(message, cx)) {
        const hint = `The second argument of the ${name} SQL function must be a constant string naming the Protobuf message.`;
        throw refused(args, cx, 4, hint);
      }
      if (!isOptions(options, cx)) {
        const hint = `The fourth argument of the ${name} SQL function must be a constant map of strings to strings with the options to convert the value.`;
        throw refused(args, cx, 4, hint);
      }
      if (needsStruct && data !== undefined && data.dataType.kind !== "struct") {
        throw new AnalysisException("DATATYPE_MISMATCH.NON_STRUCT_TYPE", {
          sqlExpr: `"${cx.name}(${args.map(prettyName).join(", ")})"`,
          inputName: "data",
          inputType: `"${data.dataType.sql}"`,
        });
      }
      const path = file === undefined ? undefined : cx.constant(file)?.value;
      if (typeof path === "string" && !existsSync(path)) {
        throw new AnalysisException("PROTOBUF_DESCRIPTOR_FILE_NOT_FOUND", { filePath: path });
      }
      throw unavailable("PROTOBUF", name);
    },
  };
}

export const externalFormatFunctions: readonly FunctionRow[] = family("misc", "scalar", {
  from_avro: {
    since: "4.0.0",
    params: [param("child", ANY), param("jsonFormatSchema", ANY), optional("options", ANY)],
    ...avro(3, 1, "from", 2),
    unsupported: "the library of Avro is not part of it",
  },
  to_avro: {
    since: "4.0.0",
    params: [param("child", ANY), optional("jsonFormatSchema", ANY)],
    ...avro(2, 1, "to"),
    unsupported: "the library of Avro is not part of it",
  },
  schema_of_avro: {
    since: "4.0.0",
    params: [param("jsonFormatSchema", ANY), optional("options", ANY)],
    ...avro(2, 0, "from", 1),
    unsupported: "the library of Avro is not part of it",
  },
  from_protobuf: {
    since: "4.0.0",
    ...protobuf(false),
    unsupported: "the library of Protocol Buffers is not part of it",
  },
  to_protobuf: { since: "4.0.0", ...protobuf(true), unsupported: "the library of Protocol Buffers is not part of it" },
});
