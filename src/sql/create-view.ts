/** CREATE VIEW and CREATE TEMPORARY VIEW ... USING. */
import type { Command, CreateView, CreateViewUsing, ViewSchemaMode } from "../plan/command.ts";
import type { StructType } from "../types/data-type.ts";
import { columnTypes } from "./data-type.ts";
import { commandName } from "./identifier-clause.ts";
import { name, nameList } from "./identifier.ts";
import { checkTemporaryName, Clauses, command, ifNotExists, invalidClause, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { propertyMap } from "./property.ts";
import { query } from "./query.ts";
import { atCollation, collatedQuery, collation, comment, provider, schemaBinding } from "./table-clause.ts";
import { quoteNames } from "../types/name-text.ts";

interface Header {
  readonly replace: boolean;
  readonly global: boolean;
  readonly temporary: boolean;
}

export function createView(p: Parser, start: number, header: Header): Command {
  const { replace, global, temporary } = header;
  p.expect("VIEW");
  const notExists = ifNotExists(p);
  const nameParts = commandName(p);
  const using = temporary && !notExists && isUsing(p);
  if (using) return viewUsing(p, start, header, nameParts);
  const columnAliases = p.kind === "(" ? p.parenthesized(viewColumn) : undefined;
  const clauses = viewClauses(p, start);
  p.expect("AS");
  if (p.kind === "code") {
    // A metric view: its definition is not SQL.
    p.pos++;
    return unsupported(p, start, "CREATE VIEW WITH METRICS");
  }
  const queryStart = p.pos;
  const plan = collatedQuery(p, clauses.collation, query);
  const sqlText = p.textFrom(queryStart);
  if (notExists && replace)
    p.reject("CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE", { viewName: nameParts.join(".") }, start);
  if (temporary) {
    if (notExists) p.reject("_LEGACY_ERROR_TEMP_0053", {}, start); // no IF NOT EXISTS
    if (clauses.schemaMode !== undefined)
      p.reject("UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE", {}, start);
    if (clauses.seen.has("TBLPROPERTIES")) {
      p.reject("_LEGACY_ERROR_TEMP_0035", { message: "TBLPROPERTIES can't coexist with CREATE TEMPORARY VIEW" }, start);
    }
    checkTemporaryName(p, start, "VIEW", global ? [] : nameParts);
  }
  return command<CreateView>(p, start, {
    kind: "CreateView",
    nameParts,
    viewType: temporary ? (global ? "globalTemp" : "localTemp") : "persistent",
    replace,
    ...(notExists ? { ifNotExists: true } : {}),
    ...(columnAliases === undefined ? {} : { columnAliases }),
    ...(clauses.comment === undefined ? {} : { comment: clauses.comment }),
    ...(clauses.collation === undefined ? {} : { collation: clauses.collation }),
    query: plan,
    sqlText,
    ...(clauses.schemaMode === undefined ? {} : { schemaMode: clauses.schemaMode }),
    ...(clauses.properties === undefined ? {} : { properties: clauses.properties }),
  });
}

/** USING follows, right away or behind a list of columns. */
function isUsing(p: Parser): boolean {
  if (p.kind !== "(") return p.kind === "USING";
  let depth = 0;
  for (let i = 0; ; i++) {
    const kind = p.peek(i);
    if (kind === "(") depth++;
    else if (kind === ")" && --depth === 0) return p.peek(i + 1) === "USING";
    else if (kind === "eof") return false;
  }
}

function viewColumn(p: Parser): { readonly name: string; readonly comment?: string } {
  const column = name(p);
  return p.kind === "COMMENT" ? { name: column, comment: comment(p) } : { name: column };
}

interface ViewClauses {
  readonly seen: Clauses;
  readonly comment: string | undefined;
  readonly collation: string | undefined;
  readonly schemaMode: ViewSchemaMode | undefined;
  readonly properties: { readonly [key: string]: string } | undefined;
}
function viewClauses(p: Parser, start: number): ViewClauses {
  let schemaMode: ViewSchemaMode | undefined;
  const seen = new Clauses(p, start);
  let text: string | undefined;
  let collationOf: string | undefined;
  let properties: { readonly [key: string]: string } | undefined;
  for (;;) {
    if (p.kind === "COMMENT") {
      seen.once("COMMENT");
      text = comment(p);
    } else if (p.at("WITH", "SCHEMA")) {
      seen.once("WITH SCHEMA");
      schemaMode = schemaBinding(p);
    } else if (p.acceptAll("WITH", "METRICS")) seen.once("WITH METRICS");
    else if (p.accept("LANGUAGE")) name(p);
    else if (atCollation(p)) {
      seen.once("DEFAULT COLLATION");
      collationOf = collation(p);
    } else if (p.acceptAll("PARTITIONED", "ON")) {
      seen.once("PARTITIONED ON");
      nameList(p);
      invalidClause(p, start, "CREATE VIEW ... PARTITIONED ON");
    } else if (p.accept("TBLPROPERTIES")) {
      seen.once("TBLPROPERTIES");
      properties = propertyMap(p);
    } else return { seen, comment: text, collation: collationOf, schemaMode, properties };
  }
}

/** `CREATE TEMPORARY VIEW v (a INT) USING csv OPTIONS (path '...')` */
function viewUsing(p: Parser, start: number, header: Header, nameParts: readonly string[]): Command {
  let schema: StructType | undefined;
  if (p.accept("(")) {
    schema = columnTypes(p);
    p.expect(")");
  }
  const format = provider(p).join(".");
  const options = p.accept("OPTIONS") ? propertyMap(p) : {};
  if (nameParts.length > 1) {
    p.reject("TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", { actualName: quoteNames(nameParts) }, start);
  }
  return command<CreateViewUsing>(p, start, {
    kind: "CreateViewUsing",
    nameParts,
    global: header.global,
    replace: header.replace,
    ...(schema === undefined ? {} : { schema }),
    provider: format,
    options,
  });
}
