/** Clauses that several statements on tables share. */
import type { BucketSpec, ViewSchemaMode } from "../plan/command.ts";
import type { Literal } from "../plan/expression.ts";
import { collationName, columnType } from "./data-type.ts";
import { hyphenCheckedName, isName, multipartName, name, nameList } from "./identifier.ts";
import { integer } from "./integer.ts";
import { type Clauses, invalidClause } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { constant } from "./partition.ts";
import { expressionProperties, properties, tableProperties } from "./property.ts";
import { stringText } from "./string-literal.ts";
import { StringType, type StructField } from "../types/data-type.ts";

/** `USING parquet` */
export function provider(p: Parser): string[] {
  p.expect("USING");
  return multipartName(p);
}
export function comment(p: Parser): string {
  p.expect("COMMENT");
  return stringText(p);
}
export function location(p: Parser): string {
  p.expect("LOCATION");
  return stringText(p);
}
export function atCollation(p: Parser): boolean {
  return p.at("DEFAULT", "COLLATION");
}
/** `DEFAULT COLLATION name` */
export function collation(p: Parser): string {
  p.expect("DEFAULT", "COLLATION");
  return collationName(p);
}
/** A query whose texts and strings have the collation. */
export function collatedQuery<T>(p: Parser, name_: string | undefined, read: (p: Parser) => T): T {
  if (name_ === undefined) return read(p);
  const before = p.defaultString;
  p.defaultString = new StringType(name_);
  const made = read(p);
  p.defaultString = before;
  return made;
}
/** `WITH SCHEMA BINDING | COMPENSATION | EVOLUTION | TYPE EVOLUTION` */
export function schemaBinding(p: Parser): ViewSchemaMode {
  const start = p.pos;
  p.expect("WITH", "SCHEMA");
  const mode = p.accept("TYPE") ? "typeEvolution" : p.expectAny("BINDING", "COMPENSATION", "EVOLUTION").toLowerCase();
  if (mode === "typeEvolution") p.expect("EVOLUTION");
  if (p.options.viewSchemaBinding === false) {
    const parameters = {
      featureName: "VIEW ... WITH SCHEMA ...",
      configKey: "spark.sql.legacy.viewSchemaBindingMode",
      configValue: "true",
    };
    p.reject("FEATURE_NOT_ENABLED", parameters, start);
  }
  return mode as ViewSchemaMode;
}

/** How the rows of text are laid out. */
export type RowFormat =
  | { readonly kind: "serde" }
  | { readonly kind: "delimited"; readonly fields: string | undefined; readonly nullText: string | undefined };

/** `ROW FORMAT SERDE '...'` or `ROW FORMAT DELIMITED ...`. */
export function rowFormat(p: Parser): RowFormat | undefined {
  if (!p.acceptAll("ROW", "FORMAT")) return undefined;
  if (p.accept("SERDE")) {
    stringText(p);
    if (p.acceptAll("WITH", "SERDEPROPERTIES")) properties(p);
    return { kind: "serde" };
  }
  p.expect("DELIMITED");
  const fields = p.acceptAll("FIELDS", "TERMINATED", "BY") ? stringText(p) : undefined;
  if (fields !== undefined && p.acceptAll("ESCAPED", "BY")) stringText(p);
  for (const words of [["COLLECTION", "ITEMS"], ["MAP", "KEYS"], ["LINES"]]) {
    if (!p.acceptAll(...words, "TERMINATED", "BY")) continue;
    const start = p.pos;
    const text = stringText(p);
    if (words[0] === "LINES" && text !== "\n")
      p.defer("INVALID_SQL_SYNTAX.UNSUPPORTED_ROW_FORMAT_LINES_TERMINATED_BY", { value: text }, start);
  }
  const nullText = p.acceptAll("NULL", "DEFINED", "AS") ? stringText(p) : undefined;
  return { kind: "delimited", fields, nullText };
}

