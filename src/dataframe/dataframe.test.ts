/** The plans that DataFrames build, on an engine that only knows how to be asked. */
import { describe, expect, test } from "vitest";
import { SqlConf } from "../catalog/sql-conf.ts";
import type { Engine } from "../engine/engine.ts";
import * as F from "../functions/index.ts";
import type { Command } from "../plan/command.ts";
import type { Relation } from "../plan/relation.ts";
import { LONG, STRING, StructField, StructType } from "../types/data-type.ts";
import { SparkError } from "../types/spark-error.ts";
import { DataFrame } from "./dataframe.ts";
import { OperationRegistry } from "./operations.ts";
import type { SessionContext } from "./session-context.ts";

const { col, lit } = F;
const SCHEMA = new StructType([new StructField("id", LONG), new StructField("name", STRING)]);

class RecordingEngine {
  readonly kind = "embedded";
  readonly checked: Relation[] = [];
  readonly commands: Command[] = [];
  check(plan: Relation): void {
    this.checked.push(plan);
  }
  schema(): StructType {
    return SCHEMA;
  }
  runSync(command: Command): Relation {
    this.commands.push(command);
    return { kind: "OneRow" };
  }
  cache(): void {}
  uncache(): Promise<void> {
    return Promise.resolve();
  }
}

function table(): { readonly df: DataFrame; readonly engine: RecordingEngine } {
  const engine = new RecordingEngine();
  const session = {
    engine: engine as unknown as Engine,
    sqlConf: new SqlConf(),
    operations: new OperationRegistry(),
  } as unknown as SessionContext;
  return { df: new DataFrame(session, { kind: "ReadNamedTable", nameParts: ["t"] }), engine };
}
const { df } = table();
const attribute = (...nameParts: string[]): object => ({ kind: "UnresolvedAttribute", nameParts });

describe("a transformation builds a node", () => {
  const CASES: readonly (readonly [string, () => DataFrame, object])[] = [
    [
      "select",
      () => df.select("id", col("name")),
      { kind: "Project", expressions: [attribute("id"), attribute("name")] },
    ],
    ["select of an array", () => df.select(["id"]), { kind: "Project", expressions: [attribute("id")] }],
    ["select *", () => df.select("*"), { kind: "Project", expressions: [{ kind: "UnresolvedStar" }] }],
    [
      "selectExpr",
      () => df.selectExpr("id + 1"),
      { expressions: [{ kind: "ExpressionString", expression: "id + 1" }] },
    ],
    ["filter", () => df.filter("id > 1"), { kind: "Filter", condition: { kind: "ExpressionString" } }],
    ["withColumn", () => df.withColumn("x", "v"), { aliases: [{ name: "x", expression: { value: "v" } }] }],
    ["withColumnRenamed", () => df.withColumnRenamed("id", "n"), { renames: [["id", "n"]] }],
    ["drop", () => df.drop("id", col("name")), { columnNames: ["id"], columns: [attribute("name")] }],
    ["sort", () => df.sort("id"), { order: [{ direction: "ascending", nullOrdering: "first" }], isGlobal: true }],
    ["sort by position", () => df.sort(-2), { order: [{ child: { nameParts: ["name"] }, direction: "descending" }] }],
    [
      "sort with directions",
      () => df.orderBy("id", "name", { ascending: [true, false] }),
      { order: [{ direction: "ascending" }, { direction: "descending", nullOrdering: "last" }] },
    ],
    ["limit", () => df.limit(3), { kind: "Limit", limit: { kind: "Literal", value: 3 } }],
    ["dropDuplicates", () => df.dropDuplicates(["id"]), { kind: "Deduplicate", columnNames: ["id"] }],
    ["sample", () => df.sample(0.5, 7), { kind: "Sample", upperBound: 0.5, withReplacement: false, seed: 7n }],
    ["sample with replacement", () => df.sample(true, 1.5, 7), { upperBound: 1.5, withReplacement: true }],
    ["join", () => df.join(df, "id", "left_outer"), { kind: "Join", joinType: "left", usingColumns: ["id"] }],
    [
      "join on a condition",
      () => df.join(df, lit(true), "semi"),
      { joinType: "leftSemi", joinCondition: { value: true } },
    ],
    ["join on nothing", () => df.join(df), { joinType: "inner" }],
    ["union", () => df.union(df), { setOpType: "union", isAll: true }],
    ["subtract", () => df.subtract(df), { setOpType: "except", isAll: false }],
    [
      "unionByName",
      () => df.unionByName(df, { allowMissingColumns: true }),
      { byName: true, allowMissingColumns: true },
    ],
    ["groupBy", () => df.groupBy("id").count(), { groupType: "groupBy", aggregateExpressions: [{ names: ["count"] }] }],
    ["groupBy position", () => df.groupBy(1).max(), { groupingExpressions: [{ nameParts: ["id"] }] }],
    ["agg of names", () => df.agg({ id: "average" }), { aggregateExpressions: [{ nameParts: ["avg"] }] }],
    [
      "pivot",
      () => df.groupBy("id").pivot("name", ["a"]).sum("id"),
      { groupType: "pivot", pivot: { columns: [attribute("name")], values: [{ value: "a" }] } },
    ],
    ["fillna", () => df.fillna({ id: 0 }), { kind: "NAFill", columns: ["id"], values: [{ value: 0 }] }],
    ["dropna", () => df.dropna("all", null, "id"), { kind: "NADrop", minNonNulls: 1, columns: ["id"] }],
    [
      "replace of an object",
      () => df.replace({ 1: 2 }),
      { replacements: [{ oldValue: { value: 1 }, newValue: { value: 2 } }] },
    ],
    [
      "agg of names in Spark's order",
      () => df.agg({ id: "sum", name: "max", a: "min" }),
      { aggregateExpressions: [{ nameParts: ["min"] }, { nameParts: ["max"] }, { nameParts: ["sum"] }] },
    ],
    [
      "replace",
      () => df.replace([1, 2], 3),
      { replacements: [{ oldValue: { value: 1 } }, { oldValue: { value: 2 } }] },
    ],
    [
      "unpivot",
      () => df.unpivot("id", null, "k", "v"),
      { kind: "Unpivot", includeNulls: true, valueColumnNames: ["v"] },
    ],
    ["hint", () => F.broadcast(df), { kind: "Hint", name: "broadcast", parameters: [] }],
    ["repartition", () => df.repartition(2), { kind: "Repartition", numPartitions: 2, shuffle: true }],
    ["repartition by columns", () => df.repartition("id"), { kind: "RepartitionByExpression" }],
  ];
  test.each(CASES)("%s", (_name, build, node) => {
    const { plan } = build();
    expect(plan).toMatchObject(node);
    expect(Object.isFrozen(plan)).toBe(true);
  });

  test("each DataFrame has a plan id of its own, to which its columns refer", () => {
    const one = df.select("id");
    const two = df.select("id");
    expect(one.plan.common?.planId).not.toBe(two.plan.common?.planId);
    expect(one.col("id").expression).toMatchObject({ planId: one.plan.common?.planId });
  });

  test("and has the engine check it at once", () => {
    const { df: fresh, engine } = table();
    const selected = fresh.select("id");
    expect(engine.checked).toEqual([fresh.plan, selected.plan]);
  });

  test("but not one that waits for an outer query", () => {
    const { df: fresh, engine } = table();
    const inner = fresh.filter(col("x").eq(col("t.id").outer())).limit(1);
    expect(engine.checked).toHaveLength(1);
    const outer = fresh.filter(inner.exists());
    expect(engine.checked.at(-1)).toBe(outer.plan);
  });
});

