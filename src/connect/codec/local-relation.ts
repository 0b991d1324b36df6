/** Rows that a client sends: Arrow streams, and the schema they should have, as JSON or DDL. */
import { createHash } from "node:crypto";
import { type ArrowTable, readIpcStream, schemaFromArrow, toPhysical, writeIpcTable } from "../../arrow/index.ts";
import type { LocalRelation, Relation } from "../../plan/relation.ts";
import { dataTypeFromJson, NULL, StructField, StructType, type TypeJson } from "../../types/data-type.ts";
import { equalsIgnoreNullability } from "../../types/type-equality.ts";
import { parsedType } from "./data-type.ts";
import { invalidPlan } from "./invalid-plan.ts";

export function localRelation(streams: readonly Uint8Array[], schema: string | undefined, timeZone: string): Relation {
  const wanted = schemaFromText(schema);
  const tables = streams.map((stream) => readIpcStream(stream));
  const [first] = tables;
  if (first === undefined) {
    if (wanted === undefined) throw invalidPlan("the local relation has neither data nor a schema");
    const empty = writeIpcTable(toPhysical(wanted, { schema: { fields: [] }, batches: [] }, timeZone));
    return { kind: "LocalRelation", schema: wanted, id: idOf(wanted, [], timeZone), data: empty, rowCount: 0 };
  }
  const own = schemaFromArrow(first.schema.fields, true);
  if (wanted !== undefined && wanted.length !== own.length) {
    throw invalidPlan(`the schema has ${wanted.length} columns, the data ${own.length}`);
  }
  // Types that differ are cast after; of types that are the same, the schema says what may be null.
  const fields = own.fields.map((field, i) => {
    const asked = wanted?.fields[i];
    if (asked === undefined) return field;
    const same = equalsIgnoreNullability(asked.dataType, field.dataType);
    return new StructField(asked.name, same ? asked.dataType : field.dataType, asked.nullable, asked.metadata);
  });
  const given = new StructType(fields);
  const table: ArrowTable = { schema: first.schema, batches: tables.flatMap(({ batches }) => batches) };
  const local: LocalRelation = {
    kind: "LocalRelation",
    schema: given,
    id: idOf(given, streams, timeZone),
    data: writeIpcTable(toPhysical(given, table, timeZone)),
    rowCount: table.batches.reduce((sum, { length }) => sum + length, 0),
  };
  const fits = wanted?.fields.every((f, i) => equalsIgnoreNullability(f.dataType, given.fields[i]?.dataType ?? NULL));
  return fits === false && wanted !== undefined ? { kind: "ToSchema", input: local, schema: wanted } : local;
}

/** The same rows have the same id, so that an engine host that has them need not get them again. */
function idOf(schema: StructType, streams: readonly Uint8Array[], timeZone: string): string {
  const hash = createHash("sha256").update(`${timeZone}\n${schema.json()}`);
  for (const stream of streams) hash.update(stream);
  return hash.digest("hex");
}

function schemaFromText(text: string | undefined): StructType | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const type = /^\s*[{"[]/.test(text) ? dataTypeFromJson(JSON.parse(text) as TypeJson) : parsedType(text);
  return type instanceof StructType ? type : new StructType([new StructField("value", type)]);
}
