import { expect, test } from "vitest";
import { ipcOf, plainIpc } from "../polars/testing.ts";
import { readIpcStream } from "../arrow/ipc-reader.ts";
import { writeIpcStream } from "../arrow/ipc-writer.ts";
import { arrowField, arrowType } from "../arrow/vector.ts";
import { listKernels } from "./list-kernels.ts";

const columns = { a: [[1n, 2n], [], null, [3n]], b: [["x"], ["y", "z"], ["q"], null] };

test("lists are zipped to the longest", () => {
  const table = readIpcStream(ipcOf(columns));
  const batch = table.batches[0]!;
  const zipped = listKernels["zip_lists"]!(batch.columns, undefined, batch.length);
  const struct = arrowField("item", arrowType.struct, [
    arrowField("f0", arrowType.int64),
    arrowField("f1", arrowType.utf8),
  ]);
  const bytes = writeIpcStream({ fields: [arrowField("r", arrowType.list, [struct])] }, [
    { length: 4, columns: [zipped] },
  ]);
  expect(plainIpc(bytes)["r"]).toEqual([
    [
      { f0: 1n, f1: "x" },
      { f0: 2n, f1: null },
    ],
    [
      { f0: null, f1: "y" },
      { f0: null, f1: "z" },
    ],
    null,
    null,
  ]);
});
