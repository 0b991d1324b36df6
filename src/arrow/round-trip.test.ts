import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CalendarInterval } from "../types/calendar-interval.ts";
import * as types from "../types/data-type.ts";
import { decimalOf } from "../types/decimal.ts";
import { Row, rowValues } from "../types/row.ts";
import { Temporal } from "../types/temporal.ts";
import { VariantVal } from "../types/variant-val.ts";
import {
  decodeColumn,
  decodeRows,
  encodeColumns,
  encodeRows,
  readIpcStream,
  toPhysical,
  toSparkForm,
  writeIpcTable,
} from "./index.ts";

const { ArrayType, DecimalType, MapType, StructField, StructType } = types;

/** A value in a form that `toEqual` compares: Temporal values and decimals by their text. */
function plain(value: unknown): unknown {
  if (value instanceof Row) return rowValues(value).map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return [...value].map(([k, v]) => [plain(k), plain(v)]);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (value instanceof VariantVal) return value.toString();
  if (value instanceof CalendarInterval) return `${value.months} ${value.days} ${value.microseconds}`;
  if (typeof value === "object" && value !== null) return (value as { toString(): string }).toString();
  return value;
}

interface Sample {
  readonly type: types.DataType;
  readonly value: fc.Arbitrary<unknown>;
}

const DAY_US = 86_400_000_000n;
/** Years 0001 to 9999. */
const micros = fc.bigInt({ min: -719_162n * DAY_US, max: 2_932_896n * DAY_US });
const epochDay = Temporal.PlainDate.from("1970-01-01");
const epoch = Temporal.PlainDateTime.from("1970-01-01T00:00");
const decimal = (precision: number, scale: number): Sample => ({
  type: new DecimalType(precision, scale),
  value: fc
    .bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n })
    .map((unscaled) => decimalOf(unscaled, scale)),
});

