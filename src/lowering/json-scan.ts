import type { FormatReader } from "./file-scan.ts";
import { unsupported } from "../types/spark-error.ts";
export const readJson: FormatReader = () => {
  throw unsupported("reading json files");
};
