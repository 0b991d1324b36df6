/** The columns that functions are timed over: one Parquet file, which both engines read. */
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SparkSession } from "sparkwright";

/** Enough that the fixed cost of a job does not count, few enough for hundreds of functions. */
export const ROWS: number = Number(process.env["SPARKWRIGHT_BENCH_ROWS"] ?? 1_000_000);

const COLUMNS = `
  id,
  int(id % 1000) AS k,
  tinyint(h % 100) AS b1,
  smallint(h % 10000) AS s1,
  IF(id % 20 = 0, NULL, int(h % 100000)) AS i,
  int(h % 12) + 1 AS i2,
  h * 1000003 AS l,
  float(h % 1000 / 8) AS f,
  (h % 1000000) / 1000D - 300 AS d,
  (h % 9973) / 9973D AS d2,
  CAST((h % 100000) / 100D AS DECIMAL(18, 4)) AS dec,
  CAST(h AS DECIMAL(30, 10)) AS wide,
  h % 3 = 0 AS flag,
  h % 7 > 2 AS flag2,
  concat('word', h % 1000000) AS s,
  concat('other', h % 7, ' ', h % 100000) AS s2,
  concat('Grüße ', h % 1000, ' żółw') AS u,
  concat('the Quick ', h % 977, ' brown fox, jumps Over ', h % 31, ' lazy dogs') AS text,
  concat('  ', h % 1000, '  ') AS padded,
  concat(h % 100000, '.', h % 97 + 10) AS num,
  string(h) AS digits,
  hex(h) AS hx,
  base64(string(h)) AS b64,
  concat('{"a":', h % 1000, ',"b":"text ', h % 77, '","c":[1,2,', h % 5, '],"d":{"e":1.5}}') AS js,
  concat(h % 1000, ',text ', h % 77, ',', h % 100, '.5') AS csv,
  concat('<p><a>', h % 1000, '</a><b x="1">text ', h % 77, '</b></p>') AS xml,
  concat('https://user@example.com:8080/path/', h % 1000, '?q=', h % 100, '&r=2#frag') AS url,
  concat('a:', h % 10, ',b:', h % 20, ',c:', h % 30) AS pairs,
  binary(concat('bytes', h)) AS bin,
  unhex(concat('0101000000000000000000F03F000000000000', lpad(hex(h % 99), 2, '0'), '3F')) AS wkb,
  date_add(DATE'1990-01-01', int(h % 15000)) AS dt,
  date_add(DATE'2000-01-01', int(h % 9000)) AS dt2,
  timestamp_seconds(h % 1500000000) AS ts,
  timestamp_micros(h * 500000) AS ts2,
  CAST(timestamp_seconds(h % 1500000000) AS TIMESTAMP_NTZ) AS tn,
  string(date_add(DATE'1990-01-01', int(h % 15000))) AS dts,
  date_format(timestamp_seconds(h % 1500000000), 'yyyy-MM-dd HH:mm:ss') AS tss,
  array(int(h % 100), int(h % 10), int(h % 7), 50, 3) AS ai,
  array(int(h % 20), int(h % 9), 3) AS ai2,
  array(h % 100 / 10D, h % 10 / 3D, 2.5D) AS ad,
  CAST(array(h % 100 / 8, h % 10 / 4, 2.5, 1) AS ARRAY<FLOAT>) AS af,
  array(concat('x', h % 100), 'mid', concat('y', h % 10)) AS sa,
  array(array(int(h % 5), 2), array(int(h % 3))) AS aa,
  map('a', int(h % 100), 'b', int(h % 10), concat('c', h % 5), 1) AS m,
  map('a', int(h % 50), 'd', int(h % 4)) AS m2,
  named_struct('a', int(h % 100), 'b', concat('text ', h % 77)) AS st,
  array(named_struct('key', concat('k', h % 100), 'value', int(h % 9)), named_struct('key', 'z', 'value', 2)) AS ents,
  make_ym_interval(int(h % 50), int(h % 12)) AS ym,
  make_dt_interval(int(h % 50), int(h % 24), int(h % 60), 5) AS dy,
  parse_json(concat('{"a":', h % 1000, ',"b":"text ', h % 77, '","c":[1,2,3]}')) AS v`;

const SKETCHES = `hll_sketch_agg(i) AS hll, theta_sketch_agg(i) AS theta, kll_sketch_agg_bigint(l) AS kll,
  tuple_sketch_agg_integer(i, i2) AS tuples, approx_top_k_accumulate(i2) AS top,
  bitmap_construct_agg(bitmap_bit_position(i)) AS bitmap`;

/**
 * The folders of the views `t` and `sketches` (a sketch of each kind for ten thousand groups), made where they are not there
 * yet. `SPARKWRIGHT_BENCH_DATA` keeps them between runs.
 */
export async function functionData(spark: SparkSession): Promise<{ readonly [view: string]: string }> {
  const base = process.env["SPARKWRIGHT_BENCH_DATA"] ?? mkdtempSync(join(tmpdir(), "sparkwright-bench-"));
  const make = async (view: string, query: () => string): Promise<string> => {
    const path = join(base, `${view}-${ROWS}.parquet`);
    if (!existsSync(join(path, "_SUCCESS"))) await spark.sql(query()).write.mode("overwrite").parquet(path);
    return path;
  };
  const t = await make("t", () => `SELECT ${COLUMNS} FROM (SELECT id, abs(bigint(hash(id))) AS h FROM range(${ROWS}))`);
  const groups = `SELECT id % 10000 AS g, max(id) % 100 AS k, ${SKETCHES} FROM parquet.\`${t}\` GROUP BY 1`;
  return { t, sketches: await make("sketches", () => groups) };
}
