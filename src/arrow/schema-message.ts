/** Arrow fields to and from the FlatBuffers of a stream's schema message (Arrow's Schema.fbs). */
import { type FlatBuilder, type FlatOffset, FlatTable, type FlatValue } from "./flatbuffer.ts";
import type { ArrowField, ArrowSchema, ArrowType, TimeUnit } from "./vector.ts";

export const MESSAGE_VERSION_5 = 4;
/** Message.header_type */
export const HEADER = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;

/** Field.type_type */
const TYPE = {
  Null: 1,
  Int: 2,
  FloatingPoint: 3,
  Binary: 4,
  Utf8: 5,
  Bool: 6,
  Decimal: 7,
  Date: 8,
  Time: 9,
  Timestamp: 10,
  Interval: 11,
  List: 12,
  Struct: 13,
  FixedSizeBinary: 15,
  FixedSizeList: 16,
  Map: 17,
  Duration: 18,
  LargeBinary: 19,
  LargeUtf8: 20,
  LargeList: 21,
  BinaryView: 23,
  Utf8View: 24,
} as const;

const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];
const INTERVALS = ["year_month", "day_time", "month_day_nano"] as const;

/** A field as it lies in the stream: views and dictionaries still as such (the reader turns them into plain columns). */
export interface WireField {
  readonly field: ArrowField;
  readonly view: boolean;
  readonly dictionary: { readonly id: number; readonly index: ArrowType } | null;
  readonly children: readonly WireField[];
}

export interface WireSchema {
  readonly schema: ArrowSchema;
  readonly fields: readonly WireField[];
}

export function readSchema(table: FlatTable): WireSchema {
  const fields = table.tables(1).map(readField);
  const metadata = readMetadata(table.tables(2));
  return { schema: { fields: fields.map((f) => f.field), ...(metadata === null ? {} : { metadata }) }, fields };
}

function readMetadata(entries: readonly FlatTable[]): { [key: string]: string } | null {
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.map((entry) => [entry.string(0) ?? "", entry.string(1) ?? ""]));
}

function readField(table: FlatTable): WireField {
  const children = table.tables(5).map(readField);
  const encoding = table.table(4);
  const index = encoding?.table(1);
  const metadata = readMetadata(table.tables(6));
  const typeId = table.uint8(2);
  return {
    field: {
      name: table.string(0) ?? "",
      type: readType(typeId, table.table(3)),
      nullable: table.bool(1),
      children: children.map((c) => c.field),
      ...(metadata === null ? {} : { metadata }),
    },
    view: typeId === TYPE.BinaryView || typeId === TYPE.Utf8View,
    dictionary:
      encoding === null
        ? null
        : { id: encoding.int64(0), index: index ? readInt(index) : { kind: "int", bits: 32, signed: true } },
    children,
  };
}

const unitOf = (id: number): TimeUnit => UNITS[id] ?? "us";

function readInt(table: FlatTable): ArrowType {
  const bits = table.int32(0);
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64 && bits !== 128) {
    throw new TypeError(`Arrow integers of ${bits} bits are not supported`);
  }
  return { kind: "int", bits, signed: table.bool(1) };
}

function readType(id: number, given: FlatTable | null): ArrowType {
  const table = given ?? new FlatTable(new DataView(new ArrayBuffer(8)), 0);
  switch (id) {
    case TYPE.Null:
      return { kind: "null" };
    case TYPE.Int:
      return readInt(table);
    case TYPE.FloatingPoint:
      return { kind: "float", bits: ([16, 32, 64] as const)[table.int16(0)] ?? 64 };
    case TYPE.Binary:
    case TYPE.BinaryView:
      return { kind: "binary", large: false };
    case TYPE.LargeBinary:
      return { kind: "binary", large: true };
    case TYPE.Utf8:
    case TYPE.Utf8View:
      return { kind: "utf8", large: false };
    case TYPE.LargeUtf8:
      return { kind: "utf8", large: true };
    case TYPE.Bool:
      return { kind: "bool" };
    case TYPE.Decimal: {
      const bits = table.int32(2, 128);
      if (bits !== 32 && bits !== 64 && bits !== 128 && bits !== 256) {
        throw new TypeError(`Arrow decimals of ${bits} bits are not supported`);
      }
      return { kind: "decimal", bits, precision: table.int32(0), scale: table.int32(1) };
    }
    case TYPE.Date:
      return { kind: "date", unit: table.int16(0, 1) === 0 ? "day" : "ms" };
    case TYPE.Time:
      return { kind: "time", unit: unitOf(table.int16(0, 1)), bits: table.int32(1, 32) === 64 ? 64 : 32 };
    case TYPE.Timestamp:
      return { kind: "timestamp", unit: unitOf(table.int16(0)), timezone: table.string(1) };
    case TYPE.Interval:
      return { kind: "interval", unit: INTERVALS[table.int16(0)] ?? "year_month" };
    case TYPE.Duration:
      return { kind: "duration", unit: unitOf(table.int16(0, 1)) };
    case TYPE.List:
      return { kind: "list", large: false };
    case TYPE.LargeList:
      return { kind: "list", large: true };
    case TYPE.FixedSizeList:
      return { kind: "fixed_list", size: table.int32(0) };
    case TYPE.FixedSizeBinary:
      return { kind: "fixed_binary", width: table.int32(0) };
    case TYPE.Struct:
      return { kind: "struct" };
    case TYPE.Map:
      return { kind: "map", keysSorted: table.bool(0) };
    default:
      throw new TypeError(`Arrow type number ${id} is not supported`);
  }
}

