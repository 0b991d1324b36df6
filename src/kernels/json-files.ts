/** Reads JSON files in the engine host. */
import type { Kernel } from "./kernel.ts";

export const jsonFileKernels: { readonly [name: string]: Kernel } = {};
