/** Values of a Spark type as JSON text, as to_json writes it: of columns see `json-columns.ts`. */
import { bigDecimalText, dayTimeText, doubleText, floatText, timeText, yearMonthText } from "../types/calendar.ts";
import type { DataType } from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { readVariant, variantToJson } from "../types/variant-codec.ts";
import { intervalText } from "./java-text.ts";
import { optionFlag, optionText, type TextOptions } from "./json-options.ts";
import { jsonQuoted } from "./json-scanner.ts";
import { MomentTexts } from "./moment-text.ts";

type Write = (value: InternalValue, depth: number) => string;

export class JsonWriter {
  readonly #moments: MomentTexts;
  readonly #ignoreNulls: boolean;
  readonly #pretty: boolean;
  readonly #sorted: boolean;
  readonly #zone: string;
  readonly #write: Write;

  constructor(type: DataType, options: TextOptions, zone: string) {
    this.#moments = new MomentTexts(options, zone);
    this.#ignoreNulls = optionFlag(options, "ignoreNullFields", true);
    this.#pretty = optionFlag(options, "pretty", false);
    this.#sorted = optionFlag(options, "sortKeys", false);
    this.#zone = optionText(options, "timeZone") ?? zone;
    this.#write = this.#writer(type);
  }
  write(value: InternalValue): string {
    return this.#write(value, 0);
  }
  #writer(type: DataType): Write {
    const inner = this.#valueWriter(type);
    return (value, depth) => (value === null ? "null" : inner(value, depth));
  }
  #valueWriter(type: DataType): Write {
    switch (type.kind) {
      case "boolean":
      case "byte":
      case "short":
      case "integer":
      case "long":
        return String;
      case "float":
        return (v) => (Number.isFinite(v) ? floatText(v as number) : `"${floatText(v as number)}"`);
      case "double":
        return (v) => (Number.isFinite(v) ? doubleText(v as number) : `"${doubleText(v as number)}"`);
      case "decimal":
        return (v) => bigDecimalText(v as bigint, type.scale);
      case "string":
      case "char":
      case "varchar":
        return (v) => jsonQuoted(v as string);
      case "binary":
        return (v) => `"${Buffer.from(v as Uint8Array).toString("base64")}"`;
      case "date":
        return (v) => jsonQuoted(this.#moments.date(v as number));
      case "timestamp":
      case "timestamp_ntz":
      case "timestamp_ltz_nanos":
      case "timestamp_ntz_nanos":
        return (v) => jsonQuoted(this.#moments.timestamp(v as bigint, type.kind));
      case "time":
        return (v) => jsonQuoted(this.#moments.time(v as bigint, () => timeText(v as bigint)));
      case "interval_dt":
        return (v) => `"${dayTimeText(v as bigint, type.startField, type.endField)}"`;
      case "interval_ym":
        return (v) => `"${yearMonthText(v as number, type.startField, type.endField)}"`;
      case "interval":
        return (v) => `"${intervalText(v)}"`;
      case "variant":
        return (v) => {
          const [bytes, metadata] = v as readonly [Uint8Array, Uint8Array];
          return variantToJson(readVariant(bytes, metadata), this.#zone);
        };
      case "array": {
        const element = this.#writer(type.elementType);
        return (v, depth) => this.#list((v as readonly InternalValue[]).map((x) => element(x, depth + 1)));
      }
      case "map": {
        const key = keyText(type.keyType);
        const value = this.#writer(type.valueType);
        return (v, depth) => {
          const entries = (v as readonly (readonly [InternalValue, InternalValue])[]).map(
            ([k, x]) => [key(k), value(x, depth + 1)] as const,
          );
          return this.#object(entries, depth);
        };
      }
      case "struct": {
        const fields = type.fields.map((f) => ({ name: f.name, write: this.#writer(f.dataType) }));
        return (v, depth) => {
          const values = v as readonly InternalValue[];
          const entries: (readonly [string, string])[] = [];
          fields.forEach((f, i) => {
            const x = values[i] ?? null;
            if (x !== null || !this.#ignoreNulls) entries.push([f.name, f.write(x, depth + 1)]);
          });
          return this.#object(entries, depth);
        };
      }
      default:
        return () => "null";
    }
  }
  #list(parts: readonly string[]): string {
    if (!this.#pretty) return `[${parts.join(",")}]`;
    return parts.length === 0 ? "[ ]" : `[ ${parts.join(", ")} ]`;
  }
  #object(given: readonly (readonly [string, string])[], depth: number): string {
    const entries = this.#sorted ? given.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) : given;
    if (!this.#pretty) return `{${entries.map(([k, v]) => `${jsonQuoted(k)}:${v}`).join(",")}}`;
    if (entries.length === 0) return "{ }";
    const indent = "  ".repeat(depth);
    return `{\n${entries.map(([k, v]) => `${indent}  ${jsonQuoted(k)} : ${v}`).join(",\n")}\n${indent}}`;
  }
}
/** Keys of maps are what Java's toString makes of Spark's internal value. */
export function keyText(type: DataType): (value: InternalValue) => string {
  switch (type.kind) {
    case "string":
    case "char":
    case "varchar":
      return (v) => v as string;
    case "float":
      return (v) => floatText(v as number);
    case "double":
      return (v) => doubleText(v as number);
    case "decimal":
      return (v) => bigDecimalText(v as bigint, type.scale);
    case "interval_dt":
      return (v) => dayTimeText(v as bigint, type.startField, type.endField);
    case "interval_ym":
      return (v) => yearMonthText(v as number, type.startField, type.endField);
    case "interval":
      return (v) => intervalText(v);
    case "struct": {
      const fields = type.fields.map((f) => keyText(f.dataType));
      return (v) =>
        `[${(v as readonly InternalValue[]).map((x, i) => (x === null ? "null" : fields[i]!(x))).join(",")}]`;
    }
    case "array": {
      const element = keyText(type.elementType);
      return (v) => `[${(v as readonly InternalValue[]).map((x) => (x === null ? "null" : element(x))).join(",")}]`;
    }
    default:
      return String;
  }
}
