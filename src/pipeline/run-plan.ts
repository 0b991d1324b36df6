/**
 * Runs a plan over a batch of rows. The values of a space lie flat, those of all rows behind each other, from the step that
 * makes them to the one that needs them; they become lists only where a function or an output asks for these.
 */
import { callNode, type Column } from "./call-node.ts";
import { type ItemIndex, itemIndex, itemsOf, joined, regrouped, repeated } from "./item-index.ts";
import type { Plan, PlanColumn, PlanStep, PlanValue, Space } from "./plan.ts";
import { columnsRead, madeBy } from "./plan-columns.ts";
import type { RunContext } from "./run-context.ts";

/** The columns of the plan's outputs, for columns of its inputs; `first` is the first row's number, for errors. */
export async function runPlan(
  plan: Plan,
  inputs: readonly Column[],
  rows: number,
  run: RunContext,
  first = 0,
): Promise<Column[]> {
  const batch = new Batch(rows, first);
  plan.inputs.forEach((column, i) => batch.set(column, inputs[i] ?? []));
  const started = new Map<PlanColumn, Promise<void>>();
  for (const step of plan.steps) {
    const before = [...columnsRead(step)].flatMap((column) => started.get(column) ?? []);
    const done = Promise.all(before).then(async () => {
      run.throwIfAborted();
      try {
        await runStep(step, batch, run);
      } catch (error) {
        run.fail(error);
        throw error;
      }
    });
    for (const column of madeBy(step)) started.set(column, done);
  }
  const settled = await Promise.allSettled(started.values());
  run.throwIfAborted();
  for (const result of settled) if (result.status === "rejected") throw result.reason;
  return plan.outputs.map(({ value }) => batch.values(value, undefined));
}

async function runStep(step: PlanStep, batch: Batch, run: RunContext): Promise<void> {
  const { space } = step;
  if (step.kind === "joinLists") {
    const { made } = step;
    const lists = batch.values(step.of, space);
    batch.set(
      made,
      lists.map((list) => (list === null ? null : joined(list, made.column))),
    );
    return;
  }
  const inputs = step.args.map((arg) => batch.values(arg, space));
  const place = { path: step.path, describe: (item: number) => batch.describe(item, space) };
  const results = await callNode(step.node, inputs, batch.size(space), run, place);
  step.made.forEach((column, i) => batch.set(column, results[i] ?? []));
}

class Batch {
  readonly #rows: number;
  readonly #first: number;
  readonly #known = new Map<PlanValue, Column>();
  readonly #indexes = new Map<Space, ItemIndex>();

  constructor(rows: number, first: number) {
    this.#rows = rows;
    this.#first = first;
  }
  set(column: PlanColumn, values: Column): void {
    this.#known.set(column, values);
  }
  size(space: Space | undefined): number {
    return space === undefined ? this.#rows : this.#index(space).items;
  }

  #index(space: Space): ItemIndex {
    const known = this.#indexes.get(space);
    if (known !== undefined) return known;
    const { around, lists, names, mode } = space;
    const columns = lists.map((list) => this.values(list, around));
    const index = itemIndex(names, columns, this.size(around), mode, (item) => this.describe(item, around));
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
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const made = this.#made(value);
    this.#known.set(value, made);
    return made;
  }
  #made(value: Exclude<PlanValue, { readonly kind: "constant" }>): Column {
    switch (value.kind) {
      case "column":
        throw new Error(`column ${value.column} is read before it is made`);
      case "item": {
        const { space, list } = value;
        return itemsOf(this.#index(space), list, this.values(space.lists[list] as PlanValue, space.around));
      }
      case "list":
        return regrouped(this.#index(value.of), this.values(value.items, value.of), false, "");
    }
  }

  describe(item: number, space: Space | undefined): string {
    if (space === undefined) return ` at row ${this.#first + item}`;
    const { rows, starts } = this.#index(space);
    const row = rows[item] ?? 0;
    return `${this.describe(row, space.around)} at item ${item - (starts[row] ?? 0)} of \`${space.names.join("`, `")}\``;
  }
}
