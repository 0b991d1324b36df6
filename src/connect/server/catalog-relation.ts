/** Questions to the catalog, answered as rows, and changes of it. */
import { localRows, noRows } from "../../engine/local-rows.ts";
import type { Command } from "../../plan/command.ts";
import type { Relation } from "../../plan/relation.ts";
import { parseIdentifierParts } from "../../sql/index.ts";
import { ArrayType, BOOLEAN, type DataType, STRING } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import { decodeSchema } from "../codec/data-type.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import type { Catalog } from "../generated/spark/connect/catalog_pb.ts";
import type { RelationReader } from "./plan-reader.ts";

type Columns = readonly (readonly [name: string, type: DataType, nullable: boolean])[];

const NAMES = new ArrayType(STRING, true);
const CATALOGS: Columns = [
  ["name", STRING, true],
  ["description", STRING, true],
];
const DATABASES: Columns = [
  ["name", STRING, true],
  ["catalog", STRING, true],
  ["description", STRING, true],
  ["locationUri", STRING, true],
];
const TABLES: Columns = [
  ["name", STRING, true],
  ["catalog", STRING, true],
  ["namespace", NAMES, true],
  ["description", STRING, true],
  ["tableType", STRING, true],
  ["isTemporary", BOOLEAN, false],
];
const FUNCTIONS: Columns = [
  ["name", STRING, true],
  ["catalog", STRING, true],
  ["namespace", NAMES, true],
  ["description", STRING, true],
  ["className", STRING, true],
  ["isTemporary", BOOLEAN, false],
];
const COLUMNS: Columns = [
  ["name", STRING, true],
  ["description", STRING, true],
  ["dataType", STRING, true],
  ["nullable", BOOLEAN, false],
  ["isPartition", BOOLEAN, false],
  ["isBucket", BOOLEAN, false],
  ["isCluster", BOOLEAN, false],
];

