/** Whole values of any Spark type in and out of Arrow columns, in Spark's internal form (types/internal-value.ts). */
import {
  BoolBuilder,
  BytesBuilder,
  builderFor,
  type ColumnBuilder,
  Int128Builder,
  Int64Builder,
  ListBuilder,
  NullBuilder,
  NumberBuilder,
  StructBuilder,
} from "../arrow/builders.ts";
import { type ArrowVector, childOf, isValid, offsetsOf } from "../arrow/vector.ts";
import { arrowFieldOf } from "../polars/arrow-type.ts";
import { outputType } from "../polars/physical-type.ts";
import { type DataType, dataTypeFromJson, type TypeJson } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { memoized, textColumn } from "./arguments.ts";

/** A type that travelled in the options of a kernel as JSON text. */
export const typeOfJson: (json: string) => DataType = memoized((json) =>
  dataTypeFromJson(JSON.parse(json) as TypeJson),
);

export type Appender = (value: InternalValue) => void;
/** A builder for columns of the type, and what appends a value to it. */
export function valueBuilder(
  type: DataType,
  rows?: number,
): { readonly builder: ColumnBuilder; readonly append: Appender } {
  const builder = builderFor(arrowFieldOf("", outputType(type)), rows);
  return { builder, append: appender(builder, type) };
}

/** Appends values of the type to a builder of its columns. */
export function appender(builder: ColumnBuilder, type: DataType): Appender {
  const inner = valueAppender(builder, type);
  return (value) => {
    if (value === null) builder.appendNull();
    else inner(value);
  };
}
function valueAppender(builder: ColumnBuilder, type: DataType): Appender {
  if (builder instanceof NullBuilder) return () => builder.appendNull();
  if (builder instanceof BoolBuilder) return (v) => builder.append(v as boolean);
  if (builder instanceof NumberBuilder) return (v) => builder.append(v as number);
  if (builder instanceof Int64Builder) return (v) => builder.append(v as bigint);
  if (builder instanceof Int128Builder) return (v) => builder.append(v as bigint);
  if (builder instanceof BytesBuilder) {
    return type.kind === "binary" ? (v) => builder.append(v as Uint8Array) : (v) => builder.appendString(v as string);
  }
  if (builder instanceof ListBuilder) {
    if (type.kind === "map") {
      const entry = builder.child as StructBuilder;
      const key = appender(entry.children[0]!, type.keyType);
      const value = appender(entry.children[1]!, type.valueType);
      return (v) => {
        for (const [k, x] of v as readonly (readonly [InternalValue, InternalValue])[]) {
          key(k);
          value(x);
          entry.append();
        }
        builder.append();
      };
    }
    const element = appender(builder.child, (type as DataType & { kind: "array" }).elementType);
    return (v) => {
      for (const x of v as readonly InternalValue[]) element(x);
      builder.append();
    };
  }
  if (builder instanceof StructBuilder) return structAppender(builder, type);
  throw new TypeError(`no values of ${type.simpleString()}`);
}
function structAppender(builder: StructBuilder, type: DataType): Appender {
  const { children } = builder;
  if (type.kind === "interval") {
    const [months, days, micros] = children as unknown as [NumberBuilder, NumberBuilder, Int64Builder];
    return (v) => {
      const interval = v as { readonly months: number; readonly days: number; readonly microseconds: bigint };
      months.append(interval.months);
      days.append(interval.days);
      micros.append(interval.microseconds);
      builder.append();
    };
  }
  const parts =
    type.kind === "variant"
      ? children.map(
          (c): Appender =>
            (v) =>
              (c as BytesBuilder).append(v as Uint8Array),
        )
      : type.kind === "struct" && type.fields.length > 0
        ? children.map((c, i) => appender(c, type.fields[i]!.dataType))
        : children.map(
            (c): Appender =>
              () =>
                c.appendNull(),
          );
  return (v) => {
    const values = v as readonly InternalValue[];
    for (let i = 0; i < parts.length; i++) parts[i]!(values[i] ?? null);
    builder.append();
  };
}

export type Reader = (row: number) => InternalValue;
/** Reads the rows of a column that has the output form of the type. */
export function valueReader(column: ArrowVector, type: DataType): Reader {
  if (column.type.kind === "null") return () => null;
  const inner = plainReader(column, type);
  return column.validity === null ? inner : (row) => (isValid(column, row) ? inner(row) : null);
}
function plainReader(column: ArrowVector, type: DataType): Reader {
  const { data } = column;
  switch (type.kind) {
    case "void":
      return () => null;
    case "boolean":
      return (row) => ((Number(data[row >> 3]) >> (row & 7)) & 1) === 1;
    case "string":
    case "char":
    case "varchar":
      return textColumn(column).get;
    case "binary": {
      const offsets = offsetsOf(column);
      return (row) => (data as Uint8Array).subarray(offsets[row], offsets[row + 1]);
    }
    case "decimal":
      if (type.precision <= 18) return (row) => data[row] as bigint;
      return (row) => ((data[row * 2 + 1] as bigint) << 64n) | BigInt.asUintN(64, data[row * 2] as bigint);
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return (row) => ((data[row * 2 + 1] as bigint) << 64n) | BigInt.asUintN(64, data[row * 2] as bigint);
    case "interval": {
      const [months, days, micros] = column.children.map((c) => c.data);
      return (row) => ({
        months: months![row] as number,
        days: days![row] as number,
        microseconds: micros![row] as bigint,
      });
    }
    case "array": {
      const offsets = offsetsOf(column);
      const element = valueReader(childOf(column), type.elementType);
      return (row) => {
        const items: InternalValue[] = [];
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) items.push(element(i));
        return items;
      };
    }
    case "map": {
      const offsets = offsetsOf(column);
      const entry = childOf(column);
      const key = valueReader(childOf(entry, 0), type.keyType);
      const value = valueReader(childOf(entry, 1), type.valueType);
      return (row) => {
        const items: InternalValue[] = [];
        for (let i = offsets[row]!; i < offsets[row + 1]!; i++) items.push([key(i), value(i)]);
        return items;
      };
    }
    case "struct": {
      const fields = type.fields.map((f, i) => valueReader(childOf(column, i), f.dataType));
      return (row) => fields.map((f) => f(row));
    }
    case "variant": {
      const [value, metadata] = column.children.map((c) => {
        const offsets = offsetsOf(c);
        return (row: number): Uint8Array => (c.data as Uint8Array).subarray(offsets[row], offsets[row + 1]);
      });
      return (row) => [value!(row), metadata!(row)];
    }
    default:
      return (row) => data[row] as number | bigint;
  }
}
