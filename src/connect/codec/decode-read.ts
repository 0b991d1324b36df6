import type { Relation } from "../../plan/relation.ts";
import { parseIdentifierParts } from "../../sql/index.ts";
import { dataTypeFromJson, StructType, type TypeJson } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import type { Read } from "../generated/spark/connect/relations_pb.ts";
import { parsedType } from "./data-type.ts";
import { invalidPlan } from "./invalid-plan.ts";

/** Tables by name and files by path. */
export function decodeRead({ readType, isStreaming }: Read, host: { readonly defaultSource: string }): Relation {
  if (isStreaming) throw unsupported("streaming reads");
  switch (readType.case) {
    case undefined:
      throw invalidPlan("the read has no source");
    case "namedTable": {
      const { unparsedIdentifier, options } = readType.value;
      const named = { kind: "ReadNamedTable", nameParts: parseIdentifierParts(unparsedIdentifier) } as const;
      return Object.keys(options).length === 0 ? named : { ...named, options };
    }
    case "dataSource": {
      const { format, schema, options, paths, predicates } = readType.value;
      if (predicates.length > 0) throw unsupported("the data source jdbc");
      const type = schemaOf(schema);
      const { path, rest } = withoutPath(options);
      const all = paths.length > 0 || path === undefined ? paths : [path];
      return {
        kind: "ReadDataSource",
        format: (format === undefined || format === "" ? host.defaultSource : format).toLowerCase(),
        options: rest,
        paths: all,
        ...(type === undefined ? {} : { schema: type }),
      };
    }
  }
}

function schemaOf(text: string | undefined): StructType | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const type = text.trimStart().startsWith("{") ? dataTypeFromJson(JSON.parse(text) as TypeJson) : parsedType(text);
  if (type instanceof StructType) return type;
  throw invalidPlan("the schema of a read is no struct");
}

/** Options are found whatever their case. */
function withoutPath(options: { readonly [name: string]: string }): {
  readonly path: string | undefined;
  readonly rest: { readonly [name: string]: string };
} {
  const entries = Object.entries(options);
  const path = entries.find(([name]) => name.toLowerCase() === "path")?.[1];
  return { path, rest: Object.fromEntries(entries.filter(([name]) => name.toLowerCase() !== "path")) };
}
