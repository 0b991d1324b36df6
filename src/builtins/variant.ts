/** Variants: from and to JSON and other types, parts of them, changes of them. */
import { isFoldable, literal } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, type InputType, T_BOOLEAN, T_STRING, T_VARIANT } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { parseDataType } from "../sql/index.ts";
import {
  ArrayType,
  BOOLEAN,
  type DataType,
  INT,
  STRING,
  StructField,
  StructType,
  VARIANT,
} from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { byKernel, callKernel } from "./by-kernel.ts";
import { hasNanos } from "./nanos.ts";
import { typeOptions } from "./text-options.ts";
import { family, optional, param, rest, type RowSpec } from "./family.ts";
import { argOf, asTheyAre, folded, literalArg, literalText, quotedCall, withDefaults } from "./text-args.ts";

/** Whether a variant can hold values of the type; structs and maps only where they are turned into objects. */
function fitsVariant(t: DataType, objects: boolean): boolean {
  switch (t.kind) {
    case "array":
      return fitsVariant(t.elementType, objects);
    case "map":
      return objects && t.keyType.kind === "string" && fitsVariant(t.valueType, objects);
    case "struct":
      return objects && t.fields.every((f) => fitsVariant(f.dataType, objects));
    case "interval":
    case "interval_dt":
    case "interval_ym":
    case "time":
    case "void":
      return false;
    default:
      return true;
  }
}
/** Whether a variant can be cast to the type. */
function fromVariant(t: DataType): boolean {
  switch (t.kind) {
    case "array":
      return fromVariant(t.elementType);
    case "map":
      return t.keyType.kind === "string" && fromVariant(t.valueType);
    case "struct":
      return t.fields.every((f) => fromVariant(f.dataType));
    case "interval":
    case "interval_dt":
    case "interval_ym":
    case "void":
      return false;
    default:
      return true;
  }
}
function cannotCast(from: DataType, to: DataType, sqlExpr: string): AnalysisException {
  return new AnalysisException("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", {
    srcType: `"${from.sql}"`,
    targetType: `"${to.sql}"`,
    sqlExpr,
  });
}

const ONE_VARIANT = [param("v", T_VARIANT)];
function parseJson(lenient: boolean): RowSpec {
  return {
    since: "4.0.0",
    params: [param("jsonStr", T_STRING)],
    coerce: asTheyAre(T_STRING),
    returns: VARIANT,
    ...(lenient ? { nullable: true } : {}),
    lower: byKernel("parse_json", () => ({ lenient })),
  };
}

/** The type that the third argument names; a variant where there is none. */
function targetType(args: readonly TypedExpr[], cx: BindContext): DataType {
  const type = args[2];
  if (type === undefined) return VARIANT;
  const value = cx.constant(type)?.value;
  if (typeof value !== "string") {
    throw new AnalysisException("INVALID_SCHEMA.NON_STRING_LITERAL", { inputSchema: `"${prettyName(type)}"` });
  }
  return parseDataType(value, typeOptions(cx));
}
function variantGet(fails: boolean): RowSpec {
  return {
    since: "4.0.0",
    params: [param("v", T_VARIANT), param("path", T_STRING), optional("type", T_STRING)],
    coerce: (args, cx) => {
      targetType(args, cx);
      const [v, path, ...type] = asTheyAre(T_VARIANT, T_STRING, ANY)(args, cx) as [TypedExpr, TypedExpr, TypedExpr?];
      return [v, folded(path, cx), ...(type as TypedExpr[])];
    },
    returns: (args, cx) => {
      const t = targetType(args, cx);
      if (fromVariant(t)) return t;
      throw cannotCast(VARIANT, t, quotedCall(cx, args.slice(0, 2)));
    },
    nullable: true,
    display: (args, call) => `${call.name}(${args.slice(0, 2).join(", ")})`,
    lower: (call, cx) => {
      const options = { type: call.dataType.json(), fails, zone: call.timeZone, function: call.name };
      return callKernel({ ...call, args: call.args.slice(0, 2) }, cx, "variant_get", () => options);
    },
  };
}

const toVariantObject: RowSpec = {
  since: "4.0.0",
  params: [param("expr", ANY)],
  returns: (args, cx) => {
    const t = argOf(args, 0).dataType;
    const isNested = t.kind === "array" || t.kind === "map" || t.kind === "struct";
    if (hasNanos(t)) throw unsupported("timestamps of nanoseconds in a variant");
    if (!isNested || !fitsVariant(t, true)) throw cannotCast(t, VARIANT, quotedCall(cx, args));
    return VARIANT;
  },
  lower: (call, cx) => callKernel(call, cx, "to_variant", () => ({ type: argOf(call.args, 0).dataType.json() })),
};

