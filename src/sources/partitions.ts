/** Columns that directory names spell (`year=2024/month=1`), their types inferred as Spark infers them. */
import {
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  INT,
  LONG,
  STRING,
  StructField,
  StructType,
  TIMESTAMP,
} from "../types/data-type.ts";
import { daysFromCivil } from "../types/calendar.ts";
import { localToUtcMicros } from "../types/time-zone.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { ListedFile } from "./listing.ts";

export interface Partitions {
  readonly schema: StructType;
  /** Internal values for each file, by position in the schema. */
  readonly values: readonly (readonly unknown[])[];
}

export function partitionsOf(
  files: readonly ListedFile[],
  given: StructType | undefined,
  inferTypes: boolean,
  timeZone: string,
): Partitions {
  const names = files[0]?.partitions.map(([n]) => n) ?? [];
  if (names.length === 0) return { schema: new StructType([]), values: files.map(() => []) };
  for (const f of files) {
    if (f.partitions.length !== names.length || f.partitions.some(([n], i) => n !== names[i])) {
      throw new AnalysisException("CONFLICTING_PARTITION_COLUMN_NAMES", {
        distinctPartColLists: [names, f.partitions.map(([n]) => n)].map((l) => l.join(", ")).join("; "),
        suspiciousPaths: f.path,
      });
    }
  }
  const fields = names.map((name, i) => {
    const user = given?.fields.find((g) => g.name.toLowerCase() === name.toLowerCase());
    if (user !== undefined) return new StructField(user.name, user.dataType, true, user.metadata);
    const texts = files.flatMap((f) => f.partitions[i]?.[1] ?? []);
    return new StructField(name, inferTypes ? inferType(texts) : STRING, true);
  });
  const schema = new StructType(fields);
  const values = files.map((f) =>
    f.partitions.map(([, text], i) =>
      text === null ? null : valueOf(text, (fields[i] as StructField).dataType, timeZone),
    ),
  );
  return { schema, values };
}

const DATE_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP_TEXT = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/;

function typeOf(text: string): DataType {
  if (/^[+-]?\d+$/.test(text)) {
    const n = BigInt(text);
    if (n >= -(2n ** 31n) && n < 2n ** 31n) return INT;
    if (n >= -(2n ** 63n) && n < 2n ** 63n) return LONG;
    const digits = text.replace(/^[+-]/, "").length;
    return digits <= 38 ? new DecimalType(digits, 0) : DOUBLE;
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return DOUBLE;
  if (DATE_TEXT.test(text)) return DATE;
  if (TIMESTAMP_TEXT.test(text)) return TIMESTAMP;
  return STRING;
}
function inferType(texts: readonly string[]): DataType {
  const types = [...new Set(texts)].map(typeOf);
  return types.length === 0 ? STRING : types.reduce(wider);
}
const WHOLE_DIGITS: { readonly [kind: string]: number } = { integer: 10, long: 20 };
function wider(a: DataType, b: DataType): DataType {
  if (a.kind === b.kind && a.kind !== "decimal") return a;
  const kinds = [a.kind, b.kind];
  const only = (...list: readonly string[]): boolean => kinds.every((kind) => list.includes(kind));
  if (only("integer", "long")) return LONG;
  if (only("integer", "double")) return DOUBLE;
  if (only("date", "timestamp")) return TIMESTAMP;
  if (only("integer", "long", "decimal")) {
    const digits = (t: DataType): number => (t.kind === "decimal" ? t.precision : (WHOLE_DIGITS[t.kind] ?? 0));
    return new DecimalType(Math.min(38, Math.max(digits(a), digits(b))), 0);
  }
  // Longs and decimals do not fit into doubles exactly.
  return STRING;
}
function valueOf(text: string, t: DataType, timeZone: string): unknown {
  switch (t.kind) {
    case "byte":
    case "short":
    case "integer":
      return Number(text);
    case "long":
      return BigInt(text);
    case "float":
    case "double":
      return Number(text);
    case "boolean":
      return text.toLowerCase() === "true";
    case "decimal": {
      const [whole = "0", fraction = ""] = text.split(".");
      return BigInt(`${whole}${fraction.padEnd(t.scale, "0").slice(0, t.scale)}`);
    }
    case "date": {
      const m = DATE_TEXT.exec(text);
      return m === null ? null : daysFromCivil(Number(m[1]), Number(m[2]), Number(m[3]));
    }
    case "timestamp":
    case "timestamp_ntz": {
      const m = TIMESTAMP_TEXT.exec(text) ?? /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
      if (m === null) return null;
      const days = daysFromCivil(Number(m[1]), Number(m[2]), Number(m[3]));
      const seconds = Number(m[4] ?? 0) * 3600 + Number(m[5] ?? 0) * 60 + Number(m[6] ?? 0);
      const local =
        BigInt(days) * 86_400_000_000n + BigInt(seconds) * 1_000_000n + BigInt((m[7] ?? "").padEnd(6, "0") || 0);
      return t.kind === "timestamp" ? localToUtcMicros(local, timeZone) : local;
    }
    default:
      return text;
  }
}
