/** The kernels behind aggregates, for groups and for frames. */
import { windowBounds } from "./aggregate-bounds.ts";
import { bitwise } from "./aggregate-fold.ts";
import { mode } from "./aggregate-mode.ts";
import { percentile } from "./aggregate-percentile.ts";
import { groupKernels } from "./group-kernel.ts";
import type { Kernel } from "./kernel.ts";

export const aggregateKernels: { readonly [name: string]: Kernel } = {
  ...groupKernels({ bitwise, mode, percentile }),
  window_bounds: windowBounds,
};
