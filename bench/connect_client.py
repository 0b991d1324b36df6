"""Times an unmodified PySpark client against a Spark Connect server: connect_client.py REMOTE. Prints JSON, milliseconds."""

import json
import sys
import time
import warnings


def main(remote):
    warnings.simplefilter("ignore")
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.remote(remote).getOrCreate()

    def timed(runs, warm_up, step):
        times = []
        for run in range(-warm_up, runs):
            start = time.perf_counter()
            step()
            if run >= 0:
                times.append(1000 * (time.perf_counter() - start))
        return times

    def rows():
        table = spark.sql("SELECT id, id * 2 AS twice, cast(id AS string) AS text FROM range(1000000)").toArrow()
        assert table.num_rows == 1_000_000

    def queries():
        for i in range(1000):
            assert spark.range(10).filter(f"id > {i % 10}").count() == 9 - i % 10

    print(json.dumps({
        "select": timed(50, 10, lambda: spark.sql("SELECT 1").collect()),
        "rows": timed(5, 2, rows),
        "queries": timed(1, 0, queries),
    }))


main(sys.argv[1])
