/** The engine of a new session: the embedded one, or a Spark Connect server's. */
import { createRequire } from "node:module";
import { SqlConf } from "../catalog/sql-conf.ts";
import type { ConfAccess } from "../engine/conf-access.ts";
import { cloneEmbeddedEngine, createEmbeddedEngine } from "../engine/embedded-engine.ts";
import type { Engine } from "../engine/engine.ts";

export interface OpenedEngine {
  readonly engine: Engine;
  readonly conf: ConfAccess;
}
/** Sessions made from another share what belongs to the application. */
export type OpenRemote = (
  url: string,
  settings: ReadonlyMap<string, string>,
  parent?: Engine,
  cloned?: boolean,
) => OpenedEngine;

let openRemote: OpenRemote | undefined;

/** Says how remote sessions are opened. @internal */
export function provideRemote(open: OpenRemote): void {
  openRemote = open;
}

/**
 * The client of Spark Connect is above this folder and large: it is loaded by the first program that asks for a remote
 * session, at once, for sessions are made synchronously.
 */
function loadRemote(): OpenRemote {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const entry = createRequire(import.meta.url)(`../connect/client/remote-engine.${extension}`) as {
    readonly createRemoteEngine: OpenRemote;
  };
  return entry.createRemoteEngine;
}

/** `cloned`: with all that the parent has of names and settings, instead of the settings alone. */
export function openEngine(settings: ReadonlyMap<string, string>, parent?: Engine, cloned = false): OpenedEngine {
  const url = settings.get("spark.remote");
  if (url !== undefined) return (openRemote ??= loadRemote())(url, settings, parent, cloned);
  if (cloned && parent !== undefined) return cloneEmbeddedEngine(parent);
  const conf = new SqlConf(settings);
  return { engine: createEmbeddedEngine(conf, parent), conf };
}
