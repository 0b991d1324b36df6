/** SQL scripts: blocks, variables, control flow, handlers. The answer is that of the last query. */
import type { Statement } from "../plan/command.ts";
import type { Expression, LiteralValue } from "../plan/expression.ts";
import { writtenAs } from "../plan/origin.ts";
import type { Relation } from "../plan/relation.ts";
import type { DeclareHandler, ScriptBlock, ScriptStatement } from "../plan/script.ts";
import { freshCopy } from "../plan/written-tree.ts";
import type { SessionVariable } from "../analyzer/analysis-context.ts";
import { literal } from "../logical/build.ts";
import { quoteNames } from "../types/name-text.ts";
import { firstRepeated } from "../types/name-equality.ts";
import { AnalysisException, SparkError } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { evaluate, runSmallQuery } from "./evaluate.ts";
import { checkHandlers } from "./script-handlers.ts";
import { runStatement } from "./execute-immediate.ts";
import { endLocals, makeLocal } from "./local-variables.ts";
import { internalRows, noRows } from "./local-rows.ts";

/** How a statement ended: on to the next, or out to a label, or out of the block of a handler. */
type Outcome =
  | { readonly kind: "next" }
  | { readonly kind: "leave" | "iterate"; readonly label: string }
  | { readonly kind: "exit"; readonly block: ScriptBlock };
const NEXT: Outcome = { kind: "next" };
interface Declared {
  readonly handler: DeclareHandler;
  readonly block: ScriptBlock;
}

class ScriptRun {
  readonly engine: EmbeddedEngine;
  readonly options: ExecuteOptions;
  answer: Relation = noRows();
  private readonly handlers: Declared[] = [];
  /** An error of a handler's body is for the handlers before this one. */
  private readonly reach = new WeakMap<SparkError, number>();
  /** Names of variables that a block has declared so far. */
  private readonly claimed = new Map<ScriptBlock, Set<string>>();
  constructor(engine: EmbeddedEngine, options: ExecuteOptions) {
    this.engine = engine;
    this.options = options;
  }

  async block(block: ScriptBlock): Promise<Outcome> {
    const { variables } = this.engine.session;
    const outer = new Map<string, SessionVariable>(variables);
    const handlers = this.handlers.length;
    this.claimed.set(block, new Set());
    try {
      for (const s of block.statements) {
        const outcome = await this.guarded(s, block);
        if (outcome.kind === "exit" && outcome.block === block) return NEXT;
        if (outcome.kind === "leave" && outcome.label === block.label) return NEXT;
        if (outcome.kind !== "next") return outcome;
      }
      return NEXT;
    } finally {
      this.handlers.length = handlers;
      // The block's own variables end with it; those around it keep what was set.
      endLocals(variables, declared(block), outer);
    }
  }

