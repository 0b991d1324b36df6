/** A plan as text. */
import type { CallStep, JoinListsStep, Plan, PlanColumn, PlanStep, PlanValue, Space } from "./plan.ts";
import { madeBy, pathTo } from "./plan-columns.ts";

/** What a plan costs. */
export interface PlanCosts {
  /** Times that the rows' lists are taken apart. */
  readonly explodes: number;
  /** Times that items are put together to lists again. */
  readonly regroups: number;
  readonly calls: number;
}

/** Steps that run one after the other over the items of one list of the rows, or over the rows. */
interface Section {
  readonly outermost: Space | undefined;
  readonly steps: PlanStep[];
}

const names = (columns: readonly PlanColumn[]): string => columns.map((c) => c.column).join(", ");

/** The steps by the list of the rows whose items, or items' items, they run over. */
function sectionsOf(plan: Plan): Section[] {
  const sections: Section[] = [];
  for (const step of plan.steps) {
    const outermost = pathTo(step.space)[0];
    const last = sections.at(-1);
    if (last !== undefined && last.outermost === outermost) last.steps.push(step);
    else sections.push({ outermost, steps: [step] });
  }
  return sections;
}

export function costsOf(plan: Plan): PlanCosts {
  const maps = sectionsOf(plan).filter((section) => section.outermost !== undefined).length;
  return { explodes: maps, regroups: maps, calls: plan.steps.filter((step) => step.kind === "call").length };
}

/** The plan, a line for each step, in the order they run. */
export function planText(plan: Plan): string {
  const { explodes, regroups, calls } = costsOf(plan);
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  const lines = [
    `== Pipeline Plan: ${count(calls, "call")}, ${count(explodes, "explode")}, ${count(regroups, "regroup")} ==`,
  ];
  lines.push(`Input [${plan.inputs.map((c) => `${c.column}: ${c.type?.simpleString() ?? "?"}`).join(", ")}]`);
  for (const { outermost, steps } of sectionsOf(plan)) {
    if (outermost === undefined) {
      lines.push(...steps.map(stepText));
      continue;
    }
    lines.push(`Explode [${outermost.names.join(", ")}]`);
    lines.push(...steps.map((step) => `  ${stepText(step)}`));
    lines.push(`Regroup [${names(steps.flatMap(madeBy))}] by row, in order`);
  }
  lines.push(
    `Output [${plan.outputs.map(({ name, value }) => `${name}: ${value.type?.simpleString() ?? "?"}`).join(", ")}]`,
  );
  return `${lines.join("\n")}\n`;
}

function stepText(step: PlanStep): string {
  const made = names(madeBy(step));
  return `${step.kind === "call" ? callText(step) : joinText(step)} -> ${made}${over(step.space)}`;
}
function callText({ path, node, args }: CallStep): string {
  const kind = node.batchSize === undefined ? "Call" : `Call in batches of ${node.batchSize}`;
  const object = node.use === undefined ? [] : [`${node.use.name} object`];
  return `${kind} ${path}(${[...object, ...args.map((arg, i) => argumentText(arg, node.inputs[i] ?? ""))].join(", ")})`;
}
const joinText = ({ of }: JoinListsStep): string => `JoinLists(${argumentText(of, "")})`;

function argumentText(value: PlanValue, name: string): string {
  switch (value.kind) {
    case "column":
      return value.column;
    case "item":
      return `item of ${argumentText(value.space.lists[value.list] ?? value, "")}`;
    case "list":
      return `list of ${argumentText(value.items, "")}`;
    case "constant":
      return `constant ${name}`;
  }
}

/** Which items a step runs over; those inside others are reached as the flat values of nested lists. */
function over(space: Space | undefined): string {
  const path = pathTo(space).map((at) => at.names.join(", ") + (at.mode === "product" ? " (product)" : ""));
  if (path.length === 0) return "";
  return `  over ${path.join(" > ")}${path.length > 1 ? ", flat values" : ""}`;
}
