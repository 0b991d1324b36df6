/** CREATE and DROP FUNCTION for functions written in SQL. */
import { findBuiltin } from "../builtins/registry.ts";
import type { CreateFunction, DropFunction } from "../plan/command.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";

const quoted = (parts: readonly string[]): string => parts.map((p) => `\`${p}\``).join(".");

export function createFunction(engine: EmbeddedEngine, command: CreateFunction): void {
  const name = (command.nameParts.at(-1) as string).toLowerCase();
  const { functions } = engine.session;
  if (functions.has(name) && !command.replace) {
    if (command.ifNotExists) return;
    throw new AnalysisException("ROUTINE_ALREADY_EXISTS", {
      routineName: quoted(command.nameParts),
      newRoutineType: "routine",
      existingRoutineType: "routine",
    });
  }
  const names = command.parameters.map((p) => p.name.toLowerCase());
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice !== undefined)
    throw new AnalysisException("DUPLICATE_ROUTINE_PARAMETER_NAMES", {
      routineName: quoted(command.nameParts),
      names: `\`${twice}\``,
    });
  functions.set(name, command);
  engine.session.catalog.touch();
}

export function dropFunction(engine: EmbeddedEngine, command: DropFunction): void {
  const name = (command.nameParts.at(-1) as string).toLowerCase();
  const { functions, userFunctions } = engine.session;
  if (functions.delete(name) || userFunctions.delete(name)) {
    engine.session.catalog.touch();
    return;
  }
  if (findBuiltin(name) !== undefined && !command.temporary) {
    throw new AnalysisException("FORBIDDEN_OPERATION", {
      statement: "DROP",
      objectType: "FUNCTION",
      objectName: quoted(command.nameParts),
    });
  }
  if (!command.ifExists) {
    throw new AnalysisException("ROUTINE_NOT_FOUND", { routineName: quoted(command.nameParts) });
  }
}
