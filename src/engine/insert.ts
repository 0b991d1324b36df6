/** INSERT: the rows of a query as columns of a table, and the files they go to. */
import { join, resolve } from "node:path";
import { hasCharType } from "../analyzer/char-columns.ts";
import { mayRaise } from "../builtins/guards.ts";
import { CATALOG, type TableDefinition } from "../catalog/session-catalog.ts";
import { alias, exists, isDeterministic, literal, makeCast, toAttribute, transformUp } from "../logical/build.ts";
import { canStoreAssign, canUpCast, sameType } from "../logical/coercion.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical, ProjectNode } from "../logical/relation.ts";
import { inputs } from "../logical/tree.ts";
import type { InsertInto } from "../plan/command.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { someNode } from "../plan/written-tree.ts";
import { parseExpression } from "../sql/index.ts";
import { BOOLEAN, type DataType, INT, NULL, quoteName, STRING, type StructField } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { isDefault } from "./default-keyword.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { evaluate } from "./evaluate.ts";
import { alignedStruct } from "./insert-struct.ts";
import { refuseTwice } from "./table-checks.ts";
import { findTable, fullName, store } from "./tables.ts";
import { partitionDirectory, writeRelation } from "./write-files.ts";

export async function insertInto(engine: EmbeddedEngine, command: InsertInto, options: ExecuteOptions): Promise<void> {
  const { table, shaped } = await checkInsert(engine, command, options);
  await writeRelation(
    engine,
    shaped,
    {
      format: table.provider,
      path: table.location,
      mode: command.overwrite ? "overwrite" : "append",
      partitionBy: table.partitionBy,
      options: table.options,
      ...(command.overwrite ? { within: staticPartition(engine, table, command) } : {}),
    },
    options,
  );
  // What was counted before does not hold any more.
  store(engine, { ...table, statistics: undefined });
}
/** The table to write to, and the rows in the form of its columns. */
export async function checkInsert(
  engine: EmbeddedEngine,
  command: InsertInto,
  options: ExecuteOptions,
): Promise<{ readonly table: TableDefinition; readonly shaped: Logical }> {
  const table = findTable(engine, command.nameParts);
  checkPartition(table, command);
  const target = targetFields(table, command);
  const query = withDefaults(
    command.query,
    target.map((t) => t.field),
  );
  const rows = await engine.analyze(query, options);
  const shaped = shape(engine, table, target, rows, command);
  if (command.overwrite && reads(rows, table.location)) {
    throw new AnalysisException("UNSUPPORTED_OVERWRITE.TABLE", { table: fullName(table) });
  }
  return { table, shaped };
}
/** The PARTITION clause names partition columns only; that it names all of them is known when the rows are. */
function checkPartition(table: TableDefinition, command: InsertInto): void {
  const known = new Set(table.partitionBy.map((name) => name.toLowerCase()));
  const unknown = (command.partition ?? []).filter(({ name }) => !known.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  throw new AnalysisException("PARTITIONS_NOT_FOUND", {
    partitionList: unknown.map(({ name }) => quoteText(name)).join(", "),
    tableName: fullName(table),
  });
}
function checkWholePartition(table: TableDefinition, { partition }: InsertInto): void {
  if (partition === undefined) return;
  const columns = table.partitionBy.join(", ");
  if (partition.length < table.partitionBy.length) {
    const named = partition.map(({ name }) => name).join(", ");
    const message = `PARTITION (${named}) does not name the partition columns ${columns} of ${fullName(table)}.`;
    throw new AnalysisException("_LEGACY_ERROR_TEMP_1169", {}, { message });
  }
  const constant = new Map(partition.map(({ name, value }) => [name.toLowerCase(), value !== undefined]));
  const isConstant = table.partitionBy.map((name) => constant.get(name.toLowerCase()) === true);
  if (isConstant.lastIndexOf(true) <= isConstant.filter(Boolean).length - 1) return;
  const message = `Of the partition columns ${columns} those with constants come first.`;
  throw new AnalysisException("_LEGACY_ERROR_TEMP_1147", {}, { message });
}
/** The directory of the constants in `PARTITION (p = 1, q)`; only what is in it is overwritten. */
function staticPartition(engine: EmbeddedEngine, table: TableDefinition, command: InsertInto): string {
  const fixed = new Map((command.partition ?? []).map((p) => [p.name.toLowerCase(), p.value]));
  const directories: string[] = [];
  for (const name of table.partitionBy) {
    const value = fixed.get(name.toLowerCase());
    if (value === undefined) break;
    const { dataType } = table.schema.fields.find((f) => f.name.toLowerCase() === name.toLowerCase())!;
    const text: Expression = {
      kind: "Cast",
      child: { kind: "Cast", child: value, dataType: stored(dataType) },
      dataType: STRING,
    };
    directories.push(partitionDirectory(name, evaluate(engine, text).value as string | null));
  }
  return join(...directories, ".");
}
function reads(plan: Logical, location: string): boolean {
  const root = resolve(location);
  const stack = [plan];
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (rel.kind === "FileScan" && rel.files.some((f) => resolve(f.path).startsWith(root))) return true;
    stack.push(...inputs(rel));
  }
  return false;
}

