/**
 * In which partition Spark would have a row, where the plan asks for it (`spark_partition_id`,
 * `monotonically_increasing_id`) and says it itself: by the number of partitions of a range, by the keys of a repartition.
 * Elsewhere a relation is one partition.
 */
import { alias, exists, intLit, longLit, makeCast, toAttribute, transformUp } from "../logical/build.ts";
import type { Attribute, Call, TypedExpr } from "../logical/expression.ts";
import type {
  AliasNode,
  FilterNode,
  GenerateNode,
  Logical,
  ProjectNode,
  RangeScan,
  RepartitionNode,
  SampleNode,
  UnionNode,
} from "../logical/relation.ts";
import { expressions, inputs, mapExpressions, someExpression, transformRelations } from "../logical/tree.ts";
import { INT, LONG } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { bindBuiltin } from "./calls.ts";

/** A plan with the partition of each row as a column more. */
interface Placed {
  readonly plan: Logical;
  readonly partition: Attribute;
  readonly count: number;
}

export function placePartitions(plan: Logical): Logical {
  const placed = someExpression(plan, asksForPartition) ? transformRelations(plan, withPlaces) : plan;
  // Nobody else reads the keys that rows are dealt out by.
  return transformRelations(placed, (rel) =>
    rel.kind === "Repartition" && rel.keys !== undefined ? { ...rel, keys: undefined } : rel,
  );
}

function isCall(e: TypedExpr, name: string): e is Call {
  return e.kind === "Call" && e.fn.name === name && e.args.length === 0;
}
const asksForId = (e: TypedExpr): boolean => isCall(e, "spark_partition_id");
const asksForPartition = (e: TypedExpr): boolean => asksForId(e) || isCall(e, "monotonically_increasing_id");

function withPlaces(rel: Logical): Logical {
  switch (rel.kind) {
    case "Project":
    case "Aggregate":
    case "Filter":
    case "Sort":
      break;
    default:
      return rel;
  }
  const own = expressions(rel);
  if (!own.some((e) => exists(e, asksForPartition))) return rel;
  const placed = place(rel.input);
  if (placed === undefined) return rel;
  if (typeof placed === "string") {
    // Numbers that rise are as good without partitions.
    if (!own.some((e) => exists(e, asksForId))) return rel;
    throw unsupported(`spark_partition_id after ${placed}`);
  }
  const { plan: input, partition } = placed;
  const replaced = mapExpressions({ ...rel, input } as typeof rel, (e) =>
    transformUp(e, (x) => {
      if (asksForId(x)) return partition;
      return isCall(x, "monotonically_increasing_id") ? { ...x, args: [partition] } : x;
    }),
  );
  if (rel.kind === "Project" || rel.kind === "Aggregate") return replaced;
  const below: Logical = { ...replaced, output: input.output };
  return { kind: "Project", input: below, expressions: rel.output, output: rel.output };
}

/** Undefined: one partition; a text: what hides where the rows are. */
type Place = Placed | string | undefined;

function place(rel: Logical): Place {
  const above: Carrier[] = [];
  let at = rel;
  for (let next = carrier(at); next !== undefined; next = carrier(at)) {
    above.push(next);
    at = next.input;
  }
  let found = placeBottom(at);
  for (const node of above.reverse()) {
    if (found === undefined || typeof found === "string") return found;
    found = node.kind === "Repartition" ? coalesced(node, found) : carried(node, found);
  }
  return found;
}

