/** ALTER. */
import type {
  AddColumns,
  AlterDatabase,
  AlterPartitions,
  AlterProperties,
  AlterColumn,
  AlterViewQuery,
  AlterViewSchema,
  ColumnChange,
  Command,
  ClusterTable,
  PartitionValues,
  RefusedTableChange,
  SetLocation,
  RenameTable,
} from "../plan/command.ts";
import { columnPosition, qualifiedColumn, tableConstraint, atConstraint } from "./column-definition.ts";
import { bangIsNot, columnType, dataType } from "./data-type.ts";
import { anyExpression } from "./expression.ts";
import { commandName } from "./identifier-clause.ts";
import { hyphenCheckedName, multipartName, name } from "./identifier.ts";
import {
  acceptNamespace,
  atNamespace,
  command,
  ifExists,
  ifNotExists,
  invalidClause,
  unsupported,
} from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { fullPartitionSpec, partitionSpec, type PartitionValue } from "./partition.ts";
import { propertyKeys, propertyMap, tableProperties } from "./property.ts";
import { query } from "./query.ts";
import { atCollation, collation, location, schemaBinding } from "./table-clause.ts";
import { stringText } from "./string-literal.ts";

export function alter(p: Parser): Command {
  const start = p.pos;
  p.expect("ALTER");
  if (atNamespace(p)) return alterDatabase(p, start);
  switch (p.acceptAny("TABLE", "VIEW", "INDEX")) {
    case "TABLE":
      return alterTable(p, start);
    case "VIEW":
      return alterView(p, start);
    case "INDEX":
      p.restText();
      return invalidClause(p, start, "ALTER INDEX");
    default:
      return p.fail();
  }
}

function alterDatabase(p: Parser, start: number): Command {
  acceptNamespace(p);
  const nameParts = commandName(p);
  if (atCollation(p)) {
    collation(p);
    return p.reject("UNSUPPORTED_FEATURE.SCHEMA_LEVEL_COLLATIONS", {}, start);
  }
  const isUnset = p.expectAny("SET", "UNSET") === "UNSET";
  const built = (change: Pick<AlterDatabase, "set" | "unset" | "location">): Command =>
    command<AlterDatabase>(p, start, { kind: "AlterDatabase", nameParts, ...change });
  if (!isUnset && p.kind === "LOCATION") return built({ location: location(p) });
  p.expectAny("DBPROPERTIES", "PROPERTIES");
  return built(isUnset ? { unset: propertyKeys(p) } : { set: propertyMap(p) });
}

/** What tables and views share; undefined where it is something else. */
function alterEither(
  p: Parser,
  start: number,
  word: "TABLE" | "VIEW",
  nameParts: readonly string[],
): Command | undefined {
  if (p.acceptAll("RENAME", "TO")) {
    const newNameParts = multipartName(p);
    return command<RenameTable>(p, start, { kind: "RenameTable", nameParts, newNameParts, isView: word === "VIEW" });
  }
  const of = word === "VIEW" ? "view" : "table";
  if (p.acceptAll("SET", "TBLPROPERTIES")) {
    const set = tableProperties(p, start);
    return command<AlterProperties>(p, start, { kind: "AlterProperties", nameParts, of, set });
  }
  if (p.acceptAll("UNSET", "TBLPROPERTIES")) {
    ifExists(p);
    const unset = propertyKeys(p);
    return command<AlterProperties>(p, start, { kind: "AlterProperties", nameParts, of, unset });
  }
  if (p.at("ADD", "PARTITION") || p.at("ADD", "IF")) {
    p.pos++;
    const tolerant = ifNotExists(p);
    const specs: PartitionValue[][] = [];
    let isElsewhere = false;
    do {
      specs.push(fullPartitionSpec(p));
      if (p.kind === "LOCATION") {
        location(p);
        isElsewhere = true;
      }
    } while (p.kind === "PARTITION");
    if (word === "VIEW") invalidClause(p, start, "ALTER VIEW ... ADD PARTITION");
    if (isElsewhere) return unsupported(p, start, "ALTER TABLE ADD PARTITION ... LOCATION");
    return partitions(p, start, nameParts, { change: "add", partitions: specs, tolerant });
  }
  if (p.at("DROP", "PARTITION") || p.at("DROP", "IF", "EXISTS", "PARTITION")) {
    p.pos++;
    const tolerant = ifExists(p);
    const specs = p.list(fullPartitionSpec);
    p.accept("PURGE");
    if (word === "VIEW") invalidClause(p, start, "ALTER VIEW ... DROP PARTITION");
    return partitions(p, start, nameParts, { change: "drop", partitions: specs, tolerant });
  }
  return undefined;
}
function partitions(
  p: Parser,
  start: number,
  nameParts: readonly string[],
  change: Pick<AlterPartitions, "change" | "partitions" | "tolerant" | "to">,
): Command {
  return command<AlterPartitions>(p, start, { kind: "AlterPartitions", nameParts, ...change });
}

