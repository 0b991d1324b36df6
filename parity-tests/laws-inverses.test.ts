/** Laws of inverses: what one function makes, another takes back. */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { SparkSession } from "../src/index.ts";
import { Temporal } from "../src/types/index.ts";

const spark: SparkSession = SparkSession.builder
  .config("spark.sql.session.timeZone", "UTC")
  .config("spark.sparkwright.longType", "bigint")
  .getOrCreate();
afterAll(() => spark.stop());

const RUNS = 5;
const ROWS = 30;

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("", " ", "NULL", '"', "a,b", "%41+"),
);
const bytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 20 }).map((b) => new Uint8Array(b));
const ints: fc.Arbitrary<number> = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
// Days and microseconds of the years 1 to 9999.
const days: fc.Arbitrary<Temporal.PlainDate> = fc
  .integer({ min: -719_162, max: 2_932_896 })
  .map((n) => Temporal.PlainDate.from("1970-01-01").add({ days: n }));
const instants: fc.Arbitrary<Temporal.Instant> = fc
  .bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })
  .map((n) => Temporal.Instant.fromEpochNanoseconds(n * 1000n));

/** By type of the column `x`: values, and expressions that must be `x` again. */
const INVERSES: { readonly [type: string]: readonly [fc.Arbitrary<unknown>, ...string[]] } = {
  STRING: [
    text,
    "decode(encode(x, 'UTF-8'), 'UTF-8')",
    "decode(encode(x, 'UTF-16'), 'UTF-16')",
    "decode(unbase64(base64(encode(x, 'UTF-8'))), 'UTF-8')",
    "decode(unhex(hex(x)), 'UTF-8')",
    "url_decode(url_encode(x))",
    "from_json(to_json(struct(x)), 'x STRING').x",
    "variant_get(parse_json(to_json(struct(x))), '$.x', 'string')",
    "reverse(reverse(x))",
    "array_join(split(x, ''), '')",
    "concat(left(x, 3), substring(x, 4))",
    "overlay(x PLACING left(x, 1) FROM 1)",
    "translate(translate(x, 'ab', 'ba'), 'ab', 'ba')",
  ],
  BINARY: [
    bytes,
    "unbase64(base64(x))",
    "unhex(hex(x))",
    "from_base32(to_base32(x))",
    "to_binary(base64(x), 'base64')",
    "aes_decrypt(aes_encrypt(x, '0000111122223333'), '0000111122223333')",
    "aes_decrypt(aes_encrypt(x, '0000111122223333', 'CBC'), '0000111122223333', 'CBC')",
    "concat(substring(x, 1, 5), substring(x, 6))",
  ],
  BIGINT: [
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    "CAST(CAST(x AS STRING) AS BIGINT)",
    "CAST(conv(hex(x), 16, -10) AS BIGINT)",
    "CAST(conv(bin(x), 2, -10) AS BIGINT)",
    "~~x",
    "(x ^ 12345) ^ 12345",
    "CAST(CAST(x AS DECIMAL(20, 0)) AS BIGINT)",
    "from_json(to_json(struct(x)), 'x BIGINT').x",
    "from_csv(to_csv(struct(x)), 'x BIGINT').x",
    "variant_get(parse_json(CAST(x AS STRING)), '$', 'bigint')",
  ],
  DOUBLE: [
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    "CAST(CAST(x AS STRING) AS DOUBLE)",
    "from_json(to_json(struct(x)), 'x DOUBLE').x",
    "from_csv(to_csv(struct(x)), 'x DOUBLE').x",
    "-(-x)",
  ],
  DATE: [
    days,
    "CAST(CAST(x AS STRING) AS DATE)",
    "to_date(date_format(x, 'yyyy/MM/dd'), 'yyyy/MM/dd')",
    "to_date(date_format(x, 'yyyy DDD'), 'yyyy DDD')",
    "date_from_unix_date(unix_date(x))",
    "make_date(year(x), month(x), day(x))",
    "date_sub(date_add(x, 1000), 1000)",
    "from_json(to_json(struct(x)), 'x DATE').x",
    "from_csv(to_csv(struct(x)), 'x DATE').x",
  ],
  TIMESTAMP: [
    instants,
    "CAST(CAST(x AS STRING) AS TIMESTAMP)",
    "timestamp_micros(unix_micros(x))",
    "to_timestamp(date_format(x, 'yyyy-MM-dd HH:mm:ss.SSSSSS'), 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
    "CAST(CAST(x AS TIMESTAMP_NTZ) AS TIMESTAMP)",
    "make_timestamp(year(x), month(x), day(x), hour(x), minute(x), extract(SECOND FROM x))",
    "from_json(to_json(struct(x), map('timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS')), 'x TIMESTAMP', map('timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS')).x",
  ],
  "ARRAY<INT>": [
    fc.array(fc.option(ints), { maxLength: 5 }),
    "reverse(reverse(x))",
    "transform(arrays_zip(x), z -> z.x)",
    "zip_with(x, x, (a, b) -> a)",
    "flatten(transform(x, e -> array(e)))",
    "from_json(to_json(x), 'ARRAY<INT>')",
    "slice(concat(x, array(7)), 1, size(x))",
  ],
  "MAP<STRING, BIGINT>": [
    fc
      .uniqueArray(fc.string({ unit: "grapheme", maxLength: 6 }), { maxLength: 4 })
      .map((keys) => new Map(keys.map((key, i) => [key, i % 3 === 0 ? null : BigInt(i)]))),
    "map_from_entries(map_entries(x))",
    "map_from_arrays(map_keys(x), map_values(x))",
    "transform_keys(transform_keys(x, (k, v) -> concat('k', k)), (k, v) -> substring(k, 2))",
    "transform_values(x, (k, v) -> v)",
    "map_filter(map_concat(x), (k, v) -> true)",
    "map_zip_with(x, x, (k, a, b) -> b)",
    "from_json(to_json(x), 'MAP<STRING, BIGINT>')",
  ],
  "STRUCT<a: INT, b: STRING>": [
    fc.record({ a: fc.option(ints), b: fc.option(text) }),
    "from_json(to_json(x), 'a INT, b STRING')",
    "if(x IS NULL, NULL, named_struct('a', x.a, 'b', x.b))",
    "get(array(x), 0)",
  ],
};
describe.each(Object.entries(INVERSES))("over %s", (type, [values, ...expressions]) => {
  test.each(expressions)("%s", (expression) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(values), { minLength: 1, maxLength: ROWS }), async (column) => {
        const df = spark.createDataFrame(
          column.map((x) => [x]),
          `x ${type}`,
        );
        const rows = await df.selectExpr("x", `${expression} AS y`).collect();
        for (const row of rows) expect(JSON.stringify(plain(row.at(1)))).toBe(JSON.stringify(plain(row.at(0))));
      }),
      { numRuns: RUNS },
    ),
  );
});

/** What a value is, as plain data. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return [...value].map(([k, v]) => [plain(k), plain(v)]);
  if (typeof value === "object" && value !== null && Symbol.iterator in value) {
    return Array.from(value as Iterable<unknown>, plain);
  }
  return value === null ? null : String(value);
}
