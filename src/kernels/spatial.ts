/** Functions of geometries and geographies. */
import { BytesBuilder, NumberBuilder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Geometry, spatialBytes, sridBytes, sridOfBytes, wkbOfBytes } from "../types/spatial.ts";
import { isSrid, type SpatialKind } from "../types/srid.ts";
import { Arguments } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { rewriteWkb, wkbChecker, WkbError } from "./wkb.ts";

interface SpatialOptions {
  readonly kind: SpatialKind;
}
const GLOBE_SRID = 4326;

function withError<T>(read: () => T): T {
  try {
    return read();
  } catch (e) {
    if (!(e instanceof WkbError)) throw e;
    throw new KernelError("WKB_PARSE_ERROR", { parseError: e.message, pos: String(e.position) });
  }
}
function checkSrid(srid: number, kind: SpatialKind): void {
  if (!isSrid(srid, kind)) throw new KernelError("ST_INVALID_SRID_VALUE", { srid: String(srid) });
}

const fromWkb: Kernel = (columns, options, rows) => {
  const { kind } = options as SpatialOptions;
  const args = new Arguments(columns, options);
  const wkb = args.bytes(0);
  const srids = args.count > 1 ? args.number(1) : { get: () => GLOBE_SRID };
  const check = wkbChecker(wkb.data, kind === "geography");
  const out = new BytesBuilder(arrowType.binary, rows);
  const header = new Uint8Array(4);
  let last: number | undefined;
  withError(() => {
    for (let row = 0; row < rows; row++) {
      const srid = srids.get(row);
      if (wkb.isNull(row) || srid === null) {
        out.appendNull();
        continue;
      }
      const [start, end] = [wkb.start(row), wkb.end(row)];
      check(start, end);
      if (srid !== last) {
        checkSrid(srid, kind);
        header.set(sridBytes(srid));
        last = srid;
      }
      out.write(header);
      out.append(wkb.data, start, end);
    }
  });
  return out.finish();
};
const asBinary: Kernel = (columns, options, rows) => {
  const { kind } = options as SpatialOptions;
  const args = new Arguments(columns, options);
  const [shapes, orders] = [args.bytes(0), args.text(1)];
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [shape, order] = [shapes.get(row), orders.get(row)];
    if (shape === null || order === null) {
      out.appendNull();
      continue;
    }
    const upper = order.toUpperCase();
    if (upper !== "NDR" && upper !== "XDR") {
      throw new KernelError("ST_INVALID_ENDIANNESS_VALUE", { endianness: order });
    }
    out.append(withError(() => rewriteWkb(wkbOfBytes(shape), upper === "NDR", kind === "geography")));
  }
  return out.finish();
};
const srid: Kernel = (columns, options, rows) => {
  const shapes = new Arguments(columns, options).bytes(0);
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const shape = shapes.get(row);
    if (shape === null) out.appendNull();
    else out.append(sridOfBytes(shape));
  }
  return out.finish();
};
const setSrid: Kernel = (columns, options, rows) => {
  const { kind } = options as SpatialOptions;
  const args = new Arguments(columns, options);
  const [shapes, srids] = [args.bytes(0), args.number(1)];
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [shape, wanted] = [shapes.get(row), srids.get(row)];
    if (shape === null || wanted === null) {
      out.appendNull();
      continue;
    }
    checkSrid(wanted, kind);
    out.append(spatialBytes(new Geometry(wkbOfBytes(shape), wanted)));
  }
  return out.finish();
};

export const spatialKernels: { readonly [name: string]: Kernel } = {
  st_from_wkb: fromWkb,
  st_asbinary: asBinary,
  st_srid: srid,
  st_setsrid: setSrid,
};