function alterView(p: Parser, start: number): Command {
  const nameParts = commandName(p);
  const either = alterEither(p, start, "VIEW", nameParts);
  if (either !== undefined) return either;
  if (p.at("WITH", "SCHEMA")) {
    return command<AlterViewSchema>(p, start, { kind: "AlterViewSchema", nameParts, schemaMode: schemaBinding(p) });
  }
  p.accept("AS");
  if (p.kind === "code") {
    p.pos++;
    return unsupported(p, start, "ALTER VIEW WITH METRICS");
  }
  const queryStart = p.pos;
  const plan = query(p);
  return command<AlterViewQuery>(p, start, {
    kind: "AlterViewQuery",
    nameParts,
    query: plan,
    sqlText: p.textFrom(queryStart),
  });
}

function alterTable(p: Parser, start: number): Command {
  const nameParts = commandName(p);
  const either = alterEither(p, start, "TABLE", nameParts);
  if (either !== undefined) return either;
  const hasPartition = p.kind === "PARTITION";
  let of: readonly PartitionValues[] | undefined;
  if (hasPartition) {
    const from = partitionSpec(p);
    of = from;
    if (p.acceptAll("RENAME", "TO")) {
      const to = partitionSpec(p);
      return partitions(p, start, nameParts, { change: "rename", partitions: [from], to, tolerant: false });
    }
  }
  switch (p.kind) {
    case "ADD":
      return hasPartition ? p.fail() : add(p, start, nameParts);
    case "RENAME":
      if (hasPartition) p.fail();
      return renameColumn(p, start, nameParts);
    case "DROP":
      return hasPartition ? p.fail() : drop(p, start, nameParts);
    case "ALTER":
    case "CHANGE":
      return change(p, start, nameParts, hasPartition);
    case "REPLACE":
      p.expect("REPLACE", "COLUMNS");
      return replaceColumns(p, start, nameParts, hasPartition);
    case "SET":
      return setDetail(p, start, nameParts, of);
    case "RECOVER":
      if (hasPartition) p.fail();
      p.expect("RECOVER", "PARTITIONS");
      return partitions(p, start, nameParts, { change: "recover", partitions: [], tolerant: false });
    case "CLUSTER":
      if (hasPartition) p.fail();
      p.expect("CLUSTER", "BY");
      return command<ClusterTable>(p, start, {
        kind: "ClusterTable",
        nameParts,
        columns: p.accept("NONE") ? [] : p.parenthesized(multipartName),
      });
    case "DEFAULT":
      return command<AlterProperties>(p, start, {
        kind: "AlterProperties",
        nameParts,
        of: "table",
        set: { collation: collation(p) },
      });
    default:
      return hiveOnly(p, start);
  }
}

