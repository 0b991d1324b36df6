import fc from "fast-check";
import { expect, test } from "vitest";
import { type CsvDialect, CsvTokenizer } from "./csv-tokens.ts";

const SPARK: CsvDialect = { separator: ",", quote: '"', escape: "\\", trimLeading: false, trimTrailing: false };

function fieldsOf(line: string, dialect: Partial<CsvDialect> = {}): (string | null)[] {
  const bytes = Buffer.from(line);
  const fields: (string | null)[] = [];
  new CsvTokenizer({ ...SPARK, ...dialect }, false).record(bytes, 0, bytes.length, {
    missing: () => void fields.push(null),
    empty: () => void fields.push(""),
    field: (_, from, start, end) => void fields.push(Buffer.from(from.subarray(start, end)).toString()),
  });
  return fields;
}

test.each([
  ["a,b", ["a", "b"]],
  ["a,", ["a", null]],
  [",", [null, null]],
  ['"a,b",c', ["a,b", "c"]],
  ['"",c', ["", "c"]],
  // An unescaped quote makes the field what stands in the file, up to the separator.
  ['"a""b",c', ['"a""b"', "c"]],
  ['"a"b,c', ['"a"b', "c"]],
  ['"a" ,c', ["a", "c"]],
  ['"a\\"b",c', ['a"b', "c"]],
  ['"a\\\\",c', ["a\\", "c"]],
  ['"a\\nb",c', ["a\\nb", "c"]],
  ['x"y,c', ['x"y', "c"]],
  ['"unclosed,c', ["unclosed,c"]],
  ['a,"', ["a", '"']],
] as const)("%s", (line, fields) => {
  expect(fieldsOf(line)).toEqual(fields);
});

test("separators of several characters, quotes that escape themselves, trimming", () => {
  expect(fieldsOf('1||"x||y"||3|', { separator: "||" })).toEqual(["1", "x||y", "3|"]);
  expect(fieldsOf('"a""b",c', { escape: '"' })).toEqual(['a"b', "c"]);
  expect(fieldsOf(" a , b ,", { trimLeading: true, trimTrailing: true })).toEqual(["a", "b", null]);
  expect(fieldsOf('"a",b', { quote: "" })).toEqual(['"a"', "b"]);
});

test("what is quoted and escaped comes back", () => {
  const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const words = fc.array(fc.string({ unit: fc.constantFrom(...'ab",\\ é') }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(words, (list) => {
      expect(fieldsOf(list.map(quoted).join(","))).toEqual(list);
    }),
  );
});
