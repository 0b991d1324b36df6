/** JavaScript values to Arrow columns in the physical form of each Spark type ({@link physicalField}). */
import type { DataType, StructType } from "../types/data-type.ts";
import { type ConvertOptions, type InternalValue, internalConverter } from "../types/internal-value.ts";
import { SparkError } from "../types/spark-error.ts";
import {
  type BoolBuilder,
  BytesBuilder,
  type ColumnBuilder,
  type Int128Builder,
  type Int64Builder,
  ListBuilder,
  NullBuilder,
  type NumberBuilder,
  StructBuilder,
  builderFor,
} from "./builders.ts";
import { writeIpcStream } from "./ipc-writer.ts";
import { physicalField, physicalSchema } from "./physical.ts";
import { type ArrowBatch, type ArrowVector, arrowType } from "./vector.ts";

export interface EncodeOptions {
  /** The session's time zone, for wall-clock values in timestamp columns and the reverse. */
  readonly timeZone?: string | undefined;
  /** False: a value that does not fit becomes null instead of an error (PySpark's `verifySchema`). */
  readonly verify?: boolean | undefined;
  /** The schema was made from these rows, so that `Row`s are read by name where their names differ. */
  readonly rowsByName?: boolean | undefined;
  /** Rows per record batch. */
  readonly batchRows?: number | undefined;
  /** Physical column names; `f0`, `f1`, ... by default. */
  readonly names?: readonly string[] | undefined;
}

const BATCH_ROWS = 1 << 20;

/** Takes values in Spark's internal form. */
export interface ColumnAppender {
  readonly builder: ColumnBuilder;
  append(value: InternalValue): void;
}

/** A column of that type to which internal values can be appended. */
export function columnAppender(type: DataType): ColumnAppender {
  switch (type.kind) {
    case "void":
      return nullable(new NullBuilder(), () => {});
    case "boolean": {
      const builder = builderFor(physicalField("", type)) as BoolBuilder;
      return nullable(builder, (value) => builder.append(value as boolean));
    }
    case "byte":
    case "short":
    case "integer":
    case "float":
    case "double":
    case "date":
    case "interval_ym": {
      const builder = builderFor(physicalField("", type)) as NumberBuilder;
      return nullable(builder, (value) => builder.append(value as number));
    }
    case "long":
    case "timestamp":
    case "timestamp_ntz":
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
    case "time":
    case "interval_dt":
    case "decimal": {
      const builder = builderFor(physicalField("", type)) as Int64Builder | Int128Builder;
      return nullable(builder, (value) => builder.append(value as bigint));
    }
    case "string":
    case "char":
    case "varchar": {
      const builder = new BytesBuilder(arrowType.utf8);
      return nullable(builder, (value) => builder.appendString(value as string));
    }
    case "binary":
    case "geometry":
    case "geography": {
      const builder = new BytesBuilder(arrowType.binary);
      return nullable(builder, (value) => builder.append(value as Uint8Array));
    }
    case "interval": {
      const builder = builderFor(physicalField("", type)) as StructBuilder<
        [months: NumberBuilder, days: NumberBuilder, micros: Int64Builder]
      >;
      const [months, days, micros] = builder.children;
      return nullable(builder, (value) => {
        const parts = value as { readonly months: number; readonly days: number; readonly microseconds: bigint };
        months.append(parts.months);
        days.append(parts.days);
        micros.append(parts.microseconds);
        builder.append();
      });
    }
    case "variant": {
      const builder = builderFor(physicalField("", type)) as StructBuilder<[BytesBuilder, BytesBuilder]>;
      return nullable(builder, (value) => {
        (value as readonly Uint8Array[]).forEach((bytes, i) => builder.children[i]?.append(bytes));
        builder.append();
      });
    }
    case "array": {
      const element = columnAppender(type.elementType);
      const builder = new ListBuilder(element.builder);
      return nullable(builder, (value) => {
        for (const item of value as readonly InternalValue[]) element.append(item);
        builder.append();
      });
    }
    case "map": {
      const key = columnAppender(type.keyType);
      const item = columnAppender(type.valueType);
      const entries = new StructBuilder([key.builder, item.builder]);
      const builder = new ListBuilder(entries);
      return nullable(builder, (value) => {
        for (const [k, v] of value as readonly (readonly InternalValue[])[]) {
          key.append(k ?? null);
          item.append(v ?? null);
          entries.append();
        }
        builder.append();
      });
    }
    case "struct": {
      const fields = type.fields.map((field) => columnAppender(field.dataType));
      const builder = new StructBuilder(fields.map((field) => field.builder));
      return nullable(builder, (value) => {
        const cells = value as readonly InternalValue[];
        for (let i = 0; i < fields.length; i++) fields[i]?.append(cells[i] ?? null);
        builder.append();
      });
    }
  }
}

