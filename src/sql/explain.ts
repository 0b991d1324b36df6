import type { Command, ExplainCommand } from "../plan/command.ts";
import { command, invalidClause } from "./node-command.ts";
import type { Parser } from "./parser.ts";
import { statement } from "./statement.ts";

const MODES: { readonly [word: string]: ExplainCommand["mode"] } = {
  LOGICAL: "simple",
  FORMATTED: "formatted",
  EXTENDED: "extended",
  CODEGEN: "codegen",
  COST: "cost",
};

/** `EXPLAIN [EXTENDED] statement` */
export function explain(p: Parser): Command {
  const start = p.pos;
  p.expect("EXPLAIN");
  const word = p.acceptAny("LOGICAL", "FORMATTED", "EXTENDED", "CODEGEN", "COST");
  const explained = p.nested(statement);
  if (word === "LOGICAL") invalidClause(p, start, "EXPLAIN LOGICAL");
  return command<ExplainCommand>(p, start, {
    kind: "ExplainCommand",
    mode: MODES[word ?? ""] ?? "simple",
    statement: explained,
  });
}
