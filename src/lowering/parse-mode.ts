/** What becomes of malformed records: nulls and the record's text, nothing, or an error. */
import type { FileScan } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { STRING } from "../types/data-type.ts";
import { AnalysisException, type SparkError } from "../types/spark-error.ts";
import { errorFor } from "../types/error-class.ts";
import type { ParseMode } from "./csv-options.ts";
import { ExpressionLowering, type Stage } from "./expression-lowering.ts";
import type { FileRows } from "./file-scan.ts";
import { namedExpr } from "./plan-builder.ts";

export interface CheckedRows {
  readonly stage: Stage;
  readonly columns: readonly (Px | undefined)[];
  /** Each true where the record is malformed. */
  readonly bad: readonly Px[];
  /** The record's text. */
  readonly record: Px | undefined;
  /** The column that takes it. */
  readonly corrupt: number | undefined;
  readonly rel: FileScan;
  readonly mode: ParseMode;
}

export function checkedRows({ stage, columns, bad, record, corrupt, rel, mode }: CheckedRows): FileRows {
  const cx = new ExpressionLowering(stage);
  const isBad = bad.length === 0 ? px.lit.bool(false) : px.coalesce(px.orAll(bad), px.lit.bool(false));
  const out = [...columns];
  switch (mode) {
    case "PERMISSIVE":
      if (corrupt !== undefined && record !== undefined)
        out[corrupt] = px.ternary(isBad, record, px.lit.null("String"));
      return { ref: stage.ref, columns: out };
    case "DROPMALFORMED": {
      for (const [i, value] of out.entries()) if (value !== undefined) out[i] = cx.share(value);
      const good = px.not(cx.share(isBad));
      return {
        ref: stage.plan.add({ op: "filter", input: stage.ref, predicate: namedExpr("", good).expr }),
        columns: out,
      };
    }
    case "FAILFAST": {
      const first = out.findIndex((value) => value !== undefined);
      const value = out[first];
      if (value === undefined) return { ref: stage.ref, columns: out };
      const shown = columns.flatMap((x, i) => {
        const type = rel.dataSchema.fields[i]?.dataType;
        if (x === undefined || type === undefined) return [];
        return [px.fillNull(cx.cast(x, type, STRING, "try", rel.facts.timeZone), px.lit.str("null"))];
      });
      const text = px.str.concatHorizontal([px.lit.str("["), px.str.concatHorizontal(shown, ","), px.lit.str("]")]);
      const site = {
        error: ([badRecord = ""]: readonly string[]) => malformed(badRecord, rel),
      };
      out[first] = cx.raiseIf(isBad, site, value, text);
      return { ref: stage.ref, columns: out };
    }
  }
}

/** FAILFAST's error: the file could not be read, because of the record. */
export function malformed(badRecord: string, rel: Pick<FileScan, "files">): SparkError {
  const path = rel.files[0]?.path ?? "";
  const cause = errorFor("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord, failFastMode: "FAILFAST" });
  const message = `[FAILED_READ_FILE.NO_HINT] A file could not be read: ${path}. SQLSTATE: KD001 ${cause.message}`;
  return errorFor("FAILED_READ_FILE.NO_HINT", { path }, { cause, message });
}

/** A query that reads nothing but the texts of malformed records would not parse any: Spark refuses it. */
export function onlyCorrupt(name: string): SparkError {
  const condition = "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN";
  const message = `[${condition}] The query needs a column besides ${name}, the one of malformed records. SQLSTATE: 0A000`;
  return new AnalysisException(condition, {}, { message });
}
