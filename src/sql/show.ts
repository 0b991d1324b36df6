/** SHOW. */
import type { Command, ShowCommand } from "../plan/command.ts";
import { originOfName, rememberName } from "../plan/origin.ts";
import { commandName } from "./identifier-clause.ts";
import { isName, multipartName } from "./identifier.ts";
import { acceptIn, acceptNamespace, atNamespace, command, invalidClause } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { partitionSpec } from "./partition.ts";
import { propertyKey } from "./property.ts";
import { atText, stringText } from "./string-literal.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";

type Details = Omit<ShowCommand, "kind" | "origin">;

export function show(p: Parser): Command {
  const start = p.pos;
  p.expect("SHOW");
  const word = p.kind;
  const built = (details: Details): Command => command<ShowCommand>(p, start, { kind: "ShowCommand", ...details });
  switch (word) {
    case "TABLES": {
      p.pos++;
      const details = { ...inDatabase(p), ...likePattern(p) };
      return built({ what: "tables", ...details, ...asJson(p) });
    }
    case "VIEWS":
      p.pos++;
      return built({ what: "views", ...inDatabase(p), ...likePattern(p) });
    case "DATABASES":
    case "SCHEMAS":
    case "NAMESPACES":
      p.pos++;
      return built({ what: "databases", ...inDatabase(p), ...likePattern(p) });
    case "CATALOGS":
      p.pos++;
      return built({ what: "catalogs", ...likePattern(p) });
    case "COLLATIONS":
      p.pos++;
      return built({ what: "collations", ...likePattern(p) });
    case "COLUMNS":
      return columns(p, start);
    case "TABLE":
      return tableExtended(p, start);
    case "TBLPROPERTIES": {
      p.pos++;
      const nameParts = commandName(p);
      if (!p.accept("(")) return built({ what: "tblproperties", nameParts });
      const key = propertyKey(p);
      p.expect(")");
      return built({ what: "tblproperties", nameParts, propertyKey: key });
    }
    case "PARTITIONS": {
      p.pos++;
      const nameParts = commandName(p);
      const partition = p.kind === "PARTITION" ? { partition: partitionSpec(p) } : {};
      return built({ what: "partitions", nameParts, ...partition, ...asJson(p) });
    }
    case "CREATE": {
      p.pos++;
      p.expect("TABLE");
      const nameParts = commandName(p);
      const asSerde = p.acceptAll("AS", "SERDE");
      return built({ what: "createTable", nameParts, ...(asSerde ? { asSerde } : {}) });
    }
    case "CURRENT":
      p.pos++;
      if (p.kind === "ROLES") return refused(p, start, "SHOW CURRENT ROLES");
      if (!atNamespace(p)) p.fail();
      acceptNamespace(p);
      return built({ what: "currentDatabase" });
    case "PROCEDURES":
      p.pos++;
      return built({ what: "procedures", ...inDatabase(p) });
    case "FUNCTIONS":
      return functions(p, start);
    case "GRANT":
    case "ROLE":
    case "ROLES":
    case "PRINCIPALS":
    case "COMPACTIONS":
    case "TRANSACTIONS":
    case "INDEXES":
    case "LOCKS":
      return refused(p, start, `SHOW ${word}`);
    default:
      if (p.peek() === "FUNCTIONS" && isName(p, word)) return functions(p, start);
      return p.fail();
  }
}

function refused(p: Parser, start: number, what: string): never {
  p.restText();
  invalidClause(p, start, what);
}
function inDatabase(p: Parser): { nameParts?: readonly string[] } {
  return acceptIn(p) ? { nameParts: commandName(p) } : {};
}
/** `LIKE 'a*'`, the word optional. */
function likePattern(p: Parser): { pattern?: string } {
  const isLike = p.accept("LIKE");
  return isLike || atText(p) ? { pattern: stringText(p) } : {};
}
function asJson(p: Parser): { asJson?: true } {
  return p.acceptAll("AS", "JSON") ? { asJson: true } : {};
}

function columns(p: Parser, start: number): Command {
  p.expect("COLUMNS");
  if (!acceptIn(p)) p.fail();
  const table = commandName(p);
  const database = acceptIn(p) ? multipartName(p) : [];
  if (database.length > 0 && table.length > 1 && !sameName(database, table.slice(0, -1))) {
    const parameters = {
      namespaceA: quoteNames(database),
      namespaceB: quoteNames(table.slice(0, -1)),
    };
    p.reject("SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE", parameters, start);
  }
  const nameParts = table.length > 1 ? table : [...database, ...table];
  const origin = originOfName(table);
  if (origin !== undefined) rememberName(nameParts, origin);
  return command<ShowCommand>(p, start, { kind: "ShowCommand", what: "columns", nameParts });
}
function sameName(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => part.toLowerCase() === b[i]!.toLowerCase());
}

function tableExtended(p: Parser, start: number): Command {
  p.expect("TABLE", "EXTENDED");
  const database = inDatabase(p);
  p.expect("LIKE");
  const pattern = stringText(p);
  const partition: Pick<ShowCommand, "partition"> = p.kind === "PARTITION" ? { partition: partitionSpec(p) } : {};
  const json = asJson(p);
  if (partition.partition !== undefined && json.asJson === true) {
    p.reject("UNSUPPORTED_FEATURE.SHOW_TABLE_EXTENDED_JSON_WITH_PARTITION", {}, start);
  }
  const details = { pattern, ...database, ...partition, ...json };
  return command<ShowCommand>(p, start, { kind: "ShowCommand", what: "tables", extended: true, ...details });
}

/** `SHOW [USER | SYSTEM | ALL] FUNCTIONS [IN db] [LIKE name or 'pattern']` */
function functions(p: Parser, start: number): Command {
  let scope: ShowCommand["scope"] = "all";
  if (p.kind !== "FUNCTIONS") {
    const word = p.text().toLowerCase();
    if (word !== "user" && word !== "system" && word !== "all") {
      p.reject("INVALID_SQL_SYNTAX.SHOW_FUNCTIONS_INVALID_SCOPE", { scope: quoteText(p.text()) }, start);
    }
    scope = word;
    p.pos++;
  }
  p.expect("FUNCTIONS");
  const database = inDatabase(p);
  const isLike = p.accept("LIKE");
  let pattern: string | undefined;
  if (atText(p)) pattern = stringText(p);
  else if (isLike || isName(p, p.kind)) {
    const parts = multipartName(p);
    pattern = parts.at(-1);
    if (parts.length > 1) Object.assign(database, { nameParts: parts.slice(0, -1) });
  }
  return command<ShowCommand>(p, start, {
    kind: "ShowCommand",
    what: "functions",
    scope,
    ...database,
    ...(pattern === undefined ? {} : { pattern }),
  });
}
