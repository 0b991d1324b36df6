/** Tables of other libraries as relations: they come as Arrow IPC streams. */
import {
  type ArrowBatch,
  type ArrowField,
  type ArrowVector,
  cellReader,
  encodeColumns,
  physicalSchema,
  readIpcStream,
  writeIpcStream,
} from "../arrow/index.ts";
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  FLOAT,
  INT,
  INTERVAL,
  INTERVAL_DT,
  INTERVAL_YM,
  LONG,
  MapType,
  NULL,
  SHORT,
  STRING,
  StructField,
  StructType,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/data-type.ts";
import { PySparkTypeError } from "../types/spark-error.ts";

/** The Spark type of an Arrow column, as PySpark maps them. Unsigned integers have none. */
function sparkType(field: ArrowField): DataType {
  const { type, children } = field;
  const child = (i: number): DataType => sparkType(children[i] as ArrowField);
  switch (type.kind) {
    case "null":
      return NULL;
    case "bool":
      return BOOLEAN;
    case "int":
      if (type.signed && type.bits === 8) return BYTE;
      if (type.signed && type.bits === 16) return SHORT;
      if (type.signed && type.bits === 32) return INT;
      if (type.signed && type.bits === 64) return LONG;
      break;
    case "float":
      if (type.bits === 32) return FLOAT;
      if (type.bits === 64) return DOUBLE;
      break;
    case "utf8":
      return STRING;
    case "binary":
    case "fixed_binary":
      return BINARY;
    case "date":
      return DATE;
    case "time":
      return TIME;
    case "timestamp":
      return type.timezone === null ? TIMESTAMP_NTZ : TIMESTAMP;
    case "duration":
      return INTERVAL_DT;
    case "interval":
      return type.unit === "year_month" ? INTERVAL_YM : INTERVAL;
    case "decimal":
      if (type.precision <= 38) return new DecimalType(type.precision, type.scale);
      break;
    case "list":
    case "fixed_list":
      return new ArrayType(child(0), children[0]?.nullable ?? true);
    case "struct":
      return new StructType(children.map((f) => new StructField(f.name, sparkType(f), f.nullable)));
    case "map": {
      const [key, value] = children[0]?.children ?? [];
      if (key !== undefined && value !== undefined) {
        return new MapType(sparkType(key), sparkType(value), value.nullable);
      }
      break;
    }
  }
  throw new PySparkTypeError("UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION", { data_type: JSON.stringify(type) });
}

/** The rows of an IPC stream with this engine's form of each column. Without a schema it is the stream's own. */
export function relationData(
  bytes: Uint8Array,
  given: StructType | readonly string[] | undefined,
): { readonly schema: StructType; readonly data: Uint8Array; readonly rowCount: number } {
  const table = readIpcStream(bytes);
  const own = new StructType(table.schema.fields.map((f) => new StructField(f.name, sparkType(f), f.nullable)));
  const schema =
    given instanceof StructType
      ? given
      : new StructType(own.fields.map((f, i) => new StructField(given?.[i] ?? f.name, f.dataType, f.nullable)));
  const rowCount = table.batches.reduce((sum, batch) => sum + batch.length, 0);
  const target = physicalSchema(schema);
  const fits = table.batches.every((batch) =>
    batch.columns.every((column, i) => sameForm(column, target.fields[i] as ArrowField)),
  );
  if (fits) return { schema, data: writeIpcStream(target, table.batches), rowCount };
  const columns = schema.fields.map((_, i) => cellsOf(table.batches, i, own.fields[i]?.dataType ?? NULL));
  return { schema, data: encodeColumns(schema, columns), rowCount };
}

/** Whether a column lies in memory as the engine wants it; nested ones are rebuilt. */
function sameForm(column: ArrowVector, field: ArrowField): boolean {
  return column.children.length === 0 && JSON.stringify(column.type) === JSON.stringify(field.type);
}

function* cellsOf(batches: readonly ArrowBatch[], index: number, type: DataType): Generator<unknown, void, undefined> {
  for (const batch of batches) {
    const read = cellReader(batch.columns[index] as ArrowVector, type, { long: "bigint" });
    for (let row = 0; row < batch.length; row++) yield read(row);
  }
}
