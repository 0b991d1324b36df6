/** SQL scripts: `BEGIN ... END` with declarations, control flow and handlers. */
import type { Command, DeclareVariable, Script, Statement } from "../plan/command.ts";
import type {
  CaseStatement,
  DeclareCondition,
  DeclareHandler,
  ForStatement,
  IfStatement,
  IterateStatement,
  LeaveStatement,
  LoopStatement,
  RepeatStatement,
  ScriptBlock,
  ScriptSql,
  ScriptStatement,
  WhileStatement,
} from "../plan/script.ts";
import { anyExpression } from "./expression.ts";
import { isStrictName, multipartName, strictName } from "./identifier.ts";
import { command } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { query } from "./query.ts";
import { statement } from "./statement.ts";
import { stringText } from "./string-literal.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";

type WithoutOrigin<T> = T extends unknown ? Omit<T, "origin"> : never;
function node<T extends ScriptStatement>(p: Parser, start: number, fields: WithoutOrigin<T>): T {
  (fields as { origin?: unknown }).origin = p.origin(start);
  return Object.freeze(fields) as unknown as T;
}

/** Labels of the blocks and loops around a place, the innermost last. */
type Labels = readonly { readonly name: string; readonly isLoop: boolean }[];

/** A whole script. */
export function script(p: Parser): Statement {
  const start = p.pos;
  p.inScript = true;
  const body = block(p, start, undefined, []);
  p.inScript = false;
  return Object.freeze({ kind: "Command", command: command<Script>(p, start, { kind: "Script", body }) });
}

/** `BEGIN [NOT ATOMIC] ... END` */
function block(p: Parser, start: number, label: string | undefined, outer: Labels): ScriptBlock {
  p.expect("BEGIN");
  p.acceptAll("NOT", "ATOMIC");
  const labels = withLabel(p, start, outer, label, false);
  const statements = p.nested((inner) => body(inner, labels, ["END"], true));
  p.expect("END");
  endLabel(p, label);
  return scriptBlock(p, start, statements, label);
}
function scriptBlock(p: Parser, start: number, statements: readonly ScriptStatement[], label?: string): ScriptBlock {
  return node<ScriptBlock>(p, start, { kind: "ScriptBlock", statements, ...(label === undefined ? {} : { label }) });
}

/** Statements up to one of the words, each with its semicolon. */
function body(p: Parser, labels: Labels, until: readonly string[], mayBeEmpty = false): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  const conditions = new Set<string>();
  let phase = 0;
  while (!(until.includes(p.kind) && (mayBeEmpty || statements.length > 0))) {
    const start = p.pos;
    const next = scriptStatement(p, labels);
    phase = checkOrder(p, start, next, phase);
    if (next.kind === "DeclareCondition") {
      const key = next.name.toUpperCase();
      if (conditions.has(key)) p.reject("DUPLICATE_CONDITION_IN_SCOPE", { condition: quoteText(key) }, start);
      conditions.add(key);
    }
    statements.push(next);
    p.expect(";");
  }
  return statements;
}
function bodyBlock(p: Parser, labels: Labels, until: readonly string[]): ScriptBlock {
  const start = p.pos;
  const statements = p.nested((inner) => body(inner, labels, until));
  return scriptBlock(p, start, statements);
}

/** Variables and conditions, then handlers, then the rest. */
function checkOrder(p: Parser, start: number, next: ScriptStatement, phase: number): number {
  const declared = next.kind === "ScriptSql" ? commandOf(next.statement) : undefined;
  if (declared?.kind === "DeclareVariable" && phase > 0) {
    const varName = (declared as DeclareVariable).names.map(quoteNames).join(", ");
    p.reject("INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING", { varName }, start);
  }
  if (next.kind === "DeclareCondition" && phase > 0) {
    const parameters = { conditionName: quoteText(next.name) };
    p.reject("INVALID_ERROR_CONDITION_DECLARATION.NOT_AT_START_OF_COMPOUND_STATEMENT", parameters, start);
  }
  if (next.kind === "DeclareHandler") {
    if (phase > 1) p.reject("INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION", {}, start);
    return 1;
  }
  return declared?.kind === "DeclareVariable" || next.kind === "DeclareCondition" ? phase : 2;
}
function commandOf(each: Statement): Command | undefined {
  return each.kind === "Command" ? each.command : undefined;
}

function scriptStatement(p: Parser, labels: Labels): ScriptStatement {
  const start = p.pos;
  const label = p.peek() === ":" && isStrictName(p, p.kind) ? beginLabel(p) : undefined;
  switch (p.kind) {
    case "BEGIN":
      return block(p, start, label, labels);
    case "WHILE":
      return whileLoop(p, start, label, labels);
    case "REPEAT":
      return repeatLoop(p, start, label, labels);
    case "LOOP":
      return plainLoop(p, start, label, labels);
    case "FOR":
      return forLoop(p, start, label, labels);
    default:
  }
  if (label !== undefined) p.fail();
  switch (p.kind) {
    case "IF":
      return ifStatement(p, labels);
    case "CASE":
      return caseStatement(p, labels);
    case "LEAVE":
    case "ITERATE":
      return jump(p, labels);
    case "DECLARE":
      if (p.peek(2) === "CONDITION") return declareCondition(p);
      if ((p.peek() === "EXIT" || p.peek() === "CONTINUE") && p.peek(2) === "HANDLER") return declareHandler(p);
      break;
    default:
  }
  return sql(p);
}

