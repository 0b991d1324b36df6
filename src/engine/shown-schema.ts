/** The columns of a table or view by name, as commands tell them. */
import { schemaOf } from "../lowering/index.ts";
import { StructField, StructType } from "../types/data-type.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";

/** Of a view those that it was made with, or had when a query last read it. */
export function shownSchema(engine: EmbeddedEngine, nameParts: readonly string[]): StructType {
  const found = engine.session.catalog.find(nameParts);
  const kept = found !== undefined && "plan" in found && found.kind === "persistent" ? found : undefined;
  if (kept?.schema === undefined) return schemaOf(engine.analyzeSync({ kind: "ReadNamedTable", nameParts }));
  const { columnAliases: aliases } = kept;
  return new StructType(
    kept.schema.fields.map((f, i) => {
      const { name = f.name, comment } = aliases?.[i] ?? {};
      const metadata = comment === undefined ? f.metadata : { ...f.metadata, comment };
      return new StructField(name, f.dataType, f.nullable, metadata);
    }),
  );
}
