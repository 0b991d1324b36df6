/** Rows as JSON objects: flat ones by the engine itself, all others by the kernel of to_json. */
import type { Attribute } from "../logical/expression.ts";
import { px, type Px } from "../polars/dsl.ts";
import { STRING, StructField, StructType } from "../types/data-type.ts";
import type { ExpressionLowering } from "./expression-lowering.ts";
import { instantText, localText } from "./moment-text.ts";
import { column } from "./plan-builder.ts";

/** The options by their names in lower case. */
export function jsonLine(
  data: readonly Attribute[],
  options: { readonly [lowerCaseName: string]: string },
  timeZone: string,
  cx: ExpressionLowering,
): Px {
  const plain = SPECIAL.every((name) => options[name] === undefined);
  if (plain && data.every(isFlat)) return flatLine(data, options, timeZone, cx);
  const type = new StructType(data.map((a) => new StructField(a.name, a.dataType, true, a.metadata)));
  const struct = px.struct.of(data.map((a, i) => [`f${i}`, column(a)]));
  return cx.kernel("to_json", [struct], STRING, { type: type.json(), options, zone: timeZone });
}
/** With these the kernel knows better. */
const SPECIAL = ["dateformat", "timestampformat", "timestampntzformat", "pretty", "sortkeys", "locale"];
const FLAT: ReadonlySet<string> = new Set([
  "boolean",
  "byte",
  "short",
  "integer",
  "long",
  "float",
  "double",
  "string",
  "char",
  "varchar",
  "date",
  "timestamp",
  "timestamp_ntz",
  "binary",
]);
function isFlat(a: Attribute): boolean {
  return FLAT.has(a.dataType.kind) || (a.dataType.kind === "decimal" && a.dataType.scale <= 6);
}

function flatLine(
  data: readonly Attribute[],
  options: { readonly [lowerCaseName: string]: string },
  timeZone: string,
  cx: ExpressionLowering,
): Px {
  const keepsNulls = options["ignorenullfields"]?.toLowerCase() === "false";
  const fields = data.map((a) => {
    const name = px.lit.str(`${JSON.stringify(a.name)}:`);
    const field = px.str.concatHorizontal([name, valueText(a, options["timezone"] ?? timeZone, cx)]);
    return keepsNulls ? px.fillNull(field, px.lit.str(`${JSON.stringify(a.name)}:null`)) : field;
  });
  return px.str.concatHorizontal([px.lit.str("{"), px.str.concatHorizontal(fields, ",", true), px.lit.str("}")]);
}
const QUOTE: Px = px.lit.str('"');
function quoted(text: Px): Px {
  return px.str.concatHorizontal([QUOTE, text, QUOTE]);
}
/** Null for null. */
function valueText(a: Attribute, timeZone: string, cx: ExpressionLowering): Px {
  const value = column(a);
  const text = (): Px => cx.cast(value, a.dataType, STRING, "try", timeZone);
  switch (a.dataType.kind) {
    case "string":
    case "char":
    case "varchar": {
      // The engine's own writer of JSON knows the escapes; it differs from Jackson in the case of the digits of some.
      const object = px.str.slice(
        px.struct.jsonEncode(px.struct.of([["s", value]])),
        px.lit.i64(5),
        px.lit.null("UInt64"),
      );
      return px.ternary(px.isNull(value), px.lit.null("String"), px.str.stripSuffix(object, px.lit.str("}")));
    }
    case "float":
    case "double": {
      const given = cx.share(text());
      return px.ternary(px.isFinite(value), given, quoted(given));
    }
    case "timestamp":
      return quoted(instantText(value, timeZone, cx));
    case "timestamp_ntz":
      return quoted(localText(value));
    case "date":
      return quoted(text());
    case "binary":
      return quoted(px.bin.base64Encode(value));
    default:
      return text();
  }
}
