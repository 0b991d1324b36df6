/** What a remote session does beside answering: order, interruption, large data, tokens, and how a program ends. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRemoteEngine } from "../../src/connect/client/remote-engine.ts";
import { startConnectServer } from "../../src/connect/index.ts";
import { col, functions as F, Observation, type QueryEvent, SparkSession } from "../../src/index.ts";
import { provideRemote } from "../../src/session/open-engine.ts";
import { startOwnServer } from "./own-server.ts";
import type { RunningServer } from "./server-process.ts";

let server: RunningServer;
let spark: SparkSession;

const open = (url: string): SparkSession => SparkSession.builder.remote(url).create();

beforeAll(async () => {
  provideRemote(createRemoteEngine);
  server = await startOwnServer();
  spark = open(server.url);
});
afterAll(async () => {
  await spark.stop();
  await server.stop();
});

const SLOW = "SELECT count(*) FROM range(1000000) a CROSS JOIN range(100000000) b WHERE a.id * b.id % 7 = 3";

describe("answers", () => {
  test("synchronous questions while a result is being read", async () => {
    const rows = spark.range(200_000).toLocalIterator();
    let seen = 0;
    for await (const _ of rows) {
      if (seen++ === 10) expect(spark.range(3).select(col("id").cast("string")).dtypes).toEqual([["id", "string"]]);
    }
    expect(seen).toBe(200_000);
  });

  test("a result that is not read to its end does not stop what follows", async () => {
    for await (const _ of spark.range(1_000_000).toLocalIterator()) break;
    expect(await spark.range(5).count()).toBe(5);
  });

  test("rows that do not fit into a message", async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => ({ i, text: `row ${i} with a text of some length` }));
    const df = spark.createDataFrame(rows);
    const [total, again] = await Promise.all([df.agg(F.sum("i"), F.max("text")).collect(), df.count()]);
    expect(String(total)).toBe("Row(sum(i)=799980000, max(text)='row 9999 with a text of some length')");
    expect(again).toBe(40_000);
  });

  test("a schema is asked for once, until something changes", () => {
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW changing AS SELECT 1 AS a");
    const df = spark.table("changing");
    expect(df.schema).toBe(df.schema);
    spark.sql("CREATE OR REPLACE TEMPORARY VIEW changing AS SELECT 'x' AS b");
    expect(df.columns).toEqual(["b"]);
  });

  test("a function of JavaScript is refused by name", async () => {
    const twice = F.udf((x: number) => x * 2, "double");
    await expect(spark.range(3).select(twice("id")).collect()).rejects.toMatchObject({
      condition: "UNSUPPORTED_FEATURE",
      messageParameters: { engine: "connect" },
    });
  });

  test("and foreach runs here", async () => {
    const seen: unknown[] = [];
    await spark.range(3).foreach((row) => void seen.push(row.at(0)));
    expect(seen).toEqual([0, 1, 2]);
  });

  test("subscribers hear of queries", async () => {
    const events: QueryEvent[] = [];
    const stop = spark.subscribe((event) => void events.push(event));
    await spark.range(7).collect();
    stop();
    expect(events[0]).toMatchObject({ type: "queryStarted", action: "collect" });
    expect(events.at(-1)).toMatchObject({ type: "queryFinished", rows: 7 });
  });
});

describe("order", () => {
  test("what follows a statement that moves data waits for it", async () => {
    const name = `ordered_${process.pid}`;
    const created = spark.sql(`CREATE TABLE ${name} AS SELECT id FROM range(10)`);
    const inserted = spark.sql(`INSERT INTO ${name} SELECT id FROM range(5)`);
    expect(await spark.table(name).count()).toBe(15);
    await Promise.all([created, inserted]);
    expect(spark.catalog.tableExists(name)).toBe(true);
    await spark.sql(`DROP TABLE ${name}`);
    expect(spark.catalog.tableExists(name)).toBe(false);
  });

  test("sessions have views and configurations of their own", async () => {
    const other = spark.newSession();
    spark.range(1).createOrReplaceTempView("mine");
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo");
    expect(other.catalog.tableExists("mine")).toBe(false);
    expect(other.conf.get("spark.sql.session.timeZone")).toBe("UTC");
    spark.conf.set("spark.sql.session.timeZone", "UTC");
    await other.stop();
    expect(await spark.range(2).count()).toBe(2);
  });
});

describe("what only servers have", () => {
  test("a cloned session has the names and settings of the first, and its own from then on", async () => {
    spark.range(2).createOrReplaceTempView("copied");
    spark.conf.set("spark.sql.shuffle.partitions", "7");
    spark.conf.set("spark.sparkwright.longType", "bigint");
    const copy = spark.cloneSession();
    spark.conf.set("spark.sql.shuffle.partitions", "8");
    spark.conf.unset("spark.sparkwright.longType");
    spark.catalog.dropTempView("copied");
    expect(copy.conf.get("spark.sql.shuffle.partitions")).toBe("7");
    expect((await copy.table("copied").collect()).map((row) => row.at(0))).toEqual([0n, 1n]);
    await copy.stop();
  });

  test("a checkpoint stays as it was", async () => {
    spark.range(2).createOrReplaceTempView("changes");
    const kept = await spark.table("changes").localCheckpoint();
    spark.range(5).createOrReplaceTempView("changes");
    expect([await kept.count(), await spark.table("changes").count()]).toEqual([2, 5]);
    await expect(kept.checkpoint()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_3016" });
  });

  test("tables are written by name, as far as they can be", async () => {
    const name = `written_${process.pid}`;
    const df = spark.range(4).withColumn("even", F.expr("id % 2 = 0"));
    await df.writeTo(name).using("json").partitionedBy("even").create();
    expect(await spark.table(name).filter("even").count()).toBe(2);
    await expect(df.writeTo(name).append()).rejects.toMatchObject({ condition: "_LEGACY_ERROR_TEMP_1012" });
    const merge = df
      .alias("s")
      .mergeInto(name, F.expr(`s.id = ${name}.id`))
      .whenMatched()
      .update({ id: col("s.id") });
    await expect(merge.merge()).rejects.toMatchObject({ condition: "UNSUPPORTED_FEATURE.TABLE_OPERATION" });
    await spark.sql(`DROP TABLE ${name}`);
  });

  test("metrics are observed on the server", async () => {
    const seen = new Observation("quality");
    const df = spark.range(10).observe(seen, F.count("*").alias("rows"), F.max(col("id")).alias("highest"));
    expect(await df.filter("id > 7").count()).toBe(2);
    expect(await seen.get).toEqual({ rows: 10, highest: 9 });
  });

  test("files are sent to the session", async () => {
    const path = fileURLToPath(new URL("../../package.json", import.meta.url));
    await spark.addArtifacts(path, { file: true });
    await expect(spark.addArtifacts(path)).rejects.toMatchObject({ condition: "UNSUPPORTED_OPERATION" });
    await expect(spark.addArtifact(path, { file: true, archive: true })).rejects.toMatchObject({
      condition: "INVALID_MULTIPLE_ARGUMENT_CONDITIONS",
    });
  });

  test("progress handlers are told when work has ended", async () => {
    const told: unknown[][] = [];
    const handler = (...args: unknown[]): void => void told.push(args);
    spark.registerProgressHandler(handler);
    await spark.range(3).count();
    spark.removeProgressHandler(handler);
    await spark.range(3).count();
    expect(told.at(-1)?.[3]).toBe(true);
    expect(told.filter(([, , , done]) => done)).toHaveLength(1);
    expect(() => spark.removeProgressHandler(handler)).toThrow(/not registered/);
  });

  test("a large plan arrives, compressed", async () => {
    const long = F.lit("y".repeat(11 * 1024 * 1024));
    expect((await spark.range(1).select(F.length(long).alias("n")).collect())[0]?.["n"]).toBe(11 * 1024 * 1024);
  });
});

describe("interruption", () => {
  test("by a signal", async () => {
    const abort = new AbortController();
    const running = spark.sql(SLOW).collect({ signal: abort.signal });
    setTimeout(() => abort.abort(), 300);
    await expect(running).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
  });

  test("by tag, by id and of all", async () => {
    spark.addTag("nightly");
    const tagged = spark.sql(SLOW).collect();
    spark.clearTags();
    const other = spark.sql(SLOW).collect();
    const outcomes = Promise.allSettled([tagged, other]);
    const until = async (interrupt: () => Promise<string[]>): Promise<string[]> => {
      for (;;) {
        const ids = await interrupt();
        if (ids.length > 0) return ids;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    expect(await until(() => spark.interruptTag("nightly"))).toHaveLength(1);
    await expect(tagged).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    expect(await until(() => spark.interruptAll())).toHaveLength(1);
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await spark.interruptAll()).toEqual([]);
  });
});

describe("a program", () => {
  const run = (code: string, env: { readonly [name: string]: string } = {}): ReturnType<typeof spawnSync> => {
    const index = new URL("../../src/index.ts", import.meta.url).href;
    const program = `import { SparkSession } from ${JSON.stringify(index)};\n${code}`;
    return spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { ...process.env, ...env },
      encoding: "utf8",
      timeout: 60_000,
    });
  };

  test("finds the server in its environment, and ends by itself", () => {
    const { stdout, stderr, status } = run(
      "const spark = SparkSession.builder.getOrCreate(); console.log(spark.engine.kind, await spark.range(4).count());",
      { SPARK_REMOTE: server.url },
    );
    expect([stderr, stdout, status]).toEqual(["", "connect 4\n", 0]);
  });

  test("on the embedded engine loads nothing of the client", () => {
    const { stdout, stderr } = run(`
      import { registerHooks } from "node:module";
      const seen = [];
      registerHooks({ resolve: (name, context, next) => { const found = next(name, context); seen.push(found.url); return found; } });
      const spark = SparkSession.builder.getOrCreate();
      await spark.range(1).count();
      await spark.stop();
      console.log(seen.filter((url) => /grpc|bufbuild|connect.(client|generated)/.test(url)).length);
    `);
    expect([stderr, stdout]).toEqual(["", "0\n"]);
  });
});

test("a server in this very process is refused: nobody would be there to answer", async () => {
  const session = SparkSession.builder.create();
  const inside = await startConnectServer(session, { port: 0 });
  expect(() => open(`sc://localhost:${inside.port}`)).toThrow(/this very process/);
  await inside.stop();
  await session.stop();
});

test("a URL and a master cannot be given together", () => {
  expect(() => SparkSession.builder.master("local").remote(server.url).create()).toThrow(
    expect.objectContaining({ condition: "CANNOT_CONFIGURE_SPARK_CONNECT_MASTER" }),
  );
});
