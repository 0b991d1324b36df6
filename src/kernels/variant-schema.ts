/** The common type of variants, as schema_of_variant names it. */
import type { VariantNode } from "../types/variant-format.ts";

export type VariantSchema =
  | {
      readonly kind:
        "void" | "boolean" | "long" | "double" | "float" | "string" | "binary" | "date" | "variant" | "time";
    }
  | { readonly kind: "timestamp" | "timestamp_ntz" | "uuid" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "array"; readonly element: VariantSchema }
  | { readonly kind: "object"; readonly fields: readonly (readonly [name: string, type: VariantSchema])[] };

const VOID: VariantSchema = { kind: "void" };
const VARIANT: VariantSchema = { kind: "variant" };
const DOUBLE: VariantSchema = { kind: "double" };

export function schemaOfNode(node: VariantNode): VariantSchema {
  switch (node.kind) {
    case "null":
      return VOID;
    case "decimal": {
      let { unscaled, scale } = node;
      while (scale > 0 && unscaled % 10n === 0n) {
        unscaled /= 10n;
        scale--;
      }
      const digits = (unscaled < 0n ? -unscaled : unscaled).toString().length;
      return { kind: "decimal", precision: Math.max(digits, scale), scale };
    }
    case "array":
      return { kind: "array", element: node.elements.reduce((t, e) => mergeSchemas(t, schemaOfNode(e)), VOID) };
    case "object":
      return { kind: "object", fields: sortedFields(node.entries.map(([key, v]) => [key, schemaOfNode(v)] as const)) };
    default:
      return { kind: node.kind };
  }
}
type Field = readonly [name: string, type: VariantSchema];
function sortedFields(fields: readonly Field[]): Field[] {
  return fields.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const DECIMAL_OF_LONG = { kind: "decimal", precision: 20, scale: 0 } as const;
export function mergeSchemas(a: VariantSchema, b: VariantSchema): VariantSchema {
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "array" && b.kind === "array") return { kind: "array", element: mergeSchemas(a.element, b.element) };
  if (a.kind === "object" && b.kind === "object") {
    const types = new Map<string, VariantSchema>(a.fields);
    for (const [name, type] of b.fields) {
      const known = types.get(name);
      types.set(name, known === undefined ? type : mergeSchemas(known, type));
    }
    return { kind: "object", fields: sortedFields([...types]) };
  }
  const numeric = mergeNumbers(a, b);
  if (numeric !== null) return numeric;
  if (a.kind === b.kind) return a;
  const kinds = [a.kind, b.kind];
  if (kinds.every((k) => k === "date" || k === "timestamp" || k === "timestamp_ntz")) {
    return { kind: kinds.includes("timestamp") ? "timestamp" : "timestamp_ntz" };
  }
  return VARIANT;
}
const NUMBERS: readonly VariantSchema["kind"][] = ["long", "decimal", "float", "double"];
function mergeNumbers(a: VariantSchema, b: VariantSchema): VariantSchema | null {
  if (!NUMBERS.includes(a.kind) || !NUMBERS.includes(b.kind)) return null;
  if (a.kind === b.kind && a.kind !== "decimal") return a;
  if (a.kind === "double" || b.kind === "double") return DOUBLE;
  if (a.kind === "float" || b.kind === "float") return a.kind === "decimal" || b.kind === "decimal" ? DOUBLE : DOUBLE;
  const [x, y] = [a, b].map((t) => (t.kind === "decimal" ? t : DECIMAL_OF_LONG)) as [
    VariantSchema & { kind: "decimal" },
    VariantSchema & { kind: "decimal" },
  ];
  const scale = Math.max(x.scale, y.scale);
  const precision = Math.max(x.precision - x.scale, y.precision - y.scale) + scale;
  return precision > 38 ? DOUBLE : { kind: "decimal", precision, scale };
}

export function schemaText(type: VariantSchema): string {
  switch (type.kind) {
    case "long":
      return "BIGINT";
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "array":
      return `ARRAY<${schemaText(type.element)}>`;
    case "object":
      return `OBJECT<${type.fields.map(([name, t]) => `${quotedName(name)}: ${schemaText(t)}`).join(", ")}>`;
    default:
      return type.kind.toUpperCase();
  }
}
export function quotedName(name: string): string {
  return /^[A-Za-z0-9_]+$/.test(name) && !/^\d+$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}
