/** Laws of values: each value of each type comes back as it went in, whichever way it takes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type DataFrame, Decimal, Row, SparkSession } from "../src/index.ts";
import { Temporal } from "../src/types/index.ts";

const spark: SparkSession = SparkSession.builder
  .config("spark.sql.session.timeZone", "UTC")
  .config("spark.sparkwright.longType", "bigint")
  .getOrCreate();
const scratch: string = mkdtempSync(join(tmpdir(), "laws-"));
let files = 0;
afterAll(async () => {
  await spark.stop();
  rmSync(scratch, { recursive: true });
});

const RUNS = 6;
const ROWS = 25;

const integers = (bits: number): fc.Arbitrary<number> =>
  fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const decimals = (precision: number, scale: number): fc.Arbitrary<Decimal> =>
  fc
    .bigInt({ min: -(10n ** BigInt(precision)) + 1n, max: 10n ** BigInt(precision) - 1n })
    .map((n) => new Decimal(`${n}e-${scale}`));
const text: fc.Arbitrary<string> = fc.string({ unit: "grapheme", maxLength: 12 });
const days: fc.Arbitrary<Temporal.PlainDate> = fc
  .integer({ min: -700_000, max: 2_900_000 })
  .map((n) => Temporal.PlainDate.from("1970-01-01").add({ days: n }));
// Microseconds of the years 1 to 9999.
const micros: fc.Arbitrary<bigint> = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
const instants: fc.Arbitrary<Temporal.Instant> = micros.map((n) => Temporal.Instant.fromEpochNanoseconds(n * 1000n));

const TYPES: { readonly [ddl: string]: fc.Arbitrary<unknown> } = {
  BOOLEAN: fc.boolean(),
  TINYINT: integers(8),
  SMALLINT: integers(16),
  INT: integers(32),
  BIGINT: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  FLOAT: fc.float(),
  DOUBLE: fc.double(),
  "DECIMAL(9,2)": decimals(9, 2),
  "DECIMAL(18,18)": decimals(18, 18),
  "DECIMAL(38,10)": decimals(38, 10),
  STRING: text,
  BINARY: fc.uint8Array({ maxLength: 12 }).map((bytes) => new Uint8Array(bytes)),
  DATE: days,
  TIMESTAMP: instants,
  TIMESTAMP_NTZ: instants.map((i) => i.toZonedDateTimeISO("UTC").toPlainDateTime()),
  "ARRAY<INT>": fc.array(fc.option(integers(32)), { maxLength: 4 }),
  "ARRAY<STRING>": fc.array(fc.option(text), { maxLength: 4 }),
  "MAP<STRING, BIGINT>": fc
    .uniqueArray(text, { maxLength: 4 })
    .map((keys) => new Map(keys.map((key, i) => [key, i % 3 === 0 ? null : BigInt(i)]))),
  "STRUCT<a: INT, b: STRING>": fc.record({ a: fc.option(integers(32)), b: fc.option(text) }),
  "ARRAY<STRUCT<d: DATE, x: DECIMAL(20,3)>>": fc.array(fc.record({ d: fc.option(days), x: decimals(20, 3) }), {
    maxLength: 3,
  }),
};

/** What a value is, as plain data that can be compared. */
function plain(value: unknown): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return { map: [...value].map(([k, v]) => [plain(k), plain(v)]) };
  if (value instanceof Row) return Array.from(value, plain);
  if (value instanceof Decimal)
    return value
      .toFixed()
      .replace(/(\..*?)0+$/, "$1")
      .replace(/\.$/, "");
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype === null || prototype === Object.prototype) return Object.values(value as object).map(plain);
  return String(value);
}
async function values(df: DataFrame): Promise<unknown[]> {
  const rows = await df.orderBy("i").collect<{ v: unknown }>();
  return rows.map((row) => plain(row.v));
}

describe.each(Object.entries(TYPES))("%s", (ddl, value) => {
  const schema = `i INT, v ${ddl}`;
  const columns = fc.array(fc.option(value, { freq: 6 }), { minLength: 1, maxLength: ROWS });
  const holds = (way: (df: DataFrame) => Promise<DataFrame>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(columns, async (given) => {
        const made = spark.createDataFrame(
          given.map((v, i) => [i, v]),
          schema,
        );
        expect(await values(await way(made))).toEqual(given.map(plain));
      }),
      { numRuns: RUNS },
    );

  test("createDataFrame, collect", () => holds((df) => Promise.resolve(df)));
  test("through Arrow", () => holds(async (df) => spark.createDataFrame(await df.toArrow(), df.schema)));
  test("through Parquet", () =>
    holds(async (df) => {
      const path = join(scratch, String(files++));
      await df.write.parquet(path);
      return spark.read.parquet(path);
    }));
  test("through cache", () => holds((df) => Promise.resolve(df.cache())));
});
