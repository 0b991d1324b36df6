/** Variants rewritten: as they are, without what is null, or with a change at a path. The keys left are numbered anew. */
import type { VariantBuilder } from "../types/variant-builder.ts";
import { BASIC } from "../types/variant-format.ts";
import type { VariantView } from "../types/variant-view.ts";
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

/** Which nulls a copy keeps: all, those that are no fields of objects, or those that are in no container. */
export type KeptNulls = "all" | "elements" | "top";

/** Writes the value at a place. */
export function copyVariant(view: VariantView, at: number, out: VariantBuilder, nulls: KeptNulls = "all"): void {
  switch (view.first(at) & 3) {
    case BASIC.object: {
      view.openObject(at);
      const { count, ids, idSize, offsets, offsetSize, content } = view;
      const object = out.open();
      for (let i = 0; i < count; i++) {
        const place = content + view.uint(offsets + i * offsetSize, offsetSize);
        if (nulls !== "all" && view.first(place) === 0) continue;
        out.field(view.key(view.uint(ids + i * idSize, idSize)));
        copyVariant(view, place, out, nulls);
      }
      return out.closeObject(object);
    }
    case BASIC.array: {
      const end = view.endOfSmallList(at, nulls !== "top");
      if (end >= 0) return out.raw(view.bytes, at, end);
      view.openArray(at);
      const { count, offsets, offsetSize, content } = view;
      const array = out.open();
      for (let i = 0; i < count; i++) {
        const place = content + view.uint(offsets + i * offsetSize, offsetSize);
        if (nulls === "top" && view.first(place) === 0) continue;
        out.element();
        copyVariant(view, place, out, nulls);
      }
      return out.closeArray(array);
    }
    default:
      return out.raw(view.bytes, at, view.endOf(at));
  }
}

export type Change = "insert" | "set" | "append" | "delete";
export interface Edit {
  readonly change: Change;
  readonly path: readonly PathSegment[];
  /** As the user wrote it, for errors. */
  readonly text: string;
  readonly fn: string;
  /** Writes what is put in; a deletion puts nothing in. */
  readonly value: () => void;
  /** Whether `set` makes what is missing. */
  readonly create: boolean;
}

/** Writes values with a change made in them. */
export class VariantEditor {
  readonly #out: VariantBuilder;
  #view!: VariantView;
  #edit!: Edit;
  constructor(out: VariantBuilder) {
    this.#out = out;
  }
  /** Writes the viewed value with a change made in it. */
  write(view: VariantView, edit: Edit): void {
    this.#view = view;
    this.#edit = edit;
    this.#value(view.start, 0);
  }
  #mismatch(depth: number): KernelError {
    const { text, fn, path } = this.#edit;
    return new KernelError("VARIANT_PATH_TYPE_MISMATCH", {
      path: text,
      failedAt: pathText(path.slice(0, depth)),
      functionName: `\`${fn}\``,
    });
  }
  /** The value at a place, which `depth` segments of the path have led to. */
  #value(at: number, depth: number): void {
    const { path, change } = this.#edit;
    const kind = this.#view.first(at) & 3;
    if (depth === path.length) {
      // Only append changes the value that the path ends at.
      if (kind !== BASIC.array) throw this.#mismatch(depth);
      return this.#array(at, -1, depth);
    }
    const segment = path[depth]!;
    if (typeof segment === "string") {
      if (kind === BASIC.object) return this.#object(at, segment, depth);
    } else if (kind === BASIC.array) return this.#array(at, segment, depth);
    if (change !== "delete") throw this.#mismatch(depth);
    copyVariant(this.#view, at, this.#out);
  }
  #isLast(depth: number): boolean {
    return depth === this.#edit.path.length - 1 && this.#edit.change !== "append";
  }
  #makes(last: boolean): boolean {
    const { change, create } = this.#edit;
    return create && change !== "delete" && (last || change !== "append");
  }
  #object(at: number, key: string, depth: number): void {
    const view = this.#view;
    const out = this.#out;
    const { change, value } = this.#edit;
    view.openObject(at);
    const { count, ids, idSize, offsets, offsetSize, content } = view;
    const last = this.#isLast(depth);
    let found = false;
    const object = out.open();
    for (let i = 0; i < count; i++) {
      const name = view.key(view.uint(ids + i * idSize, idSize));
      const here = !found && name === key;
      if (here) found = true;
      if (here && last && change === "delete") continue;
      if (here && last && change === "insert") throw new KernelError("VARIANT_DUPLICATE_KEY", { key });
      out.field(name);
      const place = content + view.uint(offsets + i * offsetSize, offsetSize);
      if (!here) copyVariant(view, place, out);
      else if (last) value();
      else this.#value(place, depth + 1);
    }
    if (!found && this.#makes(last)) {
      out.field(key);
      this.#make(depth + 1);
    }
    out.closeObject(object);
  }
  /** An index of -1 leads nowhere: the value comes after all elements. */
  #array(at: number, index: number, depth: number): void {
    const view = this.#view;
    const out = this.#out;
    const { change, value } = this.#edit;
    view.openArray(at);
    const { count, offsets, offsetSize, content } = view;
    const last = this.#isLast(depth);
    const array = out.open();
    for (let i = 0; i < count; i++) {
      const place = content + view.uint(offsets + i * offsetSize, offsetSize);
      if (i === index && last) {
        if (change === "delete") continue;
        out.element();
        value();
        if (change !== "insert") continue;
      }
      out.element();
      if (i === index && !last) this.#value(place, depth + 1);
      else copyVariant(view, place, out);
    }
    if (index < 0) {
      out.element();
      value();
    } else if (index >= count && this.#makes(last)) {
      this.#padded(count, index, depth);
    }
    out.closeArray(array);
  }
  /** Nulls up to the index, and there what the rest of the path stands for. */
  #padded(count: number, index: number, depth: number): void {
    for (let i = count; i < index; i++) {
      this.#out.element();
      this.#out.null();
    }
    this.#out.element();
    this.#make(depth + 1);
  }
  /** What the rest of the path stands for where nothing was. */
  #make(depth: number): void {
    const [out, segment] = [this.#out, this.#edit.path[depth]];
    if (segment === undefined) return this.#edit.value();
    const container = out.open();
    if (typeof segment === "string") {
      out.field(segment);
      this.#make(depth + 1);
      return out.closeObject(container);
    }
    this.#padded(0, segment, depth);
    out.closeArray(container);
  }
}
