/** Simple types from the names of JSON schemas (`integer`, `decimal(10,2)`, `interval day to second`). */
import {
  BINARY,
  BOOLEAN,
  BYTE,
  CharType,
  DATE,
  DOUBLE,
  type DayTimeField,
  DayTimeIntervalType,
  DecimalType,
  FLOAT,
  GeographyType,
  GeometryType,
  INT,
  INTERVAL,
  LONG,
  NULL,
  SHORT,
  STRING,
  type SimpleType,
  StringType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  TimestampLTZNanosType,
  TimestampNTZNanosType,
  TimeType,
  VARIANT,
  VarcharType,
  type YearMonthField,
  YearMonthIntervalType,
} from "./simple-type.ts";
import { IllegalArgumentException } from "./spark-error.ts";
import { type SpatialKind, sridOfCrs } from "./srid.ts";

const BY_NAME: ReadonlyMap<string, SimpleType> = new Map<string, SimpleType>([
  ["void", NULL],
  ["null", NULL],
  ["boolean", BOOLEAN],
  ["byte", BYTE],
  ["short", SHORT],
  ["integer", INT],
  ["long", LONG],
  ["float", FLOAT],
  ["double", DOUBLE],
  ["decimal", new DecimalType()],
  ["string", STRING],
  ["binary", BINARY],
  ["date", DATE],
  ["timestamp", TIMESTAMP],
  ["timestamp_ltz", TIMESTAMP],
  ["timestamp_ntz", TIMESTAMP_NTZ],
  ["interval", INTERVAL],
  ["variant", VARIANT],
]);

const PARAMETRIC: readonly (readonly [RegExp, (first: number, second: number) => SimpleType])[] = [
  [/^decimal\(\s*(\d+)\s*,\s*(\d+)\s*\)$/, (precision, scale) => new DecimalType(precision, scale)],
  [/^char\(\s*(\d+)\s*\)$/, (length) => new CharType(length)],
  [/^varchar\(\s*(\d+)\s*\)$/, (length) => new VarcharType(length)],
  [/^time\(\s*(\d+)\s*\)$/, (precision) => new TimeType(precision)],
  [/^timestamp_ltz\(\s*([789])\s*\)$/, (precision) => new TimestampLTZNanosType(precision)],
  [/^timestamp_ntz\(\s*([789])\s*\)$/, (precision) => new TimestampNTZNanosType(precision)],
];

const DAY_TIME = ["day", "hour", "minute", "second"];
const YEAR_MONTH = ["year", "month"];

/** Null where there is no such type. */
export function simpleTypeFromName(name: string): SimpleType | null {
  const known = BY_NAME.get(name);
  if (known !== undefined) return known;
  for (const [pattern, make] of PARAMETRIC) {
    const found = pattern.exec(name);
    if (found !== null) return make(Number(found[1]), Number(found[2]));
  }
  const collation = /^string collate (\w+)$/.exec(name)?.[1];
  if (collation !== undefined) return new StringType(collation);
  const spatial = /^(geometry|geography)\(([^,]+?)\s*(?:,\s*SPHERICAL)?\)$/i.exec(name);
  if (spatial !== null)
    return spatialType(spatial[1]?.toLowerCase() === "geometry" ? "geometry" : "geography", spatial[2] ?? "");
  const [, start = "", end = start] = /^interval (\w+)(?: to (\w+))?$/.exec(name) ?? [];
  const [from, to] = [DAY_TIME.indexOf(start), DAY_TIME.indexOf(end)];
  if (from >= 0 && to >= from) return new DayTimeIntervalType(from as DayTimeField, to as DayTimeField);
  const [fromMonth, toMonth] = [YEAR_MONTH.indexOf(start), YEAR_MONTH.indexOf(end)];
  if (fromMonth < 0 || toMonth < fromMonth) return null;
  return new YearMonthIntervalType(fromMonth as YearMonthField, toMonth as YearMonthField);
}

function spatialType(kind: SpatialKind, crs: string): SimpleType {
  const srid = sridOfCrs(crs, kind);
  if (srid === undefined) throw new IllegalArgumentException("ST_INVALID_CRS_VALUE", { crs });
  return kind === "geometry" ? new GeometryType(srid) : new GeographyType(srid);
}

/** A string type from the collation as a field's metadata has it: `icu.UNICODE_CI`, `spark.UTF8_LCASE`. */
export function collatedString(providerAndName: string): StringType {
  return new StringType(providerAndName.replace(/^\w+\./, ""));
}
