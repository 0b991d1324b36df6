/** The schema that holds all variants of a group. */
import { Utf8Builder } from "../arrow/builders.ts";
import type { ArrowVector } from "../arrow/vector.ts";
import { intact, nodeAt } from "../types/variant-codec.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { variantReader } from "./variant-columns.ts";
import { mergeSchemas, schemaOfNode, schemaText, type VariantSchema } from "./variant-schema.ts";
import { VariantSchemaBytes } from "./variant-schema-bytes.ts";

export const variantSchemas: GroupKernel = (columns, _, groups) => {
  const read = variantReader(columns[0] as ArrowVector);
  const out = new Utf8Builder(groups);
  const [text, before] = [new VariantSchemaBytes(), new SchemaText()];
  return {
    add: (start, end) => {
      let schema: VariantSchema = { kind: "void" };
      before.clear();
      intact(() => {
        for (let row = start; row < end; row++) {
          const view = read(row);
          if (view === null) continue;
          text.write(view);
          // Mostly they are all of one schema, and merged once it changes nothing any more.
          if (before.is(text)) continue;
          before.set(text);
          schema = mergeSchemas(schema, schemaOfNode(nodeAt(view, view.start)));
        }
      });
      out.appendString(schemaText(schema));
    },
    finish: () => out.finish(),
  };
};
/** The schema of the row before. */
class SchemaText {
  #bytes: Uint8Array = new Uint8Array(0);
  clear(): void {
    this.#bytes = new Uint8Array(0);
  }
  set({ out }: VariantSchemaBytes): void {
    this.#bytes = out.bytes.slice(0, out.used);
  }
  is({ out }: VariantSchemaBytes): boolean {
    const bytes = this.#bytes;
    if (out.used !== bytes.length) return false;
    for (let i = 0; i < bytes.length; i++) if (bytes[i] !== out.bytes[i]) return false;
    return true;
  }
}
