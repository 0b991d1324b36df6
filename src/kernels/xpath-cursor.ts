/** Paths of names, looked up in XML without a tree: `a/b`, `/a/b/text()`, `a/@x`. */
import { shortReal } from "./byte-numbers.ts";
import { isSameRun } from "./byte-runs.ts";
import { XML_DONE, XML_END, XML_START, XML_TEXT, XmlCursor } from "./xml-cursor.ts";
import { numberValue } from "./xpath.ts";
import type { Step, XPath } from "./xpath-syntax.ts";

export interface PlainXPath {
  readonly elements: readonly Uint8Array[];
  /** What of the elements: themselves, the texts in them, or the attribute of this name. */
  readonly target: "element" | "text" | Uint8Array;
}
/** Null for other expressions. */
export function plainXPath(e: XPath): PlainXPath | null {
  if (e.kind !== "path" || !(e.start === null || e.start === "root")) return null;
  const last = e.steps.at(-1);
  if (last === undefined || !e.steps.every((s) => s.predicates.length === 0 && s.deep !== true)) return null;
  const isText = last.axis === "child" && last.test.kind === "text";
  const attribute = last.axis === "attribute" ? nameOf(last) : null;
  const elements = (isText || last.axis === "attribute" ? e.steps.slice(0, -1) : e.steps).map((s) =>
    s.axis === "child" ? nameOf(s) : null,
  );
  if (elements.length === 0 || !elements.every((name) => name !== null)) return null;
  if (last.axis !== "attribute") return { elements, target: isText ? "text" : "element" };
  return attribute === null ? null : { elements, target: attribute };
}
function nameOf({ test }: Step): Uint8Array | null {
  if (test.kind !== "name" || test.prefix !== null || test.name === "*" || test.name.startsWith("xmlns")) return null;
  return Buffer.from(test.name);
}

/** What a path matches in one document after the other. */
export class XPathCursor {
  /** How many nodes match. */
  matches = 0;
  data: Uint8Array = new Uint8Array(0);
  /** Where texts stand: of all nodes that match, or if they are elements, of the first, where it may be in parts. */
  readonly places: number[] = [];
  #areElements = false;
  readonly #cursor: XmlCursor = new XmlCursor();

  /** False where it gives up. */
  find({ elements, target }: PlainXPath, data: Uint8Array, start: number, end: number): boolean {
    const cursor = this.#cursor;
    cursor.set(data, start, end);
    this.data = data;
    this.matches = 0;
    this.places.length = 0;
    this.#areElements = target === "element";
    let depth = 0;
    // How many of the open elements are those of the path.
    let matched = 0;
    for (;;) {
      switch (cursor.next()) {
        case XML_START:
          if (matched === depth && depth < elements.length && isName(cursor, elements[depth]!)) matched++;
          depth++;
          if (matched === elements.length && depth === matched) {
            if (target === "element") this.matches++;
            else if (target !== "text") this.#attribute(target);
          }
          break;
        case XML_END:
          depth--;
          if (matched > depth) matched = depth;
          break;
        case XML_TEXT:
          if (matched !== elements.length) break;
          if (target === "element" ? this.matches === 1 : target === "text" && depth === matched) {
            this.places.push(cursor.start, cursor.end);
            if (target === "text") this.matches++;
          }
          break;
        case XML_DONE:
          return true;
        default:
          return false;
      }
    }
  }
  #attribute(name: Uint8Array): void {
    const { attributes, attributeCount, data } = this.#cursor;
    for (let i = 0; i < attributeCount * 4; i += 4) {
      if (!isSameRun(data, attributes[i]!, attributes[i + 1]!, name)) continue;
      this.places.push(attributes[i + 2]!, attributes[i + 3]!);
      this.matches++;
    }
  }
  /** Whether elements match, which have no text of their own. */
  get areElements(): boolean {
    return this.#areElements;
  }
  /** The string value of the first node: that of no node is empty. */
  text(): string {
    const { data, places } = this;
    const to = this.#areElements ? places.length : Math.min(places.length, 2);
    let text = "";
    for (let i = 0; i < to; i += 2) text += Buffer.from(data.subarray(places[i], places[i + 1])).toString();
    return text;
  }
  number(): number {
    const { data, places } = this;
    if (places.length === 0) return NaN;
    if (places.length === 2 || !this.#areElements) {
      const value = shortReal(data, places[0]!, places[1]!);
      if (!Number.isNaN(value)) return value;
    }
    return numberValue(this.text());
  }
}
function isName({ data, start, end }: XmlCursor, name: Uint8Array): boolean {
  return isSameRun(data, start, end, name);
}
