/** Scans read no more than the query uses: the columns it names, and the files whose partition values pass its filters. */
import { children } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import type { FileScan, Logical, ScanFile } from "../logical/relation.ts";
import { expressions, inputs, transformRelations } from "../logical/tree.ts";

export function pruneScans(plan: Logical): Logical {
  if (!hasScan(plan)) return plan;
  const pruned = transformRelations(plan, (rel) => (rel.kind === "Filter" ? prunePartitions(rel) : rel));
  const needed = usedColumns(pruned);
  return transformRelations(pruned, (rel) => (rel.kind === "FileScan" ? { ...rel, needed } : rel));
}
function hasScan(plan: Logical): boolean {
  let found = false;
  eachRelation(plan, (rel) => (found ||= rel.kind === "FileScan"));
  return found;
}
function eachRelation(plan: Logical, call: (rel: Logical) => void, above?: Logical): void {
  const seen = new Set<Logical>(above === undefined ? [] : [above]);
  const stack = [plan];
  for (let rel = stack.pop(); rel !== undefined; rel = stack.pop()) {
    if (seen.has(rel)) continue;
    seen.add(rel);
    call(rel);
    stack.push(...inputs(rel));
  }
}

/** These hand on what expressions ask for; all others are taken to use every column of their inputs. */
export const HANDS_ON: ReadonlySet<Logical["kind"]> = new Set([
  "Project",
  "Filter",
  "Join",
  "Aggregate",
  "Window",
  "Sort",
  "Limit",
  "Tail",
  "SubqueryAlias",
  "Generate",
  "Expand",
  "Evaluate",
  "MapBatches",
]);
/**
 * The ids of all attributes that some node of the plan names: a column that is none of them has no use. With `above`, only
 * nodes that are not below that one count; `ignored` are columns whose expressions do not count.
 */
export function usedColumns(plan: Logical, above?: Logical, ignored?: ReadonlySet<number>): ReadonlySet<number> {
  const used = new Set<number>();
  const all = (list: readonly Attribute[] | undefined): void => list?.forEach((a) => used.add(a.id));
  all(plan.output);
  all(plan.hidden);
  eachRelation(
    plan,
    (rel) => {
      for (const e of expressions(rel)) if (e.kind !== "Alias" || ignored?.has(e.id) !== true) collectColumns(e, used);
      if (HANDS_ON.has(rel.kind)) return;
      for (const input of inputs(rel)) {
        all(input.output);
        all(input.hidden);
      }
    },
    above,
  );
  return used;
}
/** Adds the ids of the attributes that the expression names. */
export function collectColumns(root: TypedExpr, used: Set<number>): void {
  const stack = [root];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (e.kind === "Attribute") used.add(e.id);
    else if (e.kind === "OuterReference") used.add(e.attribute.id);
    else if (e.kind === "Subquery") {
      for (const a of e.outerAttributes) used.add(a.id);
      for (const id of usedColumns(e.plan)) used.add(id);
    } else if (e.kind === "Call" && e.replacement !== undefined) stack.push(e.replacement);
    else if (e.kind === "Window") {
      if (e.frame.lowerValue !== undefined) stack.push(e.frame.lowerValue);
      if (e.frame.upperValue !== undefined) stack.push(e.frame.upperValue);
    }
    stack.push(...children(e));
  }
}

/** Drops the files whose partition values make the condition false or null. */
function prunePartitions(filter: Extract<Logical, { kind: "Filter" }>): Logical {
  const conditions: TypedExpr[] = [filter.condition];
  const between: Logical[] = [];
  let at: Logical = filter.input;
  // Columns keep their ids on the way up; what a Project computes is unknown here.
  while (at.kind === "Filter" || at.kind === "SubqueryAlias" || at.kind === "Project") {
    if (at.kind === "Filter") conditions.push(at.condition);
    between.push(at);
    at = at.input;
  }
  if (at.kind !== "FileScan" || at.partitionSchema.fields.length === 0) return filter;
  const scan: FileScan = at;
  const columns = new Map(scan.output.slice(scan.dataSchema.fields.length).map((a, i) => [a.id, i]));
  const keeps = (file: ScanFile): boolean =>
    conditions.every((condition) => {
      const verdict = valueOf(condition, (id) => {
        const i = columns.get(id);
        return i === undefined ? UNKNOWN : (file.partitionValues[i] ?? null);
      });
      return verdict === UNKNOWN || verdict === true;
    });
  const files = scan.files.filter(keeps);
  if (files.length === scan.files.length) return filter;
  const input = between.reduceRight<Logical>((below, rel) => ({ ...rel, input: below }) as Logical, { ...scan, files });
  return { ...filter, input };
}

/** What cannot be told from partition values alone. */
const UNKNOWN: unique symbol = Symbol("unknown");
type Value = unknown;

/** The value of a condition over partition columns; UNKNOWN for whatever is not plain comparison and logic. */
function valueOf(e: TypedExpr, column: (id: number) => Value): Value {
  switch (e.kind) {
    case "Literal":
      return e.value;
    case "Attribute":
      return column(e.id);
    case "Call":
      break;
    default:
      return UNKNOWN;
  }
  const arg = (i: number): Value => valueOf(e.args[i] as TypedExpr, column);
  switch (e.fn.name) {
    case "and":
      return both(arg(0), arg(1), false);
    case "or":
      return both(arg(0), arg(1), true);
    case "not": {
      const x = arg(0);
      return typeof x === "boolean" ? !x : x;
    }
    case "isnull":
    case "isnotnull": {
      const x = arg(0);
      return x === UNKNOWN ? UNKNOWN : (x === null) === (e.fn.name === "isnull");
    }
    case "in": {
      const [x, ...list] = e.args.map((_, i) => arg(i));
      if (x === UNKNOWN || list.includes(UNKNOWN)) return UNKNOWN;
      if (x === null) return null;
      const found = list.map((y) => compared("=", x, y));
      if (found.includes(UNKNOWN)) return UNKNOWN;
      return found.includes(true) ? true : found.includes(null) ? null : false;
    }
    case "=":
    case "<=>":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return e.args.length === 2 ? compared(e.fn.name, arg(0), arg(1)) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}
/** `and` where `wins` is false, `or` where it is true. */
function both(a: Value, b: Value, wins: boolean): Value {
  if (a === wins || b === wins) return wins;
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  return a === null || b === null ? null : !wins;
}
function compared(op: string, a: Value, b: Value): Value {
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  if (op === "<=>" && (a === null || b === null)) return a === b;
  if (a === null || b === null) return null;
  const order = orderOf(a, b);
  if (order === undefined) return UNKNOWN;
  switch (op) {
    case "=":
    case "<=>":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}
/** Only where JavaScript's order is the engine's: numbers without NaN, booleans, and texts by their bytes. */
function orderOf(a: unknown, b: unknown): number | undefined {
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  const isNumber = (x: unknown): x is number | bigint =>
    typeof x === "bigint" || (typeof x === "number" && !Number.isNaN(x));
  if (isNumber(a) && isNumber(b)) return a < b ? -1 : a > b ? 1 : 0;
  return undefined;
}
