/** The schema that holds all variants of a group. */
import { Utf8Builder } from "../arrow/builders.ts";
import type { ArrowVector } from "../arrow/vector.ts";
import { VARIANT } from "../types/data-type.ts";
import { readVariant } from "../types/variant-codec.ts";
import type { GroupKernel } from "./group-kernel.ts";
import { valueReader } from "./typed-values.ts";
import { mergeSchemas, schemaOfNode, schemaText, type VariantSchema } from "./variant-schema.ts";

export const variantSchemas: GroupKernel = (columns, _, groups) => {
  const read = valueReader(columns[0] as ArrowVector, VARIANT);
  const out = new Utf8Builder(groups);
  return {
    add: (start, end) => {
      let schema: VariantSchema = { kind: "void" };
      for (let row = start; row < end; row++) {
        const value = read(row) as readonly [Uint8Array, Uint8Array] | null;
        if (value !== null) schema = mergeSchemas(schema, schemaOfNode(readVariant(value[0], value[1])));
      }
      out.appendString(schemaText(schema));
    },
    finish: () => out.finish(),
  };
};
