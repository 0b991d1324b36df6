/** Scans of CSV files: fields as text, by the engine's reader where it sees what Spark sees; then values by Spark's rules. */
import type { ScanFile } from "../logical/relation.ts";
import type { ReadCsvOptions } from "../kernels/csv-reader.ts";
import { isCompressed, isUtf8Name } from "../kernels/file-text.ts";
import { px, type Px } from "../polars/dsl.ts";
import type { NodeRef } from "../polars/plan.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { type CsvOptions, csvOptions } from "./csv-options.ts";
import { ExpressionLowering, Stage } from "./expression-lowering.ts";
import { fileParts, kernelRows } from "./file-parts.ts";
import type { FileRows, FormatReader } from "./file-scan.ts";
import { checkedRows, onlyCorrupt } from "./parse-mode.ts";
import { BLANKS, type TextFormats, valueOfText } from "./text-values.ts";
import type { CsvShape } from "../logical/scan-facts.ts";

export const readCsv: FormatReader = (low, rel, files, wanted) => {
  const options = csvOptions(rel.options);
  const corruptName = options.corruptName ?? rel.facts.corruptName;
  const corrupt = rel.dataSchema.fields.findIndex((f) => f.name === corruptName);
  const columns = rel.dataSchema.fields.flatMap((field, index) => (index === corrupt ? [] : [{ field, index }]));
  const asked = columns.flatMap((c, position) => (wanted(c.index) ? [position] : []));
  const wantsRecord = corrupt >= 0 && wanted(corrupt);
  const checks = wantsRecord || (options.mode !== "PERMISSIVE" && asked.length > 0);
  // Where Spark reads only some of the fields, it does not count the others.
  const counts = checks && asked.length === columns.length;
  if (wantsRecord && asked.length === 0) throw onlyCorrupt(corruptName);
  const request: Request = {
    width: columns.length,
    fields: asked,
    count: counts,
    record: wantsRecord,
  };
  const formats = textFormats(options, rel.facts.timeZone, rel.facts.csv?.inferred === true);
  return rawRows(low.plan, files, options, rel.facts.csv, request).map(({ ref, count, record, fields }): FileRows => {
    const stage = new Stage(low.plan, ref);
    const cx = new ExpressionLowering(stage);
    const texts = new Map(request.fields.map((position, i) => [position, fields[i] as Px]));
    const values = new Map(
      [...texts].map(([position, text]) => {
        const type = columns[position]?.field.dataType;
        const plainTimestamps = rel.facts.csv?.plainTimestamps?.includes(position) === true;
        return [position, type === undefined ? text : valueOfText(text, type, { ...formats, plainTimestamps }, cx)];
      }),
    );
    const out: (Px | undefined)[] = rel.dataSchema.fields.map(() => undefined);
    for (const [position, value] of values) out[columns[position]?.index as number] = value;
    if (!checks) return { ref: stage.ref, columns: out };
    const bad = [...texts].flatMap(([position, text]) => {
      const type = columns[position]?.field.dataType.kind;
      if (type === "string" || type === "char" || type === "varchar") return [];
      const value = cx.share(values.get(position) as Px);
      values.set(position, value);
      out[columns[position]?.index as number] = value;
      return [px.and(px.isNotNull(text), px.isNull(value))];
    });
    if (count !== undefined) bad.push(px.neq(count, px.lit.i32(columns.length)));
    return checkedRows({
      stage,
      columns: out,
      bad,
      record,
      corrupt: wantsRecord ? corrupt : undefined,
      rel,
      mode: options.mode,
    });
  });
};

/** `strict`: dates are of the one form that inference takes for dates. */
export function textFormats(options: CsvOptions, timeZone: string, strict: boolean): TextFormats {
  return {
    timeZone: options.timeZone ?? timeZone,
    nanValue: options.nanValue,
    positiveInf: options.positiveInf,
    negativeInf: options.negativeInf,
    dateFormat: options.dateFormat ?? (strict && options.preferDate ? "yyyy-MM-dd" : undefined),
    timestampFormat: options.timestampFormat,
    timestampNtzFormat: options.timestampNtzFormat,
    plainTimestamps: false,
  };
}

