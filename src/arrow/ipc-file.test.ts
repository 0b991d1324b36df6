import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ArrayType, DOUBLE, LONG, STRING, StructField, StructType } from "../types/data-type.ts";
import { decodeColumn } from "./decode.ts";
import { encodeBatches } from "./encode.ts";
import { IpcFileReader, IpcFileWriter } from "./ipc-file.ts";
import { physicalSchema } from "./physical.ts";
import type { ArrowVector } from "./vector.ts";

const directory = mkdtempSync(join(tmpdir(), "ipc-file-"));
afterAll(() => rmSync(directory, { recursive: true }));

const schema = new StructType([
  new StructField("a", DOUBLE),
  new StructField("b", STRING),
  new StructField("c", new ArrayType(LONG)),
]);
const rows = Array.from({ length: 25 }, (_, i) => [
  i % 3 === 0 ? null : i / 2,
  `row ${i}`,
  i % 4 === 0 ? null : [i, null],
]);
function written(name: string, batchRows = 10): string {
  const path = join(directory, name);
  const writer = new IpcFileWriter(path, physicalSchema(schema));
  for (const batch of encodeBatches(schema, rows, { batchRows })) writer.append(batch);
  writer.finish();
  return path;
}

describe("Arrow files", () => {
  test.each(["own", "shared", "reused"] as const)("read back batch by batch, in memory that is %s", (memory) => {
    const reader = new IpcFileReader(written(`${memory}.arrow`), memory);
    expect([reader.batches, reader.rows()]).toEqual([3, 25]);
    const seen: unknown[][] = [];
    for (let i = 0; i < reader.batches; i++) {
      const { length, columns } = reader.read(i);
      const cells = schema.fields.map((f, k) => decodeColumn(columns[k] as ArrowVector, f.dataType));
      for (let row = 0; row < length; row++) seen.push(cells.map((column) => column[row]));
    }
    reader.close();
    expect(seen).toEqual(rows);
  });
  test("give their first columns alone", () => {
    const reader = new IpcFileReader(written("first.arrow"));
    expect(reader.read(2, 1).columns).toHaveLength(1);
    expect(reader.read(2, 0)).toEqual({ length: 5, columns: [] });
    reader.close();
  });
  test("may have no batch; other files are refused", () => {
    const path = join(directory, "empty.arrow");
    new IpcFileWriter(path, physicalSchema(schema)).finish();
    const reader = new IpcFileReader(path);
    expect([reader.batches, reader.rows()]).toEqual([0, 0]);
    reader.close();
    const other = join(directory, "other.txt");
    writeFileSync(other, "this is no Arrow file");
    expect(() => new IpcFileReader(other)).toThrow(/no Arrow file/);
  });
});
