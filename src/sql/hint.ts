/** Hints: the `BROADCAST(t), COALESCE(3)` of a comment that begins with a plus. */
import type { Expression } from "../plan/expression.ts";
import type { Hint, Relation } from "../plan/relation.ts";
import { plainName } from "./identifier.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { primary } from "./primary.ts";

export interface HintCall {
  readonly name: string;
  readonly parameters: readonly Expression[];
}

export function hints(p: Parser): HintCall[] {
  const calls: HintCall[] = [];
  while (p.accept("/*+")) {
    calls.push(hintCall(p));
    while (!p.accept("*/")) {
      p.accept(",");
      calls.push(hintCall(p));
    }
  }
  return calls;
}
function hintCall(p: Parser): HintCall {
  const called = plainName(p);
  return { name: called, parameters: p.kind === "(" ? p.parenthesized(primary) : [] };
}
/** The first hint is the outermost. */
export function withHints(p: Parser, start: number, calls: readonly HintCall[], input: Relation): Relation {
  return calls.reduceRight<Relation>(
    (result, call) => relation<Hint>(p, start, { kind: "Hint", input: result, ...call }),
    input,
  );
}
