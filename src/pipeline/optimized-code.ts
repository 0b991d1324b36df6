/** The fast program: functions run over the flat values of nested lists, and maps over the same items need no regroup. */
import type { DataType } from "../types/data-type.ts";
import { columnText, text } from "./code-names.ts";
import type { CallStep, Plan, PlanColumn, PlanStep, PlanValue, Space } from "./plan.ts";
import { typeOfValues } from "./input-types.ts";
import { pathTo } from "./plan-columns.ts";
import { PipelineError } from "./pipeline-error.ts";
import { literalText, type Program } from "./program.ts";

/** Writes the plan's steps into the program and returns the expression of its result. */
export function writeOptimized(plan: Plan, program: Program): string {
  const writer = new Writer(plan, program);
  program.line("let table = input;");
  for (const step of plan.steps) writer.step(step);
  const outputs = plan.outputs.map(
    ({ name, value }) => `col(${columnText(writer.column(value))}).alias(${text(name)})`,
  );
  return `table.select(${outputs.join(", ")})`;
}

class Writer {
  readonly #program: Program;
  /** The table's columns for columns of the plan. */
  readonly #columns = new Map<PlanColumn, string>();
  readonly #taken: Set<string>;
  readonly #listsOf = new Map<Space, readonly string[]>();
  #pairs: string | undefined;
  #joined: string | undefined;
  #same: string | undefined;

  constructor(plan: Plan, program: Program) {
    this.#program = program;
    for (const input of plan.inputs) this.#columns.set(input, input.column);
    this.#taken = new Set(plan.inputs.map(({ column }) => column));
  }

