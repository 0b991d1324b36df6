/** Functions that only the API can name: the parts of tables by time and hash, and what is under a type of a user's. */
import type { FunctionRow } from "../logical/function-row.ts";
import { ANY, type InputType, T_INT } from "../logical/input-type.ts";
import { INT } from "../types/data-type.ts";
import { AnalysisException, SparkException } from "../types/spark-error.ts";
import { family, param, type RowSpec } from "./family.ts";
import { asTheyAre } from "./text-args.ts";

/** Analysis takes them everywhere; whoever computes them fails. */
function transform(name: string, since: string, bucketed = false): RowSpec {
  return {
    since,
    params: [...(bucketed ? [param("numBuckets", T_INT)] : []), param("col", ANY)],
    coerce: (args) => {
      if (!bucketed || (args[0]?.kind === "Literal" && args[0].dataType.kind === "integer")) return args;
      const message = "The number of buckets is an INT that is written out.";
      throw new AnalysisException("_LEGACY_ERROR_TEMP_1322", {}, { message });
    },
    display: (args) => `${name}(${args.at(-1) ?? ""})`,
    returns: INT,
    nullable: true,
    lower: () => {
      throw new SparkException("PARTITION_TRANSFORM_EXPRESSION_NOT_IN_PARTITIONED_BY", {
        expression: `"${name}(boundreference())"`,
      });
    },
  };
}
/** No type here is one. */
const USER_DEFINED: InputType = { label: '"USERDEFINEDTYPE"', accepts: () => false };

export const partitionTransforms: readonly FunctionRow[] = family("misc", "scalar", {
  bucket: transform("bucket", "3.0.0", true),
  days: transform("days", "3.0.0"),
  hours: transform("hours", "3.0.0"),
  months: transform("months", "3.0.0"),
  years: transform("years", "3.0.0"),
  unwrap_udt: {
    since: "3.4.0",
    params: [param("col", USER_DEFINED)],
    coerce: asTheyAre(USER_DEFINED),
    returns: INT,
    lower: (call, cx) => cx.lower(call.args[0]!),
  },
});
