/** `Config`: a session's settings, read and changed. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { SqlConf } from "../../catalog/sql-conf.ts";
import { unsupported } from "../../types/spark-error.ts";
import { invalidPlan, required } from "../codec/invalid-plan.ts";
import type {
  ConfigRequest,
  ConfigRequest_Operation,
  ConfigResponseSchema,
} from "../generated/spark/connect/base_pb.ts";

/** What Spark's server has that an embedded session does not. */
const SERVER_DEFAULTS: ReadonlyMap<string, string> = new Map([
  ["spark.app.name", "sparkwright"],
  ["spark.connect.session.planCompression.defaultAlgorithm", "ZSTD"],
  ["spark.connect.session.planCompression.threshold", String(10 * 1024 * 1024)],
  ["spark.executor.id", "driver"],
  ["spark.submit.deployMode", "client"],
]);
/** Those of them that are settings, not only names that are known. */
const SERVER_SETTINGS = [...SERVER_DEFAULTS].filter(([key]) => !key.startsWith("spark.connect."));

type Answer = Pick<MessageInitShape<typeof ConfigResponseSchema>, "pairs" | "warnings">;
type Pair = { readonly key: string; readonly value?: string };

export function configResponse(conf: SqlConf, { operation }: ConfigRequest): Answer {
  const { opType: op } = required<ConfigRequest_Operation>(operation, "the operation");
  switch (op.case) {
    case undefined:
      throw invalidPlan("the operation has no type");
    case "set":
      for (const { key, value = "" } of op.value.pairs) {
        try {
          conf.set(key, value);
        } catch (error) {
          if (op.value.silent !== true) throw error;
        }
      }
      return { pairs: op.value.pairs.map(({ key, value }) => pair(key, value)) };
    case "get":
      return { pairs: op.value.keys.map((key) => pair(key, valueOf(conf, key) ?? undefined)) };
    case "getWithDefault":
      return { pairs: op.value.pairs.map(({ key, value }) => pair(key, withDefault(conf, key, value))) };
    case "getOption":
      return { pairs: op.value.keys.map((key) => pair(key, optional(conf, key))) };
    case "getAll": {
      const prefix = op.value.prefix ?? "";
      const settings = new Map([...SERVER_SETTINGS, ...conf.entries()]);
      const entries = [...settings].filter(([key]) => key.startsWith(prefix));
      return { pairs: entries.map(([key, value]) => pair(key.slice(prefix.length), value)) };
    }
    case "unset":
      for (const key of op.value.keys) conf.unset(key);
      return { pairs: op.value.keys.map((key) => pair(key)) };
    case "isModifiable":
      return { pairs: op.value.keys.map((key) => pair(key, String(isModifiable(conf, key)))) };
    default:
      throw unsupported("this operation on the configuration");
  }
}

function pair(key: string, value?: string): Pair {
  return value === undefined ? { key } : { key, value };
}
function has(conf: SqlConf, key: string): boolean {
  return conf.isKnown(key) || conf.isSet(key);
}
function valueOf(conf: SqlConf, key: string): string | null {
  return (has(conf, key) ? undefined : SERVER_DEFAULTS.get(key)) ?? conf.get(key);
}
function optional(conf: SqlConf, key: string): string | undefined {
  return has(conf, key) || SERVER_DEFAULTS.has(key) ? (valueOf(conf, key) ?? undefined) : undefined;
}
function withDefault(conf: SqlConf, key: string, value: string | undefined): string | undefined {
  const setting = conf.isSet(key) ? undefined : SERVER_SETTINGS.find(([name]) => name === key)?.[1];
  return setting ?? conf.getOr(key, value ?? null) ?? undefined;
}
function isModifiable(conf: SqlConf, key: string): boolean {
  return conf.isModifiable(key) || key.startsWith("spark.connect.session.planCompression.");
}
