import { describe, expect, it } from "vitest";
import {
  type ArrowVector,
  BinaryBuilder,
  BoolBuilder,
  Int128Builder,
  Int64Builder,
  ListBuilder,
  NumberBuilder,
  StructBuilder,
  Utf8Builder,
  arrowField,
  arrowType,
  builderFor,
  countBits,
  isValid,
} from "./index.ts";

const validity = (vector: ArrowVector): boolean[] =>
  Array.from({ length: vector.length }, (_, i) => isValid(vector, i));
const strings = (vector: ArrowVector): string[] =>
  Array.from({ length: vector.length }, (_, i) =>
    new TextDecoder().decode((vector.data as Uint8Array).subarray(vector.offsets?.[i], vector.offsets?.[i + 1])),
  );

describe("builders", () => {
  it("grow and mark nulls", () => {
    const builder = new NumberBuilder(arrowType.int32, 1);
    for (let i = 0; i < 1000; i++) {
      if (i % 3 === 1) builder.appendNull();
      else builder.append(i);
    }
    const vector = builder.finish();
    expect([vector.length, vector.nullCount, vector.data.length]).toEqual([1000, 333, 1000]);
    expect(validity(vector)).toEqual(Array.from({ length: 1000 }, (_, i) => i % 3 !== 1));
    expect([vector.data[0], vector.data[1], vector.data[999]]).toEqual([0, 0, 999]);
    expect(countBits(vector.validity ?? new Uint8Array(), 1000)).toBe(667);
  });
  it("leave the bitmap out where nothing is null", () => {
    const builder = new BoolBuilder();
    for (let i = 0; i < 20; i++) builder.append(i % 2 === 0);
    const vector = builder.finish();
    expect([vector.validity, Array.from(vector.data as Uint8Array)]).toEqual([null, [0b01010101, 0b01010101, 0b0101]]);
  });
  it("take 64-bit integers as numbers and as bigints", () => {
    const builder = new Int64Builder(arrowType.int64, 1);
    const values = [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 4294967296, -4294967297, 2n ** 62n, -(2n ** 63n)];
    for (const value of values) builder.append(value);
    expect(Array.from(builder.finish().data as BigInt64Array)).toEqual(values.map(BigInt));
  });
  it("take 128-bit integers", () => {
    const builder = new Int128Builder(arrowType.decimal, 1);
    for (const value of [1n, -1n, 10n ** 37n, -(10n ** 37n)]) builder.append(value);
    const data = builder.finish().data as BigInt64Array;
    const read = (i: number): bigint => ((data[i * 2 + 1] ?? 0n) << 64n) | BigInt.asUintN(64, data[i * 2] ?? 0n);
    expect([0, 1, 2, 3].map(read)).toEqual([1n, -1n, 10n ** 37n, -(10n ** 37n)]);
  });
  it("encode strings of any kind", () => {
    const builder = new Utf8Builder(1);
    const values = ["", "a", "häß", "x".repeat(100), "日本😀", "é".repeat(50), "lone \ud800 surrogate"];
    for (const value of values) builder.appendString(value);
    builder.append(new TextEncoder().encode("bytes"), 1, 4);
    builder.write(new Uint8Array([65, 66]));
    builder.writeByte(67);
    builder.endValue();
    builder.appendNull();
    const vector = builder.finish();
    expect(strings(vector)).toEqual([...values.slice(0, -1), "lone \ufffd surrogate", "yte", "ABC", ""]);
    expect(validity(vector).lastIndexOf(false)).toBe(9);
  });
  it("keep binaries of any size", () => {
    const builder = new BinaryBuilder();
    const values = [0, 1, 24, 25, 5000].map((size) => new Uint8Array(size).fill(size % 251));
    for (const value of values) builder.append(value);
    const { data, offsets } = builder.finish();
    expect(values.map((_, i) => (data as Uint8Array).slice(offsets?.[i], offsets?.[i + 1]))).toEqual(values);
  });
  it("nest", () => {
    const name = new Utf8Builder();
    const size = new Int64Builder();
    const struct = new StructBuilder([name, size]);
    const list = new ListBuilder(struct);
    name.appendString("a");
    size.append(1);
    struct.append();
    struct.appendNull();
    list.append();
    list.appendNull();
    list.append();
    const vector = list.finish();
    expect([Array.from(vector.offsets ?? []), validity(vector)]).toEqual([
      [0, 2, 2, 2],
      [true, false, true],
    ]);
    const [inner] = vector.children;
    expect(inner && [inner.length, validity(inner), inner.children.map((c) => c.length)]).toEqual([
      2,
      [true, false],
      [2, 2],
    ]);
  });
  it("are made for any field", () => {
    const field = arrowField("l", arrowType.list, [
      arrowField("item", arrowType.struct, [arrowField("b", arrowType.bool)]),
    ]);
    const builder = builderFor(field) as ListBuilder<StructBuilder<[BoolBuilder]>>;
    builder.child.children[0].append(true);
    builder.child.append();
    builder.append();
    expect(builder.finish()).toMatchObject({ length: 1, children: [{ length: 1, children: [{ length: 1 }] }] });
    expect(() => builderFor({ ...field, children: [] })).toThrow(/no child 0/);
    expect(() => builderFor(arrowField("x", { kind: "fixed_binary", width: 3 }))).toThrow(
      /not made of JavaScript numbers/,
    );
  });
});
