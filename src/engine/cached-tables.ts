/** `CACHE TABLE` and `UNCACHE TABLE`: the result of a view is kept once it has been computed. */
import { randomUUID } from "node:crypto";
import { isValueOf } from "../catalog/sql-conf.ts";
import type { CacheTable, UncacheTable } from "../plan/command.ts";
import type { LocalRelation } from "../plan/relation.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { IllegalArgumentException } from "../types/spark-error.ts";
import { noRows } from "./local-rows.ts";
import { refuseTwice } from "./table-checks.ts";

function checkLevel(level: string | undefined): void {
  if (level === undefined || isValueOf("spark.sql.defaultCacheStorageLevel", level)) return;
  throw new IllegalArgumentException(null, {}, { message: `There is no storage level ${level}.` });
}

export function cacheTable(engine: EmbeddedEngine, command: CacheTable | UncacheTable): LocalRelation {
  const { catalog } = engine.session;
  const { nameParts } = command;
  if (command.kind === "CacheTable") checkLevel(command.level);
  if (command.kind === "CacheTable" && command.query !== undefined) {
    const name = command.nameParts.at(-1) as string;
    engine.check(command.query);
    refuseTwice(engine.schema(command.query).names, engine.conf.caseSensitive);
    catalog.createView({ name, kind: "localTemp", plan: command.query }, false);
  }
  if (nameParts === undefined) return noRows();
  const found = catalog.find(nameParts);
  if (found === undefined) {
    // An unknown name is an error of its own, unless it is a question whether.
    if (command.kind === "CacheTable" || !command.ifExists) engine.check({ kind: "ReadNamedTable", nameParts });
    return noRows();
  }
  if (!("plan" in found)) {
    // Files are read each time: keeping them is a hint that changes no answer.
    if (command.kind === "CacheTable") catalog.shared.cachedTables.add(found);
    else catalog.shared.cachedTables.delete(found);
    return noRows();
  }
  const { plan } = found;
  if (command.kind === "CacheTable" && plan.kind !== "CachedRelation") {
    const cacheId = randomUUID();
    engine.cache(cacheId);
    catalog.createView({ ...found, plan: { kind: "CachedRelation", input: plan, cacheId } }, true);
  } else if (command.kind === "UncacheTable" && plan.kind === "CachedRelation") {
    engine.uncache(plan.cacheId).catch(() => undefined);
    catalog.createView({ ...found, plan: plan.input }, true);
  }
  return noRows();
}
