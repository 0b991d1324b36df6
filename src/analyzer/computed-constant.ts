/** Constants that take the engine: a format that is put together, a limit that is computed. */
import { isFoldable } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { exprKey } from "../logical/key.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { type AnalysisSession, MissingFact } from "./analysis-context.ts";

/** The value, asked of the engine once; undefined where the expression is no constant. Throws where computing it fails. */
export function computedConstant(
  e: TypedExpr,
  { facts, conf }: AnalysisSession,
): { readonly value: LiteralValue } | undefined {
  if (!isFoldable(e)) return undefined;
  const key = `${conf.timeZone} ${exprKey(e)}`;
  const known = facts.constant(key);
  if (known === undefined) throw new MissingFact({ kind: "constant", key, expression: e });
  if ("error" in known) throw known.error;
  return known;
}
