/** Queries whose rows go into files: the columns in the form of the file. */
import { optionOf, type Options, flagOf } from "./csv-options.ts";
import type { Lowered, LoweringOptions } from "./index.ts";
import type { Attribute } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fileExpr } from "../polars/physical-type.ts";
import { nanosTimestampText } from "../types/calendar.ts";
import type { CsvSinkOptions, NamedExpr, NodeRef, ParquetSinkOptions } from "../polars/plan.ts";
import { isNanos, STRING, StructField, StructType } from "../types/data-type.ts";
import { csvHeader, csvLine, type CsvTextOptions } from "./csv-text.ts";
import { jsonLine } from "./json-text.ts";
import { NTZ_FORMAT, TIMESTAMP_FORMAT } from "./moment-text.ts";
import { ExpressionLowering, Stage } from "./expression-lowering.ts";
import { column, namedExpr } from "./plan-builder.ts";
import { arrowFields } from "./parquet-schema.ts";
import { RelationLowering } from "./relation-lowering.ts";

export type WriteFormat = "parquet" | "csv" | "json" | "text";
export interface WriteShape {
  readonly format: WriteFormat;
  /** Positions of the columns that become directories. */
  readonly partitions: readonly number[];
  readonly options: Options;
  readonly timeZone: string;
  /** A file, or with partitions a directory. */
  readonly path: string;
  readonly compression: string;
}

/** The names of partition columns in the plan: their directories hold the hexadecimal text of the value. */
const PARTITION_PREFIX = "p!";

/** The plan that writes the relation when it is run. */
export function lowerWrite(rel: Logical, shape: WriteShape, options: LoweringOptions): Lowered {
  const low = new RelationLowering(rel, options);
  const stage = new Stage(low.plan, low.lower(rel));
  const cx = new ExpressionLowering(stage);
  const keys = shape.partitions.map((i, k): NamedExpr => {
    const a = rel.output[i] as Attribute;
    const text = cx.cast(column(a), a.dataType, STRING, "try", shape.timeZone);
    const filled = px.ternary(px.eq(cx.share(text), px.lit.str("")), px.lit.null("String"), text);
    return namedExpr(`${PARTITION_PREFIX}${k}`, px.cast(px.bin.hexEncode(px.cast(filled, "Binary")), "String"));
  });
  const data = rel.output.filter((_, i) => !shape.partitions.includes(i));
  const values = contentOf(data, shape, cx);
  // Expressions first: literals alone would lose the height.
  const made = values.map((v, i) => namedExpr(`v!${i}`, v.value));
  const added = low.plan.add({ op: "withColumns", input: stage.ref, exprs: [...made, ...keys] });
  const root = low.plan.add({
    op: "select",
    input: added,
    exprs: [
      ...keys.map((k) => namedExpr(k.name, px.col(k.name))),
      ...values.map((v, i) => namedExpr(v.name, px.col(`v!${i}`))),
    ],
  });
  // Spark's writer leaves out lines without any character: those of a lone null.
  const lone = shape.format === "csv" && data.length === 1;
  const filled = px.neq(px.col(values[0]?.name ?? ""), px.lit.str(""));
  const lines = lone ? low.plan.add({ op: "filter", input: root, predicate: namedExpr("", filled).expr }) : root;
  const sink = sinkOf(low, lines, shape, keys, data);
  return { plan: low.plan.finish(sink), schema: new StructType([]), sites: low.plan.sites, frames: low.plan.frames };
}

