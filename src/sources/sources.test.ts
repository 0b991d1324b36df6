import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csvOptions } from "../lowering/csv-options.ts";
import { csvShape } from "./csv-probe.ts";
import { expandGlob, globMatcher } from "./glob.ts";
import { escapePath, isHidden, listFiles, localPath, unescapePath } from "./listing.ts";
import { partitionsOf } from "./partitions.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "sparkwright-sources-"));
  for (const path of [
    "y=1/m=a%2Fb/x.csv",
    "y=2/m=__HIVE_DEFAULT_PARTITION__/x.csv",
    "y=2/_hidden.csv",
    "other/z.csv",
  ]) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), "1\n");
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("globs", () => {
  test.each([
    ["*.csv", "a.csv", true],
    ["*.csv", "a.csvx", false],
    ["?[ab]{1,22}", "xa22", true],
    ["[^a]", "a", false],
    ["a.b", "axb", false],
  ] as const)("%s %s", (glob, name, matches) => {
    expect(globMatcher(glob)(name)).toBe(matches);
  });
  test("whole paths", () => {
    expect(expandGlob(join(root, "y=*", "m=*"))).toEqual([
      join(root, "y=1/m=a%2Fb"),
      join(root, "y=2/m=__HIVE_DEFAULT_PARTITION__"),
    ]);
    expect(expandGlob(join(root, "{other,y=1/m=a%2Fb}"))).toHaveLength(2);
  });
});

test("directories spell partitions", () => {
  const files = listFiles([root], { recursive: false });
  expect(files.map((f) => f.partitions)).toEqual([
    [
      ["y", "1"],
      ["m", "a/b"],
    ],
    [
      ["y", "2"],
      ["m", null],
    ],
  ]);
  const found = partitionsOf(files, undefined, true, "UTC");
  expect(found.schema.simpleString()).toBe("struct<y:int,m:string>");
  expect(found.values).toEqual([
    [1, "a/b"],
    [2, null],
  ]);
  expect(listFiles([root], { recursive: true })).toHaveLength(3);
  expect(() => listFiles([join(root, "nope")], { recursive: false })).toThrow("PATH_NOT_FOUND");
});

test("names", () => {
  expect(isHidden("_SUCCESS")).toBe(true);
  expect(isHidden("_x=1")).toBe(false);
  expect(unescapePath(escapePath('a/b:c"d%=é'))).toBe('a/b:c"d%=é');
  expect(localPath("file:/tmp/x")).toBe(localPath("/tmp/x"));
  expect(() => localPath("s3://bucket/x")).toThrow("s3");
});

describe("the bytes of CSV files", () => {
  let count = 0;
  function shape(content: string, options: { [name: string]: string } = {}): ReturnType<typeof csvShape> {
    const path = join(root, `probe${count++}.csv`);
    writeFileSync(path, content);
    return csvShape([{ path, size: content.length, modified: count, partitions: [] }], csvOptions(options));
  }
  test.each([
    ['a,b\n1,"x,y"\n', true],
    ["a,b\r\n1,2\r\n", true],
    ["a,b", true],
    ["a\\b,c\n", true],
    ['"a\\"b",c\n', false],
    ['"a""b",c\n', false],
    ['"a\nb",c\n', false],
    ['x"y,c\n', false],
    ["a\n\nb\n", false],
    ["a\n  \nb\n", false],
    ["a\rb\n", false],
  ] as const)("%j", (content, plain) => {
    expect(shape(content).plain).toBe(plain);
  });
  test("counts and options", () => {
    expect(shape("a,b\n1\n1,2,3\n")).toMatchObject({ fewest: 1, most: 3, quoted: false });
    expect(shape('"",b\n')).toMatchObject({ plain: true, quotedEmpty: true });
    expect(shape('"a""b",c\n', { escape: '"' }).plain).toBe(true);
    expect(shape("#a\nb\n", { comment: "#" }).plain).toBe(false);
  });
});