/** The whole schema message (without its length prefix). */
export function writeSchema(builder: FlatBuilder, schema: ArrowSchema): Uint8Array {
  return writeMessage(builder, HEADER.schema, schemaTable(builder, schema), 0);
}
/** The schema's own table, as it stands in that message and in a file's footer. */
export function schemaTable(builder: FlatBuilder, schema: ArrowSchema): FlatOffset {
  const fields = builder.offsets(schema.fields.map((field) => writeField(builder, field)));
  const metadata = writeMetadata(builder, schema.metadata);
  return builder.table([null, { as: "offset", value: fields }, metadata]);
}

export function writeMessage(builder: FlatBuilder, kind: number, header: FlatOffset, bodyLength: number): Uint8Array {
  return builder.finish(
    builder.table([
      { as: "int16", value: MESSAGE_VERSION_5 },
      { as: "uint8", value: kind },
      { as: "offset", value: header },
      { as: "int64", value: bodyLength },
    ]),
  );
}

function writeMetadata(builder: FlatBuilder, metadata: { readonly [key: string]: string } | undefined): FlatValue {
  const entries = Object.entries(metadata ?? {});
  if (entries.length === 0) return null;
  const tables = entries.map(([key, value]) => {
    const keyAt = builder.string(key);
    const valueAt = builder.string(value);
    return builder.table([
      { as: "offset", value: keyAt },
      { as: "offset", value: valueAt },
    ]);
  });
  return { as: "offset", value: builder.offsets(tables) };
}

function writeField(builder: FlatBuilder, field: ArrowField): FlatOffset {
  const children = builder.offsets(field.children.map((child) => writeField(builder, child)));
  const name = builder.string(field.name);
  const [typeId, typeFields] = writeType(builder, field.type);
  const type = builder.table(typeFields);
  const metadata = writeMetadata(builder, field.metadata);
  return builder.table([
    { as: "offset", value: name },
    { as: "bool", value: field.nullable ? 1 : 0 },
    { as: "uint8", value: typeId },
    { as: "offset", value: type },
    null,
    { as: "offset", value: children },
    metadata,
  ]);
}

function writeType(builder: FlatBuilder, type: ArrowType): [id: number, fields: FlatValue[]] {
  const int16 = (value: number): FlatValue => ({ as: "int16", value });
  const int32 = (value: number): FlatValue => ({ as: "int32", value });
  switch (type.kind) {
    case "null":
      return [TYPE.Null, []];
    case "bool":
      return [TYPE.Bool, []];
    case "int":
      return [TYPE.Int, [int32(type.bits), { as: "bool", value: type.signed ? 1 : 0 }]];
    case "float":
      return [TYPE.FloatingPoint, [int16([16, 32, 64].indexOf(type.bits))]];
    case "utf8":
      return [type.large ? TYPE.LargeUtf8 : TYPE.Utf8, []];
    case "binary":
      return [type.large ? TYPE.LargeBinary : TYPE.Binary, []];
    case "fixed_binary":
      return [TYPE.FixedSizeBinary, [int32(type.width)]];
    case "date":
      return [TYPE.Date, [int16(type.unit === "day" ? 0 : 1)]];
    case "time":
      return [TYPE.Time, [int16(UNITS.indexOf(type.unit)), int32(type.bits)]];
    case "timestamp": {
      const zone: FlatValue = type.timezone === null ? null : { as: "offset", value: builder.string(type.timezone) };
      return [TYPE.Timestamp, [int16(UNITS.indexOf(type.unit)), zone]];
    }
    case "duration":
      return [TYPE.Duration, [int16(UNITS.indexOf(type.unit))]];
    case "interval":
      return [TYPE.Interval, [int16(INTERVALS.indexOf(type.unit))]];
    case "decimal":
      return [TYPE.Decimal, [int32(type.precision), int32(type.scale), int32(type.bits)]];
    case "list":
      return [type.large ? TYPE.LargeList : TYPE.List, []];
    case "fixed_list":
      return [TYPE.FixedSizeList, [int32(type.size)]];
    case "struct":
      return [TYPE.Struct, []];
    case "map":
      return [TYPE.Map, [{ as: "bool", value: type.keysSorted ? 1 : 0 }]];
  }
}
