/** Functions over the items of lists, however deep these lie in each other, as Column functions. */
import { calledBy } from "../functions/call-site.ts";
import { Column } from "../functions/column.ts";
import { type ColumnOrName, columnOrName } from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import { ArrayType, type DataType } from "../types/data-type.ts";
import { returnTypeOf } from "../udf/function-source.ts";
import { FunctionNode } from "./node.ts";
import type { NodeFunction } from "./node-types.ts";
import type { Plan, PlanColumn, PlanValue, Space } from "./plan.ts";
import { planFunction } from "./plan-function.ts";

/** Options of {@link overItems}. */
export interface OverItemsOptions {
  /**
   * For each column how many lists deep its items are that the function gets: 1 for the items of a list, 2 for the items of
   * a list's lists. A column less deep is the same for all items below. Columns beyond the function's parameters only say
   * how many items there are.
   */
  readonly depths: readonly number[];
  /** true or a number: the function gets a list for each parameter, as a batch function of a node does. */
  readonly batch?: boolean | number;
  /** The most calls under way at once. */
  readonly concurrency?: number;
  /** How many of the columns the function is called with; all where absent. */
  readonly parameters?: number;
}

/**
 * A function as a Column function over lists: it is called for the items, of all rows together, and what it returns for them
 * comes back in lists of the same lengths; a null list stays null. Lists of one depth must be of one length.
 *
 * @param func - a function of single values, or with `batch` of lists of them; sync or async
 * @param returnType - the type of what it returns for one item; for several outputs, types by name: the column is then a
 *   struct with a list for each
 * @throws PipelineError with `PIPELINE_LENGTHS_DIFFER` when lists mapped together differ in length
 * @example
 * ```ts
 * import { overItems } from "sparkwright/pipeline";
 *
 * const lengths = overItems((text: string) => text.length, "int", { depths: [1] });
 * await spark.sql("SELECT array('one', 'three') AS words").select(lengths("words").alias("lengths")).show();
 * ```
 */
export function overItems(
  func: NodeFunction,
  returnType: string | DataType | { readonly [output: string]: string | DataType },
  options: OverItemsOptions,
): (...columns: readonly ColumnOrName[]) => Column {
  const { depths, parameters = depths.length } = options;
  const several = typeof returnType === "object" && !("kind" in returnType);
  const types = several
    ? (returnType as { readonly [output: string]: string | DataType })
    : { value: returnType as DataType };
  const names = depths.map((_, i) => `column ${i + 1}`);
  const node = new FunctionNode({
    output: several ? Object.keys(types) : "value",
    inputs: names.slice(0, parameters),
    fn: func,
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(func.name === "" ? {} : { name: func.name }),
  });
  const plan = planOver(node, names, depths, types);
  const userFunction = planFunction(node.name, plan, {});
  return (...columns) => {
    const call: Expression = Object.freeze({
      kind: "CommonInlineUserDefinedFunction",
      function: userFunction,
      arguments: columns.map((column) => columnOrName(column)),
      origin: calledBy(node.name),
    });
    const made = new Column(call);
    return several ? made : made.getField("value");
  };
}

function planOver(
  node: FunctionNode,
  names: readonly string[],
  depths: readonly number[],
  types: { readonly [output: string]: string | DataType },
): Plan {
  const inputs = names.map((column): PlanColumn => ({ kind: "column", column, space: undefined, type: undefined }));
  let values: readonly PlanValue[] = inputs;
  let space: Space | undefined;
  const around: Space[] = [];
  for (let depth = 1; depth <= Math.max(0, ...depths); depth++) {
    const mapped = values.filter((_, i) => (depths[i] ?? 0) >= depth);
    const of: Space = {
      around: space,
      lists: mapped,
      mode: "zip",
      names: names.filter((_, i) => (depths[i] ?? 0) >= depth),
      depth,
    };
    values = values.map((value, i) =>
      (depths[i] ?? 0) < depth ? value : { kind: "item", space: of, list: mapped.indexOf(value), type: undefined },
    );
    around.unshift(of);
    space = of;
  }
  const made = Object.entries(types).map(([column, type]): PlanColumn => ({
    kind: "column",
    column,
    space,
    type: returnTypeOf(type),
  }));
  const args = values.slice(0, node.inputs.length);
  return {
    inputs,
    steps: [{ kind: "call", node, path: node.name, space, args, made }],
    outputs: made.map((column) => ({ name: column.column, value: around.reduce(listOf, column as PlanValue) })),
  };
}

function listOf(items: PlanValue, of: Space): PlanValue {
  return { kind: "list", items, of, space: of.around, type: new ArrayType(items.type as DataType) };
}