function sql(p: Parser): ScriptSql {
  const start = p.pos;
  const read = statement(p);
  if (read.kind === "Command" && read.command.kind === "UnsupportedStatement" && isCursor(read.command.statement)) {
    p.reject("UNSUPPORTED_FEATURE.SQL_CURSOR", {}, start);
  }
  return node<ScriptSql>(p, start, { kind: "ScriptSql", statement: read });
}
function isCursor(name: string): boolean {
  return name === "DECLARE CURSOR" || name === "OPEN" || name === "FETCH" || name === "CLOSE";
}

// ---- labels ----
function beginLabel(p: Parser): string {
  const label = strictName(p);
  p.expect(":");
  return label;
}
function endLabel(p: Parser, label: string | undefined): void {
  if (!isStrictName(p, p.kind)) return;
  const start = p.pos;
  const end = strictName(p);
  if (label === undefined) p.reject("END_LABEL_WITHOUT_BEGIN_LABEL", { endLabel: quoteText(end) }, start);
  if (end.toLowerCase() !== label.toLowerCase()) {
    p.reject("LABELS_MISMATCH", { beginLabel: quoteText(label), endLabel: quoteText(end) }, start);
  }
}
function withLabel(p: Parser, start: number, outer: Labels, label: string | undefined, isLoop: boolean): Labels {
  if (label === undefined) return outer;
  if (outer.some(({ name }) => name.toLowerCase() === label.toLowerCase())) {
    p.reject("LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS", { label: quoteText(label) }, start);
  }
  return [...outer, { name: label, isLoop }];
}
function jump(p: Parser, labels: Labels): LeaveStatement | IterateStatement {
  const start = p.pos;
  const word = p.expectAny("LEAVE", "ITERATE");
  const label = strictName(p);
  const target = labels.find(({ name }) => name.toLowerCase() === label.toLowerCase());
  const labelName = quoteText(label);
  if (target === undefined) p.reject("INVALID_LABEL_USAGE.DOES_NOT_EXIST", { labelName, statementType: word }, start);
  if (word === "LEAVE") return node<LeaveStatement>(p, start, { kind: "LeaveStatement", label });
  if (!target.isLoop) p.reject("INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND", { labelName }, start);
  return node<IterateStatement>(p, start, { kind: "IterateStatement", label });
}

// ---- loops ----
const labelled = (label: string | undefined): { readonly label?: string } => (label === undefined ? {} : { label });

function whileLoop(p: Parser, start: number, label: string | undefined, outer: Labels): WhileStatement {
  const labels = withLabel(p, start, outer, label, true);
  p.expect("WHILE");
  const condition = anyExpression(p);
  p.expect("DO");
  const inner = bodyBlock(p, labels, ["END"]);
  p.expect("END", "WHILE");
  endLabel(p, label);
  return node<WhileStatement>(p, start, { kind: "WhileStatement", ...labelled(label), condition, body: inner });
}
function repeatLoop(p: Parser, start: number, label: string | undefined, outer: Labels): RepeatStatement {
  const labels = withLabel(p, start, outer, label, true);
  p.expect("REPEAT");
  const inner = bodyBlock(p, labels, ["UNTIL"]);
  p.expect("UNTIL");
  const until = anyExpression(p);
  p.expect("END", "REPEAT");
  endLabel(p, label);
  return node<RepeatStatement>(p, start, { kind: "RepeatStatement", ...labelled(label), body: inner, until });
}
function plainLoop(p: Parser, start: number, label: string | undefined, outer: Labels): LoopStatement {
  const labels = withLabel(p, start, outer, label, true);
  p.expect("LOOP");
  const inner = bodyBlock(p, labels, ["END"]);
  p.expect("END", "LOOP");
  endLabel(p, label);
  return node<LoopStatement>(p, start, { kind: "LoopStatement", ...labelled(label), body: inner });
}
/** `FOR row AS query DO ... END FOR` */
function forLoop(p: Parser, start: number, label: string | undefined, outer: Labels): ForStatement {
  const labels = withLabel(p, start, outer, label, true);
  p.expect("FOR");
  const isNamed = isStrictName(p, p.kind) && p.peek() === "AS";
  const variable = isNamed ? strictName(p) : undefined;
  if (isNamed) p.pos++;
  const stopWords = p.stopWords;
  p.stopWords = new Set(["DO"]);
  const plan = query(p);
  p.stopWords = stopWords;
  p.expect("DO");
  const inner = bodyBlock(p, labels, ["END"]);
  p.expect("END", "FOR");
  endLabel(p, label);
  return node<ForStatement>(p, start, {
    kind: "ForStatement",
    ...labelled(label),
    ...(variable === undefined ? {} : { variable }),
    query: plan,
    body: inner,
  });
}

