/** Texts of files to typed values: null for a text that is none. Shared by the reading of values and their inference. */
import { instantOf, isUtc } from "../builtins/zone.ts";
import { HEX_REAL_PATTERN } from "../kernels/hex-real.ts";
import type { RaiseSite } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { P_DATETIME } from "../polars/polars-type.ts";
import { type DataType, STRING } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import type { ExpressionLowering } from "./expression-lowering.ts";

export interface TextFormats {
  readonly timeZone: string;
  readonly nanValue: string;
  readonly positiveInf: string;
  readonly negativeInf: string;
  readonly dateFormat: string | undefined;
  readonly timestampFormat: string | undefined;
  readonly timestampNtzFormat: string | undefined;
  /** All timestamps are of the forms that need no kernel. */
  readonly plainTimestamps: boolean;
}

/** The text's value of a type, null where the text is no such value. */
export function valueOfText(text: Px, type: DataType, formats: TextFormats, cx: ExpressionLowering): Px {
  switch (type.kind) {
    case "string":
    case "char":
    case "varchar":
      return text;
    case "byte":
    case "short":
    case "integer":
    case "long":
      return px.cast(text, physicalType(type), "nonstrict");
    case "float":
    case "double":
      return realOfText(cx.share(text), type.kind, formats, cx);
    case "boolean": {
      const lower = cx.share(px.str.lowercase(text));
      const no = px.ternary(px.eq(lower, px.lit.str("false")), px.lit.bool(false), px.lit.null("Boolean"));
      return px.ternary(px.eq(lower, px.lit.str("true")), px.lit.bool(true), no);
    }
    case "date":
      if (formats.dateFormat === undefined) return dateOfText(text, type, formats, cx);
      return formats.dateFormat === "yyyy-MM-dd"
        ? isoDate(text)
        : byPattern(text, formats.dateFormat, "date", type, formats, cx);
    case "timestamp":
      return formats.timestampFormat === undefined
        ? timestampOfText(cx.share(text), type, formats, cx)
        : byPattern(text, formats.timestampFormat, "timestamp", type, formats, cx);
    case "timestamp_ltz_nanos":
    case "timestamp_ntz_nanos":
      return nanosOfText(text, type, formats, cx);
    case "timestamp_ntz": {
      if (formats.timestampNtzFormat !== undefined) {
        return byPattern(text, formats.timestampNtzFormat, "ntz", type, formats, cx);
      }
      const given = cx.share(text);
      const zoned = px.str.contains(given, px.lit.str(ZONED), false);
      return px.ternary(zoned, px.lit.null(P_DATETIME), cx.cast(given, STRING, type, "try", formats.timeZone));
    }
    case "binary":
      return px.cast(text, "Binary");
    case "decimal": {
      // Commas between digits are passed over; blanks are no part of a decimal, as they are of other numbers.
      const given = cx.share(px.str.replace(text, px.lit.str(","), px.lit.str(""), true));
      const blank = px.str.contains(given, px.lit.str("^[\\x00-\\x20\\x7f]|[\\x00-\\x20\\x7f]$"), false);
      return cx.cast(px.ternary(blank, px.lit.null("String"), given), STRING, type, "try", formats.timeZone);
    }
    case "interval_dt":
    case "interval_ym":
    case "interval":
    case "time":
      return cx.cast(text, STRING, type, "try", formats.timeZone);
    default:
      throw unsupported(`a column of the type ${type.simpleString()} in a text file`);
  }
}

/** A number as Java reads it, without the words that only the engine knows. */
export const JAVA_REAL =
  "^[\\x00-\\x20]*[+-]?(?:NaN|Infinity|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?)[\\x00-\\x20]*$";
