/** Functions that a client wrote in its own language, called in a plan or registered by name. */
import type { Expression } from "../../plan/expression.ts";
import type { GroupFunction, PartitionFunction, UserFunction } from "../../plan/user-function.ts";
import { unsupported } from "../../types/spark-error.ts";
import type { RelationDecoder } from "../codec/decode-relation.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import type { CommonInlineUserDefinedFunction } from "../generated/spark/connect/expressions_pb.ts";
import { type ArgumentNames, pythonFunction } from "../python/python-function.ts";
import { pythonGroupFunction, pythonPartitionFunction } from "../python/python-map.ts";
import type { PythonEnvironment } from "../python/python-environment.ts";
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

const ofJvm = (name: string): string => `the function ${name}`.trimEnd() + " written for the JVM";

/** What runs Python; a server started without an interpreter says how to give it one. */
export function pythonOf({ python }: ConnectSession, what: string): PythonEnvironment {
  if (python !== undefined) return python;
  throw unsupported(`${what}: start the server with --python INTERPRETER for functions written in Python`);
}
