/** `spark.read.json(df)`, `spark.read.csv(df)`: rows of text that hold records. */
import { readIpcStream } from "../../arrow/index.ts";
import { internalCells } from "../../engine/internal-cells.ts";
import type { Expression } from "../../plan/expression.ts";
import type { Relation } from "../../plan/relation.ts";
import { STRING } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import { decodeSchema } from "../codec/data-type.ts";
import { invalidPlan } from "../codec/invalid-plan.ts";
import { type Parse, Parse_ParseFormat as ParseFormat } from "../generated/spark/connect/relations_pb.ts";
import type { RelationReader } from "./plan-reader.ts";

export async function parsedRows(reader: RelationReader, message: Parse): Promise<Relation> {
  const input: Relation = { kind: "ToDF", input: await reader.relation(message.input), columnNames: ["value"] };
  switch (message.format) {
    case ParseFormat.JSON:
      return json(reader, message, input);
    case ParseFormat.CSV:
      return csv(message, input);
    default:
      throw unsupported("reading XML from a DataFrame");
  }
}

/** A file has them one a line. White space is all that a break of lines can be in JSON; within its texts both are refused. */
async function json({ session, signal }: RelationReader, message: Parse, input: Relation): Promise<Relation> {
  const result = await session.engine.execute(input, { signal });
  const [column] = result.schema.fields;
  if (column?.dataType.kind !== "string") throw invalidPlan("the rows to parse are no texts");
  const { dataType } = column;
  async function* texts(): AsyncGenerator<readonly string[], void, undefined> {
    for await (const bytes of result.batches) {
      for (const { length, columns } of readIpcStream(bytes).batches) {
        const cell = columns[0] === undefined ? () => null : internalCells(columns[0], dataType);
        const found: string[] = [];
        for (let i = 0; i < length; i++) {
          const text = cell(i);
          if (typeof text === "string") found.push(text.replace(/[\r\n]/g, "\t"));
        }
        yield found;
      }
    }
  }
  const path = await session.texts.write(texts());
  return {
    kind: "ReadDataSource",
    format: "json",
    options: message.options,
    paths: [path],
    ...(message.schema === undefined ? {} : { schema: decodeSchema(message.schema) }),
  };
}

function csv(message: Parse, input: Relation): Relation {
  if (message.schema === undefined) throw unsupported("reading csv from a DataFrame without a schema");
  const text = (value: string): Expression => ({ kind: "Literal", value, dataType: STRING });
  const call = (fn: string, args: Expression[]): Expression => ({
    kind: "UnresolvedFunction",
    nameParts: [fn],
    arguments: args,
  });
  const pairs = Object.entries(message.options).flatMap(([key, value]) => [text(key), text(value)]);
  const record = call("from_csv", [
    { kind: "UnresolvedAttribute", nameParts: ["value"] },
    text(decodeSchema(message.schema).toDDL()),
    ...(pairs.length === 0 ? [] : [call("map", pairs)]),
  ]);
  const struct: Relation = {
    kind: "Project",
    input,
    expressions: [{ kind: "Alias", child: record, names: ["record"] }],
  };
  return { kind: "Project", input: struct, expressions: [{ kind: "UnresolvedStar", target: ["record"] }] };
}
