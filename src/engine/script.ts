/** SQL scripts: blocks, variables, control flow, handlers. The answer is that of the last query. */
import type { Expression, LiteralValue } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import type { DeclareHandler, ScriptBlock, ScriptStatement } from "../plan/script.ts";
import type { SessionVariable } from "../analyzer/analysis-context.ts";
import { literal } from "../logical/build.ts";
import { AnalysisException, SparkError, SparkRuntimeException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";
import { evaluate, runSmallQuery } from "./evaluate.ts";
import { runStatement } from "./execute-immediate.ts";
import { internalRows, noRows } from "./local-rows.ts";

/** How a statement ended: on to the next, or out to a label, or out of the block of a handler. */
type Outcome =
  | { readonly kind: "next" }
  | { readonly kind: "leave" | "iterate"; readonly label: string }
  | { readonly kind: "exit"; readonly block: ScriptBlock };
const NEXT: Outcome = { kind: "next" };

class ScriptRun {
  readonly engine: EmbeddedEngine;
  readonly options: ExecuteOptions;
  answer: Relation = noRows();
  private readonly handlers: { readonly handler: DeclareHandler; readonly block: ScriptBlock }[] = [];
  private readonly conditions = new Map<string, string>();
  constructor(engine: EmbeddedEngine, options: ExecuteOptions) {
    this.engine = engine;
    this.options = options;
  }

  async block(block: ScriptBlock): Promise<Outcome> {
    const { variables } = this.engine.session;
    const outer = new Map<string, SessionVariable>(variables);
    const handlers = this.handlers.length;
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
      for (const name of variables.keys()) if (!outer.has(name)) variables.delete(name);
      for (const name of declared(block)) {
        const before = outer.get(name);
        if (before !== undefined) variables.set(name, before);
      }
    }
  }

  private async guarded(s: ScriptStatement, block: ScriptBlock): Promise<Outcome> {
    try {
      return await this.statement(s, block);
    } catch (error) {
      if (!(error instanceof SparkError)) throw error;
      const found = this.handlers.findLast((h) => this.handles(h.handler, error));
      if (found === undefined) throw error;
      const outcome = await this.block(found.handler.body);
      if (outcome.kind !== "next") return outcome;
      return found.handler.handlerType === "exit" ? { kind: "exit", block: found.block } : NEXT;
    }
  }
  private handles(h: DeclareHandler, error: SparkError): boolean {
    const condition = error.condition?.toUpperCase() ?? "";
    const state = error.sqlState ?? "";
    if (h.conditions.some((c) => c === condition || c === condition.split(".")[0] || this.conditions.get(c) === state))
      return true;
    if (h.sqlStates.includes(state)) return true;
    return h.sqlException && !state.startsWith("02") && !state.startsWith("01");
  }

  private async statement(s: ScriptStatement, block: ScriptBlock): Promise<Outcome> {
    this.options.signal?.throwIfAborted();
    switch (s.kind) {
      case "ScriptSql":
        if (s.statement.kind === "Command" && s.statement.command.kind === "DeclareVariable") {
          await runStatement(
            this.engine,
            { kind: "Command", command: { ...s.statement.command, replace: true } },
            this.options,
          );
        } else if (s.statement.kind === "Query") {
          this.answer = await this.snapshot(s.statement.plan);
        } else {
          await runStatement(this.engine, s.statement, this.options);
        }
        return NEXT;
      case "ScriptBlock":
        return await this.block(s);
      case "DeclareCondition":
        this.conditions.set(s.name.toUpperCase(), s.sqlState);
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
  private looped(outcome: Outcome, label: string | undefined): Outcome | "break" | "continue" {
    if (outcome.kind === "next") return "continue";
    if (outcome.kind === "exit" || outcome.label !== label) return outcome;
    return outcome.kind === "leave" ? "break" : "continue";
  }
  private holds(condition: Expression): boolean {
    const { value, dataType } = evaluate(this.engine, condition);
    if (dataType.kind !== "boolean" && dataType.kind !== "void") {
      throw new AnalysisException("INVALID_BOOLEAN_STATEMENT", { invalidStatement: "" });
    }
    if (value === null) throw new SparkRuntimeException("BOOLEAN_STATEMENT_WITH_EMPTY_ROW", { invalidStatement: "" });
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
    const result = runSmallQuery(this.engine, s.query);
    const outer = new Map(variables);
    try {
      for (const row of result.rows) {
        for (const [i, name] of result.names.entries()) {
          const type = result.types[i];
          if (type === undefined) continue;
          const value = row[i] as LiteralValue;
          variables.set(name.toLowerCase(), {
            name,
            dataType: type,
            value: literal(value, type),
            defaultExpression: { kind: "Literal", value, dataType: type },
          });
        }
        if (s.variable !== undefined) {
          const schema = this.engine.schema(s.query);
          variables.set(s.variable.toLowerCase(), {
            name: s.variable,
            dataType: schema,
            value: literal(row as LiteralValue, schema),
            defaultExpression: { kind: "Literal", value: row as LiteralValue, dataType: schema },
          });
        }
        const outcome = this.looped(await this.block(s.body), s.label);
        if (outcome === "break") break;
        if (outcome !== "continue") return outcome;
      }
      return NEXT;
    } finally {
      for (const name of [
        ...result.names.map((n) => n.toLowerCase()),
        ...(s.variable === undefined ? [] : [s.variable.toLowerCase()]),
      ]) {
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
  const run = new ScriptRun(engine, options);
  await run.block(body);
  return run.answer;
}