  private async guarded(s: ScriptStatement, block: ScriptBlock): Promise<Outcome> {
    try {
      return await this.statement(s, block);
    } catch (error) {
      if (!(error instanceof SparkError)) throw error;
      const found = this.handlerOf(error);
      if (found === undefined) throw error;
      const outcome = await this.handle(found);
      if (outcome.kind !== "next") return outcome;
      return found.handler.handlerType === "exit" ? { kind: "exit", block: found.block } : NEXT;
    }
  }
  /** Runs a handler's body, in which only the handlers of the blocks around its own are there. */
  private async handle({ handler, block }: Declared): Promise<Outcome> {
    const scope = this.handlers.findIndex((h) => h.block === block);
    const hidden = this.handlers.splice(scope);
    try {
      return await this.block(handler.body);
    } catch (error) {
      if (error instanceof SparkError) this.reach.set(error, scope);
      throw error;
    } finally {
      this.handlers.push(...hidden);
    }
  }
  /** The innermost block that handles the error, there the most exact of its handlers. */
  private handlerOf(error: SparkError): Declared | undefined {
    const condition = error.condition?.toUpperCase() ?? "";
    const state = error.sqlState ?? "";
    const names = (c: string): boolean => c === condition || c === condition.split(".")[0];
    const tests: readonly ((h: DeclareHandler) => boolean)[] = [
      (h) => h.conditions.some(names),
      (h) => h.sqlStates.includes(state),
      (h) => (state.startsWith("02") ? h.notFound : h.sqlException && !state.startsWith("01")),
    ];
    const inReach = this.handlers.slice(0, this.reach.get(error));
    for (const block of new Set(inReach.map((h) => h.block).reverse())) {
      const own = inReach.filter((h) => h.block === block);
      for (const test of tests) {
        const found = own.find((h) => test(h.handler));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  private async statement(s: ScriptStatement, block: ScriptBlock): Promise<Outcome> {
    this.options.signal?.throwIfAborted();
    switch (s.kind) {
      case "ScriptSql":
        // Of a loop, a statement may mean something else each time: its variables have other values.
        await this.sql(freshCopy(s.statement), block);
        return NEXT;
      case "ScriptBlock":
        return await this.block(s);
      case "DeclareCondition":
        return NEXT;
      case "DeclareHandler":
        this.handlers.push({ handler: s, block });
        return NEXT;
      case "IfStatement": {
        for (const b of s.branches) if (this.holds(b.condition)) return await this.block(b.body);
        return s.otherwise === undefined ? NEXT : await this.block(s.otherwise);
      }
      case "CaseStatement": {
        for (const b of s.branches) {
          const test: Expression =
            s.subject === undefined
              ? b.condition
              : {
                  kind: "UnresolvedFunction",
                  nameParts: ["=="],
                  arguments: [s.subject, b.condition],
                  isInternal: true,
                };
          if (this.holds(test)) return await this.block(b.body);
        }
        return s.otherwise === undefined ? NEXT : await this.block(s.otherwise);
      }
      case "WhileStatement":
        while (this.holds(s.condition)) {
          const outcome = this.looped(await this.block(s.body), s.label);
          if (outcome === "break") break;
          if (outcome !== "continue") return outcome;
        }
        return NEXT;
      case "RepeatStatement":
        do {
          const outcome = this.looped(await this.block(s.body), s.label);
          if (outcome === "break") break;
          if (outcome !== "continue") return outcome;
        } while (!this.holds(s.until));
        return NEXT;
      case "LoopStatement":
        for (;;) {
          const outcome = this.looped(await this.block(s.body), s.label);
          if (outcome === "break") return NEXT;
          if (outcome !== "continue") return outcome;
        }
      case "ForStatement":
        return await this.forEach(s);
      case "LeaveStatement":
        return { kind: "leave", label: s.label };
      case "IterateStatement":
        return { kind: "iterate", label: s.label };
    }
  }
  /** A block declares a name once. */
  private claim(names: readonly (readonly string[])[], block: ScriptBlock): void {
    const own = this.claimed.get(block);
    for (const parts of names) {
      const name = (parts.at(-1) as string).toLowerCase();
      if (own?.has(name) === true) {
        throw new AnalysisException("VARIABLE_ALREADY_EXISTS", { variableName: quoteNames(parts.slice(-1)) });
      }
      own?.add(name);
    }
  }
  private async sql(statement: Statement, block: ScriptBlock): Promise<void> {
    if (statement.kind === "Query") {
      this.answer = await this.snapshot(statement.plan);
      return;
    }
    const { command } = statement;
    switch (command.kind) {
      case "DeclareVariable": {
        if (command.replace) {
          const varName = quoteNames(command.names[0]?.slice(-1) ?? []);
          throw new AnalysisException("INVALID_VARIABLE_DECLARATION.REPLACE_LOCAL_VARIABLE", { varName });
        }
        const qualified = command.names.find((parts) => parts.length > 1);
        if (qualified !== undefined) {
          const varName = quoteNames(qualified);
          throw new AnalysisException("INVALID_VARIABLE_DECLARATION.QUALIFIED_LOCAL_VARIABLE", { varName });
        }
        this.claim(command.names, block);
        const { variables } = this.engine.session;
        const before = new Map(variables);
        await runStatement(this.engine, { kind: "Command", command: { ...command, replace: true } }, this.options);
        for (const [name] of command.names) {
          const key = (name as string).toLowerCase();
          makeLocal(variables, key, before.get(key), block.label);
        }
        return;
      }
      case "DropVariable":
        throw new AnalysisException("UNSUPPORTED_FEATURE.SQL_SCRIPTING_DROP_TEMPORARY_VARIABLE");
      default: {
        const made = await runStatement(this.engine, statement, this.options);
        // What EXECUTE IMMEDIATE asked is an answer like others.
        if (command.kind === "ExecuteImmediate" && made.kind !== "LocalRelation")
          this.answer = await this.snapshot(made);
      }
    }
  }
  private looped(outcome: Outcome, label: string | undefined): Outcome | "break" | "continue" {
    if (outcome.kind === "next") return "continue";
    if (outcome.kind === "exit" || outcome.label !== label) return outcome;
    return outcome.kind === "leave" ? "break" : "continue";
  }
  private holds(condition: Expression): boolean {
    const { value, dataType } = evaluate(this.engine, freshCopy(condition));
    if (dataType.kind !== "boolean") {
      const invalidStatement = writtenAs(condition.origin).toUpperCase();
      throw new AnalysisException("INVALID_BOOLEAN_STATEMENT", { invalidStatement });
    }
    return value === true;
  }
  /** The rows as they are now: later statements may change what the query reads. */
  private async snapshot(plan: Relation): Promise<Relation> {
    const result = runSmallQuery(this.engine, plan);
    const schema = this.engine.schema(plan);
    return await Promise.resolve(internalRows(schema, result.rows));
  }

  private async forEach(s: Extract<ScriptStatement, { kind: "ForStatement" }>): Promise<Outcome> {
    const { variables } = this.engine.session;
    const query = freshCopy(s.query);
    const result = runSmallQuery(this.engine, query);
    const outer = new Map(variables);
    // Each column is a variable, by its name alone and by that of the loop and its own.
    const loop = (s.variable ?? s.label ?? "").toLowerCase();
    const keys = result.names.map((name) => `${loop}.${name.toLowerCase()}`);
    const twice = firstRepeated(keys);
    if (twice !== undefined && result.rows.length > 0) {
      throw new AnalysisException("VARIABLE_ALREADY_EXISTS", {
        variableName: quoteNames([loop, twice.slice(loop.length + 1)]),
      });
    }
    try {
      for (const row of result.rows) {
        for (const [i, name] of result.names.entries()) {
          const type = result.types[i];
          if (type === undefined) continue;
          const value = row[i] as LiteralValue;
          const made: SessionVariable = {
            name,
            dataType: type,
            value: literal(value, type),
            defaultExpression: { kind: "Literal", value, dataType: type },
            column: keys[i] as string,
          };
          variables.set(keys[i] as string, made);
          variables.set(name.toLowerCase(), made);
        }
        const outcome = this.looped(await this.block(s.body), s.label);
        if (outcome === "break") break;
        if (outcome !== "continue") return outcome;
      }
      return NEXT;
    } finally {
      for (const name of [...keys, ...result.names.map((n) => n.toLowerCase())]) {
        const before = outer.get(name);
        if (before === undefined) variables.delete(name);
        else variables.set(name, before);
      }
    }
  }
}

/** Names of the variables that a block declares itself. */
function declared(block: ScriptBlock): string[] {
  return block.statements.flatMap((s) =>
    s.kind === "ScriptSql" && s.statement.kind === "Command" && s.statement.command.kind === "DeclareVariable"
      ? s.statement.command.names.map((n) => (n.at(-1) as string).toLowerCase())
      : [],
  );
}

export async function runScript(engine: EmbeddedEngine, body: ScriptBlock, options: ExecuteOptions): Promise<Relation> {
  checkHandlers(body);
  const run = new ScriptRun(engine, options);
  await run.block(body);
  return run.answer;
}