function notOfFiles(
  p: Parser,
  start: number,
  nameParts: readonly string[],
  operation: string,
  columns: readonly (readonly string[])[] = [],
): Command {
  return command<RefusedTableChange>(p, start, { kind: "RefusedTableChange", nameParts, operation, columns });
}
function renameColumn(p: Parser, start: number, nameParts: readonly string[]): Command {
  p.expect("RENAME", "COLUMN");
  const from = multipartName(p);
  p.expect("TO");
  hyphenCheckedName(p);
  return notOfFiles(p, start, nameParts, "RENAME COLUMN", [from]);
}
function add(p: Parser, start: number, nameParts: readonly string[]): Command {
  p.expect("ADD");
  if (p.acceptAny("COLUMN", "COLUMNS") !== undefined) {
    const columns = p.kind === "(" ? p.parenthesized(qualifiedColumn) : p.list(qualifiedColumn);
    return command<AddColumns>(p, start, { kind: "AddColumns", nameParts, columns });
  }
  if (!atConstraint(p)) p.fail();
  tableConstraint(p);
  return notOfFiles(p, start, nameParts, "ADD CONSTRAINT");
}

function drop(p: Parser, start: number, nameParts: readonly string[]): Command {
  p.expect("DROP");
  if (p.accept("CONSTRAINT")) {
    ifExists(p);
    name(p);
    p.acceptAny("RESTRICT", "CASCADE");
    return notOfFiles(p, start, nameParts, "DROP CONSTRAINT");
  }
  p.expectAny("COLUMN", "COLUMNS");
  const tolerant = ifExists(p);
  const columns = p.kind === "(" ? p.parenthesized(multipartName) : p.list(multipartName);
  return notOfFiles(p, start, nameParts, "DROP COLUMN", tolerant ? [] : columns);
}

/** `ALTER COLUMN a TYPE INT, b COMMENT 'x'`, or Hive's `CHANGE COLUMN a a INT COMMENT 'x' FIRST` */
function change(p: Parser, start: number, nameParts: readonly string[], hasPartition: boolean): Command {
  const verb = p.expectAny("ALTER", "CHANGE");
  p.accept("COLUMN");
  // `CHANGE a TYPE BIGINT` alters a; `CHANGE a a BIGINT` is Hive's spelling.
  const hive =
    verb === "CHANGE" ? p.attempt("change column", (inner) => hiveChange(inner, start, hasPartition)) : undefined;
  if (hive === undefined && hasPartition) p.fail();
  const changes = hive === undefined ? p.list((inner) => alterColumn(inner, start)) : [hive];
  const spelt = hive === undefined ? "ALTER" : "CHANGE";
  return command<AlterColumn>(p, start, { kind: "AlterColumn", nameParts, verb: spelt, changes });
}
function hiveChange(p: Parser, start: number, hasPartition: boolean): ColumnChange {
  const from = multipartName(p);
  const to = columnType(p);
  const moved = p.kind === "FIRST" || p.kind === "AFTER";
  if (moved) columnPosition(p);
  if (p.kind !== "eof" && p.kind !== ";") p.fail();
  if (/^type$/i.test(to.name) && !/^type$/i.test(from.at(-1)!)) p.fail();
  if (hasPartition) invalidClause(p, start, "ALTER TABLE ... PARTITION ... CHANGE COLUMN");
  if (from.at(-1)!.toLowerCase() !== to.name.toLowerCase()) p.reject("_LEGACY_ERROR_TEMP_0034", {}, start); // renames
  const { comment } = to.metadata;
  return {
    path: from,
    dataType: to.dataType,
    ...(typeof comment === "string" ? { comment } : {}),
    ...(moved ? { other: true } : {}),
  };
}
function alterColumn(p: Parser, start: number): ColumnChange {
  const path = multipartName(p);
  switch (p.kind) {
    case "TYPE":
      p.pos++;
      return { path, dataType: dataType(p) };
    case "COMMENT":
      p.pos++;
      return { path, comment: stringText(p) };
    case "FIRST":
    case "AFTER":
      columnPosition(p);
      return { path, other: true };
    case "SET":
    case "DROP": {
      const isSet = p.expectAny("SET", "DROP") === "SET";
      if (p.at("!", "NULL")) bangIsNot(p);
      if (p.acceptAll("NOT", "NULL")) return { path, other: true };
      p.expect("DEFAULT");
      if (!isSet) return { path, default: null };
      const at = p.pos;
      anyExpression(p);
      return { path, default: p.textFrom(at) };
    }
    default: {
      const message = "ALTER TABLE table ALTER COLUMN requires a TYPE, a SET/DROP, a COMMENT, or a FIRST/AFTER";
      return p.reject("_LEGACY_ERROR_TEMP_0035", { message }, start);
    }
  }
}

