import { type DataType, NULL, StructField, StructType } from "./data-type.ts";
import { type InferOptions, hasUnknown, inferType, mergeTypes, settled } from "./infer-type.ts";
import { isRecord, jsTypeName } from "./internal-value.ts";
import { isRow, rowShape, rowValues } from "./row.ts";
import { PySparkTypeError, PySparkValueError, SparkError } from "./spark-error.ts";

export interface InferSchemaOptions extends InferOptions {
  /** Names for rows that are arrays; `_1`, `_2`, ... where they give out. */
  readonly names?: readonly string[] | undefined;
  /** Sort the properties of objects, as PySpark does the keys of dicts. By default they keep their order. */
  readonly sortKeys?: boolean | undefined;
}

/**
 * The schema of rows without one, from all of them. A row is an array, a `Row`, a plain object or a `Map` with string
 * keys; inside of rows a plain object is a struct and a `Map` a map. A column of JavaScript numbers is long if all of
 * them are integers, else double. Encode the same rows with `rowsByName: true`.
 */
export function inferSchema(rows: Iterable<unknown>, options: InferSchemaOptions = {}): StructType {
  const columns = new Map<string, DataType>();
  const names = [...(options.names ?? [])];
  let empty = true;
  const see = (name: string, value: unknown): void => {
    const known = columns.get(name);
    const type = fieldType(name, value, options);
    if (known === undefined) columns.set(name, type);
    else if (known !== type) columns.set(name, mergeTypes(known, type));
  };
  for (const row of rows) {
    empty = false;
    if (isRow(row)) {
      const values = rowValues(row);
      rowShape(row).names.forEach((name, i) => see(name, values[i]));
    } else if (Array.isArray(row)) {
      for (let i = 0; i < row.length; i++) see((names[i] ??= `_${i + 1}`), row[i]);
    } else if (row instanceof Map) {
      for (const name of orderedKeys([...row.keys()].map(String), options)) see(name, row.get(name));
    } else if (isRecord(row)) {
      for (const name of orderedKeys(Object.keys(row), options)) see(name, row[name]);
    } else {
      throw new PySparkTypeError("CANNOT_INFER_SCHEMA_FOR_TYPE", {
        data_type: row === null ? "null" : jsTypeName(row),
      });
    }
  }
  if (empty) throw new PySparkValueError("CANNOT_INFER_EMPTY_SCHEMA");
  const schema = new StructType([...columns].map(([name, type]) => new StructField(name, settled(type))));
  if (hasUnknown(schema)) throw new PySparkValueError("CANNOT_DETERMINE_TYPE");
  return schema;
}

function orderedKeys(keys: string[], { sortKeys = false }: InferSchemaOptions): string[] {
  return sortKeys ? keys.sort() : keys;
}

function fieldType(name: string, value: unknown, options: InferOptions): DataType {
  if (value === null || value === undefined) return NULL;
  try {
    return inferType(value, options);
  } catch (error) {
    // PySpark names the outermost field and keeps the reason to itself; the cause has it here.
    if (!(error instanceof SparkError) || error.condition === "CANNOT_MERGE_TYPE") throw error;
    throw new PySparkTypeError("CANNOT_INFER_TYPE_FOR_FIELD", { field_name: name }, { cause: error });
  }
}

/** The schema with other names, by position (`createDataFrame(rows, ["a", "b"])` where rows are objects). */
export function withNames(schema: StructType, names: readonly string[]): StructType {
  if (names.length > schema.fields.length) {
    throw new PySparkValueError("AXIS_LENGTH_MISMATCH", {
      expected_length: String(schema.fields.length),
      actual_length: String(names.length),
    });
  }
  return new StructType(
    schema.fields.map((f, i) => new StructField(names[i] ?? f.name, f.dataType, f.nullable, f.metadata)),
  );
}
