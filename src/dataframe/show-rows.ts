/** The rows of `show()`: each cell as the text that Spark prints. */
import { intLiteral, operator } from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { innerNode } from "./plan-node.ts";
import { allRows } from "./result-rows.ts";
import type { SessionContext } from "./session-context.ts";

/** One row more than `count` if there are more. */
export async function showRows(
  context: SessionContext,
  plan: Relation,
  count: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly names: readonly string[]; readonly rows: readonly (readonly string[])[] }> {
  const operation = context.operations.begin(signal);
  try {
    await context.engine.prepare(plan, { signal: operation.signal });
    const { names } = context.engine.schema(plan);
    const limited = innerNode({ kind: "Limit", input: printable(plan, names.length), limit: intLiteral(count + 1) });
    const rows = await allRows(context, limited, "show", {}, operation);
    return { names, rows: rows.map((row) => Array.from(row, String)) };
  } finally {
    operation.end();
  }
}

/** Every column as the text `show` prints. Renamed first: names may repeat. */
function printable(input: Relation, width: number): Relation {
  const columnNames = Array.from({ length: width }, (_, i) => `c${i}`);
  const expressions = columnNames.map((name) =>
    named(operator("to_pretty_string", Object.freeze({ kind: "UnresolvedAttribute", nameParts: [name] })), name),
  );
  return innerNode({ kind: "Project", input: innerNode({ kind: "ToDF", input, columnNames }), expressions });
}
function named(child: Expression, name: string): Expression {
  return Object.freeze({ kind: "Alias", child, names: [name] });
}
