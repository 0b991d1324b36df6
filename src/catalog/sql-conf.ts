/**
 * The configurations of one session: Spark's names and defaults, and our own under `spark.sparkwright.`.
 *
 * @see https://spark.apache.org/docs/latest/configuration.html#runtime-sql-configuration
 */
import { AnalysisException, IllegalArgumentException, SparkNoSuchElementException } from "../types/spark-error.ts";
import { CONF_DEFAULTS } from "./conf-defaults.ts";
import { refuseUnheeded } from "./conf-refusals.ts";
import { conflictOf, isTimeZone, parseBytes, parseMilliseconds } from "./conf-value.ts";

interface ConfEntry {
  readonly kind: string;
  readonly isStatic: boolean;
  /** Null: no default. */
  readonly defaultValue: string | null;
}

const TIME_ZONE = "spark.sql.session.timeZone";

/** Configurations of this package. */
const OWN_DEFAULTS: typeof CONF_DEFAULTS = [
  // What `long` columns become in rows: see the value contract in docs.
  ["spark.sparkwright.longType", "enum:number|bigint|string", "number"],
  ["spark.sparkwright.engine.host", "enum:thread|process", "process"],
  // Threads that engine hosts may have at work together. Absent: each as many as there are processors.
  ["spark.sparkwright.engine.cpus", "int>0", null],
  // What sorts, aggregations, joins and the like may take together; they go to disk for the rest. Absent: no limit.
  ["spark.sparkwright.memory.limit", "bytes>0", null],
  // Results that are read piece by piece come in pieces of about this size.
  ["spark.sparkwright.execution.morselBytes", "bytes>0", "8m"],
  // Where queries put aside what does not fit into memory: `spark.local.dir`, or the system's directory.
  ["spark.sparkwright.spill.dir", "string", null],
  // What subscribers are told of: stages, or each step of them, which is then run on its own (slower).
  ["spark.sparkwright.metrics.level", "enum:stage|operator", "stage"],
  // How long the synchronous facade waits for a fact (a file's schema) before it gives up.
  ["spark.sparkwright.facts.timeout", "time>0", "60s"],
];

const ENTRIES: ReadonlyMap<string, ConfEntry> = new Map(
  [...CONF_DEFAULTS, ...OWN_DEFAULTS].map(([name, kind, defaultValue]) => [
    name,
    { kind: kind.replace(/^static /, ""), isStatic: kind.startsWith("static "), defaultValue },
  ]),
);

/** Whether the text is a value that the setting may have. */
export function isValueOf(key: string, text: string): boolean {
  const entry = ENTRIES.get(key);
  return entry === undefined || conflictOf(entry.kind, text) === undefined;
}

/** Settings of the cluster's processes: Spark refuses to change them in a running session. */
const CORE_PREFIX =
  /^spark\.(executor|driver|shuffle|memory|storage|scheduler|network|rpc|eventLog|cores|dynamicAllocation|task|speculation)\./;

/** How a query is run, not what it means, and what is read as it runs: views do not keep it. */
const UNKEPT =
  /^spark\.sql\.(optimizer|codegen|execution|shuffle|adaptive)\.|^spark\.sql\.(view\.maxNestedViewDepth|legacy\.timeParserPolicy|mapKeyDedupPolicy)$/;
const isSql = (key: string): boolean => key.startsWith("spark.sql.");

let systemTimeZone: string | undefined;

/**
 * One session's configurations. Reading an unset name gives Spark's default; {@link SqlConf.version} counts the changes,
 * so that cached analysis knows when it is stale.
 */
export class SqlConf {
  /** Grows by one at each change. */
  version = 0;
  #settings: Map<string, string>;

