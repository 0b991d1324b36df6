/** String functions that run as kernels. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { T_INT, T_LONG, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { ArrayType, BOOLEAN, DOUBLE, INT, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { byKernel } from "./by-kernel.ts";
import { collated, wordCollation } from "./collated.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { asTheyAre, stringLikeFirst, withDefaults } from "./text-args.ts";

const STR = param("str", T_STRING);
const MASKS = ["upperChar", "lowerChar", "digitChar", "otherChar"] as const;
const mask: RowSpec = {
  since: "3.4.0",
  params: [param("str", T_STRING), ...MASKS.map((name) => optional(name, T_STRING))],
  coerce: asTheyAre(T_STRING),
  display: withDefaults(5, "X", "x", "n", "NULL"),
  returns: (args, cx) => {
    args.slice(1).forEach((e, i) => checkMask(e, MASKS[i]!, args, cx));
    return stringLikeFirst(args);
  },
  nullable: true,
  lower: byKernel("mask", undefined, "X", "x", "n", null),
};
/** A replacement is one character, known at analysis. */
function checkMask(e: TypedExpr, name: string, args: readonly TypedExpr[], cx: BindContext): void {
  const found = cx.constant(e);
  if (found !== undefined && (typeof found.value !== "string" || Array.from(found.value).length === 1)) return;
  const shown = [...args.map(prettyName), ...["X", "x", "n", "NULL"].slice(args.length - 1)];
  const sqlExpr = `"mask(${shown.join(", ")})"`;
  if (found !== undefined)
    throw new AnalysisException("DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE", { sqlExpr, exprName: name });
  throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
    sqlExpr,
    inputName: `\`${name}\``,
    inputType: '"STRING"',
    inputExpr: `"${prettyName(e)}"`,
  });
}

export const textFunctions: readonly FunctionRow[] = family("string", "scalar", {
  ascii: { since: "1.5.0", params: [STR], returns: INT, lower: byKernel("ascii") },
  chr: { aliases: ["char"], since: "2.3.0", params: [param("expr", T_LONG)], returns: STRING, lower: byKernel("chr") },
  initcap: collated(
    { since: "1.5.0", params: [STR], returns: stringLikeFirst, lower: byKernel("initcap") },
    "collated_initcap",
    wordCollation,
  ),
  quote: { since: "4.1.0", params: [STR], returns: STRING, nullable: true, lower: byKernel("quote") },
  translate: collated(
    {
      since: "1.5.0",
      params: [param("input", T_STRING), param("from", T_STRING), param("to", T_STRING)],
      returns: stringLikeFirst,
      lower: byKernel("translate"),
    },
    "collated_translate",
  ),
  substring_index: collated(
    {
      since: "1.5.0",
      params: [STR, param("delim", T_STRING), param("count", T_INT)],
      returns: stringLikeFirst,
      lower: byKernel("substring_index"),
    },
    "collated_substring_index",
  ),
  find_in_set: collated(
    {
      since: "1.5.0",
      params: [STR, param("str_array", T_STRING)],
      returns: INT,
      lower: byKernel("find_in_set"),
    },
    "collated_find_in_set",
  ),
  soundex: {
    since: "1.5.0",
    params: [STR],
    coerce: asTheyAre(T_STRING),
    returns: STRING,
    lower: byKernel("soundex"),
  },
  levenshtein: {
    since: "1.5.0",
    params: [param("str1", T_STRING), param("str2", T_STRING), optional("threshold", T_INT)],
    returns: INT,
    lower: byKernel("levenshtein"),
  },
  jaro_winkler_similarity: {
    since: "4.3.0",
    params: [param("str1", T_STRING), param("str2", T_STRING)],
    returns: DOUBLE,
    nullable: true,
    lower: byKernel("jaro_winkler_similarity"),
  },
  luhn_check: { since: "3.5.0", params: [STR], returns: BOOLEAN, nullable: true, lower: byKernel("luhn_check") },
  mask,
  sentences: {
    since: "2.0.0",
    params: [STR, optional("lang", T_STRING), optional("country", T_STRING)],
    display: withDefaults(3, "", ""),
    returns: (args) => new ArrayType(new ArrayType(stringLikeFirst(args), false), false),
    nullable: true,
    lower: byKernel("sentences", undefined, "", ""),
  },
});
