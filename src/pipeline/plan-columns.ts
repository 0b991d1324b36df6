/** Which columns of the table a step of a plan reads. */
import type { PlanColumn, PlanStep, PlanValue, Space } from "./plan.ts";

/** The spaces from the outermost to this one. */
export function pathTo(space: Space | undefined): Space[] {
  const path: Space[] = [];
  for (let at = space; at !== undefined; at = at.around) path.unshift(at);
  return path;
}

/** The values a step is given, in the order of its arguments. */
export const argumentsOf = (step: PlanStep): readonly PlanValue[] => (step.kind === "call" ? step.args : [step.of]);

/** The columns a step makes. */
export const madeBy = (step: PlanStep): readonly PlanColumn[] => (step.kind === "call" ? step.made : [step.made]);

/** The column that holds a value, where one does. */
export function columnOf(value: PlanValue): PlanColumn | undefined {
  if (value.kind === "column") return value;
  return value.kind === "list" ? columnOf(value.items) : undefined;
}

/** The value, and the lists whose items it is of, from space to space outwards. */
function* sourcesOf(value: PlanValue): Generator<PlanValue> {
  yield value;
  if (value.kind === "item") yield* sourcesOf(value.space.lists[value.list] as PlanValue);
}

const isWithin = (space: Space | undefined, outer: Space): boolean => pathTo(space).includes(outer);

/** What a step reads. */
export interface StepLayout {
  /** Each once. */
  readonly columns: readonly PlanColumn[];
  /**
   * For each space around the step, where it learns how many items there are: a column that was made in the space, which
   * has that in its own lists; undefined where it needs the lists of the space themselves.
   */
  readonly witnesses: ReadonlyMap<Space, PlanColumn | undefined>;
}

/** From the innermost space outwards, as the lists of one may be items of the next. */
export function layoutOf(step: PlanStep): StepLayout {
  const values = [...argumentsOf(step)];
  const witnesses = new Map<Space, PlanColumn | undefined>();
  for (const space of pathTo(step.space).reverse()) {
    const witness = witnessOf(space, values);
    witnesses.set(space, witness);
    if (witness === undefined) values.push(...space.lists);
  }
  const sources = values.flatMap((value) => [...sourcesOf(value)]);
  return { columns: [...new Set(sources.flatMap((value) => columnOf(value) ?? []))], witnesses };
}

function witnessOf(space: Space, values: readonly PlanValue[]): PlanColumn | undefined {
  const isItem = (v: PlanValue): boolean => v.kind === "item" && v.space === space;
  // Positions in several lists are in none of the columns.
  if (space.lists.length > 1 && values.some((value) => [...sourcesOf(value)].some(isItem))) return undefined;
  return values.map(columnOf).find((column) => column !== undefined && isWithin(column.space, space));
}

/** The columns the step reads, each once. */
export const columnsRead = (step: PlanStep): readonly PlanColumn[] => layoutOf(step).columns;
