/** String functions. */
import type { FunctionRow } from "../logical/function-row.ts";
import { T_STRING } from "../logical/input-type.ts";
import { px } from "../polars/dsl.ts";
import { family, param } from "./family.ts";

export const stringFunctions: readonly FunctionRow[] = family("string", "scalar", {
  upper: {
    aliases: ["ucase"],
    since: "1.0.1",
    params: [param("str", T_STRING)],
    returns: ([str]) => str?.dataType ?? T_STRING.concrete!,
    polars: ([str]) => px.str.uppercase(str!),
  },
});
