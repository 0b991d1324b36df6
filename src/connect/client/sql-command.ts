/** Statements of SQL as messages: their text, and the values of their parameters. */
import { create } from "@bufbuild/protobuf";
import type { SqlArguments } from "../../engine/engine.ts";
import type { Expression } from "../../plan/expression.ts";
import { parseStatement } from "../../sql/index.ts";
import { literalOf } from "../../types/literal.ts";
import { encodeExpression, onlyInSql } from "../codec/encode-expression.ts";
import { type Command as CommandMessage, CommandSchema } from "../generated/spark/connect/commands_pb.ts";
import type { Expression as ExpressionMessage } from "../generated/spark/connect/expressions_pb.ts";
import { type Relation as RelationMessage, RelationSchema } from "../generated/spark/connect/relations_pb.ts";

/** The command, and the relation that it stands for where the server does not answer another. */
export function sqlCommand(
  query: string,
  args: SqlArguments | undefined,
): { readonly command: CommandMessage; readonly relation: RelationMessage } {
  const relation = create(RelationSchema, {
    common: {},
    relType: { case: "sql", value: { query, ...argumentsOf(args) } },
  });
  const command = create(CommandSchema, { commandType: { case: "sqlCommand", value: { input: relation } } });
  return { command, relation };
}

function argumentsOf(args: SqlArguments | undefined): {
  posArguments?: ExpressionMessage[];
  namedArguments?: { [name: string]: ExpressionMessage };
} {
  if (args === undefined) return {};
  if (Array.isArray(args)) return { posArguments: args.map(valueOf) };
  const named = Object.entries(args).map(([name, value]) => [name, valueOf(value)] as const);
  return { namedArguments: Object.fromEntries(named) };
}

function valueOf(value: unknown): ExpressionMessage {
  const context = { subquery: (): never => onlyInSql("a subquery as the value of a parameter") };
  // A Column of the facade carries its expression; anything else is a value.
  if (typeof value === "object" && value !== null && "expression" in value) {
    return encodeExpression(value.expression as Expression, context);
  }
  const { value: literal, dataType } = literalOf(value);
  return encodeExpression({ kind: "Literal", value: literal as never, dataType }, context);
}

const MOVING = new Set(["InsertInto", "Script", "ExecuteImmediate", "WithIdentifiers"]);
const MOVING_TEXT = /^\s*(MERGE|UPDATE|DELETE|LOAD|OPTIMIZE|ANALYZE|COPY)\b/i;

/**
 * Whether the statement takes as long as its data: then it runs beside the program. The parser here only tells which
 * kind it is; what it does not know is asked of the server.
 */
export function movesData(text: string): boolean {
  if (MOVING_TEXT.test(text)) return true;
  try {
    const statement = parseStatement(text);
    if (statement.kind === "Query") return false;
    const { command } = statement;
    if (command.kind === "CreateTable") return command.query !== undefined;
    if (command.kind === "CacheTable") return !command.lazy;
    return MOVING.has(command.kind);
  } catch {
    return false;
  }
}
