/** from_xml and to_xml. */
import { Utf8Builder } from "../arrow/builders.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { Arguments, type TextArgument } from "./arguments.ts";
import { Attempts } from "./attempts.ts";
import type { BinaryStyle } from "./binary-style.ts";
import { writtenTexts } from "./json-bytes.ts";
import type { TextOptions } from "./json-options.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { typeOfJson, valueBuilder, valueReader } from "./typed-values.ts";
import { XmlColumns } from "./xml-columns.ts";
import { XmlRowColumns } from "./xml-row-columns.ts";
import { XmlValues } from "./xml-values.ts";
import { XmlWriter } from "./xml-writer.ts";

interface FromOptions {
  readonly type: string;
  readonly options: TextOptions;
  readonly zone: string;
  readonly failFast: boolean;
  readonly corrupt: string;
  readonly caseSensitive: boolean;
  readonly binaryStyle: BinaryStyle;
}
const fromXml: Kernel = (columns, given, rows) => {
  const { type: json, options, zone, failFast, corrupt, caseSensitive, binaryStyle } = given as FromOptions;
  const type = typeOfJson(json);
  const args = new Arguments(columns, given);
  const bytes = args.bytes(0);
  // Made where it is needed: the whole batch is decoded.
  let text: TextArgument | undefined;
  const values = new XmlValues(options, zone, caseSensitive, binaryStyle);
  const { builder, append } = valueBuilder(type, rows);
  const checked = (bad: boolean): void => {
    if (!bad || !failFast) return;
    const parameters = { badRecord: "[null]", failFastMode: "FAILFAST" };
    throw new KernelError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", parameters);
  };
  const at = type.kind === "struct" ? type.fields.findIndex((f) => f.name === corrupt) : -1;
  const quick = at >= 0 ? undefined : XmlRowColumns.of(builder, type, options, caseSensitive);
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
    if (type.kind === "struct") {
      const read = values.record(s, type);
      checked(read.bad);
      const out: InternalValue[] = type.fields.map((_, i) => read.row[i] ?? null);
      if (at >= 0) {
        // The fields behind the column of bad records take the values of those before them, as in Spark.
        for (let i = out.length - 1; i > at; i--) out[i] = out[i - 1]!;
        out[at] = read.bad ? s : null;
      }
      append(out);
    } else {
      const value = values.variant(s);
      checked(value === undefined);
      append(value ?? null);
    }
  }
  return builder.finish();
};

const toXml: Kernel = (columns, given, rows) => {
  const { type: json, options, zone, binaryStyle } = given as FromOptions;
  const type = typeOfJson(json);
  const column = new Arguments(columns, given).column(0);
  const writer = new XmlWriter(options, zone, binaryStyle);
  const plain = new XmlColumns(writer, options);
  const write = plain.records(column, type);
  if (write !== undefined) return writtenTexts(column, rows, plain.out, write);
  const out = new Utf8Builder(rows);
  const read = valueReader(column, type);
  for (let row = 0; row < rows; row++) {
    const value = read(row);
    if (value === null) out.appendNull();
    else out.appendString(writer.record(value, type));
  }
  return out.finish();
};

export const xmlKernels: { readonly [name: string]: Kernel } = { from_xml: fromXml, to_xml: toXml };
