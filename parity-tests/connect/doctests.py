"""
Runs the examples in PySpark's own docstrings through its unmodified client against a Spark Connect server, and writes a
line of JSON for each example that has an expected output: {"example": "dataframe DataFrame.join 3", "passed": true}.

    python doctests.py sc://127.0.0.1:15002 dataframe,column [PART_OF_A_NAME]

Each module has a session of its own. The number in a name counts the checked examples of a docstring, from 1.
"""

import doctest
import importlib
import json
import os
import signal
import sys
import tempfile
import warnings

LOOSE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
LOOSER = LOOSE | doctest.IGNORE_EXCEPTION_DETAIL

# Where the docstrings are, how outputs are compared, and those that PySpark itself leaves out under Connect.
MODULES = {
    "dataframe": ("pyspark.sql.dataframe", LOOSER, {"DataFrame.toJSON", "DataFrame.rdd"}),
    "column": ("pyspark.sql.column", LOOSER, set()),
    "functions": ("pyspark.sql.connect.functions.builtin", LOOSER, set()),
    "group": ("pyspark.sql.connect.group", LOOSE, set()),
    "window": ("pyspark.sql.window", LOOSER, set()),
    "readwriter": ("pyspark.sql.connect.readwriter", LOOSER, set()),
    "catalog": ("pyspark.sql.connect.catalog", LOOSER, set()),
    "types": ("pyspark.sql.types", LOOSE, {"_parse_datatype_json_string"}),
    "session": ("pyspark.sql.connect.session", LOOSER, {"SparkSession", "SparkSession.Builder.master"}),
}
SECONDS_PER_DOCSTRING = 60


class Silent:
    def write(self, _text):
        pass


class Recorder(doctest.DocTestRunner):
    """Tells of each checked example as it ends."""

    def __init__(self, module, flags, tell):
        super().__init__(verbose=False, optionflags=flags)
        self.module, self.tell, self.number = module, tell, 0

    def report_start(self, out, test, example):
        pass

    def ended(self, test, example, passed, got):
        if not (example.want or example.exc_msg):
            return
        self.number += 1
        name = test.name.split(".")
        short = ".".join(name[-2:] if name[-2][:1].isupper() else name[-1:])
        self.tell({"example": f"{self.module} {short} {self.number}", "passed": passed, "got": got[-1500:]})

    def report_success(self, out, test, example, got):
        self.ended(test, example, True, "")

    def report_failure(self, out, test, example, got):
        self.ended(test, example, False, got)

    def report_unexpected_exception(self, out, test, example, exc_info):
        self.ended(test, example, False, repr(exc_info[1]))


def run(remote, name, part, tell):
    from pyspark.sql import SparkSession

    importlib.import_module("pyspark.sql.connect.session")
    path, flags, left_out = MODULES[name]
    module = importlib.import_module(path)
    spark = SparkSession.builder.remote(remote).appName(f"doctests {name}").create()
    for table in spark.catalog.listTables():
        if not table.isTemporary:
            spark.sql(f"DROP TABLE IF EXISTS `{table.name}`")
    found = doctest.DocTestFinder().find(module, globs={**vars(module), "spark": spark, "SparkSession": SparkSession})
    names = {f"{module.__name__}.{dropped}" for dropped in left_out}
    for test in sorted(found, key=lambda each: each.name):
        if not test.examples or test.name in names or part not in test.name:
            continue
        if spark.is_stopped:
            spark = SparkSession.builder.remote(remote).create()
        test.globs["spark"] = spark
        recorder = Recorder(name, flags, tell)
        signal.alarm(SECONDS_PER_DOCSTRING)
        try:
            recorder.run(test, out=Silent().write, clear_globs=False)
        except TimeoutError:
            tell({"example": f"{name} {test.name} (time)", "passed": False, "got": "took too long"})
        finally:
            signal.alarm(0)


def too_long(_signal, _frame):
    raise TimeoutError


def main(remote, modules, part=""):
    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"
    os.environ.setdefault("TZ", "UTC")
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_long)
    output, sys.stdout = sys.stdout, Silent()
    sys.stdout.flush = lambda: None

    def tell(line):
        output.write(json.dumps(line) + "\n")
        output.flush()

    # Examples write files beside themselves.
    os.chdir(tempfile.mkdtemp(prefix="doctests-"))
    for name in modules.split(","):
        run(remote, name, part, tell)
    output.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
