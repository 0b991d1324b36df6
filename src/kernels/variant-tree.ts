/** Variants of trees, for readers of other formats. */
import { VariantBuilder, type VariantBytes } from "../types/variant-builder.ts";
import type { VariantNode } from "../types/variant-format.ts";

function writeNode(out: VariantBuilder, node: VariantNode): void {
  switch (node.kind) {
    case "null":
      return out.null();
    case "boolean":
      return out.boolean(node.value);
    case "long":
      return out.long(node.value);
    case "double":
      return out.double(node.value);
    case "float":
      return out.float(node.value);
    case "decimal":
      return out.decimal(node.unscaled, node.scale);
    case "string":
    case "uuid":
      return out.string(node.value);
    case "binary":
      return out.binary(node.value);
    case "date":
      return out.date(node.days);
    case "timestamp":
      return out.timestamp(node.micros);
    case "timestamp_ntz":
      return out.timestampNtz(node.micros);
    case "time":
      return out.long(node.micros);
    case "array": {
      const array = out.open();
      for (const element of node.elements) {
        out.element();
        writeNode(out, element);
      }
      return out.closeArray(array);
    }
    case "object": {
      const object = out.open();
      for (const [key, value] of node.entries) {
        out.field(key);
        writeNode(out, value);
      }
      return out.closeObject(object);
    }
  }
}
const BUILDER = new VariantBuilder();
export function bytesOfNode(node: VariantNode): VariantBytes {
  BUILDER.reset();
  writeNode(BUILDER, node);
  const { value, metadata } = BUILDER.finish();
  return { value: value.slice(), metadata };
}