interface Target {
  readonly field: StructField;
  /** A constant of the PARTITION clause. */
  readonly constant?: Expression | undefined;
  /** The query gives it. */
  readonly given: boolean;
}
function targetFields(table: TableDefinition, command: InsertInto): readonly Target[] {
  const named = command.columns?.map((c) => c.toLowerCase());
  refuseTwice(named ?? []);
  for (const n of named ?? []) {
    if (!table.schema.names.some((x) => x.toLowerCase() === n)) {
      throw new AnalysisException("UNRESOLVED_COLUMN.WITH_SUGGESTION", {
        objectName: quoteText(n),
        proposal: table.schema.names.map(quoteText).join(", "),
      });
    }
  }
  const fixed = new Map((command.partition ?? []).map((p) => [p.name.toLowerCase(), p.value]));
  const list = table.schema.fields.map((field): Target => {
    const constant = fixed.get(field.name.toLowerCase());
    return {
      field,
      constant,
      given: constant === undefined && (named === undefined || named.includes(field.name.toLowerCase())),
    };
  });
  if (named === undefined) return list;
  // The query's columns come in the order of the list.
  const rank = (t: Target): number => named.indexOf(t.field.name.toLowerCase());
  return [...list.filter((t) => t.given).sort((a, b) => rank(a) - rank(b)), ...list.filter((t) => !t.given)];
}
/** `VALUES (1, DEFAULT)`, `SELECT DEFAULT`: the keyword, by itself, stands for the column's default. */
function withDefaults(query: Relation, fields: readonly StructField[]): Relation {
  const filled = (list: readonly Expression[]): readonly Expression[] =>
    list.map((e, i) => {
      if (isDefault(e)) return defaultOf(fields[i]);
      if (someNode(e, (node) => isDefault(node) || undefined))
        throw new AnalysisException("DEFAULT_PLACEMENT_INVALID", {});
      return e;
    });
  if (query.kind === "ValuesList") return { ...query, rows: query.rows.map(filled) };
  if (query.kind !== "Project") return query;
  const { expressions, input } = query;
  const all = expressions.length === 1 && expressions[0]?.kind === "UnresolvedStar";
  return all ? { ...query, input: withDefaults(input, fields) } : { ...query, expressions: filled(expressions) };
}
function defaultOf(field: StructField | undefined): Expression {
  const text = field?.metadata["CURRENT_DEFAULT"];
  return typeof text === "string"
    ? parseExpression(text)
    : { kind: "Literal", value: null, dataType: field?.dataType ?? NULL };
}