  step(step: PlanStep): void {
    const { space } = step;
    for (const at of pathTo(space)) this.#lists(at);
    const path = pathTo(space).map(({ names }) => names.join(", "));
    const where = path.length === 0 ? "" : `, over the items of ${path.join(" > ")}`;
    this.#program.comment(`${step.kind === "call" ? step.path : step.made.column}${where}`);
    if (step.kind === "call") this.#call(step);
    else {
      this.#joined ??= this.#helper(
        "joined",
        "(lists: any[][] | null) => lists?.flatMap((list) => list ?? []) ?? null",
      );
      const call = this.#overItems(
        this.#joined,
        knownType(step.made, step.made.column),
        [this.#argument(step.of)],
        step.space,
        {},
      );
      this.#program.line(`table = table.withColumn(${text(this.#name(step.made))}, ${call});`);
    }
  }

  #call({ node, path, space, args, made }: CallStep): void {
    const fn = this.#program.function(
      node,
      args.map(({ type }) => type),
    );
    const given = args.map((arg, i) => this.#argument(arg, path, node.inputs[i]));
    const guards = this.#guards(space, args).map((value) => this.#argument(value));
    const batch = node.batchSize === undefined ? {} : { batch: node.batchSize };
    const options = node.concurrency === undefined ? batch : { ...batch, concurrency: node.concurrency };
    if (made.length === 1) {
      const [only] = made as [PlanColumn];
      const call = this.#overItems(fn, knownType(only, path), [...given, ...guards], space, options, given.length);
      this.#program.line(`table = table.withColumn(${text(this.#name(only))}, ${call});`);
      return;
    }
    const types = Object.fromEntries(
      made.map((column, i) => [node.outputs[i] ?? "", knownType(column, path).simpleString()]),
    );
    const call = this.#overItems(fn, types, [...given, ...guards], space, options, given.length);
    const parts = made.map((column, i) => `${text(this.#name(column))}: made.getField(${text(node.outputs[i] ?? "")})`);
    this.#program.line(`{`);
    this.#program.line(`  const made = ${call};`);
    this.#program.line(`  table = table.withColumns({ ${parts.join(", ")} });`);
    this.#program.line(`}`);
  }

  #overItems(
    fn: string,
    type: DataType | { readonly [name: string]: string },
    args: readonly { readonly code: string; readonly depth: number }[],
    space: Space | undefined,
    options: { readonly batch?: number; readonly concurrency?: number },
    parameters = args.length,
  ): string {
    this.#program.usesOverItems();
    const returned = "kind" in type ? text((type as DataType).simpleString()) : JSON.stringify(type);
    const settings = [`depths: [${args.map(({ depth }) => Math.min(depth, space?.depth ?? 0)).join(", ")}]`];
    if (options.batch !== undefined) settings.push(`batch: ${options.batch}`);
    if (options.concurrency !== undefined) settings.push(`concurrency: ${options.concurrency}`);
    if (parameters < args.length) settings.push(`parameters: ${parameters}`);
    return `overItems(${fn}, ${returned}, { ${settings.join(", ")} })(${args.map(({ code }) => code).join(", ")})`;
  }

  #helper(wish: string, code: string): string {
    const name = this.#program.names.fresh(wish);
    this.#program.declare(`const ${name} = ${code};`);
    return name;
  }

  /** Lists that say how many items there are where no argument does. */
  #guards(space: Space | undefined, args: readonly PlanValue[]): PlanValue[] {
    const guards: PlanValue[] = [];
    for (const at of pathTo(space)) {
      const shown = [...args, ...guards].some((value) => pathTo(value.space).includes(at) && shows(value, at));
      if (shown) continue;
      if (at.mode === "product") guards.push({ kind: "item", space: at, list: 0, type: undefined });
      else at.lists.forEach((_, list) => guards.push({ kind: "item", space: at, list, type: undefined }));
    }
    return guards;
  }

  #argument(value: PlanValue, path = "", name = ""): { readonly code: string; readonly depth: number } {
    if (value.kind === "constant") {
      const code = `F.lit(${literalText(value.value, path, `input \`${name}\``)})`;
      return { code, depth: 0 };
    }
    return { code: columnText(this.column(value)), depth: value.space?.depth ?? 0 };
  }

  /** The table's column that holds a value, in lists as deep as its space or deeper. */
  column(value: PlanValue): string {
    switch (value.kind) {
      case "column":
        return this.#columns.get(value) ?? value.column;
      case "list":
        return this.column(value.items);
      case "item":
        return this.#lists(value.space)[value.list] ?? "";
      case "constant":
        throw new Error("a constant is no column");
    }
  }

  #name(column: PlanColumn): string {
    const start = column.column.replace(/\W+/g, "_");
    let name = start;
    for (let i = 2; this.#taken.has(name); i++) name = `${start}_${i}`;
    this.#taken.add(name);
    this.#columns.set(column, name);
    return name;
  }

  /** The columns that hold the lists of a space, as deep as the space. */
  #lists(space: Space): readonly string[] {
    const known = this.#listsOf.get(space);
    if (known !== undefined) return known;
    const made =
      space.mode === "product" ? this.#product(space) : space.lists.map((list, i) => this.#list(space, list, i));
    this.#listsOf.set(space, made);
    return made;
  }

  /** A list that is the same for several items around is repeated for each. */
  #list(space: Space, list: PlanValue, which: number): string {
    if (list.kind !== "constant" && list.space === space.around) return this.column(list);
    this.#same ??= this.#helper("same", "(value: any) => value");
    return this.#listColumn(space, which, this.#same, [list]);
  }

  #product(space: Space): readonly string[] {
    this.#pairs ??= this.#helper(
      "itemsOfProduct",
      `(which: number, ...lists: (any[] | null)[]) =>
  lists
    .reduce<any[][] | undefined>((rows, list) => list === null ? undefined : rows?.flatMap((row) => list.map((item) => [...row, item])), [[]])
    ?.map((row) => row[which]) ?? null`,
    );
    const pairs = this.#pairs;
    this.#program.comment(`each of ${space.names.join(" with each of ")}`);
    return space.lists.map((_, which) =>
      this.#listColumn(space, which, `${pairs}.bind(undefined, ${which})`, space.lists),
    );
  }

  #listColumn(space: Space, which: number, fn: string, lists: readonly PlanValue[]): string {
    const name = space.names[which] ?? "";
    const list = space.lists[which] as PlanValue;
    const type = list.kind === "constant" ? typeOfValues([list.value]) : list.type;
    if (type === undefined) throw new PipelineError("PIPELINE_TYPE_UNKNOWN", { name, node: name });
    const column: PlanColumn = { kind: "column", column: `${name}_items`, space, type };
    const args = [...lists, ...this.#guards(space.around, lists)].map((one) => this.#argument(one, name, name));
    const call = this.#overItems(fn, type, args, space.around, {}, lists.length);
    this.#program.line(`table = table.withColumn(${text(this.#name(column))}, ${call});`);
    return this.column(column);
  }
}

/** Does the column that holds a value have a list for each item around the space, with its items? */
function shows(value: PlanValue, space: Space): boolean {
  switch (value.kind) {
    case "column":
      return pathTo(value.space).includes(space);
    case "list":
      return shows(value.items, space);
    case "item": {
      const { lists, mode } = value.space;
      const list = lists[value.list] as PlanValue;
      if (mode === "product" || list.space !== value.space.around) return pathTo(value.space).includes(space);
      return (value.space === space && lists.length === 1) || shows(list, space);
    }
    case "constant":
      return false;
  }
}

/** @throws PipelineError with `PIPELINE_TYPE_UNKNOWN` */
function knownType(column: PlanColumn, node: string): DataType {
  if (column.type !== undefined) return column.type;
  throw new PipelineError("PIPELINE_TYPE_UNKNOWN", { name: column.column, node });
}
