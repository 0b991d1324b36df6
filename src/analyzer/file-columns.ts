/**
 * Columns that the rows of files have besides their own: `_metadata`, and what `input_file_name()` and its like tell.
 *
 * A scan has them only where the operator above names them: the operators between the two are then rebuilt with the
 * columns among their hidden ones.
 *
 * @see https://spark.apache.org/docs/latest/api/sql/index.html#input_file_name
 */
import { attribute, literal } from "../logical/build.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import type { Logical, UnionNode } from "../logical/relation.ts";
import { inputs } from "../logical/tree.ts";
import type { UnresolvedFunction } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { someNode } from "../plan/written-tree.ts";
import { INT, LONG, STRING, StructField, StructType, TIMESTAMP } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import type { Scope } from "./query-scope.ts";
import { project } from "./rename.ts";

const METADATA = "_metadata";
/** No name that a user writes. */
const INPUT_FILE = "$input_file";
/** The functions, and the field that each tells. */
const INPUT_FILE_FIELDS: ReadonlyMap<string, number> = new Map([
  ["input_file_name", 0],
  ["input_file_block_start", 1],
  ["input_file_block_length", 2],
]);

const required = (name: string, type: StructField["dataType"]): StructField => new StructField(name, type, false);
const COMMON: readonly StructField[] = [
  required("file_path", STRING),
  required("file_name", STRING),
  required("file_size", LONG),
  required("file_block_start", LONG),
  required("file_block_length", LONG),
  required("file_modification_time", TIMESTAMP),
];
const TYPE = new StructType(COMMON);
/** Parquet's readers know the place of a row in its file. */
const PARQUET_TYPE = new StructType([...COMMON, required("row_index", LONG)]);
const INPUT_TYPE = new StructType([required("name", STRING), required("start", LONG), required("length", LONG)]);

interface Mention {
  readonly metadata: boolean;
  readonly input: boolean;
}
/** Whether the expressions of a relation, not those of its inputs, name the columns. */
function mentionOf(rel: Relation): Mention {
  let [metadata, input] = [false, false];
  const own = Object.entries(rel).flatMap(([key, value]) => (INPUTS.has(key) ? [] : [value as unknown]));
  someNode(own, ({ kind, nameParts, expression, target }) => {
    if (kind === "UnresolvedStar") metadata ||= Array.isArray(target) && isMetadata(target[0]);
    if (Array.isArray(nameParts)) {
      if (kind === "UnresolvedAttribute") metadata ||= nameParts.some((part) => isMetadata(part));
      else input ||= INPUT_FILE_FIELDS.has(String(nameParts.at(-1)).toLowerCase());
    } else if (kind === "ExpressionString") {
      const text = String(expression).toLowerCase();
      metadata ||= text.includes(METADATA);
      input ||= text.includes("input_file_");
    }
    return undefined;
  });
  return { metadata, input };
}
const INPUTS: ReadonlySet<string> = new Set(["input", "inputs", "left", "right", "common"]);
function isMetadata(part: unknown): boolean {
  return typeof part === "string" && part.toLowerCase() === METADATA;
}

/** The analysed input of a relation with the columns that the relation names, where it has files; else undefined. */
export function withFileColumns(rel: Relation, analysed: () => Logical): Logical | undefined {
  const mention = mentionOf(rel);
  if (!mention.metadata && !mention.input) return undefined;
  const input = analysed();
  if (mention.input) checkSources(input);
  if (input.hidden?.some((a) => a.name === METADATA) === true) return undefined;
  if (!mention.input && input.output.some((a) => isMetadata(a.name))) return undefined;
  return rebuilt(input);
}

