"""The peers' side of the benchmarks: peers.py ENGINE TASK ARGS... prints a JSON list of milliseconds."""

import json
import os
import sys
import time

# Functions run in the same Python, with its packages.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

WARM_UP, RUNS = 2, 7


def timed(step, runs=RUNS, warm_up=WARM_UP):
    out = []
    for run in range(-warm_up, runs):
        start = time.perf_counter()
        step()
        if run >= 0:
            out.append((time.perf_counter() - start) * 1000)
    return out


def spark_session():
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def pyspark_function(rows, make):
    from pyspark.sql import functions as F

    spark = spark_session()
    function = make(F)
    numbers = spark.range(int(rows)).select(F.col("id").cast("double").alias("x"))
    return timed(lambda: numbers.agg(F.sum(function("x"))).collect(), runs=3, warm_up=1)


def pyspark_udf(rows):
    return pyspark_function(rows, lambda F: F.udf(lambda x: x * 2 + 1, "double", useArrow=False))


def pyspark_arrow_udf(rows):
    return pyspark_function(rows, lambda F: F.udf(lambda x: x * 2 + 1, "double", useArrow=True))


def pyspark_pandas_udf(rows):
    import pandas as pd

    def scale(x: pd.Series) -> pd.Series:
        return x * 2 + 1

    return pyspark_function(rows, lambda F: F.pandas_udf(scale, "double"))


def polars_pipeline(path):
    import polars as pl

    flights = pl.scan_parquet(path)
    plan = (
        flights.filter(pl.col("delay").is_not_null() & (pl.col("distance") > 500))
        .select("origin", "delay", "distance")
        .group_by("origin")
        .agg(pl.len().alias("n"), pl.col("delay").mean(), pl.col("distance").max())
    )
    return timed(lambda: plan.collect(engine="streaming").rows())


def duckdb_pipeline(path):
    import duckdb

    sql = f"""SELECT origin, count(*), avg(delay), max(distance) FROM '{path}'
              WHERE delay IS NOT NULL AND distance > 500 GROUP BY origin"""
    return timed(lambda: duckdb.sql(sql).fetchall())


def pyspark_pipeline(path):
    from pyspark.sql import functions as F

    spark = spark_session()

    def run():
        flights = spark.read.parquet(path)
        return (
            flights.filter(F.col("delay").isNotNull() & (F.col("distance") > 500))
            .select("origin", "delay", "distance")
            .groupBy("origin")
            .agg(F.count("*").alias("n"), F.avg("delay"), F.max("distance"))
            .collect()
        )

    return timed(run)


def polars_collect(rows):
    import polars as pl

    ids = pl.LazyFrame().select(pl.int_range(int(rows)).alias("id"))
    plan = ids.with_columns(half=pl.col("id") * 0.5, name=pl.format("row {}", "id"))
    return timed(lambda: plan.collect().rows())


def duckdb_collect(rows):
    import duckdb

    sql = f"SELECT range AS id, range * 0.5::DOUBLE AS half, concat('row ', range) AS name FROM range({rows})"
    return timed(lambda: duckdb.sql(sql).fetchall())


def pyspark_collect(rows):
    plan = spark_session().range(int(rows)).selectExpr("id", "id * 0.5D AS half", "concat('row ', id) AS name")
    return timed(lambda: plan.collect(), runs=3, warm_up=1)


def pyspark_plan(steps):
    from pyspark.sql import functions as F

    spark = spark_session()

    def run():
        df = spark.range(1).withColumn("x", F.lit(1))
        for _ in range(int(steps)):
            df = df.withColumn("x", F.col("x") + 1)
        return df.columns

    return timed(run, runs=5)


def pyspark_query(path, tables):
    spark = spark_session()
    for name, schema in json.loads(tables).items():
        spark.createDataFrame([], schema).createOrReplaceTempView(name)
    with open(path) as file:
        text = file.read()
    return timed(lambda: spark.sql(text)._jdf.queryExecution().optimizedPlan(), runs=30, warm_up=20)


def process_cpu(pid):
    """
    Milliseconds of processor that a process has used, None where the system does not tell: of all threads in hundredths of
    a second, and finer of the threads that there are.
    """
    fine = 0
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(") ")[2].split()
        for task in os.listdir(f"/proc/{pid}/task"):
            try:
                with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                    fine += int(file.read().split()[0])
            except OSError:
                continue
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK"), fine / 1e6


def used_since(pid, before):
    coarse, fine = process_cpu(pid)
    return max(fine - before[1], coarse - before[0] - 1000 / os.sysconf("SC_CLK_TCK"))


def pyspark_columns(views):
    """Answers queries, a line of JSON each, with the least times of some runs; ends with its input."""
    spark = spark_session()
    spark.conf.set("spark.sql.timeType.enabled", "true")
    for name, path in json.loads(views).items():
        spark.read.parquet(path).createOrReplaceTempView(name)
    jvm = spark._jvm.java.lang.ProcessHandle.current().pid()

    def answer(query):
        least = {}
        begin = time.perf_counter()
        for run in range(-1, 7):
            start, cpu = time.perf_counter(), process_cpu(jvm)
            spark.sql(query).collect()
            took = {"wall": (time.perf_counter() - start) * 1000, "cpu": cpu and used_since(jvm, cpu)}
            least = took if run <= 0 or cpu is None else {key: min(least[key], took[key]) for key in took}
            passed = time.perf_counter() - begin
            if passed > 6 or (run >= 2 and passed > 0.4):
                break
        return least

    for line in sys.stdin:
        try:
            print(json.dumps(answer(json.loads(line))), flush=True)
        except Exception as error:
            print(json.dumps({"error": str(error).split("\n")[0]}), flush=True)
    return []


engine, task, *args = sys.argv[1:]
print(json.dumps(globals()[f"{engine}_{task}"](*args)))
