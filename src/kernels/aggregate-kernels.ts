/** The kernels behind aggregates, for groups and for frames. */
import { windowBounds } from "./aggregate-bounds.ts";
import { bitmapConstruct, bitmapMerge } from "./aggregate-bitmap.ts";
import { bitwise } from "./aggregate-fold.ts";
import { frequentItems } from "./aggregate-frequent.ts";
import { histogramNumeric } from "./aggregate-histogram.ts";
import { mode } from "./aggregate-mode.ts";
import { percentile } from "./aggregate-percentile.ts";
import { variantSchemas } from "./aggregate-variant.ts";
import { groupKernels } from "./group-kernel.ts";
import type { Kernel } from "./kernel.ts";
import { countMin } from "./sketch-count-min.ts";
import { hllpp } from "./sketch-hllpp.ts";
import {
  hashSketch,
  hllSketch,
  hllUnion,
  kllMerge,
  kllSketch,
  thetaIntersection,
  thetaUnion,
  topCombine,
  topItems,
  topState,
  tupleIntersection,
  tupleUnion,
} from "./sketch-groups.ts";
import { percentileApprox } from "./sketch-quantile.ts";
import { hllEstimate, hllUnionPair, kllQuery, kllRow, sketchMeasure, sketchSet, topEstimate } from "./sketch-rows.ts";

export const aggregateKernels: { readonly [name: string]: Kernel } = {
  ...groupKernels({
    bitwise,
    mode,
    percentile,
    hllpp,
    percentile_approx: percentileApprox,
    count_min: countMin,
    frequent_items: frequentItems,
    histogram_numeric: histogramNumeric,
    bitmap_construct: bitmapConstruct,
    bitmap_merge: bitmapMerge,
    variant_schemas: variantSchemas,
    hash_sketch: hashSketch,
    theta_union: thetaUnion,
    theta_intersection: thetaIntersection,
    tuple_union: tupleUnion,
    tuple_intersection: tupleIntersection,
    hll_sketch: hllSketch,
    hll_union: hllUnion,
    kll_sketch: kllSketch,
    kll_merge: kllMerge,
    top_items: topItems,
    top_state: topState,
    top_combine: topCombine,
  }),
  window_bounds: windowBounds,
  sketch_set: sketchSet,
  sketch_measure: sketchMeasure,
  hll_estimate: hllEstimate,
  hll_union_pair: hllUnionPair,
  kll_row: kllRow,
  kll_query: kllQuery,
  top_estimate: topEstimate,
};
