/** Geospatial functions: their types are not there yet. */
import type { FunctionRow } from "../logical/function-row.ts";
import { family, missing } from "./family.ts";

const REASON = "the types geometry and geography are not done";
export const geoFunctions: readonly FunctionRow[] = family("st", "scalar", {
  st_asbinary: missing(REASON),
  st_geogfromwkb: missing(REASON),
  st_geomfromwkb: missing(REASON),
  st_setsrid: missing(REASON),
  st_srid: missing(REASON),
});
