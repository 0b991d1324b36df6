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
      return { pairs: op.value.keys.map((key) => pair(key, conf.get(key) ?? undefined)) };
    case "getWithDefault":
      return { pairs: op.value.pairs.map(({ key, value }) => pair(key, conf.getOr(key, value ?? null) ?? undefined)) };
    case "getOption":
      return { pairs: op.value.keys.map((key) => pair(key, optional(conf, key))) };
    case "getAll": {
      const prefix = op.value.prefix ?? "";
      const entries = conf.entries().filter(([key]) => key.startsWith(prefix));
      return { pairs: entries.map(([key, value]) => pair(key.slice(prefix.length), value)) };
    }
    case "unset":
      for (const key of op.value.keys) conf.unset(key);
      return { pairs: op.value.keys.map((key) => pair(key)) };
    case "isModifiable":
      return { pairs: op.value.keys.map((key) => pair(key, String(conf.isModifiable(key)))) };
    default:
      throw unsupported("this operation on the configuration");
  }
}

function pair(key: string, value?: string): Pair {
  return value === undefined ? { key } : { key, value };
}
function optional(conf: SqlConf, key: string): string | undefined {
  return conf.isKnown(key) || conf.isSet(key) ? (conf.get(key) ?? undefined) : undefined;
}
