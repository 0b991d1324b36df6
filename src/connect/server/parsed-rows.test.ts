/** The rows are Spark's, of the same texts. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SparkSession } from "../../session/spark-session.ts";
import { Parse_ParseFormat as Format } from "../generated/spark/connect/relations_pb.ts";
import { decodeSchema } from "../codec/data-type.ts";
import { RawClient, rowsOf, sqlRelation } from "./raw-client.ts";
import { type ConnectServer, startConnectServer } from "./start-server.ts";

let spark: SparkSession;
let server: ConnectServer;
let client: RawClient;

beforeAll(async () => {
  spark = SparkSession.builder.getOrCreate();
  server = await startConnectServer(spark, { port: 0 });
  client = new RawClient(server.port);
});
afterAll(async () => {
  client.close();
  await server.stop();
  await spark.stop();
});

async function json(texts: readonly (string | null)[], options: { [name: string]: string } = {}): Promise<unknown> {
  const values = texts.map((text) => (text === null ? "(NULL)" : `(r'${text}')`)).join(", ");
  const input = sqlRelation(`SELECT * FROM VALUES (CAST(NULL AS STRING)), ${values} AS t(value)`);
  const responses = await client.execute({
    root: { relType: { case: "parse", value: { input, format: Format.JSON, options } } },
  });
  const schema = responses[0]?.schema;
  return { schema: schema && decodeSchema(schema).simpleString(), rows: rowsOf(responses) };
}

describe("JSON in rows", () => {
  it("has the schema that its records have", async () => {
    expect(await json(['{"b":1,"a":"x"}', '{"b":2.5}'])).toEqual({
      schema: "struct<a:string,b:double>",
      rows: [
        ["x", 1],
        [null, 2.5],
      ],
    });
    expect(await json(['{"d":1}'], { primitivesAsString: "true" })).toEqual({
      schema: "struct<d:string>",
      rows: [["1"]],
    });
  });
  it("may be lists of records, and have breaks of lines", async () => {
    expect(await json(['[{"b":1},{"b":2}]'])).toEqual({ schema: "struct<b:bigint>", rows: [[1], [2]] });
    expect(await json(['{"b":\n1}', '{"b":2}'])).toEqual({ schema: "struct<b:bigint>", rows: [[1], [2]] });
  });
  it("is kept where it is none", async () => {
    expect(await json(['{"b":1}', '{"b":'])).toEqual({
      schema: "struct<_corrupt_record:string,b:bigint>",
      rows: [
        [null, 1],
        ['{"b":', null],
      ],
    });
    expect(await json(['{"b":1}', '{"b":'], { mode: "DROPMALFORMED" })).toEqual({
      schema: "struct<b:bigint>",
      rows: [[1]],
    });
  });
});