interface NamedValue {
  readonly name: string;
  readonly value: Px;
}
/** Files count nanoseconds in 64 bits, which end in 2262. */
function checkedNanos(a: Attribute, cx: ExpressionLowering): Px {
  if (!isNanos(a.dataType)) return column(a);
  const given = cx.share(column(a));
  const outside = px.or(px.lt(given, px.lit.i128(-(2n ** 63n))), px.gt(given, px.lit.i128(2n ** 63n - 1n)));
  const site = cx.site(a, ([nanos = "0"]) => {
    const shown = `write the timestamp value ${nanosTimestampText(BigInt(nanos)).replace(" ", "T")}`;
    const range = "supported range: 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z";
    return {
      condition: "DATETIME_OVERFLOW",
      parameters: { operation: `${shown} as Parquet INT64 epoch-nanoseconds (${range})` },
    };
  });
  return cx.raiseIf(outside, site, given, px.cast(given, "String"));
}
function contentOf(data: readonly Attribute[], shape: WriteShape, cx: ExpressionLowering): NamedValue[] {
  switch (shape.format) {
    case "parquet":
      return data.map((a) => ({ name: a.name, value: fileExpr(checkedNanos(a, cx), a.dataType) }));
    case "csv":
      return [{ name: headerOf(data, shape), value: csvLine(data, csvTextOptions(shape), cx) }];
    case "json":
      return [{ name: "line", value: jsonLine(data, lowerCased(shape.options), shape.timeZone, cx) }];
    case "text":
      return data.map((a) => ({ name: "line", value: px.fillNull(column(a), px.lit.str("")) }));
  }
}
/** The one column of CSV lines is called by the header, which is how the header gets into the file. */
function headerOf(data: readonly Attribute[], shape: WriteShape): string {
  return hasHeader(shape)
    ? csvHeader(
        data.map((a) => a.name),
        csvTextOptions(shape),
      )
    : "line";
}
function hasHeader(shape: WriteShape): boolean {
  return shape.format === "csv" && flagOf(shape.options, "header");
}
function structOf(data: readonly Attribute[]): StructType {
  return new StructType(data.map((a) => new StructField(a.name, a.dataType, true, a.metadata)));
}
function csvTextOptions({ options, timeZone }: WriteShape): CsvTextOptions {
  // The parser's and writer's word for no character is NUL: it is written as a quote.
  const character = (name: string, fallback: string): string => {
    const given = optionOf(options, name) ?? fallback;
    return given === "" ? "\0" : given;
  };
  return {
    separator: optionOf(options, "sep", "delimiter") ?? ",",
    quote: character("quote", '"'),
    escape: character("escape", "\\"),
    comment: character("comment", "#"),
    quoteAll: flagOf(options, "quoteAll"),
    escapeQuotes: flagOf(options, "escapeQuotes", true),
    nullValue: optionOf(options, "nullValue") ?? "",
    emptyValue: optionOf(options, "emptyValue") ?? '""',
    trimLeading: flagOf(options, "ignoreLeadingWhiteSpace", true),
    trimTrailing: flagOf(options, "ignoreTrailingWhiteSpace", true),
    dateFormat: optionOf(options, "dateFormat"),
    timestampFormat: optionOf(options, "timestampFormat") ?? TIMESTAMP_FORMAT,
    timestampNtzFormat: optionOf(options, "timestampNTZFormat") ?? NTZ_FORMAT,
    timeZone: optionOf(options, "timeZone") ?? timeZone,
  };
}
function lowerCased(options: Options): { readonly [lowerCaseName: string]: string } {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
}

function sinkOf(
  low: RelationLowering,
  input: NodeRef,
  shape: WriteShape,
  keys: readonly NamedExpr[],
  data: readonly Attribute[],
): NodeRef {
  const partitionBy = keys.length === 0 ? {} : { partitionBy: keys.map((k) => k.name) };
  const target = { op: "sink", input, path: shape.path, ...partitionBy } as const;
  if (shape.format === "parquet") {
    const schema = structOf(data);
    const arrowSchema = arrowFields(data);
    const options: ParquetSinkOptions = {
      ...(arrowSchema === undefined ? {} : { arrowSchema }),
      compression: shape.compression as NonNullable<ParquetSinkOptions["compression"]>,
      keyValues: [
        ["org.apache.spark.version", "4.3.0"],
        ["org.apache.spark.sql.parquet.row.metadata", schema.json()],
      ],
    };
    return low.plan.add({ ...target, format: "parquet", options });
  }
  const options: CsvSinkOptions = {
    header: hasHeader(shape),
    quoteStyle: "never",
    lineEnd: optionOf(shape.options, "lineSep") ?? "\n",
    compression: shape.compression as NonNullable<CsvSinkOptions["compression"]>,
  };
  return low.plan.add({ ...target, format: "csv", options });
}
