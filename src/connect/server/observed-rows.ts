/**
 * The rows that pass an observation (`DataFrame.observe`). Below a limit these are the rows it takes to fill the limit, as
 * in Spark where the rows come from one partition.
 */
import { findBuiltin } from "../../builtins/registry.ts";
import type { Expression } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import { someNode } from "../../plan/written-tree.ts";
import { INT } from "../../types/data-type.ts";
import type { RelationDecoder } from "../codec/decode-relation.ts";
import type { Expression as ExpressionMessage } from "../generated/spark/connect/expressions_pb.ts";
import type { Relation as RelationMessage } from "../generated/spark/connect/relations_pb.ts";

/** A limit above an observation, with nothing between that would ask for more rows. */
export interface ObservedLimit {
  readonly rows: number;
  /** The limit's input. */
  readonly top: RelationMessage;
  /** Whether some of the rows that are observed never reach the limit. */
  readonly filtered: boolean;
}

/** `path` leads from the root of the plan to the observation; `limit`: what the root's reader takes of it. */
export function limitOver(
  path: readonly RelationMessage[],
  decoder: RelationDecoder,
  limit: number | undefined,
): ObservedLimit | undefined {
  let filtered = false;
  for (let i = path.length - 2; i >= 0; i--) {
    const { relType: r } = path[i] as RelationMessage;
    switch (r.case) {
      case "limit":
        return { rows: Math.max(0, r.value.limit), top: path[i + 1] as RelationMessage, filtered };
      case "filter":
        filtered = true;
        break;
      case "project":
        if (!areRowWise(r.value.expressions, decoder)) return undefined;
        break;
      case "withColumns": {
        const added = r.value.aliases.flatMap(({ expr }) => (expr === undefined ? [] : [expr]));
        if (!areRowWise(added, decoder)) return undefined;
        break;
      }
      case "withColumnsRenamed":
      case "toDf":
      case "toSchema":
      case "drop":
      case "subqueryAlias":
      case "hint":
      case "collectMetrics":
        break;
      default:
        return undefined;
    }
  }
  const [top] = path;
  return limit === undefined || top === undefined ? undefined : { rows: limit, top, filtered };
}

/** Functions of one row: no aggregates, generators, nor windows. */
function areRowWise(messages: readonly ExpressionMessage[], decoder: RelationDecoder): boolean {
  return decoder.expressions([...messages]).every(isRowWise);
}
function isRowWise(expression: Expression): boolean {
  return !someNode(expression, ({ kind, nameParts }) => {
    if (kind === "Window" || kind === "SubqueryExpression") return true;
    if (kind !== "UnresolvedFunction") return undefined;
    const row = findBuiltin((nameParts as readonly string[]).at(-1) ?? "");
    return (row !== undefined && row.kind !== "scalar") || undefined;
  });
}

/** How the search below asks: rows of a relation, and what comes through of it below the limit. */
export interface Through {
  readonly count: (relation: Relation) => Promise<number>;
  readonly through: (input: Relation) => Promise<Relation>;
}

/**
 * The rows of `input` that it takes to fill the limit. Where filters are between, that is found by counting what comes
 * through of the first rows, of four times as many, and so on.
 */
export async function rowsTaken(input: Relation, { rows, filtered }: ObservedLimit, ask: Through): Promise<Relation> {
  const first = (count: number): Relation => ({
    kind: "Limit",
    input,
    limit: { kind: "Literal", value: count, dataType: INT },
  });
  if (!filtered) return first(rows);
  const fills = async (count: number): Promise<boolean> => (await ask.count(await ask.through(first(count)))) >= rows;
  let [tooFew, enough] = [rows - 1, rows];
  while (!(await fills(enough))) {
    if ((await ask.count(first(enough))) < enough) return input;
    [tooFew, enough] = [enough, Math.min(enough * 4, 2 ** 31 - 1)];
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (await fills(middle)) enough = middle;
    else tooFew = middle;
  }
  return first(enough);
}