// ---- branches ----
function ifStatement(p: Parser, labels: Labels): IfStatement {
  const start = p.pos;
  const branches: IfStatement["branches"][number][] = [];
  p.expect("IF");
  do {
    const condition = anyExpression(p);
    p.expect("THEN");
    branches.push({ condition, body: bodyBlock(p, labels, ["ELSEIF", "ELSE", "END"]) });
  } while (p.accept("ELSEIF"));
  const otherwise = p.accept("ELSE") ? bodyBlock(p, labels, ["END"]) : undefined;
  p.expect("END", "IF");
  return node<IfStatement>(p, start, {
    kind: "IfStatement",
    branches,
    ...(otherwise === undefined ? {} : { otherwise }),
  });
}
function caseStatement(p: Parser, labels: Labels): CaseStatement {
  const start = p.pos;
  p.expect("CASE");
  const subject = p.at("WHEN") ? undefined : anyExpression(p);
  const branches: CaseStatement["branches"][number][] = [];
  do {
    p.expect("WHEN");
    const condition = anyExpression(p);
    p.expect("THEN");
    branches.push({ condition, body: bodyBlock(p, labels, ["WHEN", "ELSE", "END"]) });
  } while (p.at("WHEN"));
  const otherwise = p.accept("ELSE") ? bodyBlock(p, labels, ["END"]) : undefined;
  p.expect("END", "CASE");
  return node<CaseStatement>(p, start, {
    kind: "CaseStatement",
    ...(subject === undefined ? {} : { subject }),
    branches,
    ...(otherwise === undefined ? {} : { otherwise }),
  });
}

// ---- conditions and handlers ----
/** The SQLSTATE of conditions declared without one. */
const DEFAULT_SQL_STATE = "45000";

function sqlState(p: Parser): string {
  p.accept("VALUE");
  const start = p.pos;
  const state = stringText(p);
  if (!/^[0-9A-Za-z]{5}$/.test(state) || /^(?:00|01|XX)/i.test(state)) {
    p.reject("INVALID_SQLSTATE", { sqlState: state }, start);
  }
  return state.toUpperCase();
}
function declareCondition(p: Parser): DeclareCondition {
  const start = p.pos;
  p.expect("DECLARE");
  const name = strictName(p);
  p.expect("CONDITION");
  const state = p.acceptAll("FOR", "SQLSTATE") ? sqlState(p) : DEFAULT_SQL_STATE;
  return node<DeclareCondition>(p, start, { kind: "DeclareCondition", name, sqlState: state });
}

function declareHandler(p: Parser): DeclareHandler {
  const start = p.pos;
  p.expect("DECLARE");
  const handlerType = p.expectAny("EXIT", "CONTINUE") === "EXIT" ? "exit" : "continue";
  p.expect("HANDLER", "FOR");
  const conditions: string[] = [];
  const sqlStates: string[] = [];
  const general: string[] = [];
  let [sqlException, notFound] = [false, false];
  do {
    if (p.accept("SQLEXCEPTION")) {
      addOnce(p, start, general, "SQLEXCEPTION", "CONDITION");
      sqlException = true;
    } else if (p.acceptAll("NOT", "FOUND")) {
      addOnce(p, start, general, "NOT FOUND", "CONDITION");
      notFound = true;
    } else if (p.at("SQLSTATE") && (p.peek() === "VALUE" || p.peek() === "string" || p.peek() === "dstring")) {
      p.pos++;
      addOnce(p, start, sqlStates, sqlState(p), "SQLSTATE");
    } else addOnce(p, start, conditions, multipartName(p).join(".").toUpperCase(), "CONDITION");
  } while (p.accept(","));
  if (general.length > 0 && conditions.length + sqlStates.length > 0) {
    p.reject("INVALID_HANDLER_DECLARATION.INVALID_CONDITION_COMBINATION", {}, start);
  }
  if (handlerType === "continue") p.defer("UNSUPPORTED_FEATURE.CONTINUE_EXCEPTION_HANDLER", {}, start);
  const handled = handlerBody(p);
  return node<DeclareHandler>(p, start, {
    kind: "DeclareHandler",
    handlerType,
    conditions,
    sqlStates,
    sqlException,
    notFound,
    body: handled,
  });
}
function addOnce(p: Parser, start: number, list: string[], value: string, kind: "SQLSTATE" | "CONDITION"): void {
  if (list.includes(value)) {
    const name =
      kind === "SQLSTATE" ? "DUPLICATE_SQLSTATE_IN_HANDLER_DECLARATION" : "DUPLICATE_CONDITION_IN_HANDLER_DECLARATION";
    p.reject(`INVALID_HANDLER_DECLARATION.${name}`, { condition: value, sqlState: value }, start);
  }
  list.push(value);
}
/** A block, or one statement. A handler cannot jump out of itself, so no outer label is known in it. */
function handlerBody(p: Parser): ScriptBlock {
  const start = p.pos;
  const isBlock = p.at("BEGIN") || (p.peek() === ":" && p.peek(2) === "BEGIN");
  if (!isBlock) return scriptBlock(p, start, [sql(p)]);
  const label = p.at("BEGIN") ? undefined : beginLabel(p);
  return block(p, start, label, []);
}
