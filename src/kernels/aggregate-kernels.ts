/** The kernels behind aggregates, for groups and for frames. */
import { windowBounds } from "./aggregate-bounds.ts";
import { bitmapConstruct, bitmapMerge } from "./aggregate-bitmap.ts";
import { bitwise } from "./aggregate-fold.ts";
import { frequentItems } from "./aggregate-frequent.ts";
import { histogramNumeric } from "./aggregate-histogram.ts";
import { mode } from "./aggregate-mode.ts";
import { percentile } from "./aggregate-percentile.ts";
import { groupKernels } from "./group-kernel.ts";
import type { Kernel } from "./kernel.ts";
import { countMin } from "./sketch-count-min.ts";
import { hllpp } from "./sketch-hllpp.ts";
import { percentileApprox } from "./sketch-quantile.ts";

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
  }),
  window_bounds: windowBounds,
};