/** The query's rows as columns of the table, cast by the store assignment rules. */
function shape(
  engine: EmbeddedEngine,
  table: TableDefinition,
  target: readonly Target[],
  rows: Logical,
  command: InsertInto,
): Logical {
  const tableName = quoteNames([CATALOG, table.database, table.name]);
  const wanted = target.filter((t) => t.given);
  const hasConstants = command.partition?.some(({ value }) => value !== undefined) === true;
  const mismatch = (reason: string): AnalysisException =>
    new AnalysisException(
      hasConstants ? "INSERT_PARTITION_COLUMN_ARITY_MISMATCH" : `INSERT_COLUMN_ARITY_MISMATCH.${reason}`,
      {
        tableName,
        tableColumns: wanted.map((t) => quoteText(t.field.name)).join(", "),
        dataColumns: rows.output.map((a) => quoteText(a.name)).join(", "),
      },
    );
  if (rows.output.length > wanted.length) throw mismatch("TOO_MANY_DATA_COLUMNS");
  if (rows.output.length < wanted.length && !command.byName) throw mismatch("NOT_ENOUGH_DATA_COLUMNS");
  checkWholePartition(table, command);
  const mayBeNull = engine.conf.boolean("spark.sql.defaultColumn.useNullsForMissingDefaultValues");
  const missing = (field: StructField): Expression => {
    if (mayBeNull || field.metadata["CURRENT_DEFAULT"] !== undefined) return defaultOf(field);
    const parameters = { tableName, colName: quoteName(field.name) };
    throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA", parameters);
  };
  const resolver = engine.analyzer.resolver(engine.analyzer.scope(rows, [], {}));
  const sources = new Map<string, TypedAlias>();
  const matching = { byName: command.byName, listed: command.byName || command.columns !== undefined };
  const taken = new Set<number>();
  for (const [i, t] of wanted.entries()) {
    const source = command.byName ? columnNamed(rows, t.field.name, tableName) : rows.output[i];
    if (source !== undefined) taken.add(source.id);
    const value = source ?? resolver.value(missing(t.field));
    sources.set(t.field.name, alias(assigned(engine, value, t.field, tableName, matching), t.field.name));
  }
  const extra = rows.output.filter((a) => !taken.has(a.id)).map((a) => quoteText(a.name));
  if (command.byName && extra.length > 0) {
    const parameters = { tableName, extraColumns: extra.join(", ") };
    throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS", parameters);
  }
  for (const t of target.filter((x) => !x.given)) {
    const given: Expression | undefined = t.constant && {
      kind: "Cast",
      child: t.constant,
      dataType: stored(t.field.dataType),
    };
    const value = resolver.value(given ?? missing(t.field));
    sources.set(
      t.field.name,
      alias(assigned(engine, value, t.field, tableName, { byName: false, listed: true }), t.field.name),
    );
  }
  const list = table.schema.fields.map((f) => sources.get(f.name) ?? alias(literal(null, f.dataType), f.name));
  return written(rows, list);
}
/** The columns over what the query selects from, as Spark puts projections together: an error in a value is the column's. */
function written(rows: Logical, list: readonly (Attribute | TypedAlias)[]): Logical {
  let [input, expressions] = [rows, list];
  const { length } = projections(rows);
  for (let n = 0; n < length; n++) {
    const [below] = projections(input);
    // What a subquery refers to outside keeps its name.
    if (below === undefined || expressions.some((e) => exists(e, (x) => x.kind === "Subquery"))) break;
    const made = new Map<number, TypedExpr>(below.expressions.map((e) => [e.id, e.kind === "Alias" ? e.child : e]));
    const inlined = (e: TypedExpr): TypedExpr =>
      transformUp(e, (x) => (x.kind === "Attribute" ? (made.get(x.id) ?? x) : x));
    expressions = expressions.map((e) =>
      e.kind === "Alias" ? { ...e, child: inlined(e.child) } : { ...alias(inlined(e), e.name, e.metadata), id: e.id },
    );
    input = below.input;
  }
  return { kind: "Project", input, expressions, output: list.map(toAttribute) };
}
/** The projections at the top of a query, down to the last one with a value that may raise an error. */
function projections(rows: Logical): readonly ProjectNode[] {
  const found: ProjectNode[] = [];
  let at = rows;
  for (;;) {
    while (at.kind === "SubqueryAlias") at = at.input;
    if (at.kind !== "Project" || !at.expressions.every(isDeterministic)) break;
    found.push(at);
    at = at.input;
  }
  return found.slice(0, found.findLastIndex((p) => p.expressions.some(mayRaise)) + 1);
}
function columnNamed(rows: Logical, name: string, tableName: string): Attribute | undefined {
  const [found, other] = rows.output.filter((a) => a.name.toLowerCase() === name.toLowerCase());
  if (other === undefined) return found;
  throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME", {
    tableName,
    colName: quoteName(name),
  });
}
function assigned(
  engine: EmbeddedEngine,
  value: Attribute | TypedExpr,
  field: StructField,
  tableName: string,
  matching: { readonly byName: boolean; readonly listed: boolean },
): TypedExpr {
  const to = stored(field.dataType);
  const isNull = value.kind === "Literal" && value.value === null;
  if (hasCharType(to) && !isNull) throw unsupported("writing char(n) and varchar(n) inside of other types");
  if (field.dataType.kind === "char" || field.dataType.kind === "varchar") {
    const text = sameType(value.dataType, to) ? value : makeCast(value, to, "ansi", engine.conf.timeZone, false);
    const resolver = engine.analyzer.resolver(engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {}));
    const limit = literal(field.dataType.length, INT);
    return resolver.call("write_side_check", [text, limit, literal(field.dataType.kind === "char", BOOLEAN)]);
  }
  if (value.dataType.kind === "struct" && to.kind === "struct") {
    const resolver = engine.analyzer.resolver(engine.analyzer.scope({ kind: "SingleRow", output: [] }, [], {}));
    const aligned = alignedStruct(resolver, value, to, { tableName, path: [field.name], ...matching });
    if (aligned !== value) return assigned(engine, aligned, field, tableName, matching);
  }
  if (sameType(value.dataType, to)) return value;
  const policy = engine.conf.storeAssignmentPolicy;
  const isAllowed = policy === "STRICT" ? isLossless(value.dataType, to) : canStoreAssign(value.dataType, to);
  if (policy !== "LEGACY" && !isAllowed) {
    throw new AnalysisException("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST", {
      tableName,
      colName: quoteName(field.name),
      srcType: `"${value.dataType.sql}"`,
      targetType: `"${to.sql}"`,
    });
  }
  const cast = makeCast(value, to, policy === "LEGACY" ? "legacy" : "ansi", engine.conf.timeZone, false);
  return policy === "ANSI" ? { ...cast, assignedTo: field.name } : cast;
}
/** What may be written under the policy STRICT. */
function isLossless(from: DataType, to: DataType): boolean {
  return from.kind !== "void" && canUpCast(from, to);
}
function stored(t: DataType): DataType {
  return t.kind === "char" || t.kind === "varchar" ? STRING : t;
}
