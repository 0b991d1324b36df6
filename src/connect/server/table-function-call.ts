/** Calls of table functions that a client wrote in Python: their arguments are a row, or with a table the rows of that. */
import { findBuiltin } from "../../builtins/registry.ts";
import type { Expression, LiteralValue, SortOrder } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import { someNode } from "../../plan/written-tree.ts";
import { AnalysisException } from "../../types/spark-error.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import type { CommonInlineUserDefinedTableFunction, PythonUDTF } from "../generated/spark/connect/relations_pb.ts";
import {
  type AnalyzedArgument,
  analyzeTableFunction,
  type TableFunctionAnalysis,
} from "../python/analyze-table-function.ts";
import { pickled } from "../python/pickle.ts";
import type { PythonEnvironment } from "../python/python-environment.ts";
import { pythonTableFunction } from "../python/python-table-function.ts";
import { firstRow } from "./first-row.ts";
import type { RelationReader } from "./plan-reader.ts";
import { pythonOf } from "./user-function-call.ts";

type TableArgument = Extract<Expression, { readonly kind: "SubqueryExpression" }>;
interface Argument {
  readonly name: string | undefined;
  readonly value: Expression;
}

export async function tableFunctionCall(
  reader: RelationReader,
  { functionName: name, arguments: args, function: implementation }: CommonInlineUserDefinedTableFunction,
): Promise<Relation> {
  if (implementation.case === undefined) throw invalidPlan(`the function ${name} has no implementation`);
  const environment = pythonOf(reader.session, `the table function ${name}`);
  const given = (await reader.expressions(args)).map((arg): Argument => {
    return arg.kind === "NamedArgument" ? { name: arg.key, value: arg.value } : { name: undefined, value: arg };
  });
  const tables = given.flatMap(({ value }) => (isTable(value) ? [value] : []));
  const [table, second] = tables;
  if (second !== undefined) {
    throw new AnalysisException("TABLE_VALUED_FUNCTION_TOO_MANY_TABLE_ARGUMENTS", { num: String(tables.length) });
  }
  const width = table === undefined ? 0 : (await schemaOf(reader, table.plan)).length;
  const keys = table?.partitionSpec ?? [];
  const row = call("struct", [{ kind: "UnresolvedStar" }, ...keys.map(partitionColumn)]);
  const columns = given.map(({ value }, i): Expression => {
    return { kind: "Alias", child: value === table ? row : value, names: [`_${i}`] };
  });
  const { returnType } = implementation.value;
  const analysis =
    returnType?.kind.case === undefined
      ? await analyzed(reader, environment, name, implementation.value, given)
      : undefined;
  return {
    kind: "MapPartitions",
    input: { kind: "Project", input: table === undefined ? { kind: "OneRow" } : sorted(table), expressions: columns },
    function: pythonTableFunction(
      environment,
      {
        name,
        argumentNames: given.map((argument) => argument.name),
        // Behind the table's own columns, from which the worker takes them away again.
        partitionIndexes: keys.map((_, i) => width + i),
        analysis,
      },
      implementation.value,
    ),
  };
}

function isTable(value: Expression): value is TableArgument {
  return value.kind === "SubqueryExpression" && value.subqueryType === "table";
}
function call(name: string, args: readonly Expression[]): Expression {
  return { kind: "UnresolvedFunction", nameParts: [name], arguments: args };
}
const partitionColumn = (key: Expression, i: number): Expression => ({
  kind: "Alias",
  child: key,
  names: [`partition_by_${i}`],
});

/** The rows of a partition one after the other, in their order. */
function sorted({ plan, partitionSpec = [], orderSpec = [] }: TableArgument): Relation {
  const keys = partitionSpec.map((child): SortOrder => ({ kind: "SortOrder", child, direction: "ascending" }));
  const order = [...keys, ...orderSpec];
  return order.length === 0 ? plan : { kind: "Sort", input: plan, order, isGlobal: true };
}

async function schemaOf(
  { session, signal }: RelationReader,
  plan: Relation,
): Promise<ReturnType<typeof session.engine.schema>> {
  await session.engine.prepare(plan, { signal });
  return session.engine.schema(plan);
}

/** Asks the function's `analyze` method. */
async function analyzed(
  reader: RelationReader,
  environment: PythonEnvironment,
  name: string,
  udtf: PythonUDTF,
  given: readonly Argument[],
): Promise<TableFunctionAnalysis> {
  const scalars = given.filter(({ value }) => !isTable(value));
  const row: Relation = {
    kind: "Project",
    input: { kind: "OneRow" },
    expressions: scalars.map(({ value }, i) => ({ kind: "Alias", child: value, names: [`_${i}`] })),
  };
  const types = scalars.length === 0 ? [] : (await schemaOf(reader, row)).fields.map(({ dataType }) => dataType);
  const constants = scalars.every(({ value }) => isConstant(value)) ? await values(reader, row, types.length) : [];
  let next = 0;
  const args: AnalyzedArgument[] = [];
  for (const { name: keyword, value } of given) {
    if (isTable(value)) {
      const dataType = await schemaOf(reader, value.plan);
      args.push({ name: keyword, dataType, isTable: true, constant: undefined });
      continue;
    }
    const i = next++;
    const dataType = types[i];
    if (dataType === undefined) throw new TypeError("an argument has no type");
    const constant = constants[i] === undefined ? undefined : pickled(constants[i], dataType);
    args.push({ name: keyword, dataType, isTable: false, constant });
  }
  return analyzeTableFunction(environment, name, udtf, args, reader.signal);
}
async function values({ session, signal }: RelationReader, row: Relation, count: number): Promise<LiteralValue[]> {
  return count === 0 ? [] : firstRow(await session.engine.execute(row, { signal }));
}
/** Has the same value each time: neither drawn anew nor made by a function of the client's. */
function isConstant(argument: Expression): boolean {
  return !someNode(argument, ({ kind, nameParts }) => {
    if (kind === "CommonInlineUserDefinedFunction" || kind === "SubqueryExpression") return true;
    if (kind !== "UnresolvedFunction") return undefined;
    return findBuiltin((nameParts as readonly string[]).at(-1) ?? "")?.deterministic === false || undefined;
  });
}
