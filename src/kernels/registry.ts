/** All kernels by the name that a lowered plan calls them. */
import type { Kernel } from "./kernel.ts";

export const kernels: ReadonlyMap<string, Kernel> = new Map<string, Kernel>();