function realOfText(text: Px, kind: "float" | "double", formats: TextFormats, cx: ExpressionLowering): Px {
  const type = kind === "float" ? "Float32" : "Float64";
  const plain = cx.share(px.cast(text, type, "nonstrict"));
  const finite = cx.share(px.coalesce(px.isFinite(plain), px.lit.bool(false)));
  // Where the engine finds no finite number, which is seldom, the text is looked at again: the rest costs little as null.
  const rest = cx.share(px.ternary(finite, px.lit.null("String"), text));
  const word = (value: string, made: string): readonly [Px, Px] => [
    px.eq(rest, px.lit.str(value)),
    px.cast(px.lit.str(made), type),
  ];
  const words = [word(formats.nanValue, "NaN"), word(formats.negativeInf, "-inf"), word(formats.positiveInf, "inf")];
  const bare = px.str.replace(
    px.str.stripChars(rest, px.lit.str(BLANKS)),
    px.lit.str("^(.*[0-9.])[fFdD]$"),
    px.lit.str("${1}"),
    false,
    1,
  );
  const careful = px.ternary(
    px.str.contains(rest, px.lit.str(JAVA_REAL), false),
    px.cast(bare, type, "nonstrict"),
    px.lit.null(type),
  );
  const odd = words.reduceRight((other, [is, value]) => px.ternary(is, value, other), careful);
  const hex = px.coalesce(px.str.contains(rest, px.lit.str(HEX_REAL), false), px.lit.bool(false));
  return cx.raiseIf(hex, HEX_REFUSED, px.ternary(finite, plain, odd));
}
/** `0x1.8p1`, which Java reads too. */
export const HEX_REAL: string = `^[\\x00-\\x20]*${HEX_REAL_PATTERN}[\\x00-\\x20]*$`;
const HEX_REFUSED: RaiseSite = { error: () => unsupported("hexadecimal floating-point numbers in files") };
/** A time with something of a zone behind it. */
const ZONED = "[Tt ].*[A-Za-z+-]";
/** What Java's trim takes away. */
export const BLANKS: string = Array.from({ length: 33 }, (_, i) => String.fromCharCode(i)).join("");

const ISO_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
function isoDate(text: Px): Px {
  const exact = px.ternary(px.str.contains(text, px.lit.str(ISO_DATE), false), text, px.lit.null("String"));
  return px.str.strptime(exact, "Date", { format: "%Y-%m-%d", strict: false, exact: true }, px.lit.str("raise"));
}
/** The usual form by the engine; a kernel reads the rest, which in most files is nothing. */
function dateOfText(text: Px, type: DataType, formats: TextFormats, cx: ExpressionLowering): Px {
  const given = cx.share(text);
  const made = cx.share(isoDate(given));
  const rest = px.ternary(px.isNull(made), given, px.lit.null("String"));
  return px.coalesce(made, cx.cast(rest, STRING, type, "try", formats.timeZone));
}
/** Date and time with a blank or a T between, fractions, perhaps a Z: what the engine reads by itself. */
const PLAIN_MOMENT = "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:[0-9]{1,2}:[0-5]?[0-9](?:\\.[0-9]{1,9})?Z?$";
const MOMENT_FORMATS = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"];
/** The instant of a text in one of the plain forms, null for other texts. */
export function plainTimestamp(text: Px, zone: string, cx: ExpressionLowering): Px {
  const plain = px.ternary(px.str.contains(text, px.lit.str(PLAIN_MOMENT), false), text, px.lit.null("String"));
  const given = cx.share(plain);
  const read = (value: Px): Px =>
    px.coalesce(
      ...MOMENT_FORMATS.map((format) =>
        px.str.strptime(value, P_DATETIME, { format, strict: false, exact: true }, px.lit.str("raise")),
      ),
    );
  if (isUtc(zone)) return read(px.str.stripSuffix(given, px.lit.str("Z")));
  const utc = px.str.endsWith(given, px.lit.str("Z"));
  const made = cx.share(read(px.str.stripSuffix(given, px.lit.str("Z"))));
  return px.ternary(utc, made, instantOf(made, zone, cx));
}
function timestampOfText(text: Px, type: DataType, formats: TextFormats, cx: ExpressionLowering): Px {
  const plain = plainTimestamp(text, formats.timeZone, cx);
  if (formats.plainTimestamps) return plain;
  // A kernel reads the rest, which in most files is nothing.
  const made = cx.share(plain);
  const rest = px.ternary(px.isNull(made), text, px.lit.null("String"));
  return px.coalesce(made, cx.cast(rest, STRING, type, "try", formats.timeZone));
}

/** Nanoseconds take the way of casts; a pattern for them is not done. */
function nanosOfText(text: Px, type: DataType, formats: TextFormats, cx: ExpressionLowering): Px {
  const zoned = type.kind === "timestamp_ltz_nanos";
  if ((zoned ? formats.timestampFormat : formats.timestampNtzFormat) !== undefined) {
    throw unsupported("a pattern for timestamps of nanoseconds in files");
  }
  if (zoned) return cx.cast(text, STRING, type, "try", formats.timeZone);
  const given = cx.share(text);
  const other = px.str.contains(given, px.lit.str(ZONED), false);
  return cx.cast(px.ternary(other, px.lit.null("String"), given), STRING, type, "try", formats.timeZone);
}

function byPattern(
  text: Px,
  pattern: string,
  to: "date" | "timestamp" | "ntz",
  type: DataType,
  formats: TextFormats,
  cx: ExpressionLowering,
): Px {
  const options = { zone: formats.timeZone, to, constants: [null, { value: pattern }] };
  return cx.kernel("read_moments", [text], type, options);
}