export async function catalogRelation(reader: RelationReader, { catType: c }: Catalog): Promise<Relation> {
  const { engine } = reader.session;
  const { catalog } = engine;
  const run = async (command: Command): Promise<Relation> => {
    await engine.run(command, { signal: reader.signal });
    return noRows();
  };
  switch (c.case) {
    case undefined:
      throw invalidPlan("the question to the catalog has no type");
    case "currentCatalog":
      return text(catalog.currentCatalog());
    case "setCurrentCatalog":
      catalog.setCurrentCatalog(c.value.catalogName);
      return noRows();
    case "listCatalogs":
      return table(CATALOGS, await catalog.listCatalogs(c.value.pattern));
    case "currentDatabase":
      return text(catalog.currentDatabase());
    case "setCurrentDatabase":
      catalog.setCurrentDatabase(c.value.dbName);
      return noRows();
    case "listDatabases":
      return table(DATABASES, await catalog.listDatabases(c.value.pattern));
    case "getDatabase":
      return table(DATABASES, [catalog.getDatabase(parseIdentifierParts(c.value.dbName))]);
    case "databaseExists":
      return truth(catalog.databaseExists(parseIdentifierParts(c.value.dbName)));
    case "createDatabase": {
      const { dbName, ifNotExists, properties } = c.value;
      const nameParts = parseIdentifierParts(dbName);
      return run({ kind: "CreateDatabase", nameParts, ifNotExists, ...databaseProperties(properties) });
    }
    case "dropDatabase": {
      const { dbName, ifExists, cascade } = c.value;
      return run({ kind: "DropDatabase", nameParts: parseIdentifierParts(dbName), ifExists, cascade });
    }
    case "listTables":
      return table(TABLES, await catalog.listTables(databaseOf(c.value.dbName), c.value.pattern));
    case "listViews": {
      const all = await catalog.listTables(databaseOf(c.value.dbName), c.value.pattern);
      return table(
        TABLES,
        all.filter(({ isTemporary, tableType }) => isTemporary || tableType === "VIEW"),
      );
    }
    case "getTable":
      return table(TABLES, [catalog.getTable(nameIn(c.value.tableName, c.value.dbName))]);
    case "tableExists":
      return truth(catalog.tableExists(nameIn(c.value.tableName, c.value.dbName)));
    case "listColumns":
      return table(COLUMNS, await catalog.listColumns(nameIn(c.value.tableName, c.value.dbName)));
    case "listFunctions":
      return table(FUNCTIONS, await catalog.listFunctions(databaseOf(c.value.dbName), c.value.pattern));
    case "getFunction":
      return table(FUNCTIONS, [catalog.getFunction(nameIn(c.value.functionName, c.value.dbName))]);
    case "functionExists":
      return truth(catalog.functionExists(nameIn(c.value.functionName, c.value.dbName)));
    case "dropTempView":
      return truth(catalog.dropTempView(c.value.viewName));
    case "dropGlobalTempView":
      return truth(catalog.dropGlobalTempView(c.value.viewName));
    case "dropTable":
      return run({ kind: "DropTable", nameParts: parseIdentifierParts(c.value.tableName), ifExists: c.value.ifExists });
    case "dropView":
      return run({ kind: "DropView", nameParts: parseIdentifierParts(c.value.viewName), ifExists: c.value.ifExists });
    case "truncateTable":
      return run({ kind: "TruncateTable", nameParts: parseIdentifierParts(c.value.tableName) });
    case "isCached":
      return truth(catalog.isCached(parseIdentifierParts(c.value.tableName)));
    case "cacheTable":
      return run({ kind: "CacheTable", nameParts: parseIdentifierParts(c.value.tableName), lazy: true });
    case "uncacheTable":
      return run({ kind: "UncacheTable", nameParts: parseIdentifierParts(c.value.tableName), ifExists: false });
    case "clearCache":
      await reader.session.persisted.clear(engine);
      return noRows();
    case "refreshTable":
      catalog.refreshTable(parseIdentifierParts(c.value.tableName));
      return noRows();
    case "refreshByPath":
      catalog.refreshByPath();
      return noRows();
    case "createTable":
    case "createExternalTable": {
      const { tableName, path, source, schema, options } = c.value;
      const nameParts = parseIdentifierParts(tableName);
      await engine.run({
        kind: "CreateTable",
        nameParts,
        partitionBy: [],
        options,
        ifNotExists: false,
        replace: false,
        ...(schema === undefined ? {} : { schema: decodeSchema(schema) }),
        ...(source === undefined ? {} : { provider: source }),
        ...(path === undefined ? {} : { location: path }),
        ...(c.case === "createTable" && c.value.description !== undefined ? { comment: c.value.description } : {}),
      });
      return { kind: "ReadNamedTable", nameParts };
    }
    case "getCreateTableString":
      return engine.run({
        kind: "ShowCommand",
        what: "createTable",
        nameParts: parseIdentifierParts(c.value.tableName),
      });
    case "getTableProperties":
      return engine.run({
        kind: "ShowCommand",
        what: "tblproperties",
        nameParts: parseIdentifierParts(c.value.tableName),
      });
    case "listPartitions":
      return engine.run({
        kind: "ShowCommand",
        what: "partitions",
        nameParts: parseIdentifierParts(c.value.tableName),
      });
    case "recoverPartitions":
    case "analyzeTable":
      throw unsupported(`Catalog.${c.case}`);
  }
}

function databaseOf(name: string | undefined): readonly string[] | undefined {
  return name === undefined ? undefined : parseIdentifierParts(name);
}
function nameIn(name: string, database: string | undefined): readonly string[] {
  return database === undefined ? parseIdentifierParts(name) : [...parseIdentifierParts(database), name];
}
function databaseProperties({ comment, location, ...properties }: { readonly [name: string]: string }): object {
  return {
    ...(comment === undefined ? {} : { comment }),
    ...(location === undefined ? {} : { location }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  };
}

function text(value: string): Relation {
  return localRows([["value", STRING, true]], [[value]]);
}
function truth(value: boolean): Relation {
  return localRows([["value", BOOLEAN, false]], [[value]]);
}
function table(columns: Columns, rows: readonly object[]): Relation {
  return localRows(
    columns,
    rows.map((row) => columns.map(([name]) => (row as { readonly [name: string]: unknown })[name] ?? null)),
  );
}
