/** All built-in functions by lower-case name. */
import type { FunctionRow } from "../logical/function-row.ts";
import { datetimePartFunctions } from "./datetime-parts.ts";
import { likeFunctions } from "./like.ts";
import { mathFunctions } from "./math.ts";
import { regexpFunctions } from "./regexp.ts";
import { roundingFunctions } from "./rounding.ts";
import { stringFunctions } from "./string.ts";

const FAMILIES: readonly (readonly FunctionRow[])[] = [
  stringFunctions,
  likeFunctions,
  regexpFunctions,
  mathFunctions,
  roundingFunctions,
  datetimePartFunctions,
];

function index(): ReadonlyMap<string, FunctionRow> {
  const map = new Map<string, FunctionRow>();
  for (const row of FAMILIES.flat()) {
    for (const name of [row.name, ...(row.aliases ?? [])]) {
      if (map.has(name)) throw new Error(`two built-in functions are named ${name}`);
      map.set(name, row);
    }
  }
  return map;
}
export const builtins: ReadonlyMap<string, FunctionRow> = index();

export function findBuiltin(name: string): FunctionRow | undefined {
  return builtins.get(name.toLowerCase());
}
