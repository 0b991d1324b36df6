/** The configurations of a remote session. Those of this package stay here: no server knows them. */
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { SqlConf } from "../../catalog/sql-conf.ts";
import type { ConfAccess } from "../../engine/conf-access.ts";
import { ConfigRequestSchema, type ConfigResponse, ConfigResponseSchema } from "../generated/spark/connect/base_pb.ts";
import type { Ask } from "./worker-protocol.ts";
import { readMessage } from "../codec/read-message.ts";

type OpType = NonNullable<NonNullable<MessageInitShape<typeof ConfigRequestSchema>["operation"]>["opType"]>;

const OWN = "spark.sparkwright.";
const TIME_ZONE = "spark.sql.session.timeZone";
/** Settings of the start that no server takes. */
const START_ONLY = new Set(["spark.remote", "spark.master"]);

/** Waits for the bytes that the server answers. */
export type AskBytes = (ask: Ask) => Uint8Array;

export class RemoteConf implements ConfAccess {
  readonly #ask: AskBytes;
  /** Settings of this package. */
  readonly own: SqlConf;
  /** Asked for at each action; forgotten whenever something may have changed it. */
  #timeZone: string | undefined;

  constructor(ask: AskBytes, own: SqlConf = new SqlConf()) {
    this.#ask = ask;
    this.own = own;
  }

  get(key: string): string | null {
    if (key.startsWith(OWN)) return this.own.get(key);
    return this.#call({ case: "get", value: { keys: [key] } }).pairs[0]?.value ?? null;
  }
  getOr<T extends string | null>(key: string, fallback: T): string | T {
    if (key.startsWith(OWN)) return this.own.getOr(key, fallback);
    const pair = fallback === null ? { key } : { key, value: fallback };
    return this.#call({ case: "getWithDefault", value: { pairs: [pair] } }).pairs[0]?.value ?? fallback;
  }
  set(key: string, value: string): void {
    if (key.startsWith(OWN)) {
      this.own.set(key, value);
      return;
    }
    this.forget();
    this.#call({ case: "set", value: { pairs: [{ key, value }] } });
  }
  setInitial(key: string, value: string): void {
    this.setAll([[key, value]]);
  }
  /** Many at once; what a running session may not change is passed over, as by Spark's clients. */
  setAll(settings: Iterable<readonly [string, string]>): void {
    const pairs: { readonly key: string; readonly value: string }[] = [];
    for (const [key, value] of settings) {
      if (key.startsWith(OWN)) this.own.setInitial(key, value);
      else if (!START_ONLY.has(key)) pairs.push({ key, value });
    }
    if (pairs.length === 0) return;
    this.forget();
    this.#call({ case: "set", value: { pairs, silent: true } });
  }
  unset(key: string): void {
    if (key.startsWith(OWN)) {
      this.own.unset(key);
      return;
    }
    this.forget();
    this.#call({ case: "unset", value: { keys: [key] } });
  }
  isKnown(key: string): boolean {
    return key.startsWith(OWN) ? this.own.isKnown(key) : false;
  }
  isModifiable(key: string): boolean {
    if (key.startsWith(OWN)) return this.own.isModifiable(key);
    return this.#call({ case: "isModifiable", value: { keys: [key] } }).pairs[0]?.value === "true";
  }
  entries(): (readonly [key: string, value: string])[] {
    const remote = this.#call({ case: "getAll", value: {} }).pairs.map(({ key, value }) => [key, value ?? ""] as const);
    return [...remote, ...this.own.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  }
  get timeZone(): string {
    return (this.#timeZone ??= this.get(TIME_ZONE) ?? "UTC");
  }
  get longType(): "number" | "bigint" | "string" {
    return this.own.longType;
  }
  /** A statement may have set anything. */
  forget(): void {
    this.#timeZone = undefined;
  }

  #call(opType: OpType): ConfigResponse {
    const request = toBinary(ConfigRequestSchema, create(ConfigRequestSchema, { operation: { opType } }));
    return readMessage(ConfigResponseSchema, this.#ask({ type: "config", request }));
  }
}
