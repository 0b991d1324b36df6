/**
 * Which type two types meet in, and what a function's argument may be cast to without being asked.
 *
 * @see https://spark.apache.org/docs/latest/sql-ref-ansi-compliance.html#type-promotion-and-precedence
 */
import {
  ArrayType,
  type DataType,
  DayTimeIntervalType,
  DecimalType,
  DOUBLE,
  GeographyType,
  GeometryType,
  isNanos,
  LONG,
  MapType,
  NULL,
  STRING,
  type StringType,
  StructField,
  StructType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimeType,
  type TypeKind,
  YearMonthIntervalType,
} from "../types/data-type.ts";
import type { InputType } from "./input-type.ts";

const INTEGRALS: readonly TypeKind[] = ["byte", "short", "integer", "long"];
const PRECEDENCE: readonly TypeKind[] = [...INTEGRALS, "float", "double"];
const NESTED: readonly TypeKind[] = ["array", "map", "struct", "interval", "void"];

export function isIntegral(t: DataType): boolean {
  return INTEGRALS.includes(t.kind);
}
export function isFractional(t: DataType): boolean {
  return t.kind === "float" || t.kind === "double" || t.kind === "decimal";
}
export function isNumeric(t: DataType): boolean {
  return isIntegral(t) || isFractional(t);
}
export function isString(t: DataType): boolean {
  return t.kind === "string" || t.kind === "char" || t.kind === "varchar";
}
export function isDatetime(t: DataType): boolean {
  return t.kind === "date" || t.kind === "timestamp" || t.kind === "timestamp_ntz" || isNanos(t);
}
function hasZone(t: DataType): boolean {
  return t.kind === "timestamp" || t.kind === "timestamp_ltz_nanos";
}
/** The digits of a second that a date or timestamp has at most. */
export function secondDigits(t: DataType): number {
  return isNanos(t) ? t.precision : t.kind === "date" ? 0 : 6;
}
export function isAnsiInterval(t: DataType): boolean {
  return t.kind === "interval_dt" || t.kind === "interval_ym";
}
/** Spark's AtomicType: everything but nested types, calendar intervals and void. */
export function isAtomic(t: DataType): boolean {
  return !NESTED.includes(t.kind);
}

function isSpatial(t: DataType): boolean {
  return t.kind === "geometry" || t.kind === "geography";
}

/** Equal but for nullability inside. */
export function sameType(a: DataType, b: DataType): boolean {
  return same(a, b, true);
}
/** Equal, nullability included. */
export function equalTypes(a: DataType, b: DataType): boolean {
  return same(a, b, false);
}
function same(a: DataType, b: DataType, loose: boolean): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "array": {
      const y = b as ArrayType;
      return (loose || a.containsNull === y.containsNull) && same(a.elementType, y.elementType, loose);
    }
    case "map": {
      const y = b as MapType;
      return (
        (loose || a.valueContainsNull === y.valueContainsNull) &&
        same(a.keyType, y.keyType, loose) &&
        same(a.valueType, y.valueType, loose)
      );
    }
    case "struct": {
      const y = b as StructType;
      return (
        a.fields.length === y.fields.length &&
        a.fields.every((f, i) => {
          const g = y.fields[i] as StructField;
          return f.name === g.name && (loose || f.nullable === g.nullable) && same(f.dataType, g.dataType, loose);
        })
      );
    }
    case "string":
      return a.collation === (b as StringType).collation;
    default:
      return a.simpleString() === b.simpleString();
  }
}

/** The decimal that holds every value of an integral type (or of a decimal: itself); float and double as Spark maps them. */
export function decimalForType(t: DataType): DecimalType {
  switch (t.kind) {
    case "byte":
      return new DecimalType(3, 0);
    case "short":
      return new DecimalType(5, 0);
    case "integer":
      return new DecimalType(10, 0);
    case "long":
      return new DecimalType(20, 0);
    case "float":
      return new DecimalType(14, 7);
    case "double":
      return new DecimalType(30, 15);
    case "decimal":
      return t;
    default:
      return new DecimalType(38, 18);
  }
}
function isWiderDecimal(d: DecimalType, t: DataType): boolean {
  const o = decimalForType(t);
  return d.precision - d.scale >= o.precision - o.scale && d.scale >= o.scale;
}
/** Precision and scale cut to 38 digits, whole digits kept first (Spark 4's rule for widening). */
export function boundedDecimal(precision: number, scale: number): DecimalType {
  return new DecimalType(Math.min(precision, 38), Math.min(scale, 38));
}
function boundedPreferIntegral(precision: number, scale: number): DecimalType {
  if (precision <= 38) return new DecimalType(precision, scale);
  return new DecimalType(38, Math.max(0, scale - (precision - 38)));
}
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return boundedPreferIntegral(whole + scale, scale);
}

