/** `|> AGGREGATE`: what is its own beside GROUP BY. */
import { exists, hasAggregate } from "../logical/build.ts";
import { nameWithIds } from "../logical/pretty.ts";
import type { Logical } from "../logical/relation.ts";
import type { Expression } from "../plan/expression.ts";
import type { Aggregate } from "../plan/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { contextOf } from "./expression-resolver.ts";
import type { Named } from "./select.ts";

/** In `|> AGGREGATE ... GROUP BY 1` a number counts the columns of the input, also in the output. */
export function withPipeOrdinals(rel: Aggregate, child: Logical): Aggregate {
  const column = (e: Expression): Expression => {
    // `(s).a` is called a here.
    if (
      e.kind === "UnresolvedExtractValue" &&
      e.extraction.kind === "Literal" &&
      typeof e.extraction.value === "string"
    )
      return { kind: "Alias", child: e, names: [e.extraction.value] };
    const inner = e.kind === "Alias" ? e.child : e;
    if (inner.kind !== "Literal" || inner.dataType.kind !== "integer") return e;
    const attribute = child.output[(inner.value as number) - 1];
    if (attribute === undefined) {
      throw new AnalysisException("GROUP_BY_POS_OUT_OF_RANGE", {
        index: String(inner.value),
        size: String(child.output.length),
      });
    }
    const named: Expression = { kind: "UnresolvedAttribute", nameParts: [...attribute.qualifier, attribute.name] };
    return e.kind === "Alias" ? { ...e, child: named } : named;
  };
  const keys = rel.groupingExpressions.length;
  return {
    ...rel,
    groupingExpressions: rel.groupingExpressions.map((e) => (e.kind === "UnresolvedExtractValue" ? e : column(e))),
    aggregateExpressions: rel.aggregateExpressions.map((e, i) => (i < keys ? column(e) : e)),
  };
}
/** `|> AGGREGATE`: every expression must aggregate. */
export function checkPipe(rel: Aggregate, list: readonly Named[], given: readonly Named[]): void {
  for (const name of ["grouping_id", "grouping"]) {
    if (list.some((e) => exists(e, (x) => x.kind === "Call" && x.fn.name === name))) {
      throw new AnalysisException("UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE", {
        case: name.toUpperCase(),
      });
    }
  }
  if (rel.groupingExpressions.length > 0 && list.some((e) => exists(e, (x) => x.kind === "Window"))) {
    throw new AnalysisException("UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE", {
      case: "window functions; please update the query to move the window functions to a subsequent |> SELECT operator instead",
    });
  }
  for (const [i, e] of list.entries()) {
    const asWritten = given[i] ?? e;
    if (!hasAggregate(asWritten) || exists(e, (x) => x.kind === "Window")) {
      const written = rel.aggregateExpressions[rel.groupingExpressions.length + i];
      const origin = written?.kind === "Alias" ? written.child.origin : written?.origin;
      throw new AnalysisException(
        "PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION",
        { expr: nameWithIds(e.kind === "Alias" ? e.child : e) },
        { queryContext: contextOf(origin) },
      );
    }
  }
}
