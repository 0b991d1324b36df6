/** All kernels by the name that a lowered plan calls them. */
import { aggregateKernels } from "./aggregate-kernels.ts";
import { bitCountKernels } from "./bit-count.ts";
import { castKernels } from "./cast-text.ts";
import { collationKeyKernels } from "./collation-key.ts";
import { collationListKernels } from "./collation-list.ts";
import { datetimeKernels } from "./datetime-kernels.ts";
import { aesKernels } from "./aes.ts";
import { arraySortKernels } from "./array-sort.ts";
import { fileReaderKernels } from "./file-readers.ts";
import { digestKernels } from "./digest.ts";
import { encodingKernels } from "./encoding.ts";
import { formatKernels } from "./format.ts";
import type { Kernel } from "./kernel.ts";
import { collatedCaseKernels } from "./collated-case.ts";
import { collatedMapKernels } from "./collated-map.ts";
import { collatedKernels } from "./collated-text.ts";
import { csvKernels } from "./csv.ts";
import { javaKernels } from "./java-methods.ts";
import { jsonKernels } from "./json.ts";
import { likeKernels } from "./like.ts";
import { listConcatKernels } from "./list-concat.ts";
import { listKernels } from "./list-kernels.ts";
import { listSetKernels } from "./list-sets.ts";
import { mapKernels } from "./map-kernels.ts";
import { operatorKernels } from "./operator-kernels.ts";
import { randomKernels } from "./random.ts";
import { shuffleKernels } from "./shuffle.ts";
import { regexpKernels } from "./regexp.ts";
import { sentenceKernels } from "./sentences.ts";
import { spatialKernels } from "./spatial.ts";
import { distanceKernels } from "./text-distance.ts";
import { textKernels } from "./text.ts";
import { urlKernels } from "./url.ts";
import { variantKernels } from "./variant.ts";
import { vectorKernels } from "./vector-kernels.ts";
import { xmlKernels } from "./xml.ts";
import { xpathKernels } from "./xpath-kernels.ts";

const FAMILIES: readonly { readonly [name: string]: Kernel }[] = [
  aggregateKernels,
  castKernels,
  collationKeyKernels,
  collationListKernels,
  operatorKernels,
  datetimeKernels,
  listConcatKernels,
  listKernels,
  listSetKernels,
  arraySortKernels,
  mapKernels,
  digestKernels,
  fileReaderKernels,
  encodingKernels,
  bitCountKernels,
  likeKernels,
  regexpKernels,
  formatKernels,
  sentenceKernels,
  distanceKernels,
  textKernels,
  aesKernels,
  randomKernels,
  shuffleKernels,
  variantKernels,
  jsonKernels,
  csvKernels,
  urlKernels,
  javaKernels,
  xmlKernels,
  xpathKernels,
  spatialKernels,
  vectorKernels,
  collatedCaseKernels,
  collatedMapKernels,
  collatedKernels,
];

export const kernels: ReadonlyMap<string, Kernel> = new Map<string, Kernel>(FAMILIES.flatMap((f) => Object.entries(f)));

/** Runs a kernel by its name. */
export const runKernel: (...call: [name: string, ...Parameters<Kernel>]) => ReturnType<Kernel> = (name, ...call) => {
  const kernel = kernels.get(name);
  if (kernel === undefined) throw new RangeError(`there is no kernel "${name}"`);
  return kernel(...call);
};
