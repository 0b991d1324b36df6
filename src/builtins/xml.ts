/** Functions of XML text. */
import { isFoldable } from "../logical/build.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { ArrayType, BOOLEAN, type DataType, DOUBLE, FLOAT, INT, LONG, SHORT, STRING } from "../types/data-type.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { byKernel } from "./by-kernel.ts";
import { constant, family, param, type RowSpec } from "./family.ts";
import { argOf, asTheyAre, quotedCall } from "./text-args.ts";

function xpath(returns: DataType, kernel: string, ...aliases: readonly string[]): RowSpec {
  return {
    aliases,
    since: "2.0.0",
    params: [param("xml", T_STRING), constant("path", T_STRING)],
    coerce: (args, cx) => {
      const path = argOf(args, 1);
      if (!isFoldable(path)) {
        throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
          sqlExpr: quotedCall(cx, args),
          inputName: "`path`",
          inputType: '"STRING"',
          inputExpr: `"${prettyName(path)}"`,
        });
      }
      return asTheyAre(T_STRING)(args, cx);
    },
    returns,
    nullable: true,
    lower: byKernel(kernel),
  };
}

export const xmlFunctions: readonly FunctionRow[] = family("xml", "scalar", {
  xpath: xpath(new ArrayType(STRING, true), "xpath"),
  xpath_boolean: xpath(BOOLEAN, "xpath_boolean"),
  xpath_short: xpath(SHORT, "xpath_short"),
  xpath_int: xpath(INT, "xpath_int"),
  xpath_long: xpath(LONG, "xpath_long"),
  xpath_float: xpath(FLOAT, "xpath_float"),
  xpath_double: xpath(DOUBLE, "xpath_double", "xpath_number"),
  xpath_string: xpath(STRING, "xpath_string"),
});
