/** Kernels that read files of text formats. */
import { csvReaderKernels } from "./csv-reader.ts";
import { jsonFileKernels } from "./json-files.ts";
import type { Kernel } from "./kernel.ts";
import { textReaderKernels } from "./text-reader.ts";

export const fileReaderKernels: { readonly [name: string]: Kernel } = {
  ...csvReaderKernels,
  ...jsonFileKernels,
  ...textReaderKernels,
};
