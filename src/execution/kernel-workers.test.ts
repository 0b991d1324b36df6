import { afterAll, describe, expect, test } from "vitest";
import { writeIpcStream } from "../arrow/ipc-writer.ts";
import { arrowField, arrowType } from "../arrow/vector.ts";
import { Utf8Builder } from "../arrow/builders.ts";
import { cellReader, readIpcStream } from "../arrow/index.ts";
import { KernelError } from "../kernels/kernel.ts";
import { runKernel } from "../kernels/registry.ts";
import { KernelFailure, kernelPart, type RunKernel } from "../polars/kernel-part.ts";
import type { KernelCall } from "../polars/plan.ts";
import { STRING } from "../types/data-type.ts";
import { KernelWorkers } from "./kernel-workers.ts";

const workers = new KernelWorkers(3);
afterAll(() => workers.close());

function shared(texts: readonly (string | null)[]): Uint8Array<SharedArrayBuffer> {
  const column = new Utf8Builder(texts.length);
  for (const text of texts) {
    if (text === null) column.appendNull();
    else column.appendString(text);
  }
  const fields = [arrowField("a", arrowType.utf8)];
  const bytes = writeIpcStream({ fields }, [{ length: texts.length, columns: [column.finish()] }]);
  const out = new Uint8Array(new SharedArrayBuffer(bytes.length));
  out.set(bytes);
  return out;
}
function values(bytes: Uint8Array): unknown[] {
  return readIpcStream(bytes).batches.flatMap(({ length, columns }) => {
    const read = cellReader(columns[0] as never, STRING);
    return Array.from({ length }, (_, row) => read(row));
  });
}
const call = (kernel: string, options: unknown = null): KernelCall => {
  return { kernel, args: ["a"], options, out: "r", outType: "String", site: 4 };
};
const own =
  (calls: readonly KernelCall[], run: RunKernel = runKernel) =>
  (part: Uint8Array): Uint8Array =>
    kernelPart(part, calls, run);
/** What only this thread knows: the text of each part's first row, or an error that says it. */
const onlyHere: RunKernel = (_, [column], __, rows) => {
  const text = cellReader(column as never, STRING)(0) as string;
  if (text.startsWith("bad")) throw new KernelError("BAD", { text });
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) out.appendString(text);
  return out.finish();
};

describe("parts of a kernel step", () => {
  const parts = Array.from({ length: 9 }, (_, i) => shared([`a${i} word`, null, "ß über", ""]));
  const calls = [call("initcap")];
  const expected = parts.map(own(calls)).map(values);

  test("are the same in their order, whoever makes them", () => {
    for (let i = 0; i < 5; i++) expect(workers.run(calls, parts, own(calls)).map(values)).toEqual(expected);
  });

  test("are made by other threads too", () => {
    // Other threads may take their time to start.
    for (let mine = parts.length; mine === parts.length;) {
      mine = 0;
      const counted: RunKernel = (...given) => {
        mine++;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
        return runKernel(...given);
      };
      expect(workers.run(calls, parts, own(calls, counted)).map(values)).toEqual(expected);
    }
  });

  test("are made here where other threads fail", () => {
    const here = [call("only here")];
    const got = workers.run(here, [shared(["x", "y"]), shared(["z"])], own(here, onlyHere)).map(values);
    expect(got).toEqual([["x", "x"], ["z"]]);
  });

  test("fail with the error of the first that fails", () => {
    const here = [call("only here")];
    const texts = ["a", "b", "bad 1", "c", "d", "bad 2", "e", "bad 3"];
    for (let i = 0; i < 5; i++) {
      const error = failure(() =>
        workers.run(
          here,
          texts.map((text) => shared([text])),
          own(here, onlyHere),
        ),
      );
      expect(error).toBeInstanceOf(KernelFailure);
      expect(error).toMatchObject({ site: 4, cause: { messageParameters: { text: "bad 1" } } });
    }
  });

  test("are made here after the threads have ended", () => {
    workers.close();
    expect(workers.run(calls, parts, own(calls)).map(values)).toEqual(expected);
  });
});

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
