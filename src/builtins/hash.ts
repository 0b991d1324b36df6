/** Digests and hashes. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, T_BINARY, T_INT, T_STRING } from "../logical/input-type.ts";
import type { HashShape } from "../kernels/hash-shape.ts";
import { BINARY, type DataType, INT, LONG, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { byKernel } from "./by-kernel.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import { quotedCall, withDefaults } from "./text-args.ts";

function contains(t: DataType, kind: DataType["kind"]): boolean {
  if (t.kind === kind) return true;
  if (t.kind === "array") return contains(t.elementType, kind);
  return t.kind === "struct" && t.fields.some((f) => contains(f.dataType, kind));
}
/** Maps have no order of entries and variants no one form, so that equal ones could hash apart. */
function checkHashable(args: readonly TypedExpr[], cx: BindContext): void {
  for (const [kind, condition] of [
    ["map", "HASH_MAP_TYPE"],
    ["variant", "HASH_VARIANT_TYPE"],
  ] as const) {
    if (!args.some((e) => contains(e.dataType, kind))) continue;
    if (kind === "map" && cx.conf("spark.sql.legacy.allowHashOnMapType") === "true") continue;
    throw new AnalysisException(`DATATYPE_MISMATCH.${condition}`, {
      functionName: `\`${cx.name}\``,
      sqlExpr: quotedCall(cx, args),
    });
  }
}
function shapeOf(t: DataType): HashShape {
  switch (t.kind) {
    case "interval":
      return { interval: true };
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return { nanos: true };
    case "array":
      return { children: [shapeOf(t.elementType)] };
    case "map":
      return { children: [{ children: [shapeOf(t.keyType), shapeOf(t.valueType)] }] };
    case "struct":
      return { children: t.fields.map((f) => shapeOf(f.dataType)) };
    default:
      return null;
  }
}
function hash(kernel: string, returns: DataType, since: string): RowSpec {
  return {
    since,
    params: [param("expr1", ANY), rest("expr", ANY)],
    returns: (args, cx) => {
      checkHashable(args, cx);
      return returns;
    },
    nullable: false,
    lower: (call, cx) => {
      const shapes = call.args.map((e) => shapeOf(e.dataType));
      return cx.kernel(
        kernel,
        call.args.map((e) => cx.lower(e)),
        returns,
        { shapes },
      );
    },
  };
}
const BYTES = [param("expr", T_BINARY)];

export const hashFunctions: readonly FunctionRow[] = family("hash", "scalar", {
  md5: { since: "1.5.0", params: BYTES, returns: STRING, lower: byKernel("md5") },
  sha1: { aliases: ["sha"], since: "1.5.0", params: BYTES, returns: STRING, lower: byKernel("sha1") },
  sha2: {
    since: "1.5.0",
    params: [param("expr", T_BINARY), param("bitLength", T_INT)],
    returns: STRING,
    nullable: true,
    operandOrder: "left",
    lower: byKernel("sha2"),
  },
  crc32: { since: "1.5.0", params: BYTES, returns: LONG, lower: byKernel("crc32") },
  hmac: {
    since: "4.3.0",
    params: [param("key", T_BINARY), param("message", T_BINARY), optional("algorithm", T_STRING)],
    display: withDefaults(3, "SHA-256"),
    returns: BINARY,
    nullable: true,
    lower: byKernel("hmac", undefined, "SHA-256"),
  },
  hash: hash("hash", INT, "2.0.0"),
  xxhash64: hash("xxhash64", LONG, "3.0.0"),
});
