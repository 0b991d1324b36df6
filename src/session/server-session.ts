/** What sessions on a server have, and how others say that they do not. */
import type { ArtifactKind, Engine, ServerSession } from "../engine/engine.ts";
import { notExpectedType } from "../functions/expression-input.ts";
import { PySparkRuntimeError, PySparkValueError, unsupported } from "../types/spark-error.ts";

/** What the files are that `addArtifacts` sends; jars where nothing is said. */
export interface ArtifactOptions {
  /** Modules of Python: .py, .zip, .egg or .jar. */
  readonly pyfile?: boolean;
  /** Archives, unpacked beside the functions of the session: .zip, .jar, .tar.gz, .tgz or .tar; `#name` says into what. */
  readonly archive?: boolean;
  /** Files of any kind, for the functions of the session to read. */
  readonly file?: boolean;
}

export function serverOf({ server }: Engine, feature: string): ServerSession {
  if (server === undefined) throw unsupported(`${feature}: there is no server`);
  return server;
}

export function progressHandlersOf({ server }: Engine, method: string): ServerSession["progressHandlers"] {
  if (server !== undefined) return server.progressHandlers;
  throw new PySparkRuntimeError("ONLY_SUPPORTED_WITH_SPARK_CONNECT", { feature: `SparkSession.${method}` });
}

/** The paths, and what a trailing object says of them. */
export function artifactArguments(given: readonly (string | ArtifactOptions)[]): {
  readonly paths: readonly string[];
  readonly kind: ArtifactKind;
} {
  const last = given.at(-1);
  const options: ArtifactOptions = typeof last === "object" ? last : {};
  const paths = (typeof last === "object" ? given.slice(0, -1) : given).map((path) => {
    if (typeof path !== "string") throw notExpectedType("path", "str", path);
    return path;
  });
  const kinds = (["pyfile", "archive", "file"] as const).filter((kind) => options[kind] === true);
  if (kinds.length > 1) {
    throw new PySparkValueError("INVALID_MULTIPLE_ARGUMENT_CONDITIONS", {
      arg_names: "'pyfile', 'archive' and/or 'file'",
      condition: "True together",
    });
  }
  return { paths, kind: kinds[0] ?? "jar" };
}