function nullable(builder: ColumnBuilder, append: (value: InternalValue) => void): ColumnAppender {
  return {
    builder,
    append: (value) => {
      if (value === null) builder.appendNull();
      else append(value);
    },
  };
}

const convertOptions = (options: EncodeOptions): ConvertOptions => ({
  timeZone: options.timeZone,
  rowsByName: options.rowsByName,
  lenient: options.verify === false,
  numberLongs: true,
});

/** Says in which row an error is; PySpark's own texts name the field only. */
function inRow(error: unknown, row: number): unknown {
  if (!(error instanceof SparkError)) return error;
  const again = error.constructor as typeof SparkError;
  return new again(error.condition, error.messageParameters, {
    message: `${error.message} (row ${row})`,
    cause: error,
  });
}

/** One column of values of the public contract. */
export function encodeColumn(type: DataType, values: Iterable<unknown>, options: EncodeOptions = {}): ArrowVector {
  const convert = internalConverter(type, convertOptions(options));
  const column = columnAppender(type);
  let row = 0;
  try {
    for (const value of values) {
      column.append(convert(value));
      row++;
    }
  } catch (error) {
    throw inRow(error, row);
  }
  return column.builder.finish();
}

/** Rows (arrays, `Row`s, objects or maps by name) as record batches. */
export function encodeBatches(schema: StructType, rows: Iterable<unknown>, options: EncodeOptions = {}): ArrowBatch[] {
  const { batchRows = BATCH_ROWS } = options;
  const convert = internalConverter(schema, convertOptions(options));
  const batches: ArrowBatch[] = [];
  let appenders = schema.fields.map((field) => columnAppender(field.dataType));
  let inBatch = 0;
  let row = 0;
  const close = (): void => {
    batches.push({ length: inBatch, columns: appenders.map(({ builder }) => builder.finish()) });
    appenders = schema.fields.map((field) => columnAppender(field.dataType));
    inBatch = 0;
  };
  try {
    for (const given of rows) {
      const cells = convert(given) as readonly InternalValue[] | null;
      for (let i = 0; i < appenders.length; i++) appenders[i]?.append(cells?.[i] ?? null);
      row++;
      if (++inBatch === batchRows) close();
    }
  } catch (error) {
    throw inRow(error, row);
  }
  if (inBatch > 0 || batches.length === 0) close();
  return batches;
}

/** Rows as an IPC stream. */
export function encodeRows(
  schema: StructType,
  rows: Iterable<unknown>,
  options: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  return writeIpcStream(physicalSchema(schema, options.names), encodeBatches(schema, rows, options));
}

/** Columns of values as an IPC stream of one batch. All must be of one length. */
export function encodeColumns(
  schema: StructType,
  columns: readonly Iterable<unknown>[],
  options: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  const vectors = schema.fields.map((field, i) => {
    const convert = internalConverter(field.dataType, {
      ...convertOptions(options),
      name: `field ${field.name}`,
      nullable: field.nullable,
    });
    const column = columnAppender(field.dataType);
    let row = 0;
    try {
      for (const value of columns[i] ?? []) {
        column.append(convert(value));
        row++;
      }
    } catch (error) {
      throw inRow(error, row);
    }
    return column.builder.finish();
  });
  const batch = { length: vectors[0]?.length ?? 0, columns: vectors };
  return writeIpcStream(physicalSchema(schema, options.names), [batch]);
}

/** Rows that are in Spark's internal form already (VALUES, folded literals) as an IPC stream of one batch. */
export function encodeInternalRows(
  schema: StructType,
  rows: Iterable<readonly InternalValue[]>,
  names?: readonly string[],
): Uint8Array<ArrayBuffer> {
  const appenders = schema.fields.map((field) => columnAppender(field.dataType));
  let length = 0;
  for (const row of rows) {
    appenders.forEach((appender, i) => appender.append(row[i] ?? null));
    length++;
  }
  return writeIpcStream(physicalSchema(schema, names), [
    { length, columns: appenders.map(({ builder }) => builder.finish()) },
  ]);
}
