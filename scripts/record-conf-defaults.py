"""Writes src/catalog/conf-defaults.ts: Spark's SQL configurations, asked from a running PySpark.

    python scripts/record-conf-defaults.py      (in an environment with pyspark)
"""

import json
import re
from pathlib import Path

from pyspark.sql import SparkSession

PROBES = ["zzz", "1.5", "7s", "10mb", "5", "0", "-1", "-7"]
KINDS = {"'boolean'": "boolean", "'int'": "int", "'long'": "long", "'double'": "double"}


def kind_of(answers):
    """The kind of value from what Spark says to the probes; numbers get the smallest value it takes."""
    refusal = answers["zzz"]
    if refusal is None:
        return "string"
    options = re.search(r"should be one of '(.*?)'", refusal)
    if options:
        return "enum:" + options.group(1).replace(", ", "|")
    wanted = re.search(r"should be a/an ('.*?') value", refusal)
    if not wanted:
        return "string"
    kind = KINDS.get(wanted.group(1)) or wanted.group(1).strip("'").split(" ")[0]
    if kind == "boolean":
        return kind
    for least in ("-7", "-1", "0", "5"):
        if answers[least] is None:
            floor = {"-7": "", "-1": ">=-1", "0": ">=0", "5": ">0"}[least]
            return kind + floor
    return kind


def main():
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    jvm = spark._jvm
    jvm.java.lang.Class.forName("org.apache.spark.sql.hive.HiveUtils$")
    conf = getattr(getattr(jvm.org.apache.spark.sql.internal, "SQLConf$"), "MODULE$")
    rows = []
    iterator = conf.getConfigEntries().iterator()
    while iterator.hasNext():
        entry = iterator.next()
        key, static = entry.key(), conf.isStaticConfigKey(entry.key())
        default = entry.defaultValueString()
        fallback = re.match(r"<value of (spark\.sql\..*)>$", default)
        if fallback:
            value = "=" + fallback.group(1)
        elif key == "spark.sql.session.timeZone":
            value = None
        elif key == "spark.sql.warehouse.dir":
            value = "spark-warehouse"
        else:
            value = spark.conf.get(key)
        kind = "string"
        if not static:
            answers = {}
            for probe in PROBES:
                try:
                    spark.conf.set(key, probe)
                    answers[probe] = None
                except Exception as refusal:
                    answers[probe] = str(refusal)
                spark.conf.unset(key)
            kind = kind_of(answers)
        rows.append((key, ("static " if static else "") + kind, value))
    rows.sort()
    out = [
        "// Recorded from Apache Spark 4.3.0 by scripts/record-conf-defaults.py; do not edit.",
        "/**",
        " * Name, kind of value, default (null: none; `=name`: the value of another). `static` ones cannot be changed in a",
        " * running session. Numbers may carry the smallest value taken (`int>0`).",
        " */",
        "// prettier-ignore",
        "export const CONF_DEFAULTS: readonly (readonly [name: string, kind: string, defaultValue: string | null])[] = [",
    ]
    out += [f"  {json.dumps(list(row), ensure_ascii=False)}," for row in rows]
    out += ["];", ""]
    target = Path(__file__).parent.parent / "src/catalog/conf-defaults.ts"
    target.write_text("\n".join(out))
    spark.stop()


main()
