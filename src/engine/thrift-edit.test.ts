import { expect, test } from "vitest";
import { numberAt, structAt, structsAt, textAt, ThriftReader } from "../sources/thrift.ts";
import { THRIFT } from "../sources/thrift-bytes.ts";
import { readThrift, type ThriftField, writeThrift } from "./thrift-edit.ts";

test("what is written is read back, by this reader and by the one of footers", () => {
  const inner: ThriftField[] = [{ id: 20, type: THRIFT.binary, value: Buffer.from("é") }];
  const items = Array.from({ length: 20 }, (_, i): ThriftField[] => [{ id: 1, type: THRIFT.i32, value: BigInt(-i) }]);
  const fields: ThriftField[] = [
    { id: 1, type: THRIFT.i64, value: -(2n ** 40n) },
    { id: 2, type: THRIFT.true, value: true },
    { id: 3, type: THRIFT.struct, value: inner },
    { id: 40, type: THRIFT.list, value: { element: THRIFT.struct, items } },
    { id: 41, type: THRIFT.byte, value: 7 },
  ];
  const bytes = writeThrift(fields);
  expect(writeThrift(readThrift(bytes))).toEqual(bytes);
  const read = new ThriftReader(bytes).struct();
  expect(numberAt(read, 1)).toBe(-(2 ** 40));
  expect(textAt(structAt(read, 3), 20)).toBe("é");
  expect(structsAt(read, 40).map((s) => numberAt(s, 1))).toEqual(items.map((_, i) => 0 - i));
  expect(new ThriftReader(bytes).struct(new Set([3, 40])).get(41)).toBe(7);
});
