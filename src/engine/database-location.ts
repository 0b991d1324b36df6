/** Where databases keep the files of their tables. */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../catalog/session-catalog.ts";
import { localPath } from "../sources/listing.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";

let ownWarehouse: string | undefined;
/** The configured warehouse, or a directory of this program that goes with it. */
function warehouse(engine: EmbeddedEngine): string {
  if (engine.conf.isSet("spark.sql.warehouse.dir"))
    return localPath(engine.conf.getOr("spark.sql.warehouse.dir", "spark-warehouse"));
  if (ownWarehouse === undefined) {
    ownWarehouse = join(tmpdir(), `sparkwright-warehouse-${process.pid}-${Date.now()}`);
    const made = ownWarehouse;
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  }
  return ownWarehouse;
}

/** Its own place, or a directory of the warehouse. */
export function databaseLocation(engine: EmbeddedEngine, { name, location }: Database): string {
  if (location !== undefined) return localPath(location);
  return name === "default" ? warehouse(engine) : join(warehouse(engine), `${name}.db`);
}
