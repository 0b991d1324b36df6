/** Scans of JSON files: a kernel reads the records, each value as its column's type wants it. */
import type { ReadJsonOptions } from "../kernels/json-files.ts";
import { px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import type { PolarsField } from "../polars/polars-type.ts";
import { BOOLEAN, StructField, StructType } from "../types/data-type.ts";
import { flagOf, modeOf, optionOf, type Options } from "./csv-options.ts";
import { fileParts, kernelRows } from "./file-parts.ts";
import type { FormatReader } from "./file-scan.ts";
import { onlyCorrupt } from "./parse-mode.ts";

export const readJson: FormatReader = (low, rel, files, wanted) => {
  const { options, facts } = rel;
  const corruptName = optionOf(options, "columnNameOfCorruptRecord") ?? facts.corruptName;
  const corrupt = rel.dataSchema.fields.findIndex((f) => f.name === corruptName);
  const asked = rel.dataSchema.fields.flatMap((field, index) =>
    index !== corrupt && wanted(index) ? [{ field, index }] : [],
  );
  const record = corrupt >= 0 && wanted(corrupt);
  if (record && asked.length === 0) throw onlyCorrupt(corruptName);
  const fields = asked.map(({ field }) => field);
  // A struct of no fields has no rows: where only the number of rows matters, one field that no record has.
  const schema = new StructType(fields.length === 0 ? [new StructField("\u0000", BOOLEAN)] : fields);
  const multiLine = flagOf(options, "multiLine");
  const encoding = optionOf(options, "encoding", "charset");
  const lineSep = optionOf(options, "lineSep");
  const common: Omit<ReadJsonOptions, "parts"> = {
    multiLine,
    schema: schema.jsonValue(),
    record,
    mode: modeOf(options),
    options: jsonOptions(options),
    zone: facts.timeZone,
  };
  const names = schema.fields.map((_, i) => `f${i}`);
  const types: PolarsField[] = schema.fields.map((f, i) => ({ name: names[i] ?? "", dtype: physicalType(f.dataType) }));
  if (record) types.push({ name: `f${types.length}`, dtype: "String" });
  const filled = files.filter((f) => f.size > 0);
  return fileParts(filled, { encoding, lineSep, whole: multiLine }).map((parts) => {
    const ref = kernelRows(low.plan, "read_json", { ...common, parts }, types);
    const columns = rel.dataSchema.fields.map((_, i) => {
      if (i === corrupt) return record ? px.col(`f${schema.fields.length}`) : undefined;
      const at = asked.findIndex((a) => a.index === i);
      return at < 0 ? undefined : px.col(names[at] ?? "");
    });
    return { ref, columns };
  });
};

/** The options by their names in lower case. Files, unlike functions, may hold NaN and the like. */
export function jsonOptions(options: Options): { readonly [lowerCaseName: string]: string } {
  const lower = Object.entries(options).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { allownonnumericnumbers: "true", exactstrings: "true", ...Object.fromEntries(lower) };
}
