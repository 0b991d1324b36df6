/** Spatial reference systems by their identifiers (SRID). */
import { EPSG, ESRI, GEOGRAPHIC } from "./srid-data.ts";

/** The identifier of a type whose values may each have another one. */
export const MIXED_SRID = -1;
/** What the values of such a type are written with in SQL. */
const MIXED_NAME = "ANY";
const MIXED_CRS = "SRID:ANY";
/** A plane without reference: for geometries only. */
const CARTESIAN_CRS = "SRID:0";
/** Systems that go by a name of the OGC. */
const OGC: ReadonlyMap<number, string> = new Map([
  [4267, "OGC:CRS27"],
  [4269, "OGC:CRS83"],
  [4326, "OGC:CRS84"],
]);

function expanded(runs: string): ReadonlySet<number> {
  const found = new Set<number>();
  let at = 0;
  for (const run of runs.trim().split(/\s+/)) {
    const [gap = "", more = "0"] = run.split("-");
    at += Number.parseInt(gap, 36);
    found.add(at);
    for (let left = Number.parseInt(more, 36); left > 0; left--) found.add(++at);
  }
  return found;
}
interface Registry {
  readonly epsg: ReadonlySet<number>;
  readonly esri: ReadonlySet<number>;
  readonly geographic: ReadonlySet<number>;
}
let registry: Registry | undefined;
function systems(): Registry {
  return (registry ??= { epsg: expanded(EPSG), esri: expanded(ESRI), geographic: expanded(GEOGRAPHIC) });
}

export type SpatialKind = "geometry" | "geography";

/** The name of a coordinate reference system; undefined where values of the kind cannot have it. */
export function crsOfSrid(srid: number, kind: SpatialKind): string | undefined {
  if (srid === MIXED_SRID) return MIXED_CRS;
  if (srid === 0) return kind === "geometry" ? CARTESIAN_CRS : undefined;
  const { epsg, esri, geographic } = systems();
  if (kind === "geography" && !geographic.has(srid)) return undefined;
  if (epsg.has(srid)) return OGC.get(srid) ?? `EPSG:${srid}`;
  return esri.has(srid) ? `ESRI:${srid}` : undefined;
}
/** Whether values of the kind may have the identifier. */
export function isSrid(srid: number, kind: SpatialKind): boolean {
  return srid !== MIXED_SRID && crsOfSrid(srid, kind) !== undefined;
}
/** The identifier of a named system; undefined where there is none for the kind. */
export function sridOfCrs(crs: string, kind: SpatialKind): number | undefined {
  if (crs.toUpperCase() === MIXED_CRS) return MIXED_SRID;
  const ogc = [...OGC].find(([, name]) => name === crs)?.[0];
  const srid = ogc ?? Number(/^(?:EPSG|ESRI|SRID):(\d+)$/.exec(crs)?.[1]);
  return crsOfSrid(srid, kind) === crs ? srid : undefined;
}
/** The parameter of a type in SQL. */
export function sridText(srid: number): string {
  return srid === MIXED_SRID ? MIXED_NAME : String(srid);
}
