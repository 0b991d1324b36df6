/** Functions of shapes: geometries on a plane, geographies on the globe. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { oneOf, T_BINARY, T_GEOGRAPHY, T_GEOMETRY, T_INT, T_STRING } from "../logical/input-type.ts";
import { BINARY, type DataType, GeographyType, GeometryType, INT } from "../types/data-type.ts";
import { IllegalArgumentException } from "../types/spark-error.ts";
import { crsOfSrid, type SpatialKind } from "../types/srid.ts";
import { byKernel } from "./by-kernel.ts";
import { family, optional, param } from "./family.ts";
import { withDefaults } from "./text-args.ts";

const SPATIAL = oneOf(T_GEOGRAPHY, T_GEOMETRY);
const GLOBE_SRID = 4326;

function kindOf(t: DataType | undefined): SpatialKind {
  return t?.kind === "geometry" ? "geometry" : "geography";
}
/** The type with the identifier where that is an integer written as such, else with one for each value. */
function typeOf(kind: SpatialKind, srid: TypedExpr | undefined): DataType {
  const known = srid?.kind === "Literal" && srid.dataType.kind === "integer" ? Number(srid.value) : "ANY";
  if (known !== "ANY" && crsOfSrid(known, kind) === undefined) {
    throw new IllegalArgumentException("ST_INVALID_SRID_VALUE", { srid: String(known) });
  }
  return kind === "geometry" ? new GeometryType(known) : new GeographyType(known);
}
const kindOption = (call: Call): { readonly kind: SpatialKind } => ({ kind: kindOf(call.dataType) });
const argumentKind = (call: Call): { readonly kind: SpatialKind } => ({ kind: kindOf(call.args[0]?.dataType) });

export const geoFunctions: readonly FunctionRow[] = family("st", "scalar", {
  st_asbinary: {
    since: "4.1.0",
    params: [param("geo", SPATIAL), optional("endianness", T_STRING)],
    display: withDefaults(2, "NDR"),
    returns: BINARY,
    lower: byKernel("st_asbinary", argumentKind, "NDR"),
  },
  st_geogfromwkb: {
    since: "4.1.0",
    params: [param("wkb", T_BINARY)],
    returns: new GeographyType(GLOBE_SRID),
    lower: byKernel("st_from_wkb", kindOption),
  },
  st_geomfromwkb: {
    since: "4.1.0",
    params: [param("wkb", T_BINARY), optional("srid", T_INT)],
    display: withDefaults(2, "0"),
    returns: ([, srid]) => (srid === undefined ? new GeometryType(0) : typeOf("geometry", srid)),
    lower: byKernel("st_from_wkb", kindOption, 0),
  },
  st_setsrid: {
    since: "4.1.0",
    params: [param("geo", SPATIAL), param("srid", T_INT)],
    returns: ([shape, srid]) => typeOf(kindOf(shape?.dataType), srid),
    lower: byKernel("st_setsrid", kindOption),
  },
  st_srid: {
    since: "4.1.0",
    params: [param("geo", SPATIAL)],
    returns: INT,
    lower: byKernel("st_srid"),
  },
});
