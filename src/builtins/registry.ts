/** All built-in functions by lower-case name. */
import type { FunctionRow } from "../logical/function-row.ts";
import { arrayBuildFunctions } from "./array-build.ts";
import { bitmapFunctions } from "./bitmap.ts";
import { dialectFunctions } from "./dialect.ts";
import { datetimeTextFunctions } from "./datetime-text.ts";
import { intervalFunctions } from "./interval.ts";
import { vectorFunctions } from "./vector.ts";
import { timeFunctions } from "./time-of-day.ts";
import { timeWindowFunctions } from "./time-window.ts";
import { externalFormatFunctions } from "./external-formats.ts";
import { partitionTransforms } from "./partition-transforms.ts";
import { geoFunctions } from "./geo.ts";
import { catalogTableFunctions } from "./catalog-tables.ts";
import { arrayFunctions } from "./array.ts";
import { arraySetFunctions } from "./array-set.ts";
import { datetimeFunctions } from "./datetime.ts";
import { datetimeNanosFunctions } from "./datetime-nanos.ts";
import { datetimeMakeFunctions } from "./datetime-make.ts";
import { datetimeNowFunctions } from "./datetime-now.ts";
import { elementFunctions } from "./element.ts";
import { generatorFunctions } from "./generator.ts";
import { lambdaFunctions } from "./lambda.ts";
import { mapFunctions } from "./map.ts";
import { structFunctions } from "./struct.ts";
import { aggregateFunctions } from "./aggregate.ts";
import { topFunctions } from "./sketch-top.ts";
import { sketchFunctions } from "./sketch-hll.ts";
import { hashSketchFunctions } from "./sketch-hash.ts";
import { approximateAggregates } from "./aggregate-approximate.ts";
import { momentFunctions } from "./aggregate-moments.ts";
import { moreAggregates } from "./aggregate-more.ts";
import { percentileFunctions } from "./aggregate-percentile.ts";
import { arithmeticFunctions } from "./arithmetic.ts";
import { bitwiseFunctions } from "./bitwise.ts";
import { booleanFunctions } from "./boolean.ts";
import { castFunctions } from "./cast-functions.ts";
import { comparisonFunctions } from "./comparison.ts";
import { conditionalFunctions } from "./conditional.ts";
import { datetimePartFunctions } from "./datetime-parts.ts";
import { binaryFunctions } from "./binary.ts";
import { hashFunctions } from "./hash.ts";
import { collationFunctions } from "./collation.ts";
import { csvFunctions } from "./csv.ts";
import { jsonFunctions } from "./json.ts";
import { likeFunctions } from "./like.ts";
import { mathFunctions } from "./math.ts";
import { miscFunctions } from "./misc.ts";
import { reflectionFunctions } from "./reflection.ts";
import { predicateFunctions } from "./predicate.ts";
import { queryFunctions } from "./query-functions.ts";
import { regexpFunctions } from "./regexp.ts";
import { roundingFunctions } from "./rounding.ts";
import { stringFormatFunctions } from "./string-format.ts";
import { stringFunctions } from "./string.ts";
import { textFunctions } from "./text.ts";
import { urlFunctions } from "./url.ts";
import { variantFunctions } from "./variant.ts";
import { windowFunctions } from "./window-functions.ts";
import { xmlFunctions } from "./xml.ts";

const FAMILIES: readonly (readonly FunctionRow[])[] = [
  externalFormatFunctions,
  partitionTransforms,
  aggregateFunctions,
  topFunctions,
  sketchFunctions,
  hashSketchFunctions,
  approximateAggregates,
  momentFunctions,
  moreAggregates,
  percentileFunctions,
  windowFunctions,
  queryFunctions,
  arithmeticFunctions,
  bitwiseFunctions,
  booleanFunctions,
  castFunctions,
  comparisonFunctions,
  conditionalFunctions,
  predicateFunctions,
  stringFunctions,
  stringFormatFunctions,
  textFunctions,
  likeFunctions,
  hashFunctions,
  binaryFunctions,
  miscFunctions,
  reflectionFunctions,
  variantFunctions,
  jsonFunctions,
  csvFunctions,
  urlFunctions,
  xmlFunctions,
  collationFunctions,
  regexpFunctions,
  mathFunctions,
  roundingFunctions,
  datetimePartFunctions,
  datetimeFunctions,
  datetimeNanosFunctions,
  datetimeMakeFunctions,
  datetimeNowFunctions,
  geoFunctions,
  timeWindowFunctions,
  timeFunctions,
  vectorFunctions,
  intervalFunctions,
  datetimeTextFunctions,
  bitmapFunctions,
  arrayBuildFunctions,
  arrayFunctions,
  arraySetFunctions,
  elementFunctions,
  structFunctions,
  mapFunctions,
  lambdaFunctions,
  generatorFunctions,
  catalogTableFunctions,
];

function index(rows: readonly FunctionRow[]): ReadonlyMap<string, FunctionRow> {
  const map = new Map<string, FunctionRow>();
  for (const row of rows) {
    for (const name of [row.name, ...(row.aliases ?? [])]) {
      if (map.has(name)) throw new Error(`two built-in functions are named ${name}`);
      map.set(name, row);
    }
  }
  return map;
}
export const builtins: ReadonlyMap<string, FunctionRow> = index(FAMILIES.flat());
/** What has no name for users: only plans made from the text of other dialects call it. */
const dialects: ReadonlyMap<string, FunctionRow> = index(dialectFunctions);

export function findBuiltin(name: string): FunctionRow | undefined {
  return builtins.get(name.toLowerCase());
}
/** A function that a plan calls by itself, not by a name in its text. */
export function findInternal(name: string): FunctionRow | undefined {
  return dialects.get(name) ?? findBuiltin(name);
}