  constructor(settings: Iterable<readonly [string, string]> = []) {
    this.#settings = new Map(settings);
    for (const [key, value] of this.#settings) this.#check(key, value);
  }

  /** An independent copy. */
  clone(): SqlConf {
    const copy = new SqlConf(this.#settings);
    copy.version = this.version;
    return copy;
  }

  /** Sets a value after checking it as Spark does; unknown names are kept as they are. */
  set(key: string, value: string): void {
    checkModifiable(key);
    this.#check(key, value);
    if (this.#settings.get(key) === value) return;
    this.#settings.set(key, value);
    this.version++;
  }

  /** Sets a value that a running session may not change: for the builder. */
  setInitial(key: string, value: string): void {
    this.#check(key, value);
    this.#settings.set(key, value);
    this.version++;
  }

  /** Back to the default. */
  unset(key: string): void {
    checkModifiable(key);
    if (this.#settings.delete(key)) this.version++;
  }

  /** Forgets all settings but the static ones (SQL's `RESET`), keeping those given in `initial`. */
  reset(initial: Iterable<readonly [string, string]> = []): void {
    for (const key of this.#settings.keys()) if (!isCore(key)) this.#settings.delete(key);
    for (const [key, value] of initial) this.#settings.set(key, value);
    this.version++;
  }

  /** Raises INVALID_CONF_VALUE, or UNSUPPORTED_FEATURE where the engine would not heed the value. */
  #check(key: string, value: string): void {
    checkValue(key, value);
    refuseUnheeded(key, value, ENTRIES.get(key)?.defaultValue ?? null);
  }

  /** What a view or function made now has to keep: settings that change what its text means. */
  kept(): ReadonlyMap<string, string> {
    const own = [...this.#settings].filter(([key]) => this.isModifiable(key) && isSql(key) && !UNKEPT.test(key));
    return new Map([["spark.sql.ansi.enabled", String(this.ansiEnabled)], [TIME_ZONE, this.timeZone], ...own]);
  }
  /** Runs something under settings kept by {@link SqlConf.kept}: those of SQL that came later do not count. */
  under<T>(kept: ReadonlyMap<string, string>, run: () => T): T {
    const now = this.#settings;
    try {
      this.#settings = new Map([...[...now].filter(([key]) => !isSql(key) || UNKEPT.test(key)), ...kept]);
      return run();
    } finally {
      this.#settings = now;
    }
  }

  /** The value or its default; null for a known name without either; an error for an unknown name. */
  get(key: string): string | null {
    const set = this.#settings.get(key);
    if (set !== undefined) return set;
    const entry = ENTRIES.get(key);
    if (entry === undefined) {
      throw new SparkNoSuchElementException("SQL_CONF_NOT_FOUND", { sqlConf: `"${key}"` });
    }
    if (key === TIME_ZONE) return (systemTimeZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone);
    const { defaultValue } = entry;
    return defaultValue?.startsWith("=spark.") === true ? this.get(defaultValue.slice(1)) : defaultValue;
  }

  /** As {@link SqlConf.get}, with another default. The fallback must be a legal value. */
  getOr<T extends string | null>(key: string, fallback: T): string | T {
    if (fallback !== null) checkValue(key, fallback);
    return this.#settings.get(key) ?? fallback;
  }

  /** Whether the name is one of Spark's or our own configurations. */
  isKnown(key: string): boolean {
    return ENTRIES.has(key);
  }

  /** Whether the value was set, by the builder or later. */
  isSet(key: string): boolean {
    return this.#settings.has(key);
  }

  isModifiable(key: string): boolean {
    const entry = ENTRIES.get(key);
    return entry !== undefined && !entry.isStatic;
  }

  /** What was set, sorted by name. */
  entries(): (readonly [key: string, value: string])[] {
    return [...this.#settings].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** All known names with their values, sorted (SQL's `SET -v`). */
  allEntries(): (readonly [key: string, value: string | null])[] {
    const keys = new Set([...ENTRIES.keys(), ...this.#settings.keys()]);
    return [...keys].sort().map((key) => [key, this.get(key)]);
  }

  boolean(key: string): boolean {
    return /^\s*true\s*$/i.test(this.get(key) ?? "");
  }
  int(key: string): number {
    return Number(this.get(key) ?? 0);
  }
  bytes(key: string): number | undefined {
    return parseBytes(this.get(key) ?? "");
  }
  milliseconds(key: string): number | undefined {
    return parseMilliseconds(this.get(key) ?? "");
  }

  get ansiEnabled(): boolean {
    return this.boolean("spark.sql.ansi.enabled");
  }
  get timeZone(): string {
    return this.get(TIME_ZONE) ?? "UTC";
  }
  get caseSensitive(): boolean {
    return this.boolean("spark.sql.caseSensitive");
  }
  get decimalPrecisionLoss(): boolean {
    return this.boolean("spark.sql.decimalOperations.allowPrecisionLoss");
  }
  get timestampNanos(): boolean {
    return this.boolean("spark.sql.timestampNanosTypes.enabled");
  }
  get timestampType(): "TIMESTAMP_LTZ" | "TIMESTAMP_NTZ" {
    return /^timestamp_ntz$/i.test(this.get("spark.sql.timestampType") ?? "") ? "TIMESTAMP_NTZ" : "TIMESTAMP_LTZ";
  }
  get timeParserPolicy(): "EXCEPTION" | "LEGACY" | "CORRECTED" {
    const policy = (this.get("spark.sql.legacy.timeParserPolicy") ?? "").toUpperCase();
    return policy === "LEGACY" || policy === "CORRECTED" ? policy : "EXCEPTION";
  }
  get retainGroupColumns(): boolean {
    return this.boolean("spark.sql.retainGroupColumns");
  }
  get groupByOrdinal(): boolean {
    return this.boolean("spark.sql.groupByOrdinal");
  }
  get orderByOrdinal(): boolean {
    return this.boolean("spark.sql.orderByOrdinal");
  }
  get groupByAliases(): boolean {
    return this.boolean("spark.sql.groupByAliases");
  }
  get lateralColumnAlias(): boolean {
    return this.boolean("spark.sql.lateralColumnAlias.enableImplicitResolution");
  }
  get crossJoinEnabled(): boolean {
    return this.boolean("spark.sql.crossJoin.enabled");
  }
  get sizeOfNull(): boolean {
    return this.boolean("spark.sql.legacy.sizeOfNull") && !this.ansiEnabled;
  }
  get storeAssignmentPolicy(): "ANSI" | "LEGACY" | "STRICT" {
    const policy = (this.get("spark.sql.storeAssignmentPolicy") ?? "").toUpperCase();
    return policy === "LEGACY" || policy === "STRICT" ? policy : "ANSI";
  }
  get pivotMaxValues(): number {
    return this.int("spark.sql.pivotMaxValues");
  }
  get longType(): "number" | "bigint" | "string" {
    const type = this.get("spark.sparkwright.longType");
    return type === "bigint" || type === "string" ? type : "number";
  }
}

function isCore(key: string): boolean {
  return ENTRIES.get(key)?.isStatic === true || CORE_PREFIX.test(key);
}

function checkModifiable(key: string): void {
  if (ENTRIES.get(key)?.isStatic === true) {
    throw new AnalysisException("CANNOT_MODIFY_STATIC_CONFIG", { key: `"${key}"` });
  }
  if (CORE_PREFIX.test(key)) {
    throw new AnalysisException("CANNOT_MODIFY_CONFIG", {
      key: `"${key}"`,
      docroot: "https://spark.apache.org/docs/latest",
    });
  }
}

function checkValue(key: string, value: string): void {
  const entry = ENTRIES.get(key);
  if (entry === undefined) return;
  const conflict =
    key === TIME_ZONE
      ? isTimeZone(value)
        ? undefined
        : { condition: "TIME_ZONE", parameters: {} }
      : conflictOf(entry.kind, value);
  if (conflict === undefined) return;
  throw new IllegalArgumentException(`INVALID_CONF_VALUE.${conflict.condition}`, {
    confName: key,
    confValue: value,
    ...conflict.parameters,
  });
}
