/** Statements that look after tables and the session: CACHE, REFRESH, ANALYZE, COMMENT, TRUNCATE and the like. */
import type {
  CallProcedure,
  RefusedTableChange,
  AlterPartitions,
  AnalyzeTable,
  CacheTable,
  CommentOn,
  Command,
  RefreshTable,
  TruncateTable,
  UncacheTable,
} from "../plan/command.ts";
import { rememberName } from "../plan/origin.ts";
import { argument } from "./function-call.ts";
import { commandName } from "./identifier-clause.ts";
import { isName, multipartName, name } from "./identifier.ts";
import { acceptIn, acceptNamespace, atNamespace, command, ifExists, unsupported } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { fullPartitionSpec, partitionSpec } from "./partition.ts";
import { properties } from "./property.ts";
import { query } from "./query.ts";
import { atText, stringText } from "./string-literal.ts";

/** `CACHE [LAZY] TABLE t [OPTIONS (...)] [AS query]` */
export function cacheTable(p: Parser): Command {
  const start = p.pos;
  p.expect("CACHE");
  const lazy = p.accept("LAZY");
  p.expect("TABLE");
  const nameParts = commandName(p);
  const options = p.accept("OPTIONS") ? properties(p) : [];
  const hasQuery = p.accept("AS") || (p.kind !== "eof" && p.kind !== ";");
  const plan = hasQuery ? query(p) : undefined;
  if (plan !== undefined && nameParts.length > 1) {
    p.reject("_LEGACY_ERROR_TEMP_0037", { quoted: nameParts.slice(0, -1).join(".") }, start); // the view takes no prefix
  }
  const level = options.find(({ key }) => key.toLowerCase() === "storagelevel")?.value;
  const base = { kind: "CacheTable", nameParts, lazy, ...(level === undefined ? {} : { level }) } as const;
  return command<CacheTable>(p, start, plan === undefined ? { ...base } : { ...base, query: plan });
}
export function uncacheTable(p: Parser): Command {
  const start = p.pos;
  p.expect("UNCACHE", "TABLE");
  const exists = ifExists(p);
  return command<UncacheTable>(p, start, { kind: "UncacheTable", nameParts: commandName(p), ifExists: exists });
}
export function clearCache(p: Parser): Command {
  const start = p.pos;
  p.expect("CLEAR", "CACHE");
  return command<UncacheTable>(p, start, { kind: "UncacheTable", ifExists: true });
}

/** `REFRESH TABLE t`, `REFRESH FUNCTION f`, `REFRESH path` */
export function refresh(p: Parser): Command {
  const start = p.pos;
  p.expect("REFRESH");
  if (p.kind === "TABLE" && isName(p, p.peek())) {
    p.pos++;
    return command<RefreshTable>(p, start, { kind: "RefreshTable", nameParts: commandName(p) });
  }
  if (p.kind === "FUNCTION" && isName(p, p.peek())) {
    p.pos++;
    commandName(p);
    return unsupported(p, start, "REFRESH FUNCTION");
  }
  if (atText(p)) return command<RefreshTable>(p, start, { kind: "RefreshTable", path: stringText(p) });
  const path = p.restText();
  if (path === "") p.reject("INVALID_SQL_SYNTAX.EMPTY_REFRESH_RESOURCE_PATH", {}, start);
  if (/[ \n\r\t]/.test(path)) p.reject("INVALID_SQL_SYNTAX.INVALID_REFRESH_RESOURCE_PATH", {}, start);
  return command<RefreshTable>(p, start, { kind: "RefreshTable", path });
}

/** `ANALYZE TABLE t [PARTITION (...)] COMPUTE STATISTICS [NOSCAN | FOR COLUMNS a, b | FOR ALL COLUMNS]` */
export function analyze(p: Parser): Command {
  const start = p.pos;
  p.expect("ANALYZE");
  const isAll = p.expectAny("TABLE", "TABLES") === "TABLES";
  const target: { -readonly [K in "nameParts" | "database" | "partition"]?: AnalyzeTable[K] } = {};
  if (!isAll) {
    target.nameParts = commandName(p);
    if (p.kind === "PARTITION") target.partition = partitionSpec(p);
  } else if (acceptIn(p)) target.database = commandName(p);
  p.expect("COMPUTE", "STATISTICS");
  const built = (rest: Pick<AnalyzeTable, "noScan" | "columns">): Command =>
    command<AnalyzeTable>(p, start, { kind: "AnalyzeTable", ...target, ...rest });
  if (!isAll && p.acceptAll("FOR", "ALL", "COLUMNS")) return built({ noScan: false, columns: "all" });
  if (!isAll && p.acceptAll("FOR", "COLUMNS")) return built({ noScan: false, columns: p.list(name) });
  const noScan = isName(p, p.kind);
  if (noScan) {
    const word = name(p);
    if (!/^noscan$/i.test(word))
      p.reject("INVALID_SQL_SYNTAX.ANALYZE_TABLE_UNEXPECTED_NOSCAN", { ctx: word.toUpperCase() }, start);
  }
  return built({ noScan });
}

