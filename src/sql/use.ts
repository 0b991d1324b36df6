import type { Command, UseDatabase } from "../plan/command.ts";
import { commandName } from "./identifier-clause.ts";
import { isName } from "./identifier.ts";
import { acceptNamespace, atNamespace, command } from "./node-command.ts";
import type { Parser } from "./parser.ts";

/** `USE db`, `USE SCHEMA db` */
export function use(p: Parser): Command {
  const start = p.pos;
  p.expect("USE");
  const isSchema = atNamespace(p) && isName(p, p.peek());
  if (isSchema) acceptNamespace(p);
  return command<UseDatabase>(p, start, { kind: "UseDatabase", nameParts: commandName(p), isSchema });
}
