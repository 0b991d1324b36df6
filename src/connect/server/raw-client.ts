/** A client of the bare protocol for tests: messages go out and come back as they are. */
import { randomUUID } from "node:crypto";
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { Client, type ChannelCredentials, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { readIpcStream, RowReader } from "../../arrow/index.ts";
import { type ErrorInfo, ErrorInfoSchema, StatusSchema } from "../generated/google/rpc/status_pb.ts";
import * as base from "../generated/spark/connect/base_pb.ts";
import type { CommandSchema } from "../generated/spark/connect/commands_pb.ts";
import type { RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { decodeSchema } from "../codec/data-type.ts";

type RelationInit = MessageInitShape<typeof RelationSchema>;
type CommandInit = MessageInitShape<typeof CommandSchema>;

export interface RawClientOptions {
  readonly sessionId?: string;
  readonly token?: string;
  readonly security?: ChannelCredentials;
}

export class RawClient {
  readonly sessionId: string;
  readonly #client: Client;
  readonly #metadata: Metadata = new Metadata();

  constructor(port: number, { sessionId = randomUUID(), token, security }: RawClientOptions = {}) {
    this.sessionId = sessionId;
    this.#client = new Client(`127.0.0.1:${port}`, security ?? credentials.createInsecure());
    if (token !== undefined) this.#metadata.set("authorization", `Bearer ${token}`);
  }
  close(): void {
    this.#client.close();
  }

  unary<I extends DescMessage, O extends DescMessage>(
    name: string,
    input: I,
    output: O,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    const message = create(input, { sessionId: this.sessionId, ...(request as object) } as never);
    return this.bytes(name, toBinary(input, message)).then((bytes) => fromBinary(output, bytes));
  }
  /** Sends any bytes to a unary method. */
  bytes(name: string, request: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path(name),
        (bytes: Uint8Array) => Buffer.from(bytes),
        (bytes: Buffer) => bytes,
        request,
        this.#metadata,
        (error, response) => {
          if (error !== null) reject(error);
          else resolve(response as Uint8Array);
        },
      );
    });
  }
  /** Sends any bytes to a method that answers with a stream; `until` ends the stream early by cancelling it. */
  async streamBytes(
    name: string,
    request: Uint8Array,
    until: (response: base.ExecutePlanResponse) => boolean = () => false,
    signal?: AbortSignal,
  ): Promise<base.ExecutePlanResponse[]> {
    const call = this.#client.makeServerStreamRequest(
      path(name),
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => fromBinary(base.ExecutePlanResponseSchema, bytes),
      request,
      this.#metadata,
    );
    signal?.addEventListener("abort", () => call.cancel(), { once: true });
    const responses: base.ExecutePlanResponse[] = [];
    for await (const response of call as AsyncIterable<base.ExecutePlanResponse>) {
      responses.push(response);
      if (!until(response)) continue;
      call.on("error", () => undefined);
      call.cancel();
      break;
    }
    return responses;
  }
  execute(
    plan: { readonly root: RelationInit } | { readonly command: CommandInit },
    options: Partial<Pick<base.ExecutePlanRequest, "operationId" | "tags">> & {
      readonly reattachable?: boolean;
      readonly until?: (response: base.ExecutePlanResponse) => boolean;
      readonly signal?: AbortSignal;
    } = {},
  ): Promise<base.ExecutePlanResponse[]> {
    const { reattachable = false, until, signal, ...rest } = options;
    const request = create(base.ExecutePlanRequestSchema, {
      sessionId: this.sessionId,
      plan: planOf(plan),
      ...rest,
      requestOptions: reattachable
        ? [{ requestOption: { case: "reattachOptions", value: { reattachable: true } } }]
        : [],
    });
    return this.streamBytes("ExecutePlan", toBinary(base.ExecutePlanRequestSchema, request), until, signal);
  }
  async reattach(operationId: string, lastResponseId?: string): Promise<base.ExecutePlanResponse[]> {
    const request = create(base.ReattachExecuteRequestSchema, {
      sessionId: this.sessionId,
      operationId,
      ...(lastResponseId === undefined ? {} : { lastResponseId }),
    });
    return this.streamBytes("ReattachExecute", toBinary(base.ReattachExecuteRequestSchema, request));
  }
  /** The rows of a relation. */
  async rows(root: RelationInit): Promise<unknown[][]> {
    return rowsOf(await this.execute({ root }));
  }
  /** The rows of a statement of SQL, run as clients do it. */
  async sql(query: string): Promise<unknown[][]> {
    const responses = await this.execute({
      command: { commandType: { case: "sqlCommand", value: { input: sqlRelation(query) } } },
    });
    // What takes long tells of its progress before.
    const response = responses.find(({ responseType }) => responseType.case === "sqlCommandResult");
    if (response?.responseType.case !== "sqlCommandResult") throw new Error("the command gave no relation");
    const { relation } = response.responseType.value;
    if (relation === undefined) throw new Error("the command gave no relation");
    return this.rows(relation);
  }
  config(
    operation: NonNullable<MessageInitShape<typeof base.ConfigRequestSchema>["operation"]>,
  ): Promise<base.ConfigResponse> {
    return this.unary("Config", base.ConfigRequestSchema, base.ConfigResponseSchema, { operation });
  }
  analyze(
    analyze: NonNullable<MessageInitShape<typeof base.AnalyzePlanRequestSchema>["analyze"]>,
  ): Promise<base.AnalyzePlanResponse> {
    return this.unary("AnalyzePlan", base.AnalyzePlanRequestSchema, base.AnalyzePlanResponseSchema, { analyze });
  }
}

export function planOf(
  plan: { readonly root: RelationInit } | { readonly command: CommandInit },
): MessageInitShape<typeof base.PlanSchema> {
  return "root" in plan
    ? { opType: { case: "root", value: plan.root } }
    : { opType: { case: "command", value: plan.command } };
}
export function sqlRelation(query: string): RelationInit {
  return { relType: { case: "sql", value: { query } } };
}

/** Checks the order that clients rely on, and reads the rows. */
export function rowsOf(responses: readonly base.ExecutePlanResponse[]): unknown[][] {
  const [first] = responses;
  if (first?.schema === undefined) throw new Error("the first response has no schema");
  if (responses.at(-1)?.responseType.case !== "resultComplete") throw new Error("the result is not complete");
  const reader = new RowReader(decodeSchema(first.schema));
  const rows: unknown[][] = [];
  for (const { responseType } of responses) {
    if (responseType.case !== "arrowBatch") continue;
    const { data, rowCount, startOffset } = responseType.value;
    const { batches } = readIpcStream(data);
    if (batches.length !== 1 || batches[0]?.length !== Number(rowCount) || Number(startOffset) !== rows.length) {
      throw new Error("a batch is not what it says");
    }
    for (const row of reader.read(data)) rows.push(Array.from(row as Iterable<unknown>));
  }
  return rows;
}

/** What a failed call said of Spark's error. */
export function errorInfo(error: unknown): ErrorInfo {
  const [bytes] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Uint8Array)) throw error;
  for (const any of fromBinary(StatusSchema, bytes).details) {
    const info = anyUnpack(any, ErrorInfoSchema);
    if (info !== undefined) return info;
  }
  throw error;
}

function path(name: string): string {
  return `/${base.SparkConnectService.typeName}/${name}`;
}
