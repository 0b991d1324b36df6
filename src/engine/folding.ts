/** Plans whose constants the engine has worked out. */
import { readIpcStream } from "../arrow/index.ts";
import { alias, toAttribute } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { lowerQuery } from "../lowering/index.ts";
import { type Computed, foldConstants } from "../optimizer/fold-constants.ts";
import { optimize, optimizeConstants } from "../optimizer/index.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { SparkError } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { internalCells } from "./internal-cells.ts";
import { bridgeFor, cpusOf, poolFor } from "./pools.ts";
import { sparkError } from "./run-lowered.ts";

/** The plan as it is run: its constants worked out, optimised. Throws where a constant fails that Spark asks for. */
export async function runnable(engine: EmbeddedEngine, plan: Logical, options: ExecuteOptions = {}): Promise<Logical> {
  const folding = foldConstants(plan, (rel) => isKept(engine, rel));
  let step = folding.next();
  while (step.done !== true) step = folding.next(await compute(engine, step.value, options));
  return optimize(step.value);
}
/** The same at once. */
export function runnableSync(engine: EmbeddedEngine, plan: Logical): Logical {
  const folding = foldConstants(plan, (rel) => isKept(engine, rel));
  let step = folding.next();
  while (step.done !== true) {
    const constants = step.value;
    step = folding.next(
      attempt(constants, (lowered) => [bridgeFor(engine.conf).execute(lowered.plan, lowered.frames)]),
    );
  }
  return optimize(step.value);
}
function isKept(engine: EmbeddedEngine, rel: Logical): boolean {
  return rel.kind === "Cached" && engine.caches.path(rel.cacheId) !== undefined;
}

type Lowered = ReturnType<typeof lowerQuery>;

async function compute(
  engine: EmbeddedEngine,
  constants: readonly TypedExpr[],
  { signal }: ExecuteOptions,
): Promise<Computed> {
  const parts: Uint8Array[] = [];
  let failure: { readonly error: unknown } | undefined;
  let lowered: Lowered | undefined;
  try {
    lowered = lowerQuery(optimizeConstants(planOf(constants)));
    const limits = { signal, cpus: cpusOf(engine.conf), batchRows: 1 };
    for await (const bytes of poolFor(engine.conf).execute(lowered.plan, lowered.frames, limits)) parts.push(bytes);
  } catch (error) {
    failure = { error };
  }
  if (failure !== undefined) return failed(failure.error, lowered);
  return { values: valuesOf(constants, parts) };
}
function attempt(constants: readonly TypedExpr[], run: (lowered: Lowered) => readonly Uint8Array[]): Computed {
  let lowered: Lowered | undefined;
  try {
    lowered = lowerQuery(optimizeConstants(planOf(constants)));
    return { values: valuesOf(constants, run(lowered)) };
  } catch (error) {
    return failed(error, lowered);
  }
}
/** What Spark raises; what this engine cannot say is left to the query. */
function failed(error: unknown, lowered: Lowered | undefined): Computed {
  const raised = lowered === undefined ? error : sparkError(error, lowered);
  if (!(raised instanceof SparkError)) throw raised;
  const isOurs = raised.condition === "UNSUPPORTED_FEATURE" || raised.condition === "INTERNAL_ERROR";
  return { error: isOurs ? undefined : raised };
}
function planOf(constants: readonly TypedExpr[]): Logical {
  const expressions = constants.map((e) => alias(e, "value"));
  return {
    kind: "Project",
    input: { kind: "SingleRow", output: [] },
    expressions,
    output: expressions.map(toAttribute),
  };
}
function valuesOf(constants: readonly TypedExpr[], parts: readonly Uint8Array[]): (LiteralValue | undefined)[] {
  const batch = parts.flatMap((bytes) => readIpcStream(bytes).batches).find((b) => b.length > 0);
  if (batch === undefined) throw new Error("the engine gave no value of a constant");
  return constants.map((e, i) => {
    try {
      return internalCells(batch.columns[i] as never, e.dataType)(0) as LiteralValue;
    } catch {
      // Some dates are none of JavaScript's.
      return undefined;
    }
  });
}
