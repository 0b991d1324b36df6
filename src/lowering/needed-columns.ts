/**
 * The columns that joins hand on. Polars drops what nothing asks for by itself, but not before it has gone through every
 * step's columns: of a chain of joins each of which hands on all that came in, that is the square of their number.
 */
import type { Attribute } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { expressions, inputs, inputsFirst } from "../logical/tree.ts";
import { collectColumns, HANDS_ON } from "../optimizer/prune-scans.ts";

/** Of the attributes, those that the relation itself or one above it names. */
export type NeededColumns = (rel: Logical, attributes: readonly Attribute[]) => readonly Attribute[];

const ALL: NeededColumns = (_, attributes) => attributes;

export function neededColumns(root: Logical): NeededColumns {
  const order = inputsFirst(root);
  if (!order.some((rel) => rel.kind === "Join")) return ALL;
  const place = new Map(order.map((rel, i) => [rel, i]));
  /** The place of the last relation that names the column; whatever is above another comes behind it. */
  const last = new Map<number, number>();
  const name = (list: readonly Attribute[] | undefined, at: number): void => list?.forEach((a) => last.set(a.id, at));
  for (const [at, rel] of order.entries()) {
    const used = new Set<number>();
    for (const e of expressions(rel)) collectColumns(e, used);
    for (const id of used) last.set(id, at);
    if (rel.kind === "Project") name(rel.hidden, at);
    if (HANDS_ON.has(rel.kind)) continue;
    for (const input of inputs(rel)) {
      name(input.output, at);
      name(input.hidden, at);
    }
  }
  name(root.output, order.length);
  name(root.hidden, order.length);
  return (rel, attributes) => {
    const at = place.get(rel);
    if (at === undefined) return attributes;
    const lastOf = (a: Attribute): number => last.get(a.id) ?? -1;
    const needed = attributes.filter((a) => lastOf(a) >= at);
    if (needed.length > 0 || attributes.length === 0) return needed;
    // Rows without any column would have to be counted by another: by the one that joins below hand on the longest.
    return [attributes.reduce((most, a) => (lastOf(a) > lastOf(most) ? a : most))];
  };
}
