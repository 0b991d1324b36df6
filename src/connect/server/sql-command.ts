/** `spark.sql`: queries are given back to be run later, commands are run now and their answer is given back. */
import { create } from "@bufbuild/protobuf";
import { isMetadataCommand } from "../../engine/commands.ts";
import { parserOptions } from "../../engine/sql-options.ts";
import { substitute } from "../../engine/substitute.ts";
import type { Command } from "../../plan/command.ts";
import type { Relation } from "../../plan/relation.ts";
import { parseStatement } from "../../sql/index.ts";
import type { SqlCommand } from "../generated/spark/connect/commands_pb.ts";
import {
  type Relation as RelationMessage,
  RelationSchema,
  type SQL,
  SQLSchema,
  type WithRelations,
} from "../generated/spark/connect/relations_pb.ts";
import { AnalysisException } from "../../types/spark-error.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import { arrowStream } from "./arrow-result.ts";
import type { Operation } from "./operation.ts";
import type { PlanReader } from "./plan-reader.ts";

export async function runSqlCommand(reader: PlanReader, operation: Operation, command: SqlCommand): Promise<void> {
  const input = inputOf(command);
  const { sql, references } = textOf(input);
  const { session, signal, decoder } = reader;
  const { engine } = session;
  decoder.addReferences(references);
  const parameters = decoder.sqlParameters(sql);
  const statement = parseStatement(substitute(sql.query, engine.conf), {
    ...parserOptions(engine.conf, undefined),
    parameters,
  });
  if (statement.kind === "Query") {
    await engine.prepare(await reader.relation(input), { signal });
    await answer(operation, input);
    return;
  }
  await prepareQuery(reader, statement.command);
  const rows = isMetadataCommand(statement.command)
    ? engine.runSync(statement.command)
    : await engine.run(statement.command, { signal });
  await answer(operation, await localRelation(reader, rows));
}

function answer(operation: Operation, relation: RelationMessage): Promise<void> {
  return operation.send({ responseType: { case: "sqlCommandResult", value: { relation } } });
}

/** The statement, where older clients give it as fields of the command. */
function inputOf({ input, sql, args, posArgs, namedArguments, posArguments }: SqlCommand): RelationMessage {
  if (input !== undefined) return input;
  const value = create(SQLSchema, { query: sql, args, posArgs, namedArguments, posArguments });
  return create(RelationSchema, { relType: { case: "sql", value } });
}
function textOf({ relType }: RelationMessage): { readonly sql: SQL; readonly references: WithRelations["references"] } {
  if (relType.case === "sql") return { sql: relType.value, references: [] };
  if (relType.case === "withRelations" && relType.value.root?.relType.case === "sql") {
    return { sql: relType.value.root.relType.value, references: relType.value.references };
  }
  throw invalidPlan("the SQL command has no statement");
}

/** Fetches what the command's query needs to know, so that nothing waits for it in this thread. */
async function prepareQuery({ session, signal }: PlanReader, command: Command): Promise<void> {
  const query = "query" in command ? command.query : undefined;
  if (query === undefined) return;
  try {
    await session.engine.prepare(query, { signal });
  } catch (error) {
    // By itself it may lack what the command gives it, as the parameters of a function; else the command fails, too.
    if (!(error instanceof AnalysisException)) throw error;
  }
}

/** Rows as a message. */
async function localRelation({ session, signal }: PlanReader, rows: Relation): Promise<RelationMessage> {
  const result = await session.engine.execute(rows, { signal });
  const data = await arrowStream(session.engine.conf, result);
  return create(RelationSchema, {
    relType: { case: "localRelation", value: { data, schema: result.schema.json() } },
  });
}
