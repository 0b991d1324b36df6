/** An XML record as the events of a pull parser: comments and instructions are passed over. */
import { memoized } from "./arguments.ts";
import { type TextOptions, optionFlag, optionText } from "./json-options.ts";
import { readXml, XmlError, type XmlNode } from "./xml-tree.ts";

export type XmlEvent =
  | { readonly kind: "start"; readonly name: string; readonly attributes: readonly XmlNode[] }
  | { readonly kind: "text"; readonly text: string; readonly blank: boolean }
  | { readonly kind: "end"; readonly name: string };
const DONE: XmlEvent = { kind: "end", name: "" };

/** The names and notes of XML records that options choose. */
export class XmlConventions {
  readonly attributePrefix: string;
  readonly valueTag: string;
  readonly nullValue: string | null;
  readonly #excludeAttributes: boolean;
  readonly #trims: boolean;
  readonly #ignoreNamespace: boolean;
  /** What names of fields are compared by. */
  readonly key: (name: string) => string;
  constructor(options: TextOptions, caseSensitive: boolean) {
    this.attributePrefix = optionText(options, "attributePrefix") ?? "_";
    this.valueTag = optionText(options, "valueTag") ?? "_VALUE";
    this.nullValue = optionText(options, "nullValue") ?? null;
    this.#excludeAttributes = optionFlag(options, "excludeAttribute", false);
    this.#trims = optionFlag(options, "ignoreSurroundingSpaces", true);
    this.#ignoreNamespace = optionFlag(options, "ignoreNamespace", false);
    this.key = caseSensitive ? (name) => name : memoized((name) => name.toLowerCase());
  }
  name(written: string): string {
    return this.#ignoreNamespace ? written.slice(written.lastIndexOf(":") + 1) : written;
  }
  trimmed(text: string): string {
    return this.#trims ? trimJava(text) : text;
  }
  /** The text of an attribute or element; null where it is the null value. */
  value(text: string): string | null {
    const value = this.trimmed(text);
    return value === this.nullValue ? null : value;
  }
  /** The attributes by the names of their fields. */
  attributes(nodes: readonly XmlNode[]): ReadonlyMap<string, string | null> {
    if (this.#excludeAttributes || nodes.length === 0) return NO_ATTRIBUTES;
    return new Map(nodes.map((a) => [this.attributePrefix + this.name(a.name), this.value(a.value)]));
  }
}
const NO_ATTRIBUTES: ReadonlyMap<string, string | null> = new Map();
/** Blanks in Java's sense: all characters to U+0020. */
function trimJava(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) <= 32) from++;
  while (to > from && text.charCodeAt(to - 1) <= 32) to--;
  return text.slice(from, to);
}

export class XmlEvents {
  readonly #events: readonly XmlEvent[];
  readonly #error: XmlError | null;
  /** The first is the start of the root element, in which reading begins. */
  #at = 1;
  /** Of the root element. */
  readonly rootAttributes: readonly XmlNode[];
  /** Throws XmlError where there is no root element. */
  constructor(text: string) {
    const { root, error } = readXml(text);
    const top = root.children.find((n) => n.kind === "element");
    if (top === undefined) throw error ?? new XmlError("there is no root element");
    this.rootAttributes = top.attributes;
    this.#error = error;
    this.#events = eventsOf(top);
  }
  peek(): XmlEvent {
    const event = this.#events[this.#at];
    if (event === undefined && this.#error !== null) throw this.#error;
    return event ?? DONE;
  }
  next(): XmlEvent {
    const event = this.peek();
    this.#at++;
    return event;
  }
  /** Past all that an element holds, whose start was read. */
  skipElement(): void {
    for (let depth = 1; depth > 0;) {
      const { kind } = this.next();
      if (kind === "start") depth++;
      else if (kind === "end") depth--;
    }
  }
}
function eventsOf(top: XmlNode): XmlEvent[] {
  const events: XmlEvent[] = [];
  // Of its own stack: documents may be nested deeper than calls. How many children were passed of each that is open.
  const passed: number[] = [0];
  events.push({ kind: "start", name: top.name, attributes: top.attributes });
  for (let node = top; ;) {
    const depth = passed.length - 1;
    const child = node.children[passed[depth]!++];
    if (child === undefined) {
      if (node.closed !== true) break;
      events.push({ kind: "end", name: node.name });
      passed.pop();
      if (depth === 0) break;
      node = node.parent!;
    } else if (child.kind === "element") {
      events.push({ kind: "start", name: child.name, attributes: child.attributes });
      node = child;
      passed.push(0);
    } else if (child.kind === "text" && child.value !== "") {
      events.push({ kind: "text", text: child.value, blank: trimJava(child.value) === "" });
    }
  }
  return events;
}
