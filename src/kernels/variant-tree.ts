/** Variants as trees: paths into them, changes, other values turned into them. */
import type { DataType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { readVariant } from "../types/variant-codec.ts";
import { VariantBuilder, type VariantBytes } from "../types/variant-encode.ts";
import type { VariantNode } from "../types/variant-format.ts";
import { KernelError } from "./kernel.ts";

/** A key of an object, or an index of an array. */
export type PathSegment = string | number;

/** `$.key`, `$['key']`, `$["key"]`, `$[0]` and so on; null where the text is no path. */
export function parseVariantPath(text: string): readonly PathSegment[] | null {
  if (!text.startsWith("$")) return null;
  const segments: PathSegment[] = [];
  const step = /\.([^.[]+)|\['([^']+)'\]|\["([^"]+)"\]|\[(\d+)\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const m = step.exec(text);
    if (m === null) return null;
    const index = m[4];
    if (index !== undefined && Number(index) > 2147483647) return null;
    segments.push(index === undefined ? (m[1] ?? m[2] ?? m[3])! : Number(index));
  }
  return segments;
}
/** The first segments of a path as text, as errors name the place. */
function pathText(segments: readonly PathSegment[]): string {
  return `$${segments.map((s) => (typeof s === "number" ? `[${s}]` : `.${s}`)).join("")}`;
}

export function writeNode(out: VariantBuilder, node: VariantNode): void {
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
      const start = out.position;
      const starts = node.elements.map((element) => {
        const at = out.position;
        writeNode(out, element);
        return at;
      });
      return out.array(start, starts);
    }
    case "object": {
      const start = out.position;
      const fields = node.entries.map(([key, value]) => {
        const field = out.field(key);
        writeNode(out, value);
        return field;
      });
      return out.object(start, fields);
    }
  }
}
export function bytesOfNode(node: VariantNode): VariantBytes {
  return nodeEncoder()(node);
}
/** Encodes one value after the other; what it gives is overwritten by the next. */
export function nodeEncoder(): (node: VariantNode) => VariantBytes {
  const out = new VariantBuilder();
  return (node) => {
    out.reset();
    writeNode(out, node);
    return out.finish();
  };
}

/** A value of a Spark type as a variant; structs and maps become objects. */
export function nodeOf(value: InternalValue, type: DataType): VariantNode {
  if (value === null) return { kind: "null" };
  switch (type.kind) {
    case "boolean":
      return { kind: "boolean", value: value as boolean };
    case "byte":
    case "short":
    case "integer":
    case "long":
      return { kind: "long", value: BigInt(value as number | bigint) };
    case "float":
    case "double":
      return { kind: type.kind, value: value as number };
    case "decimal":
      return { kind: "decimal", unscaled: value as bigint, scale: type.scale };
    case "binary":
      return { kind: "binary", value: value as Uint8Array };
    case "date":
      return { kind: "date", days: value as number };
    case "timestamp":
    case "timestamp_ntz":
      return { kind: type.kind, micros: value as bigint, nanos: 0 };
    case "variant": {
      const [bytes, metadata] = value as readonly [Uint8Array, Uint8Array];
      return readVariant(bytes, metadata);
    }
    case "array":
      return { kind: "array", elements: (value as readonly InternalValue[]).map((v) => nodeOf(v, type.elementType)) };
    case "map":
      return {
        kind: "object",
        entries: (value as readonly (readonly [string, InternalValue])[]).map(([k, v]) => [
          k,
          nodeOf(v, type.valueType),
        ]),
      };
    case "struct":
      return {
        kind: "object",
        entries: type.fields.map((f, i) => [
          f.name,
          nodeOf((value as readonly InternalValue[])[i] ?? null, f.dataType),
        ]),
      };
    default:
      return { kind: "string", value: String(value) };
  }
}

export type Change = "insert" | "set" | "append" | "delete";
export interface Edit {
  readonly change: Change;
  readonly path: readonly PathSegment[];
  /** As the user wrote it, for errors. */
  readonly text: string;
  readonly fn: string;
  /** What is put in; null for a deletion. */
  readonly value: VariantNode | null;
  /** Whether `set` makes what is missing. */
  readonly create: boolean;
}

