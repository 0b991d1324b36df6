/**
 * The types of CSV columns, as Spark infers them: every value is the first it can be of int, long, decimal, double, date,
 * timestamp, boolean and string, and a column is what all its values fit into. The engine counts; no value comes here.
 */
import { readIpcStream } from "../arrow/index.ts";
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { CsvShape } from "../logical/scan-facts.ts";
import { type CsvOptions } from "../lowering/csv-options.ts";
import { rawRows, textFormats } from "../lowering/csv-scan.ts";
import { ExpressionLowering, Stage } from "../lowering/expression-lowering.ts";
import { namedExpr, PlanBuilder } from "../lowering/plan-builder.ts";
import { HEX_REAL, JAVA_REAL, plainTimestamp, type TextFormats, valueOfText } from "../lowering/text-values.ts";
import { px, type Px } from "../polars/dsl.ts";
import {
  BOOLEAN,
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/data-type.ts";
import type { ListedFile } from "./listing.ts";
import { type Asking, execute } from "./probe.ts";

/** Rows that tell most columns of text apart, cheaply. */
const SAMPLE = 1000;

export function* inferCsvTypes(
  files: readonly ListedFile[],
  options: CsvOptions,
  shape: CsvShape,
  width: number,
  conf: SqlConf,
): Asking<{ readonly types: DataType[]; readonly plainTimestamps: number[] }> {
  const plainTimestamps: number[] = [];
  const settle = (i: number, counts: Counts): void => {
    if (counts.values > 0 && counts.of.plain === counts.values) plainTimestamps.push(i);
  };
  const survey = new Survey(files, options, shape, width, conf);
  const types: (DataType | undefined)[] = Array.from({ length: width }, () => undefined);
  let open = types.map((_, i) => i);
  if (shape.plain) {
    const sample = yield* survey.run(open, SAMPLE, () => FULL);
    // A column with a text that is nothing but text is settled; of the others a guess is tested on all rows.
    const guesses = new Map<number, readonly Count[]>();
    for (const [i, counts] of sample) {
      if (counts.text > 0) types[i] = STRING;
      else guesses.set(i, guessOf(counts));
    }
    open = open.filter((i) => types[i] === undefined);
    const checked = yield* survey.run(open, undefined, (i) => guesses.get(i) ?? FULL);
    for (const [i, counts] of checked) {
      const made = survey.typeOf(counts);
      if (made !== undefined) types[i] = made;
      settle(i, counts);
    }
    open = open.filter((i) => types[i] === undefined);
  }
  for (const [i, counts] of yield* survey.run(open, undefined, () => FULL)) {
    types[i] = survey.typeOf(counts) ?? STRING;
    settle(i, counts);
  }
  return { types: types.map((t) => t ?? STRING), plainTimestamps };
}

type Count = "int" | "long" | "whole" | "digits" | "real" | "date" | "ntz" | "ltz" | "boolean" | "plain";
const FULL: readonly Count[] = ["plain", "int", "long", "whole", "digits", "real", "date", "ntz", "ltz", "boolean"];
interface Counts {
  /** Values there are. */
  readonly values: number;
  /** Those that are text and nothing else; -1 where not all counts were made. */
  readonly text: number;
  readonly of: { readonly [name in Count]?: number };
}
/** The counts that settle a column if all of it is like the sample. */
function guessOf({ values, of }: Counts): readonly Count[] {
  if (values === 0) return FULL;
  if (of.long === values) return ["int", "long"];
  if (of.real === values) return ["int", "long", "real", "whole"];
  if (of.date === values) return ["date"];
  if (of.boolean === values) return ["boolean"];
  if (of.plain === values && of.date === 0) return ["date", "plain"];
  if (of.ntz === values) return ["date", "ntz"];
  return FULL;
}

class Survey {
  readonly #files: readonly ListedFile[];
  readonly #options: CsvOptions;
  readonly #shape: CsvShape;
  readonly #width: number;
  readonly #formats: TextFormats;
  readonly #conf: SqlConf;
  constructor(files: readonly ListedFile[], options: CsvOptions, shape: CsvShape, width: number, conf: SqlConf) {
    this.#files = files;
    this.#options = options;
    this.#shape = shape;
    this.#width = width;
    this.#conf = conf;
    this.#formats = textFormats(options, conf.timeZone, true);
  }

  /** Counts what the values of some columns are, in all rows or the first. */
  *run(
    columns: readonly number[],
    rows: number | undefined,
    which: (column: number) => readonly Count[],
  ): Asking<[number, Counts][]> {
    if (columns.length === 0) return [];
    const plan = new PlanBuilder(BigInt(Date.now()) * 1000n);
    const files = this.#files.map((f) => ({ ...f, partitionValues: [] }));
    const request = { width: this.#width, fields: columns, count: false, record: false };
    const names = columns.map((i) => `t${i}!`);
    const parts = rawRows(plan, files, this.#options, this.#shape, request).map((raw) =>
      plan.add({
        op: "select",
        input: raw.ref,
        exprs: raw.fields.map((field, i) => namedExpr(names[i] as string, field)),
      }),
    );
    if (parts.length === 0) return columns.map((i) => [i, { values: 0, text: 0, of: {} }]);
    let ref = parts.length === 1 ? (parts[0] as number) : plan.add({ op: "union", inputs: parts });
    if (rows !== undefined) ref = plan.add({ op: "slice", input: ref, offset: 0, length: rows });
    const stage = new Stage(plan, ref);
    const cx = new ExpressionLowering(stage);
    const aggs = columns.flatMap((i) => {
      const text = px.col(`t${i}!`);
      const value = px.ternary(px.eq(text, px.lit.str("")), px.lit.null("String"), text);
      const made = which(i).map((count): readonly [string, Px] => [`${count}${i}`, this.#count(count, value, cx)]);
      return [[`values${i}`, px.agg.count(value)] as const, ...made, ...this.#textCount(i, value, which(i), cx)];
    });
    const root = plan.add({
      op: "groupBy",
      input: stage.ref,
      keys: [],
      aggs: aggs.map(([name, value]) => namedExpr(name, px.cast(value, "Int64"))),
    });
    const [batch] = readIpcStream(yield* execute(plan.finish(root))).batches;
    const found = new Map(
      aggs.map(([name], k) => [name, Number((batch?.columns[k]?.data as BigInt64Array | undefined)?.[0] ?? 0n)]),
    );
    return columns.map((i) => [
      i,
      {
        values: found.get(`values${i}`) ?? 0,
        text: found.get(`text${i}`) ?? -1,
        of: Object.fromEntries(which(i).map((count) => [count, found.get(`${count}${i}`) ?? 0])),
      },
    ]);
  }

  #is(count: Count, value: Px, cx: ExpressionLowering): Px {
    switch (count) {
      case "int":
        return px.isNotNull(px.cast(value, "Int32", "nonstrict"));
      case "long":
        return px.isNotNull(px.cast(value, "Int64", "nonstrict"));
      case "whole":
      case "digits":
        return px.str.contains(value, px.lit.str(WHOLE), false);
      case "real": {
        const { nanValue, negativeInf, positiveInf } = this.#formats;
        const words = [nanValue, negativeInf, positiveInf].map((word) => px.eq(value, px.lit.str(word)));
        return px.orAll([px.str.contains(value, px.lit.str(`${JAVA_REAL}|${HEX_REAL}`), false), ...words]);
      }
      case "date": {
        if (!this.#options.preferDate) return px.lit.bool(false);
        return px.isNotNull(valueOfText(value, DATE, this.#formats, cx));
      }
      case "ntz":
        return px.isNotNull(valueOfText(value, TIMESTAMP_NTZ, this.#formats, cx));
      case "ltz":
        return px.isNotNull(valueOfText(value, TIMESTAMP, this.#formats, cx));
      case "plain":
        if (this.#options.timestampFormat !== undefined) return px.lit.bool(false);
        return px.isNotNull(plainTimestamp(value, "UTC", cx));
      case "boolean":
        return px.str.contains(value, px.lit.str("^(?i:true|false)$"), false);
    }
  }
  #count(count: Count, value: Px, cx: ExpressionLowering): Px {
    // The longest of the whole numbers that are no longs decides the precision of a decimal.
    if (count === "digits") {
      const digits = px.str.stripCharsStart(px.str.stripChars(value, px.lit.str("+-.")), px.lit.str("0"));
      const whole = px.and(this.#is("whole", value, cx), px.isNull(px.cast(value, "Int64", "nonstrict")));
      return px.fillNull(
        px.agg.max(px.ternary(whole, px.cast(px.str.lenBytes(digits), "Int64"), px.lit.i64(0))),
        px.lit.i64(0),
      );
    }
    return px.agg.sum(px.cast(px.coalesce(this.#is(count, value, cx), px.lit.bool(false)), "Int64"));
  }
  #textCount(i: number, value: Px, which: readonly Count[], cx: ExpressionLowering): (readonly [string, Px])[] {
    if (which !== FULL) return [];
    const kinds = (["real", "date", "ntz", "ltz", "boolean"] as const).map((count) =>
      px.coalesce(this.#is(count, value, cx), px.lit.bool(false)),
    );
    const text = px.and(px.isNotNull(value), px.not(px.orAll(kinds)));
    return [[`text${i}`, px.agg.sum(px.cast(text, "Int64"))]];
  }

  /** The type that all values fit into; undefined where the counts made do not say. */
  typeOf({ values, text, of }: Counts): DataType | undefined {
    const full = text >= 0;
    if (values === 0) return full ? STRING : undefined;
    if (of.int === values) return INT;
    if (of.long === values) return LONG;
    if (of.real === values && of.whole !== undefined) {
      if (of.whole < values) return DOUBLE;
      if (of.digits === undefined) return undefined;
      const least = of.long === 0 ? 1 : of.int === of.long ? 10 : 20;
      const precision = Math.max(of.digits, least);
      return precision > 38 ? DOUBLE : new DecimalType(precision, 0);
    }
    if (of.date === values) return DATE;
    // Without a zone of their own in the text, timestamps are of the session's kind; with one, instants.
    if (of.plain === values && of.ntz === undefined && this.#conf.timestampType === "TIMESTAMP_LTZ") return TIMESTAMP;
    const local = this.#conf.timestampType === "TIMESTAMP_NTZ" ? TIMESTAMP_NTZ : TIMESTAMP;
    if (of.ntz === values && of.date !== undefined && (of.real ?? 0) === 0) return local;
    if (of.ltz === values && (of.real ?? 0) === 0) return TIMESTAMP;
    if (of.boolean === values) return BOOLEAN;
    return full ? STRING : undefined;
  }
}
const WHOLE = "^[+-]?[0-9]+\\.?$";