describe("a DataFrame", () => {
  test("keeps what cache() marks and forgets it again", () => {
    const { df: fresh } = table();
    const { plan } = fresh;
    expect(fresh.cache().plan).toMatchObject({ kind: "CachedRelation", input: plan, common: plan.common });
    expect(fresh.is_cached).toBe(true);
    expect(fresh.unpersist().plan).toBe(plan);
  });

  test("names its plan", () => {
    const { df: fresh, engine } = table();
    fresh.createOrReplaceTempView("v");
    expect(engine.commands).toMatchObject([
      { kind: "CreateView", nameParts: ["v"], viewType: "localTemp", replace: true },
    ]);
  });

  test("compares by what it says", () => {
    const other = df.select("id");
    expect(other.sameSemantics(df.select("id"))).toBe(true);
    expect(other.semanticHash()).toBe(df.select("id").semanticHash());
    expect(other.sameSemantics(df.select("name"))).toBe(false);
  });

  test("prints itself as in PySpark", () => {
    expect(String(df)).toBe("DataFrame[id: bigint, name: string]");
  });

  test.each<[string, () => unknown, string | null]>([
    ["select(undefined)", () => df.select(undefined as never), "NOT_EXPECTED_TYPE"],
    ["filter(1)", () => df.filter(1 as never), "NOT_EXPECTED_TYPE"],
    ["sort()", () => df.sort(), "CANNOT_BE_EMPTY"],
    ["sort(0)", () => df.sort(0), "ZERO_INDEX"],
    ["sample(2)", () => df.sample(2), null],
    ["sample()", () => df.sample(undefined as never), "NOT_EXPECTED_TYPE"],
    ["randomSplit([-1])", () => df.randomSplit([-1]), "VALUE_NOT_POSITIVE"],
    ["repartition(0)", () => df.repartition(0), null],
    ["join(1)", () => df.join(1 as never), "NOT_EXPECTED_TYPE"],
    ["join how", () => df.join(df, "id", "sideways"), "UNSUPPORTED_JOIN_TYPE"],
    ["dropDuplicates text", () => df.dropDuplicates("id" as never), "NOT_EXPECTED_TYPE"],
    ["fillna list", () => df.fillna([1] as never), "NOT_EXPECTED_TYPE"],
    ["dropna how", () => df.dropna("some" as never), "VALUE_NOT_ALLOWED"],
    ["replace lengths", () => df.replace([1, 2], [1]), "LENGTH_SHOULD_BE_THE_SAME"],
    ["replace mixed", () => df.replace("a", 1), "MIXED_TYPE_REPLACEMENT"],
    ["replace alone", () => df.replace(1), "ARGUMENT_REQUIRED"],
    ["agg()", () => df.agg(), "CANNOT_BE_EMPTY"],
    ["pivot twice", () => df.groupBy().pivot("id", [1]).pivot("id"), "REPEATED_CLAUSE"],
    ["summary name", () => df.summary("foo"), "UNRECOGNIZED_STATISTIC"],
    ["view name", () => df.createTempView("a b"), "_LEGACY_ERROR_TEMP_1321"],
    ["view name parts", () => df.createTempView("x.y"), "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS"],
    ["save mode", () => df.write.mode("upsert" as never), "INVALID_SAVE_MODE"],
    ["rdd", () => df.rdd, "UNSUPPORTED_FEATURE"],
  ])("refuses %s", (_name, run, condition) => {
    expect(run).toThrow(SparkError);
    expect(run).toThrow(expect.objectContaining({ condition }));
  });
});
