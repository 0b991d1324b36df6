/** Which columns the steps of a plan read and make. */
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

/** The columns the step needs: for its arguments, and to know how many items there are. */
export function columnsRead(step: PlanStep): ReadonlySet<PlanColumn> {
  const columns = new Set<PlanColumn>();
  const read = (value: PlanValue): void => {
    if (value.kind === "column") columns.add(value);
    else if (value.kind === "list") read(value.items);
    else if (value.kind === "item") value.space.lists.forEach(read);
  };
  argumentsOf(step).forEach(read);
  for (const space of pathTo(step.space)) space.lists.forEach(read);
  return columns;
}