/** Functions that put a value in at a path. */
function edit(change: "insert" | "set" | "append", lenient: boolean): RowSpec {
  const withCreate = change === "set";
  const types: InputType[] = [T_VARIANT, T_STRING, ANY, T_BOOLEAN];
  return {
    since: "4.3.0",
    params: [
      param("v", T_VARIANT),
      param("path", T_STRING),
      param("val", ANY),
      ...(withCreate ? [optional("create_if_missing", T_BOOLEAN)] : []),
    ],
    coerce: (args, cx) => {
      const typed = asTheyAre(...types)(args, cx);
      const create = typed[3];
      if (create !== undefined && !isFoldable(create)) {
        throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
          sqlExpr: quotedCall(cx, args),
          inputName: "`create_if_missing`",
          inputType: '"BOOLEAN"',
          inputExpr: `"${prettyName(create)}"`,
        });
      }
      const flag = create === undefined ? undefined : cx.constant(create)?.value;
      return flag === undefined ? typed : [...typed.slice(0, 3), literal(flag as boolean | null, BOOLEAN)];
    },
    returns: (args, cx) => {
      const value = argOf(args, 2).dataType;
      if (value.kind !== "void" && !fitsVariant(value, false)) {
        const shown = withCreate && args.length < 4 ? [...args, literal(true, BOOLEAN)] : args;
        throw cannotCast(value, VARIANT, quotedCall(cx, shown));
      }
      return VARIANT;
    },
    ...(lenient ? { nullable: true } : {}),
    ...(withCreate ? { display: withDefaults(4, "true") } : {}),
    lower: (call, cx) => {
      const create = call.args.length < 4 ? true : literalArg(call, 3)?.value;
      const columns = [cx.lower(argOf(call.args, 0)), cx.lower(argOf(call.args, 1)), cx.lower(argOf(call.args, 2))];
      const options = {
        change,
        function: call.name,
        create: create !== false,
        lenient,
        type: argOf(call.args, 2).dataType.json(),
      };
      // A null flag makes the answer null: so does a null path.
      const path = literalText(call, 1);
      if (create === null) options.create = false;
      const constants = [null, create === null ? { value: null } : path === undefined ? null : { value: path }, null];
      const given = constants[1] === null ? columns : [columns[0]!, columns[2]!];
      return cx.kernel("variant_edit", given, VARIANT, { ...options, constants });
    },
  };
}

const EXPLODED = new StructType([
  new StructField("pos", INT, false),
  new StructField("key", STRING, true),
  new StructField("value", VARIANT, false),
]);
/** One row for each element of an array or field of an object. */
const variantExplode: RowSpec = {
  since: "4.0.0",
  kind: "generator",
  params: [param("input", T_VARIANT)],
  coerce: asTheyAre(T_VARIANT),
  returns: EXPLODED,
  lower: (call, cx) =>
    cx.kernel("variant_explode", [cx.lower(argOf(call.args, 0))], new ArrayType(EXPLODED, false), {}),
};

export const variantFunctions: readonly FunctionRow[] = family("variant", "scalar", {
  parse_json: parseJson(false),
  try_parse_json: parseJson(true),
  is_variant_null: {
    since: "4.0.0",
    params: ONE_VARIANT,
    coerce: asTheyAre(T_VARIANT),
    returns: BOOLEAN,
    nullable: false,
    lower: byKernel("is_variant_null"),
  },
  is_valid_variant: {
    since: "4.2.0",
    params: ONE_VARIANT,
    coerce: asTheyAre(T_VARIANT),
    returns: BOOLEAN,
    lower: byKernel("is_valid_variant"),
  },
  variant_get: variantGet(true),
  try_variant_get: variantGet(false),
  schema_of_variant: {
    since: "4.0.0",
    params: ONE_VARIANT,
    coerce: asTheyAre(T_VARIANT),
    returns: STRING,
    lower: byKernel("schema_of_variant"),
  },
  schema_of_variant_agg: {
    kind: "aggregate",
    since: "4.0.0",
    params: ONE_VARIANT,
    coerce: asTheyAre(T_VARIANT),
    returns: STRING,
    nullable: false,
    groupKernel: { name: "variant_schemas" },
  },
  to_variant_object: toVariantObject,
  variant_insert: edit("insert", false),
  try_variant_insert: edit("insert", true),
  variant_set: edit("set", false),
  try_variant_set: edit("set", true),
  variant_array_append: edit("append", false),
  try_variant_array_append: edit("append", true),
  variant_delete: {
    since: "4.3.0",
    params: [param("v", T_VARIANT), param("path1", T_STRING), rest("path", T_STRING)],
    coerce: asTheyAre(T_VARIANT, T_STRING),
    returns: VARIANT,
    nullable: ([v]) => v!.nullable,
    lower: byKernel("variant_delete"),
  },
  variant_strip_nulls: {
    since: "4.3.0",
    params: [param("v", T_VARIANT), optional("include_arrays", T_BOOLEAN)],
    coerce: asTheyAre(T_VARIANT, T_BOOLEAN),
    returns: VARIANT,
    display: withDefaults(2, "true"),
    lower: byKernel("variant_strip_nulls", undefined, true),
  },
  variant_explode: variantExplode,
  variant_explode_outer: variantExplode,
});
