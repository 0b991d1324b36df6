/** The value of an expression or of a small query, asked of the engine at once (variables, computed names, loops). */
import { readIpcStream } from "../arrow/index.ts";
import { alias, toAttribute } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { lowerQuery } from "../lowering/index.ts";
import type { Expression } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import type { DataType, StructField } from "../types/data-type.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { runnableSync } from "./folding.ts";
import { internalCells } from "./internal-cells.ts";
import { bridgeFor } from "./pools.ts";
import { sparkError } from "./run-lowered.ts";

export interface SmallResult {
  readonly names: readonly string[];
  readonly types: readonly DataType[];
  /** Rows of internal values. */
  readonly rows: readonly (readonly unknown[])[];
}

export function runSmallQuery(engine: EmbeddedEngine, plan: Relation): SmallResult {
  return runSmallPlan(engine, engine.analyzeSync(plan));
}
export function runSmallPlan(engine: EmbeddedEngine, plan: Logical): SmallResult {
  const lowered = lowerQuery(runnableSync(engine, plan), { cached: (id) => engine.caches.path(id) });
  const fields = lowered.schema.fields;
  let bytes: Uint8Array;
  try {
    bytes = bridgeFor(engine.conf).execute(lowered.plan, lowered.frames);
  } catch (error) {
    throw sparkError(error, lowered);
  }
  return resultOf(fields, [bytes]);
}
/** The same without blocking. */
export async function queryRows(engine: EmbeddedEngine, plan: Relation, options: ExecuteOptions): Promise<SmallResult> {
  return planRows(engine, await engine.analyze(plan, options), options);
}
export async function planRows(engine: EmbeddedEngine, plan: Logical, options: ExecuteOptions): Promise<SmallResult> {
  const { schema, batches } = await engine.executeLogical(plan, options);
  const parts: Uint8Array[] = [];
  for await (const bytes of batches) parts.push(bytes);
  return resultOf(schema.fields, parts);
}
function resultOf(fields: readonly StructField[], parts: readonly Uint8Array[]): SmallResult {
  const rows: unknown[][] = [];
  for (const batch of parts.flatMap((bytes) => readIpcStream(bytes).batches)) {
    const cells = fields.map((f, i) => internalCells(batch.columns[i] as never, f.dataType));
    for (let r = 0; r < batch.length; r++) rows.push(cells.map((read) => read(r)));
  }
  return { names: fields.map((f) => f.name), types: fields.map((f) => f.dataType), rows };
}

/** The plan whose one row holds the value of a constant expression. */
export function constantPlan(e: TypedExpr): Logical {
  const named = alias(e, "value");
  return {
    kind: "Project",
    input: { kind: "SingleRow", output: [] },
    expressions: [named],
    output: [toAttribute(named)],
  };
}

export function evaluate(
  engine: EmbeddedEngine,
  expression: Expression,
): { readonly value: unknown; readonly dataType: DataType } {
  const result = runSmallQuery(engine, { kind: "Project", input: { kind: "OneRow" }, expressions: [expression] });
  return { value: result.rows[0]?.[0] ?? null, dataType: result.types[0] as DataType };
}