/** `COMMENT ON TABLE t IS 'text'` */
export function comment(p: Parser): Command {
  const start = p.pos;
  p.expect("COMMENT", "ON");
  const built = (details: Omit<CommentOn, "kind" | "origin">): Command =>
    command<CommentOn>(p, start, { kind: "CommentOn", ...details });
  if (atNamespace(p)) {
    acceptNamespace(p);
    const nameParts = commandName(p);
    return built({ of: "database", nameParts, comment: commentText(p) });
  }
  if (p.accept("COLUMN")) {
    const { path, comment: text } = columnComment(p);
    if (path.length < 2) p.reject("INVALID_SQL_SYNTAX.COMMENT_ON_COLUMN_INCORRECT_IDENTIFIER", {}, start);
    const columns = [{ path: path.slice(-1), comment: text }];
    const nameParts = path.slice(0, -1);
    rememberName(nameParts, p.origin(start));
    return built({ of: "columns", nameParts, columns });
  }
  p.expect("TABLE");
  const nameParts = commandName(p);
  if (p.accept("COLUMN")) return built({ of: "columns", nameParts, columns: p.parenthesized(columnComment) });
  return built({ of: "table", nameParts, comment: commentText(p) });
}
function columnComment(p: Parser): { readonly path: readonly string[]; readonly comment: string | null } {
  const path = multipartName(p);
  return { path, comment: commentText(p) };
}
function commentText(p: Parser): string | null {
  p.expect("IS");
  return p.accept("NULL") ? null : stringText(p);
}

/** `LOAD DATA [LOCAL] INPATH '...' [OVERWRITE] INTO TABLE t` */
export function loadData(p: Parser): Command {
  const start = p.pos;
  p.expect("LOAD", "DATA");
  p.accept("LOCAL");
  p.expect("INPATH");
  stringText(p);
  p.accept("OVERWRITE");
  p.expect("INTO", "TABLE");
  const nameParts = commandName(p);
  if (p.kind === "PARTITION") fullPartitionSpec(p);
  return command<RefusedTableChange>(p, start, { kind: "RefusedTableChange", nameParts, operation: "LOAD DATA" });
}

export function truncate(p: Parser): Command {
  const start = p.pos;
  p.expect("TRUNCATE", "TABLE");
  const nameParts = commandName(p);
  const partition = p.kind === "PARTITION" ? fullPartitionSpec(p) : undefined;
  const base = { kind: "TruncateTable", nameParts } as const;
  return command<TruncateTable>(p, start, partition === undefined ? { ...base } : { ...base, partition });
}

/** `[MSCK] REPAIR TABLE t [ADD | DROP | SYNC PARTITIONS]` */
export function repair(p: Parser): Command {
  const start = p.pos;
  p.accept("MSCK");
  p.expect("REPAIR", "TABLE");
  const nameParts = commandName(p);
  if (p.acceptAny("ADD", "DROP", "SYNC") !== undefined) p.expect("PARTITIONS");
  return command<AlterPartitions>(p, start, {
    kind: "AlterPartitions",
    nameParts,
    change: "repair",
    partitions: [],
    tolerant: false,
  });
}

const RESOURCES = /^(?:jars?|files?|archives?)$/i;
/** `ADD JAR path`, `LIST FILES` */
export function manageResource(p: Parser): Command {
  const start = p.pos;
  const operation = p.expectAny("ADD", "LIST");
  const kind = name(p);
  p.restText();
  if (!RESOURCES.test(kind)) {
    const message = `${operation} with resource type '${kind.toLowerCase()}'`;
    p.reject("_LEGACY_ERROR_TEMP_0035", { message }, start); // no such resource
  }
  return unsupported(p, start, `${operation} ${kind.toUpperCase()}`);
}

/** `CALL procedure(1, x => 2)` */
export function call(p: Parser): Command {
  const start = p.pos;
  p.expect("CALL");
  const nameParts = commandName(p);
  p.expect("(");
  if (p.kind !== ")") p.list(argument);
  p.expect(")");
  return command<CallProcedure>(p, start, { kind: "CallProcedure", nameParts });
}
