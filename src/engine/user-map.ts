/** The batches that a user's function makes of those of a file. */
import { IpcFileReader, IpcFileWriter, physicalSchema } from "../arrow/index.ts";
import type { StageRecorder } from "../metrics/query-recorder.ts";
import type { Attribute } from "../logical/expression.ts";
import type { MapBatchesNode } from "../logical/relation.ts";
import type { UserFunctionContext } from "../plan/user-function.ts";

export async function mapFile(
  node: MapBatchesNode,
  given: readonly Attribute[],
  path: string,
  result: string,
  context: UserFunctionContext,
  recorder: StageRecorder | null,
): Promise<void> {
  void given;
  const reader = new IpcFileReader(path);
  const writer = new IpcFileWriter(result, physicalSchema(node.function.columns));
  void reader;
  void writer;
  void context;
  void recorder;
}
