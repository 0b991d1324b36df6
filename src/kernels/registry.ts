/** All kernels by the name that a lowered plan calls them. */
import { digestKernels } from "./digest.ts";
import { encodingKernels } from "./encoding.ts";
import type { Kernel } from "./kernel.ts";
import { likeKernels } from "./like.ts";
import { regexpKernels } from "./regexp.ts";

const FAMILIES: readonly { readonly [name: string]: Kernel }[] = [
  digestKernels,
  encodingKernels,
  likeKernels,
  regexpKernels,
];

export const kernels: ReadonlyMap<string, Kernel> = new Map<string, Kernel>(FAMILIES.flatMap((f) => Object.entries(f)));
