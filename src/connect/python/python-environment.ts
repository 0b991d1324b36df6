/** What Python functions of a session run with: the processes, the session's settings, the files its client sent. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { SqlConf } from "../../catalog/sql-conf.ts";
import { forgetOwnedDirectory, makeOwnedDirectory } from "../../execution/owned-directory.ts";
import type { ArtifactStore } from "../server/artifact-store.ts";
import type { PythonTask } from "./python-task.ts";
import type { PythonWorkers } from "./python-workers.ts";

/** Settings that workers read. */
const RUNNER_CONF = [
  "spark.sql.session.timeZone",
  "spark.sql.execution.arrow.useLargeVarTypes",
  "spark.sql.execution.arrow.maxRecordsPerBatch",
  "spark.sql.execution.pandas.convertToArrowArraySafely",
  "spark.sql.execution.pyspark.binaryAsBytes",
  "spark.sql.legacy.execution.pandas.groupedMap.assignColumnsByName",
  "spark.sql.execution.pythonUDF.pandas.intToDecimalCoercionEnabled",
  "spark.sql.execution.pythonUDF.pandas.preferIntExtensionDtype",
] as const;

export class PythonEnvironment {
  readonly workers: PythonWorkers;
  readonly conf: SqlConf;
  readonly #artifacts: ArtifactStore;
  #directory: string | undefined;
  #written = -1;

  constructor(workers: PythonWorkers, conf: SqlConf, artifacts: ArtifactStore) {
    this.workers = workers;
    this.conf = conf;
    this.#artifacts = artifacts;
  }

  /** The parts of a task that are the session's. */
  get task(): Pick<PythonTask, "filesDirectory" | "includes" | "runnerConf"> {
    const runnerConf: { [name: string]: string } = {};
    for (const name of RUNNER_CONF) {
      const value = this.conf.isKnown(name) || this.conf.isSet(name) ? this.conf.get(name) : null;
      if (value !== null) runnerConf[name] = value;
    }
    return {
      filesDirectory: this.#files(),
      includes: this.#artifacts.namesUnder("pyfiles/").map((n) => basename(n)),
      runnerConf,
    };
  }

  /** A directory with the modules and files that the client sent. */
  #files(): string {
    this.#directory ??= makeOwnedDirectory(tmpdir(), "python");
    if (this.#written === this.#artifacts.version) return this.#directory;
    for (const prefix of ["pyfiles/", "files/"]) {
      for (const name of this.#artifacts.namesUnder(prefix)) {
        const bytes = this.#artifacts.get(name);
        if (bytes === undefined) continue;
        mkdirSync(this.#directory, { recursive: true });
        writeFileSync(join(this.#directory, basename(name)), bytes);
      }
    }
    this.#written = this.#artifacts.version;
    return this.#directory;
  }
  close(): void {
    if (this.#directory !== undefined) {
      rmSync(this.#directory, { recursive: true, force: true });
      forgetOwnedDirectory(this.#directory);
    }
    this.#directory = undefined;
    this.#written = -1;
  }
}
