/** Properties and comments of tables, views and databases. */
import type { ViewDefinition } from "../catalog/session-catalog.ts";
import type { AlterDatabase, AlterProperties, CommentOn } from "../plan/command.ts";
import { contextOfName } from "../plan/query-context.ts";
import { StructField, StructType } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { findTable, fullName, store } from "./tables.ts";
import { findRelation } from "./views.ts";
import { sameName } from "../types/name-equality.ts";

type Texts = { readonly [key: string]: string };
function changed(before: Texts | undefined, { set = {}, unset = [] }: Pick<AlterProperties, "set" | "unset">): Texts {
  return Object.fromEntries(Object.entries({ ...before, ...set }).filter(([key]) => !unset.includes(key)));
}

export function alterProperties(engine: EmbeddedEngine, command: AlterProperties): void {
  const { of, nameParts, set, unset } = command;
  const verb = set === undefined ? "UNSET" : "SET";
  if (of === "view") {
    const view = findView(engine, nameParts, `ALTER VIEW ... ${verb} TBLPROPERTIES`);
    const properties = changed(view.properties, withoutComment(command));
    engine.session.catalog.createView({ ...view, properties, ...commentOf(set, unset) }, true);
    return;
  }
  if (of === "serde") {
    const table = findTable(engine, nameParts, "ALTER TABLE ... SET [SERDE|SERDEPROPERTIES]", "USE_ALTER_VIEW");
    store(engine, { ...table, options: changed(table.options, command) });
    return;
  }
  const table = findTable(engine, nameParts, `ALTER TABLE ... ${verb} TBLPROPERTIES`, "USE_ALTER_VIEW");
  const properties = changed(table.properties, withoutComment(command));
  const collation = set?.["collation"];
  store(engine, { ...table, properties, ...commentOf(set, unset), ...(collation === undefined ? {} : { collation }) });
}
/** The property `comment` is the comment itself. */
function withoutComment({ set, unset }: AlterProperties): Pick<AlterProperties, "set" | "unset"> {
  const { comment: _, ...rest } = set ?? {};
  return { set: rest, unset: unset?.filter((key) => key !== "comment") ?? [] };
}
function commentOf(set: Texts | undefined, unset: readonly string[] = []): { comment?: string | undefined } {
  const comment = set?.["comment"];
  if (comment !== undefined) return { comment };
  return unset.includes("comment") ? { comment: undefined } : {};
}
/** A view that is kept, which `operation` needs. */
function findView(engine: EmbeddedEngine, nameParts: readonly string[], operation: string): ViewDefinition {
  const found = findRelation(engine, nameParts);
  if (!("plan" in found)) {
    const parameters = { tableName: fullName(found), operation };
    throw new AnalysisException("EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE", parameters, contextOfName(nameParts));
  }
  if (found.kind === "persistent") return found;
  const parameters = { viewName: fullName(found), operation };
  throw new AnalysisException("EXPECT_PERMANENT_VIEW_NOT_TEMP", parameters, contextOfName(nameParts));
}

export function alterDatabase(engine: EmbeddedEngine, command: AlterDatabase): void {
  const { catalog } = engine.session;
  const database = catalog.database(command.nameParts.at(-1));
  const { location = database.location } = command;
  const { comment, ...set } = command.set ?? {};
  const properties = changed(database.properties, { set, unset: command.unset ?? [] });
  const { description } = database;
  catalog.shared.databases.set(database.name, {
    ...database,
    location,
    properties,
    description: comment ?? description,
  });
  catalog.touch();
}

export function commentOn(engine: EmbeddedEngine, command: CommentOn): void {
  const { catalog } = engine.session;
  if (command.of === "database") {
    const database = catalog.database(command.nameParts.at(-1));
    catalog.shared.databases.set(database.name, { ...database, description: command.comment ?? "" });
    catalog.touch();
    return;
  }
  const table = findTable(engine, command.nameParts, `COMMENT ON ${command.of === "table" ? "TABLE" : "COLUMN"}`);
  if (command.of === "table") {
    store(engine, { ...table, comment: command.comment ?? "" });
    return;
  }
  const { caseSensitive } = engine.conf;
  const fields = [...table.schema.fields];
  for (const { path, comment } of command.columns ?? []) {
    const at = fields.findIndex((f) => path.length === 1 && sameName(f.name, path[0] as string, caseSensitive));
    const field = fields[at];
    if (field === undefined) {
      throw new AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
        objectName: quoteNames(path),
        proposal: table.schema.names.map(quoteText).join(", "),
      });
    }
    const { comment: _, ...rest } = field.metadata;
    const metadata = comment === null ? rest : { ...rest, comment };
    fields[at] = new StructField(field.name, field.dataType, field.nullable, metadata);
  }
  store(engine, { ...table, schema: new StructType(fields) });
}
