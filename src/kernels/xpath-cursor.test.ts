import fc from "fast-check";
import { expect, test } from "vitest";
import { nodesValue, numberValue, textValue, compileXPath } from "./xpath.ts";
import { plainXPath, XPathCursor } from "./xpath-cursor.ts";
import { parseXPath } from "./xpath-syntax.ts";
import { parseXml } from "./xml-tree.ts";

const name = fc.constantFrom("a", "b", "p");
const element = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("1", " 2.5 ", "x", "ż", "\n", "&amp;", "<!-- -->", "<b x='7'/>"),
    fc
      .tuple(name, fc.option(fc.constantFrom("1", "y", "")), fc.array(tie("node"), { maxLength: 3 }))
      .map(([tag, x, inside]) => `<${tag}${x === null ? "" : ` x="${x}"`}>${inside.map(String).join("")}</${tag}>`),
  ),
})).node as fc.Arbitrary<string>;
const paths = [
  "p",
  "p/a",
  "/p/a/text()",
  "p/b/@x",
  "p/a/b",
  "p/text()",
  "p/@x",
  "p/p/p",
  "p//a",
  "p/a[1]",
  "@x",
  "p/*",
];

test("paths of names match what they match in a tree", () => {
  const cursor = new XPathCursor();
  let read = 0;
  fc.assert(
    fc.property(fc.array(element, { maxLength: 4 }), fc.constantFrom(...paths), (inside, path) => {
      const text = `<p x="0">${inside.join("")}</p>`;
      const data = Buffer.from(text);
      const plain = plainXPath(parseXPath(path));
      if (plain === null || !cursor.find(plain, data, 0, data.length)) return;
      read++;
      const value = nodesValue(compileXPath(path)(parseXml(text)));
      expect(cursor.matches).toBe(value.length);
      expect(cursor.text()).toBe(textValue(value));
      expect(cursor.number()).toBe(numberValue(value));
      if (cursor.areElements) return;
      const found = value.map((_, i) => data.toString("utf8", cursor.places[i * 2], cursor.places[i * 2 + 1]));
      expect(found).toEqual(value.map((node) => node.first ?? node.value));
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(100);
});
