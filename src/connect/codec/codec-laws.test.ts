/** What is encoded and decoded again is what it was: types, literals, and the plans that the API makes. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import type { DataFrame } from "../../dataframe/dataframe.ts";
import * as F from "../../functions/index.ts";
import { Window } from "../../functions/window.ts";
import type { LiteralValue } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import { SparkSession } from "../../session/spark-session.ts";
import * as T from "../../types/data-type.ts";
import { DataTypeSchema } from "../generated/spark/connect/types_pb.ts";
import { Expression_LiteralSchema as LiteralSchema } from "../generated/spark/connect/expressions_pb.ts";
import { RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { decodeDataType, encodeDataType } from "./data-type.ts";
import { type DecoderHost, RelationDecoder } from "./decode-relation.ts";
import { RelationEncoder } from "./encode-relation.ts";
import { decodeLiteral, encodeLiteral } from "./literal.ts";
import { localPlanId } from "./plan-id.ts";
import { readMessage } from "./read-message.ts";

const SIMPLE: readonly T.DataType[] = [
  T.NULL,
  T.BOOLEAN,
  T.BYTE,
  T.SHORT,
  T.INT,
  T.LONG,
  T.FLOAT,
  T.DOUBLE,
  T.STRING,
  T.BINARY,
  T.DATE,
  T.TIMESTAMP,
  T.TIMESTAMP_NTZ,
  T.INTERVAL,
  T.VARIANT,
  new T.StringType("UTF8_LCASE"),
  new T.CharType(3),
  new T.VarcharType(7),
  new T.TimeType(3),
  new T.DayTimeIntervalType(1, 2),
  new T.YearMonthIntervalType(0, 0),
  new T.DecimalType(38, 18),
];
const { type: dataType } = fc.letrec<{ type: T.DataType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...SIMPLE),
    fc.tuple(tie("type"), fc.boolean()).map(([element, nulls]) => new T.ArrayType(element, nulls)),
    fc.tuple(tie("type"), tie("type"), fc.boolean()).map(([key, value, nulls]) => new T.MapType(key, value, nulls)),
    fc
      .array(fc.tuple(fc.string({ unit: "grapheme", maxLength: 5 }), tie("type"), fc.boolean()), { maxLength: 3 })
      .map(
        (fields) =>
          new T.StructType(fields.map(([name, type, nulls]) => new T.StructField(name, type, nulls, { a: 1 }))),
      ),
  ),
}));

test("types", () => {
  fc.assert(
    fc.property(dataType, (type) => {
      const bytes = toBinary(DataTypeSchema, encodeDataType(type));
      expect(decodeDataType(readMessage(DataTypeSchema, bytes)).jsonValue()).toEqual(type.jsonValue());
    }),
  );
});

const integer = (bits: number): fc.Arbitrary<number> =>
  fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
type Values = fc.Arbitrary<LiteralValue>;
const VALUES: readonly (readonly [T.DataType, Values])[] = [
  [T.BOOLEAN, fc.boolean()],
  [T.BYTE, integer(8)],
  [T.SHORT, integer(16)],
  [T.INT, integer(32)],
  [T.LONG, long],
  [T.FLOAT, fc.float()],
  [T.DOUBLE, fc.double()],
  [T.STRING, fc.string({ unit: "grapheme" })],
  [T.BINARY, fc.uint8Array().map((bytes) => new Uint8Array(bytes))],
  [T.DATE, integer(24)],
  [T.TIMESTAMP, long],
  [T.TIMESTAMP_NTZ, long],
  [new T.TimeType(6), fc.bigInt({ min: 0n, max: 86_399_999_999_999n })],
  [new T.DecimalType(38, 6), fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n })],
  [T.INTERVAL_DT, long],
  [T.INTERVAL_YM, integer(32)],
  [T.INTERVAL, fc.record({ months: integer(32), days: integer(32), microseconds: long })],
  [new T.ArrayType(T.INT, true), fc.array(fc.option(integer(32)), { minLength: 1 })],
  [
    new T.MapType(T.STRING, T.LONG, true),
    fc.uniqueArray(fc.tuple(fc.string(), fc.option(long)), { minLength: 1, selector: ([key]) => key }) as Values,
  ],
  [
    new T.StructType([new T.StructField("a", T.INT), new T.StructField("b", T.STRING)]),
    fc.tuple(fc.option(integer(32)), fc.option(fc.string())) as Values,
  ],
];

test.each(VALUES.map(([type, values]) => [type.simpleString(), type, values] as const))("%s", (_, type, values) => {
  fc.assert(
    fc.property(fc.option(values), (value) => {
      const bytes = toBinary(LiteralSchema, encodeLiteral(value, type));
      const decoded = decodeLiteral(readMessage(LiteralSchema, bytes));
      expect(decoded.value).toEqual(value);
      expect(decoded.dataType.simpleString()).toBe(type.simpleString());
    }),
  );
});

describe("plans", () => {
  const spark = SparkSession.builder.getOrCreate();
  const df = spark.sql("SELECT 1 AS id, 'x' AS name, array(1, 2) AS xs, named_struct('a', 1) AS s").limit(5);
  const other = spark.range(3);
  const { col, lit } = F;
  const w = Window.partitionBy("name").orderBy(F.desc("id")).rowsBetween(-1, Window.currentRow);
  const CASES: { readonly [name: string]: () => DataFrame } = {
    select: () => df.select("id", col("name").alias("n", { metadata: { a: 1 } }), df.col("id").plus(1).cast("string")),
    stars: () => df.select("*", "s.*"),
    "columns by pattern": () => df.select(df.colRegex("`i.`")),
    functions: () => df.select(F.upper("name"), F.call_function("lower", col("name"))).limit(1),
    aggregates: () => df.select(F.countDistinct("id"), F.sum_distinct("id")),
    lambdas: () => df.select(F.transform("xs", (x) => x.plus(1))),
    "fields and elements": () =>
      df.select(col("s").getField("a"), col("xs").getItem(0), col("s").withField("b", lit(1))),
    windows: () => df.select(F.sum("id").over(w), F.rank().over(Window.orderBy("id"))),
    "filter and sort": () => df.filter(col("id").gt(0)).orderBy(F.asc_nulls_last("id"), F.desc("name")).offset(1),
    joins: () =>
      df
        .join(other, df.col("id").equalTo(other.col("id")), "left")
        .join(other, "id", "semi")
        .crossJoin(other),
    "set operations": () => df.select("id").union(other).unionByName(other, true).intersectAll(other).exceptAll(other),
    groups: () => df.groupBy("name").agg(F.sum("id").alias("s")),
    "rollup and cube": () => df.rollup("name").count().union(df.cube("name").count()),
    pivot: () => df.groupBy("name").pivot("id", [1, 2]).sum("id"),
    columns: () => df.withColumn("y", lit(2n)).withColumnRenamed("y", "z").drop("z").toDF("a", "b", "c", "d"),
    rows: () => df.distinct().dropDuplicates(["id"]).sample(0.5, 7),
    partitions: () => df.repartition(3).repartition(2, "id").coalesce(1),
    "partitions by number": () => df.repartitionById(2, "id"),
    "missing values": () => df.na.fill(1).na.drop("all").na.replace(1, 2),
    "unpivot and transpose": () => df.unpivot("name", ["id"], "k", "v"),
    alias: () => df.alias("t").select("t.id").hint("broadcast"),
    subqueries: () => df.filter(col("id").gt(other.select(F.max("id")).scalar())).filter(other.exists()),
    "to a schema": () => df.select("id").to(new T.StructType([new T.StructField("id", T.LONG)])),
    "table functions": () => spark.tvf.explode(F.array(lit(1), lit(2))),
    files: () =>
      spark.read
        .schema("a INT")
        .option("header", true)
        .csv(fileURLToPath(new URL("../../../docs/data/trips.csv", import.meta.url))),
  };

  const notAsked = (): never => {
    throw new Error("not part of these plans");
  };
  const host: DecoderHost = {
    timeZone: "UTC",
    defaultSource: "parquet",
    parserOptions: (parameters) => ({ parameters }),
    substituted: (text) => text,
    cachedBytes: notAsked,
    checkpointed: notAsked,
    found: notAsked,
    observed: notAsked,
    kept: (_, plan) => plan,
    userFunction: notAsked,
  };

  /** Without places in the program; a default that is said is as good as one that is not. */
  function bare(value: unknown, planIds: (id: number) => number): unknown {
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
    if (Array.isArray(value)) return value.map((item) => bare(item, planIds));
    if ("jsonValue" in value) return (value as T.DataType).jsonValue();
    const entries = Object.entries(value)
      .filter(([key, item]) => key !== "origin" && item !== undefined && item !== false)
      .filter(([key, item]) => !(key === "qualifier" && (item as unknown[]).length === 0))
      .map(([key, item]) => [key, key === "planId" ? planIds(item as number) : bare(item, planIds)] as const)
      .filter(([key, item]) => !(key === "common" && Object.keys(item as object).length === 0))
      .filter(([key]) => key !== "nullOrdering");
    return Object.fromEntries(entries);
  }

  test.each(Object.entries(CASES))("%s", (_, make) => {
    const { plan } = make();
    const encoder = new RelationEncoder({ localRelation: notAsked });
    // What SQL text makes stands for any input: the client sends text as it is.
    const sent = withoutSql(plan);
    const bytes = toBinary(RelationSchema, encoder.encode(sent));
    const decoded = new RelationDecoder(host).decode(readMessage(RelationSchema, bytes));
    expect(bare(decoded, (id) => id)).toEqual(bare(sent, (id) => localPlanId(BigInt(id))));
  });
});

/** The plan with a table in the place of each query of SQL. */
function withoutSql<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || "jsonValue" in value) return value;
  if (Array.isArray(value)) return value.map(withoutSql) as T;
  const { kind, common } = value as unknown as Relation;
  if (kind === "Project" && common?.origin?.sqlText !== undefined) {
    const { origin: _origin, ...rest } = common;
    return { kind: "ReadNamedTable", nameParts: ["t"], common: rest } as T;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSql(item)])) as T;
}
