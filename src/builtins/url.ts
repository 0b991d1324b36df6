/** Functions of URLs. */
import type { FunctionRow } from "../logical/function-row.ts";
import { T_STRING } from "../logical/input-type.ts";
import { STRING } from "../types/data-type.ts";
import { byKernel } from "./by-kernel.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { asTheyAre } from "./text-args.ts";

function parseUrl(since: string, fails: boolean): RowSpec {
  return {
    since,
    params: [param("url", T_STRING), param("partToExtract", T_STRING), optional("key", T_STRING)],
    coerce: asTheyAre(T_STRING),
    returns: STRING,
    nullable: true,
    lower: byKernel("parse_url", (call) => ({ fails: fails && call.mode === "ansi" })),
  };
}
function coded(since: string, kernel: string, fails: boolean): RowSpec {
  return {
    since,
    params: [param("str", T_STRING)],
    returns: STRING,
    nullable: true,
    lower: byKernel(kernel, () => ({ fails })),
  };
}

export const urlFunctions: readonly FunctionRow[] = family("url", "scalar", {
  parse_url: parseUrl("2.0.0", true),
  try_parse_url: parseUrl("4.0.0", false),
  url_encode: coded("3.4.0", "url_encode", true),
  url_decode: coded("3.4.0", "url_decode", true),
  try_url_decode: coded("4.0.0", "url_decode", false),
});