function replaceColumns(p: Parser, start: number, nameParts: readonly string[], hasPartition: boolean): Command {
  const columns = p.pos;
  p.parenthesized(qualifiedColumn).forEach(({ path }) => {
    if (path.length > 1) refuseReplace(p, start, "Replacing with a nested column");
  });
  for (let i = columns; i < p.pos; i++) {
    if (p.kinds[i] === "NOT" && p.kinds[i + 1] === "NULL") refuseReplace(p, start, "NOT NULL");
    if (p.kinds[i] === "FIRST" || p.kinds[i] === "AFTER") refuseReplace(p, start, "Column position");
    if (p.kinds[i] === "DEFAULT") refuseReplace(p, start, "DEFAULT");
  }
  if (hasPartition) invalidClause(p, start, "ALTER TABLE ... PARTITION ... REPLACE COLUMNS");
  return notOfFiles(p, start, nameParts, "REPLACE COLUMNS");
}
function refuseReplace(p: Parser, start: number, what: string): never {
  p.reject("_LEGACY_ERROR_TEMP_0035", { message: `${what} is not supported in Hive-style REPLACE COLUMNS.` }, start);
}

function setDetail(
  p: Parser,
  start: number,
  nameParts: readonly string[],
  partition: readonly PartitionValues[] | undefined,
): Command {
  p.expect("SET");
  switch (p.acceptAny("SERDE", "SERDEPROPERTIES", "SKEWED", "FILEFORMAT")) {
    case "SERDE":
      stringText(p);
      if (p.acceptAll("WITH", "SERDEPROPERTIES")) propertyMap(p);
      return notOfFiles(p, start, nameParts, "SERDE");
    case "SERDEPROPERTIES": {
      const set = propertyMap(p);
      if (partition !== undefined) return unsupported(p, start, "ALTER TABLE ... PARTITION ... SET SERDEPROPERTIES");
      return command<AlterProperties>(p, start, { kind: "AlterProperties", nameParts, of: "serde", set });
    }
    case "SKEWED":
      p.expect("LOCATION");
      return refused(p, start, "ALTER TABLE SET SKEWED LOCATION");
    case "FILEFORMAT":
      return refused(p, start, "ALTER TABLE SET FILEFORMAT");
    default:
      return command<SetLocation>(p, start, {
        kind: "SetLocation",
        nameParts,
        location: location(p),
        ...(partition === undefined ? {} : { partition }),
      });
  }
}

const HIVE_ONLY: readonly (readonly string[])[] = [
  ["NOT", "CLUSTERED"],
  ["CLUSTERED", "BY"],
  ["NOT", "SORTED"],
  ["SKEWED", "BY"],
  ["NOT", "SKEWED"],
  ["NOT", "STORED", "AS", "DIRECTORIES"],
  ["EXCHANGE", "PARTITION"],
  ["ARCHIVE", "PARTITION"],
  ["UNARCHIVE", "PARTITION"],
  ["TOUCH"],
  ["COMPACT"],
  ["CONCATENATE"],
];
/** What Spark's grammar knows of Hive's ALTER TABLE only to refuse it. */
function hiveOnly(p: Parser, start: number): never {
  const words = HIVE_ONLY.find((each) => p.at(...each));
  return words === undefined ? p.fail() : refused(p, start, `ALTER TABLE ${words.join(" ")}`);
}
function refused(p: Parser, start: number, operation: string): never {
  p.restText();
  invalidClause(p, start, operation);
}
