/** The functions of JSON text: from values and to values. */
import { Utf8Builder } from "../arrow/builders.ts";
import type { StructType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { Arguments, type TextArgument } from "./arguments.ts";
import { Attempts } from "./attempts.ts";
import { writtenTexts } from "./json-bytes.ts";
import { isPlainJson, JsonColumns } from "./json-columns.ts";
import { jsonLookups } from "./json-lookups.ts";
import { optionText, type TextOptions } from "./json-options.ts";
import { JsonReader } from "./json-reader.ts";
import { JsonRowColumns } from "./json-row-columns.ts";
import { JsonWriter } from "./json-writer.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { typeOfJson, valueBuilder, valueReader } from "./typed-values.ts";
import { variantJson } from "./variant.ts";

interface FromOptions {
  readonly type: string;
  readonly options: TextOptions;
  readonly zone: string;
  readonly failFast: boolean;
  /** The name of the column for malformed records. */
  readonly corrupt: string;
}
const fromJson: Kernel = (columns, given, rows) => {
  const { type: json, options, zone, failFast, corrupt } = given as FromOptions;
  const type = typeOfJson(json);
  const args = new Arguments(columns, given);
  const bytes = args.bytes(0);
  // Made where it is needed: the whole batch is decoded.
  let text: TextArgument | undefined;
  const reader = new JsonReader(type, options, zone);
  const at = type.kind === "struct" ? corruptField(type, corrupt) : -1;
  const { builder, append } = valueBuilder(type, rows);
  const quick = JsonRowColumns.of(builder, type, options, reader);
  const attempts = new Attempts();
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) {
      append(null);
      continue;
    }
    if (quick !== undefined && attempts.worthwhile) {
      if (attempts.note(quick.append(bytes.data, bytes.start(row), bytes.end(row)))) continue;
    }
    const s = (text ??= args.text(0)).get(row)!;
    const { value, bad } = reader.read(s);
    if (bad && failFast) {
      throw new KernelError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
        badRecord: "[null]",
        failFastMode: "FAILFAST",
      });
    }
    append(bad && at >= 0 ? (value as readonly InternalValue[]).with(at, s) : value);
  }
  return builder.finish();
};
export function corruptField(type: StructType, name: string): number {
  return type.fields.findIndex((f) => f.name === name && f.dataType.kind === "string");
}

interface ToOptions {
  readonly type: string;
  readonly options: TextOptions;
  readonly zone: string;
}
const toJson: Kernel = (columns, given, rows) => {
  const { type: json, options, zone } = given as ToOptions;
  const type = typeOfJson(json);
  const column = new Arguments(columns, given).column(0);
  if (type.kind === "variant") return variantJson(column, optionText(options, "timeZone") ?? zone, rows);
  if (isPlainJson(options)) {
    const json = new JsonColumns(options, zone);
    return writtenTexts(column, rows, json.out, json.writer(column, type));
  }
  const read = valueReader(column, type);
  const writer = new JsonWriter(type, options, zone);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const value = read(row);
    if (value === null) out.appendNull();
    else out.appendString(writer.write(value));
  }
  return out.finish();
};

export const jsonKernels: { readonly [name: string]: Kernel } = {
  ...jsonLookups,
  from_json: fromJson,
  to_json: toJson,
};
