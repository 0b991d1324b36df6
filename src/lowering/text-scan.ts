/** Scans of text files: each line, or each file, is a row. */
import { px } from "../polars/dsl.ts";
import { flagOf, optionOf } from "./csv-options.ts";
import { fileParts, kernelRows } from "./file-parts.ts";
import type { FormatReader } from "./file-scan.ts";

export const readText: FormatReader = (low, rel, files) => {
  const whole = flagOf(rel.options, "wholetext");
  const encoding = optionOf(rel.options, "encoding", "charset");
  const lineSep = optionOf(rel.options, "lineSep");
  const filled = whole ? files : files.filter((f) => f.size > 0);
  if (filled.length === 0) return [];
  return fileParts(filled, { encoding, lineSep, whole }).map((parts) => ({
    ref: kernelRows(low.plan, "read_text", { parts, whole }, [{ name: "value!", dtype: "String" }]),
    columns: [px.col("value!")],
  }));
};
