import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "./decimal.ts";
import { Temporal } from "./temporal.ts";
import { encodeVariantValue } from "./variant-encode.ts";
import { encodeVariantJson } from "./variant-json.ts";
import { VariantVal } from "./variant-val.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const parse = (json: string): VariantVal => {
  const { value, metadata } = encodeVariantJson(json);
  return new VariantVal(value, metadata);
};

/** parse_json's answers of Spark 4.3.0: text, to_json, value, metadata. */
const PARSED: [json: string, toJson: string, value: string, metadata: string][] = [
  ["1", "1", "0c01", "010000"],
  ["300", "300", "102c01", "010000"],
  ["70000", "70000", "1470110100", "010000"],
  ["5000000000", "5000000000", "1800f2052a01000000", "010000"],
  ["-1", "-1", "0cff", "010000"],
  ["92233720368547758080", "92233720368547758080", "280000000000000000000500000000000000", "010000"],
  ["1.50", "1.5", "200296000000", "010000"],
  ["1.0", "1", "20010a000000", "010000"],
  ["1e3", "1000.0", "1c0000000000408f40", "010000"],
  ["1E-7", "1.0E-7", "1c48afbc9af2d77a3e", "010000"],
  ["1.5e300", "1.5E300", "1c355800662deb417e", "010000"],
  ["123456789.123456789", "123456789.123456789", "2409155fd0ac4b9bb601", "010000"],
  ["12345678901234567890.123", "12345678901234567890.123", "2803cb444271764eb6429d02000000000000", "010000"],
  ["0.1234567890123456789012345678901234567890", "0.12345678901234568", "1c5ff64637dd9abf3f", "010000"],
  ["-0", "0", "0c00", "010000"],
  ["-0.0", "0", "200100000000", "010000"],
  ["1e400", '"Infinity"', "1c000000000000f07f", "010000"],
  ["true", "true", "04", "010000"],
  ["null", "null", "00", "010000"],
  ['"a"', '"a"', "0561", "010000"],
  ['"é\\n\\u0001\\""', '"é\\n\\u0001\\""', "15c3a90a0122", "010000"],
  ["[]", "[]", "030000", "010000"],
  ["{}", "{}", "020000", "010000"],
  ['[1,[2,"x"],null]', '[1,[2,"x"],null]', "030300020b0c0c0103020002040c02057800", "010000"],
  [
    '{"b":1,"a":{"c":2,"b":null}}',
    '{"a":{"b":null,"c":2},"b":1}',
    "0202010002000c0c01020200020200030c0200",
    "010300010203626163",
  ],
  ['{"1":1,"10":2,"9":3}', '{"1":1,"10":2,"9":3}', "0203000102000204060c010c020c03", "01030001030431313039"],
  ["  [1 , 2 ] ", "[1,2]", "03020002040c010c02", "010000"],
  ["1 2", "1", "0c01", "010000"],
  ['"\\u00e9/\\/"', '"é//"', "11c3a92f2f", "010000"],
  ["12345678901234567890", "12345678901234567890", "2800d20a1feb8ca954ab0000000000000000", "010000"],
];

/** `cast(... as variant)` of Spark 4.3.0. */
const CAST: [value: string, toJson: string][] = [
  ["38cdcc8c3f", "1.1"],
  ["1c000000205fa00242", "1.0E10"],
  ["1c000000000000f87f", '"NaN"'],
  ["1c00008054346f9d41", "1.23456789125E8"],
  ["1cfca9f1d24d62503f", "0.001"],
  ["1c0000000000005940", "100.0"],
  ["2c57470000", '"2020-01-02"'],
  ["30b04b31721f9b0500", '"2020-01-02 03:04:05.678+00:00"'],
  ["34354f31721f9b0500", '"2020-01-02 03:04:05.678901"'],
  ["3400a8da711f9b0500", '"2020-01-02 03:04:00"'],
  ["3c030000000102ff", '"AQL/"'],
  ["200210270000", "100"],
  ["280a00000040eaed7446d09c2c9f0c000000", "100000000000000000000"],
  ["30a0869b89954ecbff", '"1500-01-01 00:00:00.1+00:00"'],
];

describe("variant", () => {
  it.each(PARSED)("parses %s as Spark does", (json, toJson, value, metadata) => {
    const variant = parse(json);
    expect([variant.toString(), hex(variant.value), hex(variant.metadata)]).toEqual([toJson, value, metadata]);
  });
  it.each(CAST)("prints %s as Spark does", (value, toJson) => {
    expect(new VariantVal(bytes(value), bytes("010000")).toString()).toBe(toJson);
  });
  it.each(["01", "[1,]", "{'a':1}", "NaN", "", '"\t"', "{", "[1", '{"a" 1}', "-", "1a", "tru"])(
    "refuses %s",
    (json) => {
      expect(() => parse(json)).toThrow(SyntaxError);
    },
  );
  it("refuses a repeated key", () => {
    expect(() => parse('{"a":1,"a":2}')).toThrow(/VARIANT_DUPLICATE_KEY/);
  });
  it("prints timestamps in a time zone", () => {
    const variant = new VariantVal(bytes("30b07f13a3239b0500"), bytes("010000"));
    expect(variant.toJson("America/New_York")).toBe('"2020-01-02 03:04:05.678-05:00"');
  });
  it("takes JavaScript values", () => {
    const { value, metadata } = encodeVariantValue({
      b: [1, 1.5, 2n ** 70n, new Decimal("1.50")],
      a: new Map([["k", Temporal.PlainDate.from("2020-01-02")]]),
      c: Temporal.Instant.from("2020-01-01T00:00:00Z"),
      d: null,
    });
    expect(new VariantVal(value, metadata).toString()).toBe(
      '{"a":{"k":"2020-01-02"},"b":[1,1.5,1180591620717411303424,1.5],"c":"2020-01-01 00:00:00+00:00","d":null}',
    );
  });
  it("reads damaged bytes as an error of Spark", () => {
    expect(() => new VariantVal(bytes("18f2"), bytes("010000")).toString()).toThrow(/MALFORMED_VARIANT/);
  });
  it("keeps any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
        const text = parse(JSON.stringify(json)).toString();
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });
  it("keeps many keys and long arrays", () => {
    const object = Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`key${i}`, i]));
    expect(JSON.parse(parse(JSON.stringify(object)).toString())).toEqual(object);
    const list = Array.from({ length: 100_000 }, (_, i) => i);
    expect(JSON.parse(parse(JSON.stringify(list)).toString())).toEqual(list);
  });
});
