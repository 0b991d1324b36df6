/** Files read and written as Spark 4.3.0 reads and writes them; the answers in files-read.json are Spark's. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { col, type DataFrame, functions as F, SparkError, SparkSession } from "sparkwright";

interface ReadCase {
  readonly name: string;
  readonly format: string;
  readonly files: { readonly [path: string]: string | { readonly base64: string } };
  readonly options?: { readonly [name: string]: string };
  readonly schema?: string;
  readonly conf?: { readonly [name: string]: string };
  readonly path?: string;
  readonly type?: string;
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly error?: string | null;
}
const readCases = JSON.parse(readFileSync(new URL("files-read.json", import.meta.url), "utf8")) as ReadCase[];

let spark: SparkSession;
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sparkwright-files-"));
  spark = SparkSession.builder.config("spark.sql.session.timeZone", "UTC").create();
});
afterAll(async () => {
  await spark.stop();
  rmSync(root, { recursive: true, force: true });
});

let directories = 0;
function place(files: ReadCase["files"]): string {
  const directory = join(root, `d${directories++}`);
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : Buffer.from(content.base64, "base64"));
  }
  return directory;
}
async function texts(df: DataFrame): Promise<(string | null)[][]> {
  const named = df.toDF(...df.columns.map((_, i) => `c${i}`));
  const shown = df.schema.fields.map((f, i) =>
    f.dataType.kind === "binary" ? F.hex(`c${i}`) : col(`c${i}`).cast("string"),
  );
  return (await named.select(...shown).collect()).map((row) => [...row] as (string | null)[]);
}
async function conditionOf(run: () => unknown): Promise<string | null | undefined> {
  try {
    await run();
  } catch (error) {
    if (error instanceof SparkError) return error.condition;
    throw error;
  }
  return undefined;
}
const sorted = (rows: readonly (readonly unknown[])[]): string[] => rows.map((r) => JSON.stringify(r)).sort();

describe("reading", () => {
  test.each(readCases)("$name", async (c) => {
    const directory = place(c.files);
    for (const [key, value] of Object.entries(c.conf ?? {})) spark.conf.set(key, value);
    try {
      const read = (): DataFrame => {
        const reader = spark.read.format(c.format);
        for (const [key, value] of Object.entries(c.options ?? {}))
          reader.option(key, value.replace("$DIR", directory));
        if (c.schema !== undefined) reader.schema(c.schema);
        return reader.load(c.path === undefined ? directory : join(directory, c.path));
      };
      if ("error" in c) {
        expect(await conditionOf(() => read().collect())).toBe(c.error);
        return;
      }
      const df = read();
      expect(df.schema.simpleString()).toBe(c.type);
      // Spark's order of partitions is that of a hash map.
      const rows = await texts(df);
      if (Object.keys(c.files).some((name) => name.includes("="))) expect(sorted(rows)).toEqual(sorted(c.rows ?? []));
      else expect(rows).toEqual(c.rows);
    } finally {
      for (const key of Object.keys(c.conf ?? {})) spark.conf.unset(key);
    }
  });

  test("compressed files, file: URLs, several paths, times of change", async () => {
    const directory = place({ "a.csv": "1\n", "sub/b.csv": "2\n3\n" });
    writeFileSync(join(directory, "c.csv.gz"), gzipSync("4\n5\n6\n"));
    expect(sorted(await texts(spark.read.csv(directory)))).toEqual(sorted([["1"], ["4"], ["5"], ["6"]]));
    expect(await spark.read.csv([join(directory, "a.csv"), join(directory, "sub")]).count()).toBe(3);
    expect(await spark.read.csv(`file://${join(directory, "sub").replaceAll("\\", "/")}`).count()).toBe(2);
    const old = new Date("2020-01-01T00:00:00Z");
    utimesSync(join(directory, "a.csv"), old, old);
    expect(await spark.read.csv(directory, { modifiedBefore: "2020-06-01T00:00:00" }).count()).toBe(1);
    expect(await spark.read.csv(directory, { modifiedAfter: "2020-06-01T00:00:00" }).count()).toBe(3);
  });

  test("only what a query uses is read", async () => {
    const directory = place({ "p=1/a.csv": "1,x\n", "p=2/a.csv": "2,y\n", "p=3/a.csv": "3,z\n" });
    const df = spark.read.csv(directory).withColumnRenamed("_c0", "v");
    rmSync(join(directory, "p=3"), { recursive: true });
    // The file is gone: whoever opened it would fail.
    expect(await texts(df.filter("p < 3 and p in (2, 3)").select("v", "p"))).toEqual([["2", "2"]]);
    expect(await df.filter("p is null").count()).toBe(0);
  });

  test("orc and the like fail by name", async () => {
    for (const format of ["orc", "avro", "xml"]) {
      expect(await conditionOf(() => spark.read.format(format).load(root))).toBe("UNSUPPORTED_FEATURE");
    }
    expect(await conditionOf(() => spark.read.format("nonsense").load(root))).toBe("DATA_SOURCE_NOT_FOUND");
  });
});

describe("parquet", () => {
  const query =
    "select 1 i, 2L l, 1.5D d, cast(1.5 as float) f, 'x' s, true b, cast(12.34 as decimal(10,2)) d10, " +
    "cast(12345678901234567890.123 as decimal(38,3)) d38, date'2024-01-02' dt, timestamp'2024-01-02 03:04:05.123456' ts, " +
    "timestamp_ntz'2024-01-02 03:04:05.123456' tn, array(1,null,3) a, map('k',1,'l',null) m, named_struct('x',1,'Y','z') st, " +
    "array(map(1,named_struct('q',map('z',1.5D)))) am, X'0102' bi, cast(3 as tinyint) ti, cast(4 as smallint) si, " +
    "interval '1' day id, interval '2' month im";
  const names = query.split(" union")[0]!;

  test("every type comes back", async () => {
    const nulls = spark
      .sql(names)
      .select(...spark.sql(names).schema.fields.map((f) => F.lit(null).cast(f.dataType).alias(f.name)));
    const df = spark.sql(query).unionAll(nulls);
    const path = join(root, "types.parquet");
    await df.write.parquet(path);
    const back = spark.read.parquet(path);
    expect(back.schema.simpleString()).toBe(df.schema.simpleString());
    expect(await texts(back)).toEqual(await texts(df));
    expect(await texts(back.select("m", "am"))).toEqual(await texts(df.select("m", "am")));
  });
  test("schemas merge, widen and may lack columns", async () => {
    const path = join(root, "merge.parquet");
    await spark.sql("select 1 a, 'x' b").write.parquet(path);
    await spark.sql("select 2 a, 2.5D c").write.mode("append").parquet(path);
    const merged = spark.read.parquet(path, { mergeSchema: true });
    expect(merged.schema.simpleString()).toBe(
      "struct<a:int,b:string,c:double>".replace(
        "b:string,c:double",
        merged.columns[1] === "b" ? "b:string,c:double" : "c:double,b:string",
      ),
    );
    expect(sorted(await texts(merged.select("a", "b", "c")))).toEqual(
      sorted([
        ["1", "x", null],
        ["2", null, "2.5"],
      ]),
    );
    const given = spark.read.schema("a bigint, C double, nope string").parquet(path);
    expect(sorted(await texts(given))).toEqual(
      sorted([
        ["1", null, null],
        ["2", "2.5", null],
      ]),
    );
    expect(await conditionOf(() => spark.read.schema("a string").parquet(path).collect())).toBe(
      "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH",
    );
  });
  test.each(["t", "a", "s", "m"])("moments that the engine cannot hold are refused, in %s", async (column) => {
    const moments = spark.read.parquet("fixtures/data/moments.parquet").select(column);
    expect(await conditionOf(() => moments.collect())).toBe("UNSUPPORTED_FEATURE");
  });
  test("nested fields are found by name", async () => {
    const path = join(root, "nested.parquet");
    await spark.sql("select named_struct('x', 1, 'y', 'b') s").write.parquet(path);
    expect(await texts(spark.read.schema("s struct<y:string,z:int,x:int>").parquet(path))).toEqual([["{b, null, 1}"]]);
  });
  test("codecs", async () => {
    for (const [compression, extension] of [
      ["none", ""],
      ["gzip", ".gz"],
      ["zstd", ".zstd"],
      ["snappy", ".snappy"],
    ] as const) {
      const path = join(root, `codec-${compression}`);
      await spark.range(3).write.parquet(path, { compression });
      const name = readdirSync(path).find((f) => f.startsWith("part-"));
      expect(name).toMatch(new RegExp(`^part-00000-[0-9a-f-]{36}-c000${extension.replace(".", "\\.")}\\.parquet$`));
      expect(await spark.read.parquet(path).count()).toBe(3);
    }
    expect(await conditionOf(() => spark.range(1).write.parquet(join(root, "no"), { compression: "wat" }))).toBe(
      "CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION",
    );
  });
});

function written(directory: string): { [path: string]: string } {
  const found: { [path: string]: string } = {};
  for (const name of (readdirSync(directory, { recursive: true }) as string[]).sort()) {
    const path = join(directory, name);
    if (!statSync(path).isFile() || name.endsWith("_SUCCESS")) continue;
    found[name.replaceAll("\\", "/").replace(/part-00000-[0-9a-f-]{36}/, "part")] = readFileSync(path, "utf8");
  }
  return found;
}

describe("writing", () => {
  const words = ["a", "a,b", 'a"b', '"a"', "a\\b", "a\\,b", 'a\\"b', "", null, " a ", "  ", "a\nb", "#a", "'", "é"];
  let df: DataFrame;
  beforeAll(() => {
    df = spark.createDataFrame(
      words.map((word) => [word, word]),
      "x string, y string",
    );
  });
  let outputs = 0;
  async function write(
    frame: DataFrame,
    format: string,
    options: { [name: string]: string | boolean } = {},
  ): Promise<string> {
    const path = join(root, `out${outputs++}`);
    await frame.write.format(format).options(options).save(path);
    expect(existsSync(join(path, "_SUCCESS"))).toBe(true);
    const [text] = Object.values(written(path));
    return text ?? "";
  }

  test("fields of CSV are quoted, trimmed and escaped", async () => {
    expect(await write(df, "csv", { header: true })).toBe(
      'x,y\na,a\n"a,b","a,b"\n"a\\"b","a\\"b"\n"\\"a\\"","\\"a\\""\na\\b,a\\b\n"a\\\\,b","a\\\\,b"\n"a\\\\\\"b","a\\\\\\"b"\n' +
        '"",""\n,\na,a\n"",""\n"a\nb","a\nb"\n"#a",#a\n\',\'\né,é\n',
    );
    expect(await write(df.limit(3), "csv", { quoteAll: true })).toBe('"a","a"\n"a,b","a,b"\n"a\\"b","a\\"b"\n');
    expect(await write(df.limit(3), "csv", { escape: '"', sep: ";" })).toBe('a;a\na,b;a,b\n"a""b";"a""b"\n');
    expect(await write(df.filter("x = '' or x is null"), "csv", { nullValue: "NULL", emptyValue: "EMPTY" })).toBe(
      "EMPTY,EMPTY\nNULL,NULL\n",
    );
    expect(await write(df.limit(0), "csv", { header: true })).toBe("x,y\n");
  });
  test("values of all kinds", async () => {
    const all = spark.sql(
      "select 1 i, 1e20D e, double('NaN') n, 1.50 dec, true b, date'2024-01-02' dt, timestamp'2024-01-02 03:04:05.123456' ts, timestamp_ntz'2024-01-02 03:04:05' tn, X'6162' bin",
    );
    expect(await write(all, "csv")).toBe(
      "1,1.0E20,NaN,1.50,true,2024-01-02,2024-01-02T03:04:05.123Z,2024-01-02T03:04:05.000,[61 62]\n",
    );
    expect(await write(all, "csv", { dateFormat: "dd/MM/yyyy", timestampFormat: "yyyy HH:mm" })).toBe(
      "1,1.0E20,NaN,1.50,true,02/01/2024,2024 03:04,2024-01-02T03:04:05.000,[61 62]\n",
    );
    expect(await write(all, "json")).toBe(
      '{"i":1,"e":1.0E20,"n":"NaN","dec":1.50,"b":true,"dt":"2024-01-02","ts":"2024-01-02T03:04:05.123Z","tn":"2024-01-02T03:04:05.000","bin":"YWI="}\n',
    );
    spark.conf.set("spark.sql.session.timeZone", "America/New_York");
    try {
      const zoned = spark.sql("select timestamp'2024-01-02 03:04:05' ts");
      expect(await write(zoned, "csv")).toBe("2024-01-02T03:04:05.000-05:00\n");
      expect(await write(zoned, "json")).toBe('{"ts":"2024-01-02T03:04:05.000-05:00"}\n');
    } finally {
      spark.conf.set("spark.sql.session.timeZone", "UTC");
    }
  });
  test("JSON objects leave nulls out", async () => {
    const two = spark.createDataFrame(
      [
        ['q"\\\n', null],
        [null, 1],
      ],
      "a string, b int",
    );
    expect(await write(two, "json")).toBe('{"a":"q\\"\\\\\\n"}\n{"b":1}\n');
    expect(await write(two, "json", { ignoreNullFields: false })).toBe(
      '{"a":"q\\"\\\\\\n","b":null}\n{"a":null,"b":1}\n',
    );
    const nested = spark.sql("select map('a',1,'b',null) m, array(1,null) a, named_struct('x',null,'y',1) s");
    expect(await write(nested, "json")).toBe('{"m":{"a":1,"b":null},"a":[1,null],"s":{"y":1}}\n');
  });
  test("text", async () => {
    expect(await write(df.select("x").limit(2), "text")).toBe("a\na,b\n");
    expect(await conditionOf(() => df.write.text(join(root, "no")))).toBe("_LEGACY_ERROR_TEMP_1290");
    expect(await conditionOf(() => spark.range(1).write.text(join(root, "no")))).toBe(
      "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
    );
  });
  test("partitions", async () => {
    const rows = spark.createDataFrame(
      [
        [1, "a/b", 1.5],
        [2, null, null],
        [3, "", 2],
        [4, "x=%", null],
      ],
      "v int, s string, d double",
    );
    const path = join(root, "partitioned");
    await rows.write.partitionBy("s").csv(path);
    expect(written(path)).toEqual({
      "s=__HIVE_DEFAULT_PARTITION__/part.c000.csv": "2,\n3,2.0\n",
      "s=a%2Fb/part.c000.csv": "1,1.5\n",
      "s=x%3D%25/part.c000.csv": "4,\n",
    });
    expect(sorted(await texts(spark.read.csv(path)))).toEqual(
      sorted([
        ["1", "1.5", "a/b"],
        ["2", null, null],
        ["3", "2.0", null],
        ["4", null, "x=%"],
      ]),
    );
    expect(await conditionOf(() => rows.write.partitionBy("nope").csv(join(root, "no")))).toBe(
      "_LEGACY_ERROR_TEMP_1155",
    );
    expect(await conditionOf(() => rows.write.partitionBy("v", "s", "d").csv(join(root, "no")))).toBe(
      "ALL_PARTITION_COLUMNS_NOT_ALLOWED",
    );
  });
  test("dynamic overwriting replaces only the partitions that come", async () => {
    const path = join(root, "dynamic");
    await spark.sql("select * from values (1, 'a'), (2, 'b') t(v, p)").write.partitionBy("p").parquet(path);
    await spark
      .sql("select 3 v, 'b' p")
      .write.mode("overwrite")
      .partitionBy("p")
      .option("partitionOverwriteMode", "dynamic")
      .parquet(path);
    expect(sorted(await texts(spark.read.parquet(path)))).toEqual(
      sorted([
        ["1", "a"],
        ["3", "b"],
      ]),
    );
    await spark.sql("select 4 v, 'c' p").write.mode("overwrite").partitionBy("p").parquet(path);
    expect(await texts(spark.read.parquet(path))).toEqual([["4", "c"]]);
  });
  test("save modes; a failed or abandoned write leaves nothing", async () => {
    const path = join(root, "modes");
    await spark.range(2).write.parquet(path);
    expect(await conditionOf(() => spark.range(2).write.parquet(path))).toBe("PATH_ALREADY_EXISTS");
    await spark.range(5).write.mode("ignore").parquet(path);
    expect(await spark.read.parquet(path).count()).toBe(2);
    await spark.range(3).write.mode("append").parquet(path);
    expect(await spark.read.parquet(path).count()).toBe(5);
    expect(await conditionOf(() => spark.read.parquet(path).write.mode("overwrite").parquet(path))).toBe(
      "UNSUPPORTED_OVERWRITE.PATH",
    );
    expect(
      await conditionOf(() => spark.sql("select 1 / id from range(2)").write.mode("overwrite").parquet(path)),
    ).toBe("DIVIDE_BY_ZERO");
    expect(await conditionOf(() => spark.sql("select 1 / id from range(2)").write.parquet(join(root, "never")))).toBe(
      "DIVIDE_BY_ZERO",
    );
    const stop = AbortSignal.abort();
    await expect(spark.range(9).write.mode("overwrite").parquet(path, { signal: stop })).rejects.toThrow();
    expect(await spark.read.parquet(path).count()).toBe(5);
    await spark.range(1).write.mode("overwrite").parquet(path);
    expect(await spark.read.parquet(path).count()).toBe(1);
    expect(existsSync(join(root, "never"))).toBe(false);
    expect(readdirSync(root).filter((name) => name.startsWith("._"))).toEqual([]);
  });
});