/** Which fields of records are asked for, of how many there should be. */
export interface Request {
  readonly width: number;
  readonly fields: readonly number[];
  readonly count: boolean;
  readonly record: boolean;
}
export interface RawRows {
  readonly ref: NodeRef;
  /** The texts, in the order asked for; null for nulls. */
  readonly fields: readonly Px[];
  readonly count?: Px | undefined;
  readonly record?: Px | undefined;
}

/** The records of files as texts. */
export function rawRows(
  plan: PlanBuilder,
  files: readonly ScanFile[],
  options: CsvOptions,
  shape: CsvShape | undefined,
  request: Request,
): RawRows[] {
  const filled = files.filter((f) => f.size > 0);
  if (filled.length === 0) return [];
  const fits = !request.count || (shape?.fewest === request.width && shape.most === request.width);
  if (shape?.plain === true && fits && !request.record && isPlainRequest(options, filled) && request.width > 0) {
    return [plainRows(plan, filled, options, shape, request)];
  }
  return fileParts(filled, { ...options, whole: options.multiLine }).map((parts) => {
    const given: ReadCsvOptions = {
      parts,
      dialect: {
        separator: options.separator,
        quote: options.quote,
        escape: options.escape,
        escapeEscape: options.escapeEscape,
        trimLeading: options.trimLeading,
        trimTrailing: options.trimTrailing,
      },
      header: options.header,
      multiLine: options.multiLine,
      comment: options.comment,
      nullValue: options.nullValue,
      emptyValue: options.emptyValue ?? "",
      columns: request.fields,
      count: request.count || request.fields.length === 0,
      record: request.record,
      maxColumns: options.maxColumns,
    };
    const names = request.fields.map((i) => `t${i}!`);
    const ref = kernelRows(plan, "read_csv", given, [
      ...names.map((name) => ({ name, dtype: "String" as const })),
      ...(given.count ? [{ name: "n!", dtype: "Int32" as const }] : []),
      ...(given.record ? [{ name: "r!", dtype: "String" as const }] : []),
    ]);
    return {
      ref,
      fields: names.map((name) => px.col(name)),
      ...(request.count ? { count: px.col("n!") } : {}),
      ...(request.record ? { record: px.col("r!") } : {}),
    };
  });
}
const isAscii = (text: string): boolean => text.length === 1 && text.charCodeAt(0) < 128;
/** The options that the engine's reader understands; `CsvShape.plain` says that of the bytes. */
export function isPlainRequest(options: CsvOptions, files: readonly { readonly path: string }[]): boolean {
  return (
    isAscii(options.separator) &&
    (options.quote === "" || isAscii(options.quote)) &&
    (options.lineSep === undefined || isAscii(options.lineSep)) &&
    isUtf8Name(options.encoding) &&
    !files.some((f) => isCompressed(f.path))
  );
}

function plainRows(
  plan: PlanBuilder,
  files: readonly ScanFile[],
  options: CsvOptions,
  shape: CsvShape,
  request: Request,
): RawRows {
  const ref = plan.add({
    op: "scanCsv",
    paths: files.map((f) => f.path),
    schema: Array.from({ length: request.width }, (_, i) => ({ name: `t${i}!`, type: "String" as const })),
    options: {
      header: false,
      skipRows: options.header ? 1 : 0,
      separator: options.separator,
      quote: options.quote === "" || !shape.quoted ? null : options.quote,
      truncateRagged: true,
      ...(options.lineSep === undefined ? {} : { lineEnd: options.lineSep }),
    },
  });
  const { nullValue, emptyValue = "" } = options;
  const fields = request.fields.map((i) => {
    let text = px.col(`t${i}!`);
    if (options.trimLeading && options.trimTrailing) text = px.str.stripChars(text, px.lit.str(BLANKS));
    else if (options.trimLeading) text = px.str.stripCharsStart(text, px.lit.str(BLANKS));
    else if (options.trimTrailing) text = px.str.stripCharsEnd(text, px.lit.str(BLANKS));
    const trims = options.trimLeading || options.trimTrailing;
    const empties = shape.quotedEmpty || trims;
    const is = (value: string): Px => px.eq(text, px.lit.str(value));
    const none = px.lit.null("String");
    if (nullValue === "" && (emptyValue === "" || !empties)) return empties ? px.ternary(is(""), none, text) : text;
    const given = empties && emptyValue !== "" ? px.ternary(is(""), px.lit.str(emptyValue), text) : text;
    return px.ternary(is(nullValue), none, given);
  });
  return { ref, fields };
}