/** `STORED AS format`, `STORED AS INPUTFORMAT '...' OUTPUTFORMAT '...'`, `STORED BY '...'`; the format's name. */
export function fileFormat(p: Parser): string | undefined {
  const start = p.pos;
  if (p.acceptAll("STORED", "BY")) {
    stringText(p);
    if (p.acceptAll("WITH", "SERDEPROPERTIES")) properties(p);
    p.reject("_LEGACY_ERROR_TEMP_0035", { message: "STORED BY" }, start);
  }
  if (!p.acceptAll("STORED", "AS")) return undefined;
  if (p.accept("INPUTFORMAT")) {
    stringText(p);
    p.expect("OUTPUTFORMAT");
    stringText(p);
    return "inputformat";
  }
  return name(p).toLowerCase();
}

/** `PARTITIONED BY`: columns by name, columns with types, or transforms. */
interface PartitionField {
  readonly name?: string;
  readonly column?: StructField;
  readonly transform?: Transform;
}
/** `bucket(4, a)`, `years(d)` */
interface Transform {
  readonly name: string;
  readonly text: string;
  readonly args: readonly (string | number)[];
}
function partitionField(p: Parser): PartitionField {
  const next = p.peek();
  if (next === "(" && isName(p, p.kind)) {
    const transform = name(p);
    const args = p.parenthesized((inner) => {
      if (isName(inner, inner.kind) && !/^[('"]/.test(inner.peek())) return multipartName(inner).join(".");
      const { value } = constant(inner) as { readonly value?: unknown };
      return typeof value === "number" ? value : String(value);
    });
    return { transform: { name: transform.toLowerCase(), text: `${transform}(${args.join(", ")})`, args } };
  }
  if (next === "," || next === ")" || next === ".") {
    const parts = multipartName(p);
    return { name: parts.join(".") };
  }
  const column = columnType(p);
  return { name: column.name, column };
}

/** The clauses of CREATE TABLE behind its columns. */
export interface TableClauses {
  readonly provider?: string;
  readonly partitionBy: readonly string[];
  /** Columns given with their types in PARTITIONED BY. */
  readonly partitionColumns: readonly StructField[];
  readonly options: { readonly [key: string]: string };
  readonly properties: { readonly [key: string]: string };
  readonly location?: string;
  readonly comment?: string;
  readonly collation?: string;
  readonly buckets?: BucketSpec;
  /** In PARTITIONED BY, what tables of files cannot be partitioned by. */
  readonly transform?: string;
  readonly clusterBy?: readonly (readonly string[])[];
  /** ROW FORMAT or STORED AS: what only Hive tables have. */
  readonly isHive?: boolean;
}

export function tableClauses(p: Parser, start: number, seen: Clauses): TableClauses {
  const result: { -readonly [K in keyof TableClauses]: TableClauses[K] } = {
    partitionBy: [],
    partitionColumns: [],
    options: {},
    properties: {},
  };
  if (p.kind === "USING") result.provider = provider(p).join(".");
  for (;;) {
    if (p.accept("OPTIONS")) {
      seen.once("OPTIONS");
      result.options = expressionProperties(p);
    } else if (p.at("PARTITIONED", "BY")) {
      seen.once("PARTITIONED BY");
      Object.assign(result, partitioning(p, start));
    } else if (p.at("SKEWED", "BY")) {
      seen.once("SKEWED BY");
      skewed(p);
      invalidClause(p, start, "CREATE TABLE ... SKEWED BY");
    } else if (p.acceptAll("CLUSTER", "BY")) {
      seen.once("CLUSTER BY");
      result.clusterBy = p.parenthesized(multipartName);
    } else if (p.at("CLUSTERED", "BY")) {
      seen.once("CLUSTERED BY");
      result.buckets = bucketed(p);
    } else if (p.at("ROW", "FORMAT")) {
      seen.once("ROW FORMAT");
      rowFormat(p);
      result.isHive = true;
    } else if (p.kind === "STORED") {
      seen.once("STORED AS/BY");
      if (fileFormat(p) === undefined) p.fail();
      result.isHive = true;
    } else if (p.kind === "LOCATION") {
      seen.once("LOCATION");
      result.location = location(p);
    } else if (p.kind === "COMMENT") {
      seen.once("COMMENT");
      result.comment = comment(p);
    } else if (atCollation(p)) {
      seen.once("DEFAULT COLLATION");
      result.collation = collation(p);
    } else if (p.accept("TBLPROPERTIES")) {
      seen.once("TBLPROPERTIES");
      result.properties = tableProperties(p, start);
    } else break;
  }
  if (seen.has("CLUSTER BY") && (seen.has("CLUSTERED BY") || seen.has("PARTITIONED BY"))) {
    const other = seen.has("PARTITIONED BY") ? "PARTITIONED" : "CLUSTERED";
    p.reject(
      `SPECIFY_CLUSTER_BY_WITH_${other === "PARTITIONED" ? "PARTITIONED_BY" : "BUCKETING"}_IS_NOT_ALLOWED`,
      {},
      start,
    );
  }
  if (result.provider !== undefined && (seen.has("ROW FORMAT") || seen.has("STORED AS/BY"))) {
    invalidClause(p, start, `CREATE TABLE ... USING ... ${seen.has("ROW FORMAT") ? "ROW FORMAT" : "STORED AS"}`);
  }
  return result;
}

function partitioning(
  p: Parser,
  start: number,
): Pick<TableClauses, "partitionBy" | "partitionColumns" | "buckets" | "transform"> {
  p.expect("PARTITIONED", "BY");
  const fields = p.parenthesized(partitionField);
  const partitionColumns = fields.flatMap((field) => (field.column === undefined ? [] : [field.column]));
  if (partitionColumns.length > 0 && partitionColumns.length < fields.length) {
    p.reject("_LEGACY_ERROR_TEMP_0035", { message: "PARTITION BY: expressions and columns do not mix" }, start);
  }
  return {
    partitionBy: fields.flatMap((field) => (field.name === undefined ? [] : [field.name])),
    partitionColumns,
    ...bucketsOf(fields.flatMap((field) => (field.transform === undefined ? [] : [field.transform]))),
  };
}
/** Buckets may stand among the partitions; nothing else that is computed may. */
function bucketsOf(transforms: readonly Transform[]): Pick<TableClauses, "buckets" | "transform"> {
  for (const { name: word, text } of transforms) {
    if (word === "bucket") continue;
    return { transform: text };
  }
  const [count, ...columns] = transforms.find(({ name: word }) => word === "bucket")?.args ?? [];
  return typeof count === "number" ? { buckets: { columns: columns.map(String), sortColumns: [], count } } : {};
}

/** `CLUSTERED BY (a) SORTED BY (b DESC) INTO 4 BUCKETS` */
export function bucketed(p: Parser): BucketSpec {
  const at = p.pos;
  p.expect("CLUSTERED", "BY");
  const columns = nameList(p);
  const sortColumns = !p.acceptAll("SORTED", "BY")
    ? []
    : p.parenthesized((inner) => {
        const start = inner.pos;
        const column = hyphenCheckedName(inner);
        if (inner.acceptAny("ASC", "DESC") === "DESC") {
          inner.reject("_LEGACY_ERROR_TEMP_0035", { message: "Column ordering must be ASC" }, start);
        }
        return column;
      });
  p.expect("INTO");
  const count = integer(p);
  p.expect("BUCKETS");
  if (count <= 0 || count > MAX_BUCKETS) {
    p.reject("INVALID_BUCKET_COUNT", { bucketingMaxBuckets: String(MAX_BUCKETS), numBuckets: String(count) }, at);
  }
  return { columns, sortColumns, count };
}
/** Of `spark.sql.sources.bucketing.maxBuckets`. */
const MAX_BUCKETS = 100_000;
function skewed(p: Parser): void {
  p.expect("SKEWED", "BY");
  nameList(p);
  p.expect("ON");
  const values = (inner: Parser): unknown => inner.parenthesized(constant) satisfies readonly (Literal | unknown)[];
  if (p.at("(", "(")) p.parenthesized(values);
  else values(p);
  p.acceptAll("STORED", "AS", "DIRECTORIES");
}