/** Operators that keep the columns. */
const KEEP: ReadonlySet<Logical["kind"]> = new Set([
  "Project",
  "Filter",
  "SubqueryAlias",
  "Generate",
  "Sample",
  "Sort",
  "Limit",
  "Tail",
  "Repartition",
]);
/** Behind these Spark no longer knows which file it reads. */
const FORGET: ReadonlySet<Logical["kind"]> = new Set(["Sort", "Limit", "Tail", "Repartition"]);
function rebuilt(top: Logical): Logical | undefined {
  const chain: Logical[] = [];
  let node = top;
  for (; KEEP.has(node.kind); node = inputs(node)[0] as Logical) chain.push(node);
  const source = withColumns(node);
  if (source === undefined) return undefined;
  let { made, columns: kept } = source;
  for (const above of chain.toReversed()) {
    if (above.kind === "SubqueryAlias" && above.closed === true) kept = kept.filter((a) => a.name !== METADATA);
    if (FORGET.has(above.kind)) kept = kept.filter((a) => a.name !== INPUT_FILE);
    const qualifier = above.output[0]?.qualifier ?? [];
    const hidden = [...(above.hidden ?? []), ...kept.map((a) => ({ ...a, qualifier }))];
    made = { ...above, input: made, hidden } as Logical;
  }
  return made;
}
interface Source {
  readonly made: Logical;
  readonly columns: readonly Attribute[];
}
function withColumns(node: Logical): Source | undefined {
  if (node.kind === "Union" && node.isOneSource === true) return withColumnsOfAll(node);
  if (node.kind !== "FileScan") return undefined;
  const type = node.format === "parquet" ? PARQUET_TYPE : TYPE;
  const columns = [attribute(METADATA, type, false), attribute(INPUT_FILE, INPUT_TYPE, false)];
  return { made: { ...node, hidden: columns, fileColumns: columns }, columns };
}
function withColumnsOfAll(union: UnionNode): Source | undefined {
  const all = union.inputs.map(rebuilt);
  if (!all.every((input) => input?.hidden !== undefined)) return undefined;
  const parts = all as readonly (Logical & { readonly hidden: readonly Attribute[] })[];
  const columns = (parts[0]?.hidden ?? []).map((a) => attribute(a.name, a.dataType, a.nullable));
  const given = parts.map((input) => project(input, [...input.output, ...input.hidden]));
  const input: Logical = { ...union, inputs: given, output: [...union.output, ...columns] };
  return {
    made: { kind: "Project", input, expressions: union.output, output: union.output, hidden: columns },
    columns,
  };
}
/** Through joins, unions and the like which file a row came from is not followed; with limits it hangs on partitions. */
function checkSources(top: Logical): void {
  let node = top;
  while (KEEP.has(node.kind) && !FORGET.has(node.kind)) node = inputs(node)[0] as Logical;
  if (node.kind === "Union" && node.isOneSource === true) return;
  if (!["FileScan", "Sort", "Aggregate", "Distinct", "SetOperation"].includes(node.kind) && readsFiles(node)) {
    throw unsupported(
      "input_file_name(), input_file_block_start() and input_file_block_length() over more than the rows of one source",
    );
  }
}
function readsFiles(top: Logical): boolean {
  const seen = new Set<Logical>();
  const stack = [top];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === "FileScan") return true;
    stack.push(...inputs(node));
  }
  return false;
}

/** `input_file_name()` and the like where the file of a row is known. */
export function inputFileCall(name: string, e: UnresolvedFunction, cx: ExpressionResolver): TypedExpr | undefined {
  const field = INPUT_FILE_FIELDS.get(name);
  if (field === undefined || e.arguments.length > 0) return undefined;
  const file = cx.scope.hidden?.attributes.find((a) => a.name === INPUT_FILE);
  return file && cx.call(`$${name}`, [cx.call("get_struct_field", [file, literal(field, INT)])]);
}
/** Whether the name is that of the files' column, which no DataFrame has in its output. */
export function isFileMetadata(parts: readonly string[], scope: Scope): boolean {
  return isMetadata(parts[0]) && scope.hidden?.attributes.some((a) => a.name === METADATA) === true;
}
