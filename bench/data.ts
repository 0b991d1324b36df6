/** What the benchmarks read: the flights of vega-datasets, 3 million rows. */
import { fileURLToPath } from "node:url";

export const FLIGHTS: string = fileURLToPath(
  new URL("../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url),
);
