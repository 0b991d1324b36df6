/**
 * Runs a step of a plan over a batch of rows. Values of nested spaces lie in nested lists; a function is called for the
 * flat values of all rows together, so its batches are full however short the lists are.
 */
import { callNode, type Column } from "./call-node.ts";
import { type ItemIndex, itemIndex, itemsOf, joined, regrouped, repeated } from "./item-index.ts";
import type { PlanColumn, PlanStep, PlanValue, Space } from "./plan.ts";
import { columnOf, pathTo, type StepLayout } from "./plan-columns.ts";
import type { RunContext } from "./run-context.ts";

/** The columns a step makes of the columns it reads, as its layout says. */
export async function runStep(
  step: PlanStep,
  layout: StepLayout,
  columns: ReadonlyMap<string, Column>,
  rows: number,
  run: RunContext,
): Promise<Column[]> {
  const batch = new Batch(layout, columns, rows);
  const items = batch.size(step.space);
  if (step.kind === "joinLists") {
    const name = step.made.column;
    const lists = batch.values(step.of, step.space);
    const flat = lists.map((list) => (list === null || list === undefined ? null : joined(list, name)));
    return [batch.nested(flat, step.space)];
  }
  const inputs = step.args.map((arg) => batch.values(arg, step.space));
  const place = { path: step.path, describe: (item: number) => batch.describe(item, step.space) };
  const results = await callNode(step.node, inputs, items, run, place);
  return results.map((column) => batch.nested(column, step.space));
}

class Batch {
  readonly #layout: StepLayout;
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #rows: number;
  readonly #indexes = new Map<Space, ItemIndex>();

  constructor(layout: StepLayout, columns: ReadonlyMap<string, Column>, rows: number) {
    this.#layout = layout;
    this.#columns = columns;
    this.#rows = rows;
  }
  size(space: Space | undefined): number {
    return space === undefined ? this.#rows : this.#index(space).items;
  }

  #index(space: Space): ItemIndex {
    const known = this.#indexes.get(space);
    if (known !== undefined) return known;
    const { around } = space;
    const witness = this.#layout.witnesses.get(space);
    const lists =
      witness === undefined ? space.lists.map((list) => this.values(list, around)) : [this.#flat(witness, around)];
    const names =
      witness === undefined ? space.lists.map((_, i) => space.name.split(", ")[i] ?? space.name) : [space.name];
    const mode = witness === undefined ? space.mode : "zip";
    const index = itemIndex(names, lists, this.size(around), mode, (item) => this.describe(item, around));
    this.#indexes.set(space, index);
    return index;
  }

  /** A value for each item of the space (each row where there is none). */
  values(value: PlanValue, space: Space | undefined): Column {
    if (value.kind === "constant") return new Array<unknown>(this.size(space)).fill(value.value);
    if (value.space !== space) {
      if (space === undefined) throw new Error("a value of a space is read outside of it");
      return repeated(this.#index(space), this.values(value, space.around));
    }
    if (value.kind === "item") {
      const list = value.space.lists[value.list] as PlanValue;
      return itemsOf(this.#index(value.space), value.list, this.values(list, value.space.around));
    }
    return this.#flat(columnOf(value) as PlanColumn, space);
  }

  /** A column's values for the items of its space, or of one around, where they are lists. */
  #flat(column: PlanColumn, space: Space | undefined): Column {
    let values = this.#columns.get(column.column) ?? [];
    for (const level of pathTo(space)) {
      const { absent } = this.#index(level);
      values = values.flatMap((list, row) => (absent[row] === true ? [] : Array.from(list as ArrayLike<unknown>)));
    }
    return values;
  }

  /** Values for the items of a space as a column: a list in a list for each level. */
  nested(values: Column, space: Space | undefined): Column {
    let column = values;
    for (let at = space; at !== undefined; at = at.around) column = regrouped(this.#index(at), column, false, "");
    return column;
  }

  describe(item: number, space: Space | undefined): string {
    if (space === undefined) return ` at row ${item}`;
    const { rows, starts } = this.#index(space);
    const row = rows[item] ?? 0;
    return `${this.describe(row, space.around)} at item ${item - (starts[row] ?? 0)} of \`${space.name}\``;
  }
}
