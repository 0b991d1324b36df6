/** Functions that a client wrote in its own language, called in a plan or registered by name. */
import type { Expression } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import type { GroupFunction, PartitionFunction, UserFunction } from "../../plan/user-function.ts";
import { AnalysisException, unsupported } from "../../types/spark-error.ts";
import type { RelationDecoder } from "../codec/decode-relation.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import type { CommonInlineUserDefinedFunction } from "../generated/spark/connect/expressions_pb.ts";
import { type ArgumentNames, pythonFunction } from "../python/python-function.ts";
import { pythonGroupFunction, pythonPartitionFunction } from "../python/python-map.ts";
import type { PythonEnvironment } from "../python/python-environment.ts";
import type { CommonInlineUserDefinedTableFunction } from "../generated/spark/connect/relations_pb.ts";
import { pythonTableFunction } from "../python/python-table-function.ts";
import type { RelationReader } from "./plan-reader.ts";
import type { ConnectSession } from "./connect-session.ts";

export function userFunctionCall(
  session: ConnectSession,
  message: CommonInlineUserDefinedFunction,
  decoder: RelationDecoder,
): Expression {
  const given = decoder.expressions(message.arguments);
  const names = given.map((arg) => (arg.kind === "NamedArgument" ? arg.key : undefined));
  return {
    kind: "CommonInlineUserDefinedFunction",
    function: functionOf(session, message, names),
    arguments: given.map((arg) => (arg.kind === "NamedArgument" ? arg.value : arg)),
  };
}

export function registerFunction(session: ConnectSession, message: CommonInlineUserDefinedFunction): void {
  const { functionName } = message;
  if (message.function.case === "javaUdf") throw unsupported(ofJvm(functionName));
  session.engine.session.userFunctions.set(functionName.toLowerCase(), functionOf(session, message, []));
}

function functionOf(
  session: ConnectSession,
  { functionName: name, deterministic, function: implementation }: CommonInlineUserDefinedFunction,
  argumentNames: ArgumentNames,
): UserFunction {
  if (implementation.case === undefined) throw invalidPlan(`the function ${name} has no implementation`);
  if (implementation.case !== "pythonUdf") throw unsupported(ofJvm(name));
  const environment = pythonOf(session, `the function ${name}`);
  return pythonFunction(environment, { name, deterministic, argumentNames }, implementation.value);
}

/** A function over the batches of a relation. */
export function partitionFunction(
  session: ConnectSession,
  message: CommonInlineUserDefinedFunction,
): PartitionFunction {
  return pythonPartitionFunction(batchFunction(session, message));
}
/** A function over groups of rows. */
export function groupFunction(session: ConnectSession, message: CommonInlineUserDefinedFunction): GroupFunction {
  return pythonGroupFunction(batchFunction(session, message));
}
function batchFunction(
  session: ConnectSession,
  { functionName: name, function: implementation }: CommonInlineUserDefinedFunction,
): Parameters<typeof pythonGroupFunction>[0] {
  if (implementation.case !== "pythonUdf") throw unsupported(ofJvm(name));
  return { environment: pythonOf(session, `the function ${name}`), name, udf: implementation.value };
}

/** A call of a table function: its arguments are a row, or where one of them is a table, the rows of that. */
export async function tableFunctionCall(
  { session, expressions }: RelationReader,
  { functionName: name, arguments: args, function: implementation }: CommonInlineUserDefinedTableFunction,
): Promise<Relation> {
  if (implementation.case === undefined) throw invalidPlan(`the function ${name} has no implementation`);
  const environment = pythonOf(session, `the table function ${name}`);
  const given = await expressions(args);
  const names = given.map((arg) => (arg.kind === "NamedArgument" ? arg.key : undefined));
  const values = given.map((arg) => (arg.kind === "NamedArgument" ? arg.value : arg));
  const tables = values.flatMap((value) =>
    value.kind === "SubqueryExpression" && value.subqueryType === "table" ? [value] : [],
  );
  const [table, second] = tables;
  if (second !== undefined) throw new AnalysisException("TABLE_VALUED_FUNCTION_TOO_MANY_TABLE_ARGUMENTS", { num: "2" });
  if ((table?.partitionSpec?.length ?? 0) + (table?.orderSpec?.length ?? 0) > 0) {
    throw unsupported(`partitions and orders of the table given to ${name}`);
  }
  const row: Expression = {
    kind: "UnresolvedFunction",
    nameParts: ["struct"],
    arguments: [{ kind: "UnresolvedStar" }],
  };
  const columns = values.map((value, i): Expression => {
    const child = value === table ? row : value;
    return { kind: "Alias", child, names: [`_${i}`] };
  });
  const input = table?.plan ?? ({ kind: "OneRow" } as const);
  return {
    kind: "MapPartitions",
    input: { kind: "Project", input, expressions: columns },
    function: pythonTableFunction(environment, name, names, implementation.value),
  };
}

const ofJvm = (name: string): string => `the function ${name}`.trimEnd() + " written for the JVM";

/** What runs Python; a server started without an interpreter says how to give it one. */
export function pythonOf({ python }: ConnectSession, what: string): PythonEnvironment {
  if (python !== undefined) return python;
  throw unsupported(`${what}: start the server with --python INTERPRETER for functions written in Python`);
}