function placeBottom(rel: Logical): Place {
  switch (rel.kind) {
    case "RangeScan":
      return placeRange(rel);
    case "Repartition":
      return dealtOut(rel);
    case "Union":
      return placeUnion(rel);
    case "Limit":
    case "Tail":
      return undefined;
    case "Aggregate":
      if (rel.groupings.length === 0) return undefined;
      break;
    default:
  }
  // Of rows in many partitions Spark's physical plan says where they go: some move, some stay.
  const many = inputs(rel).some((input) => place(input) !== undefined);
  return many ? (MOVERS[rel.kind] ?? "what moves rows of many partitions") : undefined;
}
const MOVERS: { readonly [kind: string]: string } = {
  Join: "a join of rows in many partitions",
  Aggregate: "grouping rows of many partitions",
  Distinct: "distinct rows of many partitions",
  Sort: "sorting rows of many partitions",
  Window: "windows over rows of many partitions",
  SetOperation: "a set operation on rows of many partitions",
};
/** The partitions of one input after those of another; inputs of one partition each make one together. */
function placeUnion(rel: UnionNode): Place {
  const places = rel.inputs.map(place);
  if (places.every((found) => found === undefined)) return undefined;
  const partition = toAttribute(alias(intLit(0), "partition"));
  let count = 0;
  const parts: Logical[] = [];
  for (const [i, found] of places.entries()) {
    const input = rel.inputs[i] as Logical;
    if (typeof found === "string") return found;
    if (found === undefined && !isOnePartition(input)) return "a union with rows whose partitions are not known";
    const below = found ?? withPartition(input, intLit(0), 1);
    const shifted = withPartition(below.plan, bindBuiltin("+", [below.partition, intLit(count)]), below.count);
    const output = [...input.output, shifted.partition];
    parts.push({ kind: "Project", input: shifted.plan, expressions: output, output });
    count += below.count;
  }
  return { plan: { ...rel, inputs: parts, output: [...rel.output, partition] }, partition, count };
}
/** Whether Spark too has these rows in one partition, as it need not have those of files and of values. */
function isOnePartition(rel: Logical): boolean {
  let at = rel;
  for (let next = carrier(at); next !== undefined; next = carrier(at)) at = next.input;
  return ["RangeScan", "Repartition", "Limit", "Tail", "SingleRow"].includes(at.kind);
}

type Carrier = ProjectNode | FilterNode | AliasNode | SampleNode | GenerateNode | RepartitionNode;
/** Rows stay in their partitions, or partitions are put together. */
function carrier(rel: Logical): Carrier | undefined {
  switch (rel.kind) {
    case "Project":
    case "Filter":
    case "SubqueryAlias":
    case "Sample":
    case "Generate":
      return rel;
    case "Repartition":
      return rel.by === "coalesce" ? rel : undefined;
    default:
      return undefined;
  }
}
function carried(rel: Exclude<Carrier, RepartitionNode>, { plan: input, partition, count }: Placed): Placed {
  const output = [...rel.output, partition];
  if (rel.kind !== "Project") return { plan: { ...rel, input, output }, partition, count };
  return { plan: { ...rel, input, expressions: [...rel.expressions, partition], output }, partition, count };
}

/** A column more, computed over a plan. */
function withPartition(input: Logical, value: TypedExpr, count: number): Placed {
  const added = alias(makeCast(value, INT, "legacy", "UTC", false), "partition");
  const partition = toAttribute(added);
  const plan: Logical = {
    kind: "Project",
    input,
    expressions: [...input.output, added],
    output: [...input.output, partition],
  };
  return { plan, partition, count };
}

/** The partition of the `index`th of `length` things that are dealt out in order: of `count` parts, as even as they can be. */
function partOf(index: TypedExpr, length: bigint, count: number): TypedExpr {
  const next = bindBuiltin("+", [index, longLit(1n)]);
  const scaled = bindBuiltin("-", [bindBuiltin("*", [next, longLit(BigInt(count))]), longLit(1n)]);
  return bindBuiltin("div", [scaled, longLit(length)]);
}

function placeRange(rel: RangeScan): Placed | undefined {
  const { start, end, step, numPartitions } = rel;
  const [id] = rel.output;
  const length = (end - start + step - (step > 0n ? 1n : -1n)) / step;
  // Beyond this the arithmetic would overflow; nobody reads the rows one by one.
  if (id === undefined || numPartitions <= 1 || length <= 0n || length * BigInt(numPartitions) >= 2n ** 62n) {
    return undefined;
  }
  const index = bindBuiltin("div", [bindBuiltin("-", [id, longLit(start)]), longLit(step)]);
  return withPartition(rel, partOf(index, length, numPartitions), numPartitions);
}

function coalesced({ numPartitions }: RepartitionNode, below: Placed): Placed {
  if (below.count <= numPartitions) return below;
  const index = makeCast(below.partition, LONG, "legacy", "UTC", false);
  return withPartition(below.plan, partOf(index, BigInt(below.count), numPartitions), numPartitions);
}

function dealtOut(rel: RepartitionNode): Place {
  const { numPartitions, by, keys } = rel;
  if (numPartitions <= 1) return undefined;
  if (keys === undefined) return by === "range" ? "repartitionByRange" : "repartition without columns";
  const value = by === "hash" ? bindBuiltin("hash", keys) : bindBuiltin("coalesce", [...keys, intLit(0)]);
  return withPartition(rel, bindBuiltin("pmod", [value, intLit(numPartitions)]), numPartitions);
}
