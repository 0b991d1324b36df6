/** Casts of arrays, maps and structs, part by part. */
import type { Cast, CastContext } from "./context.ts";
import { nullOf } from "./context.ts";
import { castValue } from "./dispatch.ts";
import { inner } from "../../builtins/inner-context.ts";
import { sameType } from "../../logical/coercion.ts";
import { nextId, type Lambda, type LambdaVariable } from "../../logical/expression.ts";
import { makeCast } from "../../logical/build.ts";
import { px, type Px } from "../../polars/dsl.ts";
import { fieldName } from "../../polars/physical-type.ts";
import { type ArrayType, type DataType, type MapType, StructField, StructType } from "../../types/data-type.ts";
import { SparkError } from "../../types/spark-error.ts";

/** The cast of each element: inside the list where it raises nothing and needs no kernel, else as a lambda. */
function elementwise(value: Px, from: DataType, to: DataType, nullable: boolean, c: CastContext): Px {
  try {
    return px.list.eval(value, castValue(px.element(), { ...c, from, to, cx: inner(c.cx) }));
  } catch (error) {
    if (!(error instanceof SparkError) || error.condition !== "UNSUPPORTED_FEATURE") throw error;
  }
  const variable: LambdaVariable = { kind: "LambdaVariable", id: nextId(), name: "x", dataType: from, nullable };
  const assignedTo = c.expr?.kind === "Cast" ? c.expr.assignedTo : undefined;
  const body = {
    ...makeCast(variable, to, c.mode, c.zone, false),
    origin: c.expr?.origin,
    ...(assignedTo === undefined ? {} : { assignedTo }),
  };
  const lambda: Lambda = { kind: "Lambda", parameters: [variable], body, dataType: to, nullable: body.nullable };
  return c.cx.lambda(
    value,
    lambda,
    (element) => [element],
    (result) => result,
    "list",
  );
}
export const toArray: Cast = (value, c) => {
  const [from, to] = [c.from as ArrayType, c.to as ArrayType];
  return elementwise(value, from.elementType, to.elementType, from.containsNull, c);
};
export const toMap: Cast = (value, c) => {
  const entry = (t: MapType): StructType =>
    new StructType([
      new StructField("key", t.keyType, false),
      new StructField("value", t.valueType, t.valueContainsNull),
    ]);
  return elementwise(value, entry(c.from as MapType), entry(c.to as MapType), false, c);
};
/** Fields correspond by position. */
export const toStruct: Cast = (value, c) => {
  const [from, to] = [c.from as StructType, c.to as StructType];
  if (to.fields.length === 0) return value;
  const given = c.cx.share(value);
  const fields = to.fields.map((g, i): [string, Px] => {
    const source = from.fields[i]?.dataType as DataType;
    const field = px.struct.fieldByName(given, fieldName(i));
    if (sameType(source, g.dataType)) return [fieldName(i), field];
    return [fieldName(i), castValue(field, { ...c, from: source, to: g.dataType })];
  });
  return px.ternary(px.isNull(given), nullOf(to), px.struct.of(fields));
};