/** Whether casting may turn a value into null (so that a field of the result must be nullable). */
export function forceNullable(from: DataType, to: DataType): boolean {
  // The element type of an empty array or map.
  if (from.kind === "void") return false;
  if (equalTypes(from, to)) return false;
  if (isString(from)) return !(to.kind === "binary" || isString(to));
  if (isString(to)) return false;
  if (from.kind === "timestamp" && (to.kind === "byte" || to.kind === "short" || to.kind === "integer")) return true;
  if ((from.kind === "float" || from.kind === "double") && (to.kind === "timestamp" || to.kind === "decimal")) {
    return true;
  }
  if (to.kind === "decimal") {
    if (from.kind === "boolean" || isNumeric(from)) return !isWiderDecimal(to, from);
    return true;
  }
  if (to.kind === "timestamp") return false;
  if (to.kind === "date") return !isDatetime(from);
  if (to.kind === "interval") return true;
  return false;
}

function collationsDiffer(a: DataType, b: DataType): boolean {
  return a.kind === "string" && b.kind === "string" && a.collation !== b.collation;
}
type Find = (a: DataType, b: DataType) => DataType | undefined;

function complex(a: DataType, b: DataType, find: Find): DataType | undefined {
  if (a.kind === "array" && b.kind === "array") {
    const e = find(a.elementType, b.elementType);
    if (e === undefined) return undefined;
    const nulls =
      a.containsNull || b.containsNull || forceNullable(a.elementType, e) || forceNullable(b.elementType, e);
    return new ArrayType(e, nulls);
  }
  if (a.kind === "map" && b.kind === "map") {
    // The strings in maps do not take a collation from one another.
    if (collationsDiffer(a.keyType, b.keyType) || collationsDiffer(a.valueType, b.valueType)) return undefined;
    const k = find(a.keyType, b.keyType);
    if (k === undefined || forceNullable(a.keyType, k) || forceNullable(b.keyType, k)) return undefined;
    const v = find(a.valueType, b.valueType);
    if (v === undefined) return undefined;
    const nulls =
      a.valueContainsNull || b.valueContainsNull || forceNullable(a.valueType, v) || forceNullable(b.valueType, v);
    return new MapType(k, v, nulls);
  }
  if (a.kind === "struct" && b.kind === "struct" && a.fields.length === b.fields.length) {
    const fields: StructField[] = [];
    for (const [i, f] of a.fields.entries()) {
      const g = b.fields[i] as StructField;
      if (f.name.toLowerCase() !== g.name.toLowerCase()) return undefined;
      const t = find(f.dataType, g.dataType);
      if (t === undefined) return undefined;
      const nulls = f.nullable || g.nullable || forceNullable(f.dataType, t) || forceNullable(g.dataType, t);
      fields.push(new StructField(f.name, t, nulls));
    }
    return new StructType(fields);
  }
  return undefined;
}

/** The narrowest type that holds both without loss. */
export function tightestCommonType(a: DataType, b: DataType, ansi: boolean): DataType | undefined {
  if (equalTypes(a, b)) return a;
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (isIntegral(a) && b.kind === "decimal" && isWiderDecimal(b, a)) return b;
  if (isIntegral(b) && a.kind === "decimal" && isWiderDecimal(a, b)) return a;
  const i = PRECEDENCE.indexOf(a.kind);
  const j = PRECEDENCE.indexOf(b.kind);
  if (i >= 0 && j >= 0) {
    const wider = i > j ? a : b;
    return ansi && wider.kind === "float" ? DOUBLE : wider;
  }
  if (isDatetime(a) && isDatetime(b)) {
    const digits = Math.max(secondDigits(a), secondDigits(b));
    const zoned = hasZone(a) || hasZone(b);
    if (digits > 6) return zoned ? new TimestampLTZNanosType(digits) : new TimestampNTZNanosType(digits);
    return zoned ? TIMESTAMP : TIMESTAMP_NTZ;
  }
  if (a.kind === "time" && b.kind === "time") return new TimeType(Math.max(a.precision, b.precision));
  if (a.kind === "interval_dt" && b.kind === "interval_dt") {
    return new DayTimeIntervalType(Math.min(a.startField, b.startField) as 0, Math.max(a.endField, b.endField) as 3);
  }
  if (a.kind === "interval_ym" && b.kind === "interval_ym") {
    return new YearMonthIntervalType(Math.min(a.startField, b.startField) as 0, Math.max(a.endField, b.endField) as 1);
  }
  if (a.kind === "geometry" && b.kind === "geometry") return new GeometryType("ANY");
  if (a.kind === "geography" && b.kind === "geography") return new GeographyType("ANY");
  if (isString(a) && isString(b)) return a.kind === "string" && b.kind === "string" ? undefined : STRING;
  return complex(a, b, (x, y) => tightestCommonType(x, y, ansi));
}

