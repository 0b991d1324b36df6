/** Files of this machine that a server is to have. */
import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ArtifactKind } from "../../engine/engine.ts";
import { PySparkRuntimeError, PySparkValueError } from "../../types/spark-error.ts";
import type { Artifact } from "./artifacts.ts";

const PYTHON = /\.(py|zip|egg|jar)$/;
const ARCHIVE = /\.(zip|jar|tar\.gz|tgz|tar)$/;

/** The file at a path or `file:` URL under the name that says what the server is to do with it. */
export function artifactOf(given: string, kind: ArtifactKind): Artifact {
  const { path, fragment } = localFile(given);
  const name = basename(path);
  if (kind === "pyfile" && PYTHON.test(name)) return fileArtifact(`pyfiles/${name}`, path);
  if (kind === "archive" && ARCHIVE.test(name)) {
    return fileArtifact(`archives/${name}${fragment === "" ? "" : `#${fragment}`}`, path);
  }
  if (kind === "file") return fileArtifact(`files/${name}`, path);
  if (name.endsWith(".jar")) return fileArtifact(`jars/${name}`, path);
  throw notPossible(`${path} file format`);
}

/** A file that the server writes to its own file system. */
export function forwardedFile(localPath: string, destPath: string): Artifact {
  if (!destPath.startsWith("/")) {
    throw new PySparkValueError(null, {}, { message: "The destination must be an absolute path." });
  }
  return fileArtifact(`forward_to_fs${destPath}`, resolve(localPath));
}

function localFile(given: string): { readonly path: string; readonly fragment: string } {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(given) ?? [];
  if (scheme !== undefined && scheme.toLowerCase() !== "file") throw notPossible(`${scheme} scheme`);
  const at = given.lastIndexOf("#");
  const [path, fragment] = at < 0 ? [given, ""] : [given.slice(0, at), given.slice(at + 1)];
  return { path: scheme === undefined ? resolve(path) : fileURLToPath(path), fragment };
}

function fileArtifact(name: string, path: string): Artifact {
  const { size } = statSync(path, { throwIfNoEntry: false })?.isFile() === true ? statSync(path) : noFile(path);
  return { name, path, size };
}

function noFile(path: string): never {
  throw new PySparkValueError(null, {}, { message: `There is no file ${path}.` });
}
function notPossible(operation: string): PySparkRuntimeError {
  return new PySparkRuntimeError("UNSUPPORTED_OPERATION", { operation });
}
