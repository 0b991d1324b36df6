/** describe() and summary(): one aggregation over all columns, then a row for each statistic. */
import { call, castTo, columnOrName, doubleLiteral, intLiteral, literal } from "../functions/expression-input.ts";
import type { Expression } from "../plan/expression.ts";
import { DOUBLE, quoteName, STRING, type StructField } from "../types/data-type.ts";
import { IllegalArgumentException } from "../types/spark-error.ts";
import type { DataFrame } from "./dataframe.ts";
import { isNumeric } from "./dataframe-columns.ts";
import { innerNode } from "./plan-node.ts";

const DEFAULT_STATISTICS = ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"];
/** How exact percentiles are, as Spark has it. */
const ACCURACY = 10_000;

export function summaryOf(df: DataFrame, statistics: readonly string[] = DEFAULT_STATISTICS): DataFrame {
  const fields = df.schema.fields.filter((f) => isNumeric(f.dataType.kind) || f.dataType.kind === "string");
  const percentiles = statistics.filter((s) => s.endsWith("%")).map(percentileOf);
  const aggregates: Expression[] = [];
  const rows: Expression[][] = statistics.map((name) => [named(nullable(literal(name)), "summary")]);
  fields.forEach((field, column) => {
    let percentile = 0;
    statistics.forEach((statistic, row) => {
      const place = `s${row}_${column}`;
      const value = statisticOf(field, statistic, percentiles, () => percentile++);
      aggregates.push(named(castTo(value, STRING), place));
      rows[row]?.push(named(nullable(columnOrName(place)), field.name));
    });
  });
  const structs = rows.map((row) => call("struct", row));
  const source = innerNode(
    fields.length === 0
      ? ({ kind: "OneRow" } as const)
      : ({
          kind: "Aggregate",
          input: df.plan,
          groupType: "groupBy",
          groupingExpressions: [],
          aggregateExpressions: aggregates,
        } as const),
  );
  return df.derive({ kind: "Project", input: source, expressions: [call("inline", [call("array", structs)])] });
}

function named(child: Expression, name: string): Expression {
  return Object.freeze({ kind: "Alias", child, names: [name] });
}
/** The same value where null is allowed: all columns of the answer may be null, as Spark has it. */
function nullable(child: Expression): Expression {
  return call("if", [literal(true), child, castTo(literal(null), STRING)]);
}

function percentileOf(statistic: string): number {
  const value = Number(statistic.slice(0, -1)) / 100;
  if (statistic.length === 1 || Number.isNaN(value)) throw unrecognized(statistic);
  if (value >= 0 && value <= 1) return value;
  throw new IllegalArgumentException(null, {}, { message: "Percentiles must be in the range [0, 1]" });
}
function unrecognized(statistic: string): IllegalArgumentException {
  return new IllegalArgumentException("UNRECOGNIZED_STATISTIC", { stats: `'${statistic}'` });
}

function statisticOf(
  field: StructField,
  statistic: string,
  percentiles: readonly number[],
  nextPercentile: () => number,
): Expression {
  const column = columnOrName(quoteName(field.name));
  const isText = field.dataType.kind === "string";
  const number: Expression = isText
    ? Object.freeze({ kind: "Cast", child: column, dataType: DOUBLE, evalMode: "try" })
    : column;
  switch (statistic.toLowerCase()) {
    case "count":
      return call("count", [column]);
    case "count_distinct":
      return call("count", [column], { isDistinct: true });
    case "approx_count_distinct":
      return call("approx_count_distinct", [column]);
    case "mean":
      return call("avg", [number]);
    case "stddev":
      return call("stddev", [number]);
    case "min":
      return call("min", [column]);
    case "max":
      return call("max", [column]);
    default: {
      if (!statistic.endsWith("%")) throw unrecognized(statistic);
      const all = call("array", percentiles.map(doubleLiteral));
      const quantiles = call("percentile_approx", [number, all, intLiteral(ACCURACY)]);
      return call("get", [quantiles, intLiteral(nextPercentile())]);
    }
  }
}