function widerForDecimal(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === "decimal" || b.kind === "decimal") {
    const [d, o] = a.kind === "decimal" ? [a, b] : [b as DecimalType, a];
    if (o.kind === "decimal" || isIntegral(o)) return widerDecimal(d, decimalForType(o));
    if (o.kind === "float" || o.kind === "double") return DOUBLE;
  }
  return undefined;
}

/** A string meeting another type: the other type under ANSI, string otherwise. */
export function promoteString(a: DataType, b: DataType, ansi: boolean): DataType | undefined {
  const [s, o] = isString(a) ? [a, b] : [b, a];
  if (!isString(s) || isString(o)) return undefined;
  if (ansi) {
    if (isIntegral(o)) return LONG;
    if (isFractional(o)) return DOUBLE;
    if (o.kind === "void") return s;
    if (isAnsiInterval(o) || !isAtomic(o)) return undefined;
    return o;
  }
  return isAtomic(o) && o.kind !== "binary" && o.kind !== "boolean" ? s : undefined;
}

/** The common type of set operations, CASE, coalesce, IN, arrays ...: some loss is allowed. */
export function widerTypeForTwo(a: DataType, b: DataType, ansi: boolean): DataType | undefined {
  return (
    tightestCommonType(a, b, ansi) ??
    widerForDecimal(a, b) ??
    promoteString(a, b, ansi) ??
    complex(a, b, (x, y) => widerTypeForTwo(x, y, ansi))
  );
}
/** As {@link widerTypeForTwo}, without turning anything into strings (array functions). */
export function widerTypeWithoutString(a: DataType, b: DataType, ansi: boolean): DataType | undefined {
  return (
    tightestCommonType(a, b, ansi) ??
    widerForDecimal(a, b) ??
    complex(a, b, (x, y) => widerTypeWithoutString(x, y, ansi))
  );
}

function hasString(t: DataType): boolean {
  return isString(t) || (t.kind === "array" && hasString(t.elementType));
}
export function widerCommonType(types: readonly DataType[], ansi: boolean): DataType | undefined {
  // Without ANSI the rule is not associative for strings, so Spark takes them first.
  const order = ansi ? types : [...types.filter(hasString), ...types.filter((t) => !hasString(t))];
  let result: DataType | undefined = NULL;
  for (const t of order) {
    if (result === undefined) return undefined;
    result = widerTypeForTwo(result, t, ansi);
  }
  return result;
}

/** What ANSI store assignment lets through (used by implicit casts of arguments and by INSERT). */
export function canStoreAssign(from: DataType, to: DataType): boolean {
  if (equalTypes(from, to) || from.kind === "void") return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isAtomic(from) && isString(to)) return true;
  if (from.kind === "interval" && isString(to)) return true;
  // Digits of a second are not given up without being asked, a whole time of day is.
  if (isDatetime(from) && isDatetime(to)) return to.kind === "date" || secondDigits(from) <= secondDigits(to);
  if (isNanos(from) && to.kind === "time") return true;
  if (from.kind === to.kind) {
    if (from.kind === "interval_dt" || from.kind === "interval_ym" || from.kind === "time") return true;
    if (from.kind === "array") {
      const y = to as ArrayType;
      return (y.containsNull || !from.containsNull) && canStoreAssign(from.elementType, y.elementType);
    }
    if (from.kind === "map") {
      const y = to as MapType;
      return (
        (y.valueContainsNull || !from.valueContainsNull) &&
        canStoreAssign(from.keyType, y.keyType) &&
        canStoreAssign(from.valueType, y.valueType)
      );
    }
    if (from.kind === "struct") {
      const y = to as StructType;
      return (
        from.fields.length === y.fields.length &&
        from.fields.every((f, i) => {
          const g = y.fields[i] as StructField;
          return (g.nullable || !f.nullable) && canStoreAssign(f.dataType, g.dataType);
        })
      );
    }
  }
  return false;
}

