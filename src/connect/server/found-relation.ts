/** Relations that are no plans by themselves: what is printed, statistics, the catalog. */
import { DataFrame } from "../../dataframe/dataframe.ts";
import { showRows } from "../../dataframe/show-rows.ts";
import { htmlText, showText } from "../../dataframe/show-text.ts";
import { localRows } from "../../engine/local-rows.ts";
import type { Expression } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import { ArrayType, DOUBLE, STRING } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import { decodeLiteral } from "../codec/literal.ts";
import { invalidPlan, required } from "../codec/invalid-plan.ts";
import type { Relation as RelationMessage } from "../generated/spark/connect/relations_pb.ts";
import { catalogRelation } from "./catalog-relation.ts";
import { parsedRows } from "./parsed-rows.ts";
import { tableFunctionCall } from "./table-function-call.ts";
import { groupFunction, partitionFunction } from "./user-function-call.ts";
import type { RelationReader } from "./plan-reader.ts";

export async function foundRelation(reader: RelationReader, message: RelationMessage): Promise<Relation> {
  const { relType: r } = message;
  switch (r.case) {
    case "showString": {
      const { numRows, truncate, vertical } = r.value;
      const { names, rows, count } = await printed(reader, r.value.input, numRows);
      return localRows([["show_string", STRING, false]], [[showText(names, rows, { count, truncate, vertical })]]);
    }
    case "htmlString": {
      const { numRows, truncate } = r.value;
      const { names, rows, count } = await printed(reader, r.value.input, numRows);
      return localRows([["html_string", STRING, false]], [[htmlText(names, rows, { count, truncate })]]);
    }
    case "catalog":
      return catalogRelation(reader, r.value);
    case "summary":
      return (await frame(reader, r.value.input)).summary(r.value.statistics).plan;
    case "describe":
      return (await frame(reader, r.value.input)).describe(r.value.cols).plan;
    case "crosstab":
      return (await frame(reader, r.value.input)).stat.crosstab(r.value.col1, r.value.col2).plan;
    case "freqItems":
      return (await frame(reader, r.value.input)).stat.freqItems(r.value.cols, r.value.support).plan;
    case "cov": {
      const value = await (await frame(reader, r.value.input)).stat.cov(r.value.col1, r.value.col2, options(reader));
      return localRows([["cov", DOUBLE, false]], [[value]]);
    }
    case "corr": {
      const { input, col1, col2, method } = r.value;
      const df = await frame(reader, input);
      const value = await df.stat.corr(col1, col2, (method ?? "pearson") as "pearson", options(reader));
      return localRows([["corr", DOUBLE, false]], [[value]]);
    }
    case "approxQuantile": {
      const { input, cols, probabilities, relativeError } = r.value;
      const df = await frame(reader, input);
      const lists = await df.stat.approxQuantile(cols, probabilities, relativeError, options(reader));
      const type = new ArrayType(new ArrayType(DOUBLE, false), false);
      return localRows([["approx_quantile", type, false]], [[lists]]);
    }
    case "sampleBy": {
      const { input, col, fractions, seed } = r.value;
      const plan = await reader.relation(input);
      const [stratum] = await reader.expressions([required(col, "the column of the strata")]);
      const parts = fractions.map(({ stratum: value, fraction }) => ({
        value: decodeLiteral(required(value, "a stratum")),
        fraction,
      }));
      return sampledBy(plan, stratum as Expression, parts, seed);
    }
    case "parse":
      return parsedRows(reader, r.value);
    case "mapPartitions": {
      const func = required(r.value.func, "the function");
      const input = await reader.relation(r.value.input);
      return { kind: "MapPartitions", input, function: partitionFunction(reader.session, func) };
    }
    case "commonInlineUserDefinedTableFunction":
      return tableFunctionCall(reader, r.value);
    case "groupMap": {
      const { func, groupingExpressions, sortingExpressions, initialInput } = r.value;
      if (initialInput !== undefined || r.value.isMapGroupsWithState === true) throw unsupported("states of groups");
      if (sortingExpressions.length > 0) throw unsupported("sorted groups");
      return {
        kind: "GroupMap",
        input: await reader.relation(r.value.input),
        groupingExpressions: await reader.expressions(groupingExpressions),
        function: groupFunction(reader.session, required(func, "the function")),
      };
    }
    case "coGroupMap": {
      const { func, inputGroupingExpressions, otherGroupingExpressions } = r.value;
      if (r.value.inputSortingExpressions.length + r.value.otherSortingExpressions.length > 0) {
        throw unsupported("sorted groups");
      }
      return {
        kind: "CoGroupMap",
        left: await reader.relation(r.value.input),
        right: await reader.relation(r.value.other),
        leftGroupingExpressions: await reader.expressions(inputGroupingExpressions),
        rightGroupingExpressions: await reader.expressions(otherGroupingExpressions),
        function: groupFunction(reader.session, required(func, "the function")),
      };
    }
    case undefined:
      throw invalidPlan("the relation has no type");
    default:
      throw unsupported(`the relation ${nameOf(r.case)}`);
  }
}

function options({ signal }: RelationReader): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** A DataFrame of the facade over a plan; the plan keeps the id that its columns refer to. */
async function frame(reader: RelationReader, message: RelationMessage | undefined): Promise<DataFrame> {
  const input = await reader.relation(message);
  const { spark } = reader.session;
  await spark.engine.prepare(input, options(reader));
  return new DataFrame(spark, { kind: "Project", input, expressions: [{ kind: "UnresolvedStar" }] });
}

async function printed(
  reader: RelationReader,
  message: RelationMessage | undefined,
  numRows: number,
): Promise<{ names: readonly string[]; rows: readonly (readonly string[])[]; count: number }> {
  const count = Math.max(0, Math.min(numRows, 2147483632));
  const input = await reader.relation(message, count + 1);
  return { ...(await showRows(reader.session.spark, input, count, reader.signal)), count };
}

function sampledBy(
  input: Relation,
  stratum: Expression,
  fractions: readonly { readonly value: Expression; readonly fraction: number }[],
  seed: bigint | undefined,
): Relation {
  const double = (value: number): Expression => ({ kind: "Literal", value, dataType: DOUBLE });
  const call = (name: string, ...args: Expression[]): Expression => ({
    kind: "UnresolvedFunction",
    nameParts: [name],
    arguments: args,
    isInternal: true,
  });
  for (const { fraction } of fractions) {
    if (!(fraction >= 0 && fraction <= 1)) throw invalidPlan(`The fraction ${fraction} is not between 0 and 1`);
  }
  const branches = fractions.flatMap(({ value, fraction }) => [call("<=>", stratum, value), double(fraction)]);
  const share = branches.length === 0 ? double(0) : call("when", ...branches, double(0));
  const { value, dataType } = decodeLiteral({
    $typeName: "spark.connect.Expression.Literal",
    literalType: { case: "long", value: seed ?? BigInt(Math.trunc(Math.random() * 2 ** 48)) },
  });
  const random: Expression = {
    kind: "UnresolvedFunction",
    nameParts: ["rand"],
    arguments: [{ kind: "Literal", value, dataType }],
  };
  return { kind: "Filter", input, condition: call("<", random, share) };
}

/** `mapPartitions` as `map_partitions`, as the protocol writes it. */
function nameOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
