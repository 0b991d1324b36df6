/** Writing files. */
import type { WriteFiles } from "../plan/command.ts";
import { unsupported } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import type { ExecuteOptions } from "./engine.ts";

export async function writeFiles(engine: EmbeddedEngine, command: WriteFiles, options: ExecuteOptions): Promise<void> {
  void engine;
  void options;
  await Promise.reject(unsupported(`writing ${command.format} files`));
}