/** This type and no other. */
export function onlyType(t: DataType): InputType {
  const element = t.kind === "array" ? { element: onlyType(t.elementType) } : {};
  return { label: `"${t.sql}"`, accepts: (from) => equalTypes(from, t), concrete: t, ...element };
}

/** The type an argument of type `from` is given to a parameter `to` as; undefined where Spark refuses. */
export function implicitCast(from: DataType, to: InputType, ansi: boolean): DataType | undefined {
  if (to.accepts(from)) return from;
  const concrete = to.concrete;
  if (to.choices !== undefined) {
    for (const choice of to.choices) {
      const t = implicitCast(from, choice, ansi);
      if (t !== undefined) return t;
    }
    return undefined;
  }
  if (from.kind === "array" && to.element !== undefined) {
    const e = implicitCast(from.elementType, to.element, ansi);
    return e === undefined ? undefined : new ArrayType(e, true);
  }
  if (concrete === undefined) return undefined;
  if (from.kind === "void") return concrete;
  if ((from.kind === "timestamp" || from.kind === "timestamp_ntz") && concrete.kind === "time") return concrete;
  // To a date it is an error of the cast.
  if (from.kind === "time" && isDatetime(concrete)) return concrete;
  if (isNumeric(from) && concrete.kind === "decimal" && to.label === '"DECIMAL"') return decimalForType(from);
  if (isString(from) && isString(concrete)) return undefined;
  if ((isFractional(from) || isString(from)) && to.label === '"INTEGRAL"') return undefined;
  if (ansi) {
    if (isString(from) && isAtomic(concrete)) return isSpatial(concrete) ? undefined : concrete;
    return canStoreAssign(from, concrete) ? concrete : undefined;
  }
  if (isNumeric(from) && isNumeric(concrete)) return concrete;
  if (isDatetime(from) && isDatetime(concrete)) return concrete;
  if (isString(from)) {
    return isNumeric(concrete) || isDatetime(concrete) || concrete.kind === "binary" || concrete.kind === "time"
      ? concrete
      : undefined;
  }
  return isAtomic(from) && isString(concrete) ? concrete : undefined;
}

const WIDENING = ["byte", "short", "integer", "long", "float", "double"];
/** A cast that loses nothing (Spark's up-cast). */
export function canUpCast(from: DataType, to: DataType): boolean {
  if (equalTypes(from, to) || from.kind === "void") return true;
  if ((isAtomic(from) || from.kind === "interval") && isString(to)) return true;
  if (from.kind === "timestamp" && to.kind === "long") return true;
  const [a, b] = [WIDENING.indexOf(from.kind), WIDENING.indexOf(to.kind)];
  if (a >= 0 && b >= 0) return a <= b;
  if (to.kind === "decimal") {
    const digits = from.kind === "decimal" ? from.precision - from.scale : [3, 5, 10, 20][a];
    const scale = from.kind === "decimal" ? from.scale : 0;
    return digits !== undefined && a < 4 && to.precision - to.scale >= digits && to.scale >= scale;
  }
  if (isDatetime(from) && isDatetime(to)) return to.kind !== "date" && secondDigits(from) <= secondDigits(to);
  if (from.kind === "array" && to.kind === "array")
    return (to.containsNull || !from.containsNull) && canUpCast(from.elementType, to.elementType);
  if (from.kind === "map" && to.kind === "map") {
    return (
      (to.valueContainsNull || !from.valueContainsNull) &&
      canUpCast(from.keyType, to.keyType) &&
      canUpCast(from.valueType, to.valueType)
    );
  }
  if (from.kind === "struct" && to.kind === "struct") {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((f, i) => {
        const g = to.fields[i] as StructField;
        return (g.nullable || !f.nullable) && canUpCast(f.dataType, g.dataType);
      })
    );
  }
  return from.kind === to.kind && (from.kind === "interval_dt" || from.kind === "interval_ym");
}