class Editor {
  readonly #edit: Edit;
  constructor(edit: Edit) {
    this.#edit = edit;
  }
  #mismatch(depth: number): KernelError {
    const { text, fn, path } = this.#edit;
    return new KernelError("VARIANT_PATH_TYPE_MISMATCH", {
      path: text,
      failedAt: pathText(path.slice(0, depth)),
      functionName: `\`${fn}\``,
    });
  }
  /** The node with the change made at or below it; the node itself where nothing changes. */
  apply(node: VariantNode, depth: number): VariantNode {
    const { path, change } = this.#edit;
    if (depth === path.length) {
      // Only append changes the node that the path ends at.
      if (node.kind !== "array") throw this.#mismatch(depth);
      return { kind: "array", elements: [...node.elements, this.#edit.value!] };
    }
    const segment = path[depth]!;
    const last = depth === path.length - 1 && change !== "append";
    if (typeof segment === "string") {
      if (node.kind === "object") return last ? this.#field(node, segment) : this.#intoField(node, segment, depth);
    } else if (node.kind === "array") {
      return last ? this.#element(node, segment) : this.#intoElement(node, segment, depth);
    }
    if (change === "delete") return node;
    throw this.#mismatch(depth);
  }
  #intoField(node: VariantNode & { kind: "object" }, key: string, depth: number): VariantNode {
    const at = node.entries.findIndex(([k]) => k === key);
    const old = node.entries[at];
    if (old === undefined) {
      const made = this.#missing(depth + 1);
      return made === null ? node : { kind: "object", entries: [...node.entries, [key, made]] };
    }
    const made = this.apply(old[1], depth + 1);
    return made === old[1] ? node : { kind: "object", entries: node.entries.with(at, [key, made]) };
  }
  #intoElement(node: VariantNode & { kind: "array" }, index: number, depth: number): VariantNode {
    const old = node.elements[index];
    if (old === undefined) {
      const made = this.#missing(depth + 1);
      return made === null ? node : { kind: "array", elements: padded(node.elements, index, made) };
    }
    const made = this.apply(old, depth + 1);
    return made === old ? node : { kind: "array", elements: node.elements.with(index, made) };
  }
  /** What the rest of the path stands for where nothing was; null where nothing is to be made. */
  #missing(depth: number): VariantNode | null {
    const { change, create, path, value } = this.#edit;
    if (change === "delete" || change === "append" || !create || value === null) return null;
    return path
      .slice(depth)
      .reduceRight<VariantNode>(
        (inner, segment) =>
          typeof segment === "string"
            ? { kind: "object", entries: [[segment, inner]] }
            : { kind: "array", elements: padded([], segment, inner) },
        value,
      );
  }
  #field(node: VariantNode & { kind: "object" }, key: string): VariantNode {
    const { change, value, create } = this.#edit;
    const at = node.entries.findIndex(([k]) => k === key);
    if (change === "delete") {
      return at < 0 ? node : { kind: "object", entries: node.entries.filter((_, i) => i !== at) };
    }
    if (at < 0) return create ? { kind: "object", entries: [...node.entries, [key, value!]] } : node;
    if (change === "insert") throw new KernelError("VARIANT_DUPLICATE_KEY", { key });
    return { kind: "object", entries: node.entries.with(at, [key, value!]) };
  }
  #element(node: VariantNode & { kind: "array" }, index: number): VariantNode {
    const { change, value, create } = this.#edit;
    const { elements } = node;
    const exists = index < elements.length;
    if (change === "delete") return exists ? { kind: "array", elements: elements.toSpliced(index, 1) } : node;
    if (!exists) return create ? { kind: "array", elements: padded(elements, index, value!) } : node;
    const count = change === "insert" ? 0 : 1;
    return { kind: "array", elements: elements.toSpliced(index, count, value!) };
  }
}
/** The elements, nulls up to the index, and the value there. */
function padded(elements: readonly VariantNode[], index: number, value: VariantNode): VariantNode[] {
  const out = [...elements];
  while (out.length < index) out.push({ kind: "null" });
  out.push(value);
  return out;
}
export function edited(root: VariantNode, edit: Edit): VariantNode {
  return new Editor(edit).apply(root, 0);
}

/** Without fields that are null; `arrays`: also without null elements. */
export function stripNulls(node: VariantNode, arrays: boolean): VariantNode {
  if (node.kind === "object") {
    const kept = node.entries.filter(([, value]) => value.kind !== "null");
    return { kind: "object", entries: kept.map(([key, value]) => [key, stripNulls(value, arrays)]) };
  }
  if (node.kind !== "array") return node;
  const kept = arrays ? node.elements.filter((element) => element.kind !== "null") : node.elements;
  return { kind: "array", elements: kept.map((element) => stripNulls(element, arrays)) };
}