const SIMPLE: readonly Sample[] = [
  { type: types.BOOLEAN, value: fc.boolean() },
  { type: types.BYTE, value: fc.integer({ min: -128, max: 127 }) },
  { type: types.SHORT, value: fc.integer({ min: -32768, max: 32767 }) },
  { type: types.INT, value: fc.integer() },
  { type: types.LONG, value: fc.maxSafeInteger() },
  { type: types.FLOAT, value: fc.float() },
  { type: types.DOUBLE, value: fc.double() },
  decimal(1, 1),
  decimal(9, 2),
  decimal(18, 5),
  decimal(19, 0),
  decimal(38, 0),
  decimal(38, 18),
  decimal(38, 38),
  { type: types.STRING, value: fc.string({ unit: "binary" }) },
  { type: types.BINARY, value: fc.uint8Array() },
  {
    type: types.DATE,
    value: fc.integer({ min: -719_162, max: 2_932_896 }).map((days) => epochDay.add({ days })),
  },
  { type: types.TIMESTAMP, value: micros.map((us) => new Temporal.Instant(us * 1000n)) },
  {
    type: types.TIMESTAMP_NTZ,
    value: micros.map((us) => epoch.add({ days: Number(us / DAY_US), microseconds: Number(us % DAY_US) })),
  },
  {
    type: types.TIME,
    value: fc
      .integer({ min: 0, max: 86_399_999_999 })
      .map((us) => Temporal.PlainTime.from("00:00").add({ microseconds: us })),
  },
  {
    type: types.INTERVAL_DT,
    value: fc
      .integer({ min: -(2 ** 52), max: 2 ** 52 })
      .map((us) =>
        Temporal.Duration.from({ microseconds: us }).round({ largestUnit: "days", smallestUnit: "microseconds" }),
      ),
  },
  {
    type: types.INTERVAL_YM,
    value: fc
      .integer({ min: -120_000, max: 120_000 })
      .map((months) => Temporal.Duration.from({ years: Math.trunc(months / 12), months: months % 12 })),
  },
  {
    type: types.INTERVAL,
    value: fc
      .tuple(fc.integer(), fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
      .map(([months, days, us]) => new CalendarInterval(months, days, us)),
  },
  { type: types.NULL, value: fc.constant(null) },
];

const orNull = (sample: Sample): fc.Arbitrary<unknown> => fc.option(sample.value, { nil: null });

const mapKeys = (type: types.DataType): fc.Arbitrary<unknown[]> =>
  type === types.STRING
    ? fc.uniqueArray(fc.string(), { maxLength: 4 })
    : fc.uniqueArray(fc.integer(), { maxLength: 4 });

/** Types with parts, to a few levels. */
const sample: fc.Arbitrary<Sample> = fc.letrec<{ any: Sample }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 6, arbitrary: fc.constantFrom(...SIMPLE) },
    {
      weight: 1,
      arbitrary: tie("any").map((element) => ({
        type: new ArrayType(element.type),
        value: fc.array(orNull(element), { maxLength: 4 }),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(types.STRING, types.INT), tie("any")).map(([key, value]) => ({
        type: new MapType(key, value.type),
        value: mapKeys(key).chain((keys) =>
          fc.tuple(...keys.map(() => orNull(value))).map((values) => new Map(keys.map((k, i) => [k, values[i]]))),
        ),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.array(tie("any"), { maxLength: 4 }).map((fields) => {
        // Names repeat on purpose.
        const type = new StructType(fields.map((f, i) => new StructField(`x${i % 2}`, f.type)));
        return { type, value: fc.tuple(...fields.map(orNull)).map((values) => Row.of(type, values)) };
      }),
    },
  ),
})).any;

const table = fc.array(sample, { minLength: 1, maxLength: 4 }).chain((columns) =>
  fc.record({
    schema: fc.constant(new StructType(columns.map((c, i) => new StructField(`c${i % 3}`, c.type)))),
    rows: fc.array(fc.tuple(...columns.map(orNull)), { maxLength: 20 }),
    batchRows: fc.integer({ min: 1, max: 20 }),
  }),
);

describe("values of any type", () => {
  it("survive encoding, the IPC stream and decoding", () => {
    fc.assert(
      fc.property(table, ({ schema, rows, batchRows }) => {
        const bytes = encodeRows(schema, rows, { batchRows });
        expect(decodeRows(schema, bytes).map(plain)).toEqual(rows.map(plain));
        // At any alignment, and written again.
        const shifted = new Uint8Array(bytes.length + 3).subarray(3);
        shifted.set(bytes);
        const again = writeIpcTable(readIpcStream(shifted));
        expect(decodeRows(schema, again).map(plain)).toEqual(rows.map(plain));
      }),
      { numRuns: 300 },
    );
  });
  it("survive a stream in pieces", () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(), { maxLength: 6 }), ({ schema, rows, batchRows }, places) => {
        const bytes = encodeRows(schema, rows, { batchRows });
        const ends = [...places.map((p) => p % bytes.length), bytes.length].toSorted((a, b) => a - b);
        const pieces = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
        expect(decodeRows(schema, writeIpcTable(readIpcStream(pieces))).map(plain)).toEqual(rows.map(plain));
      }),
    );
  });
  it("survive the way to Spark's Arrow form and back", () => {
    fc.assert(
      fc.property(table, ({ schema, rows, batchRows }) => {
        // Arrow has nanoseconds in a calendar interval: such a value may not fit.
        fc.pre(!schema.json().includes('"interval"'));
        const physical = readIpcStream(encodeRows(schema, rows, { batchRows }));
        const spark = toSparkForm(schema, physical.batches);
        expect(decodeRows(schema, writeIpcTable(spark)).map(plain)).toEqual(rows.map(plain));
        const back = writeIpcTable(toPhysical(schema, spark));
        expect(decodeRows(schema, back).map(plain)).toEqual(rows.map(plain));
      }),
    );
  });
  it("survive by column", () => {
    fc.assert(
      fc.property(
        sample.chain((s) => fc.tuple(fc.constant(s), fc.array(orNull(s)))),
        ([{ type }, values]) => {
          const schema = new StructType([new StructField("a", type)]);
          const [batch] = readIpcStream(encodeColumns(schema, [values])).batches;
          const [vector] = batch?.columns ?? [];
          expect(vector && plain(decodeColumn(vector, type))).toEqual(plain(values));
        },
      ),
    );
  });
  it("survive in large numbers", () => {
    const schema = new StructType([
      new StructField("i", types.LONG),
      new StructField("s", types.STRING),
      new StructField("a", new ArrayType(types.STRING)),
    ]);
    const rows = Array.from({ length: 5000 }, (_, i) => [
      i % 7 === 0 ? null : i * 2 ** 20,
      i % 5 === 0 ? null : i % 3 === 0 ? `Müller ${i}` : `row number ${i}`,
      i % 11 === 0 ? null : Array.from({ length: i % 4 }, (_, k) => `${i}/${k}`),
    ]);
    expect(decodeRows(schema, encodeRows(schema, rows, { batchRows: 1777 })).map(plain)).toEqual(rows);
  });
});
