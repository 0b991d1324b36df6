/** An XML document as a tree, checked for well-formedness; names keep their prefixes, namespaces are not resolved. */

export type XmlNodeKind = "root" | "element" | "attribute" | "text" | "comment" | "instruction";
export interface XmlNode {
  readonly kind: XmlNodeKind;
  /** With its prefix; the target of a processing instruction. Empty for text and comments. */
  readonly name: string;
  /** Of attributes, comments and instructions; the whole of a run of text. */
  value: string;
  /** Text before the first CDATA section of its run: what DOM takes for the value of the node. */
  first?: string;
  readonly parent: XmlNode | null;
  readonly children: XmlNode[];
  readonly attributes: XmlNode[];
  /** Position in the document. */
  readonly order: number;
  /** Of elements: whether their end was found. */
  closed?: boolean;
}

/** The text is no XML document. */
export class XmlError extends Error {}

const NAME_START =
  /[:A-Z_a-z\u{c0}-\u{d6}\u{d8}-\u{f6}\u{f8}-\u{2ff}\u{370}-\u{37d}\u{37f}-\u{1fff}\u{200c}-\u{200d}\u{2070}-\u{218f}\u{2c00}-\u{2fef}\u{3001}-\u{d7ff}\u{f900}-\u{fdcf}\u{fdf0}-\u{fffd}\u{10000}-\u{effff}]/u;
const NAME = new RegExp(
  `(?:${NAME_START.source})(?:${NAME_START.source}|[-.0-9\\u{b7}\\u{300}-\\u{36f}\\u{203f}\\u{2040}])*`,
  "uy",
);
/** What may begin a name, and what may go on with it: of ASCII. */
const [BEGINS, GOES_ON] = [1, 2] as const;
const NAME_CLASSES = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const character = String.fromCharCode(c);
  if (/[:A-Z_a-z]/.test(character)) NAME_CLASSES[c] = BEGINS | GOES_ON;
  else if (/[-.0-9]/.test(character)) NAME_CLASSES[c] = GOES_ON;
}
const ILLEGAL = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const PREDEFINED: { readonly [name: string]: string } = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const [EXCLAMATION, SLASH, GREATER, QUESTION] = [33, 47, 62, 63] as const;
/** Entities may stand in entities; so deep at most, and so much text in all. */
const MAX_DEPTH = 20;
const MAX_EXPANSION = 1 << 22;

class XmlReader {
  readonly #text: string;
  readonly #declares: boolean;
  #at = 0;
  #order = 0;
  #expanded = 0;
  #entities: Map<string, string> | undefined;
  readonly root: XmlNode;
  constructor(text: string, declares: boolean) {
    this.#text = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
    this.#declares = declares;
    this.root = this.#node("root", "", "", null);
  }
  document(): void {
    const { root } = this;
    if (this.#text.startsWith("<?xml") && /^[ \t\n]/.test(this.#text.charAt(5))) this.#declaration();
    let elements = 0;
    for (;;) {
      this.#space();
      if (this.#at >= this.#text.length) break;
      if (this.#misc(root)) continue;
      if (elements === 0 && this.#text.startsWith("<!DOCTYPE", this.#at)) this.#doctype();
      else if (this.#text[this.#at] === "<" && elements++ === 0) this.#element(root);
      else throw new XmlError("content is not allowed outside the root element");
    }
    if (elements === 0) throw new XmlError("there is no root element");
  }
  #node(kind: XmlNodeKind, name: string, value: string, parent: XmlNode | null): XmlNode {
    const node = { kind, name, value, parent, children: [], attributes: [], order: this.#order++ };
    // Elements join when their tag is complete.
    if (parent !== null && kind !== "element") (kind === "attribute" ? parent.attributes : parent.children).push(node);
    return node;
  }
  #space(): boolean {
    const text = this.#text;
    let at = this.#at;
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c !== 32 && c !== 10 && c !== 9 && c !== 13) break;
    }
    const found = at > this.#at;
    this.#at = at;
    return found;
  }
  #name(): string {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    for (let part: number = BEGINS; at < text.length; at++, part = GOES_ON) {
      const c = text.charCodeAt(at);
      if (c > 127) return this.#wideName();
      if ((NAME_CLASSES[c]! & part) === 0) break;
    }
    if (at === start) throw new XmlError(`a name is missing at ${start}`);
    this.#at = at;
    return text.slice(start, at);
  }
  #wideName(): string {
    NAME.lastIndex = this.#at;
    const found = NAME.exec(this.#text);
    if (found === null) throw new XmlError(`a name is missing at ${this.#at}`);
    this.#at = NAME.lastIndex;
    return found[0];
  }
  #expect(text: string): void {
    if (!this.#text.startsWith(text, this.#at)) throw new XmlError(`'${text}' is missing at ${this.#at}`);
    this.#at += text.length;
  }
  /** The text up to `end`, past which reading goes on. */
  #until(end: string, what: string): string {
    const to = this.#text.indexOf(end, this.#at);
    if (to < 0) throw new XmlError(`${what} does not end`);
    const text = this.#text.slice(this.#at, to);
    this.#at = to + end.length;
    return legal(text);
  }
  #declaration(): void {
    this.#at += 5;
    const text = this.#until("?>", "the XML declaration");
    if (
      !/^\s+version\s*=\s*(?:"1\.[01]"|'1\.[01]')(?:\s+encoding\s*=\s*(?:"[\w.-]+"|'[\w.-]+'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*$/.test(
        text,
      )
    ) {
      throw new XmlError("the XML declaration is malformed");
    }
  }
  /** A comment or processing instruction. */
  #misc(parent: XmlNode): boolean {
    const second = this.#text.charCodeAt(this.#at + 1);
    if (second !== EXCLAMATION && second !== QUESTION) return false;
    if (this.#text.startsWith("<!--", this.#at)) {
      this.#at += 4;
      const comment = this.#until("-->", "a comment");
      if (comment.includes("--") || comment.endsWith("-")) throw new XmlError("'--' is not allowed in comments");
      this.#node("comment", "", comment, parent);
      return true;
    }
    if (!this.#text.startsWith("<?", this.#at)) return false;
    this.#at += 2;
    const target = this.#name();
    if (/^xml$/i.test(target)) throw new XmlError("a processing instruction may not be named xml");
    const spaced = this.#space();
    const data = this.#until("?>", "a processing instruction");
    if (!spaced && data !== "") throw new XmlError("white space is missing after the target of an instruction");
    this.#node("instruction", target, data, parent);
    return true;
  }
  /** Reads the entities that the internal subset declares; other declarations are passed over. */
  #doctype(): void {
    this.#at += "<!DOCTYPE".length;
    if (!this.#space()) throw new XmlError("white space is missing after DOCTYPE");
    this.#name();
    const declaration = /\s*<!ENTITY\s+([^\s%"'<>]+)\s+(?:"([^"]*)"|'([^']*)')\s*>/y;
    const other = /[^<"'\]>[]+|"[^"]*"|'[^']*'|<!--[^]*?-->|<\?[^]*?\?>|<!(?:[^"'<>]|"[^"]*"|'[^']*')*>/y;
    let inside = false;
    for (;;) {
      declaration.lastIndex = this.#at;
      const entity = inside ? declaration.exec(this.#text) : null;
      if (entity !== null) {
        this.#at = declaration.lastIndex;
        const [, name, double, single] = entity;
        // The first declaration counts.
        this.#entities ??= new Map();
        if (this.#declares && !this.#entities.has(name!))
          this.#entities.set(name!, characterReferences(double ?? single ?? ""));
        continue;
      }
      other.lastIndex = this.#at;
      const passed = other.exec(this.#text)?.[0];
      if (passed !== undefined) {
        if (passed.startsWith("<!ATTLIST")) throw new XmlError("declarations of attributes are not supported");
        if (!inside && /\b(?:SYSTEM|PUBLIC)\b/.test(passed)) throw new XmlError("external documents are not read");
        this.#at = other.lastIndex;
        continue;
      }
      const c = this.#text[this.#at++];
      if (c === "[" && !inside) inside = true;
      else if (c === "]" && inside) inside = false;
      else if (c === ">" && !inside) return;
      else throw new XmlError("the DOCTYPE is malformed");
    }
  }
  #element(parent: XmlNode): void {
    // Of its own stack: documents may be nested deeper than calls.
    let open = this.#startTag(parent);
    while (open !== null && open !== parent) {
      const to = this.#text.indexOf("<", this.#at);
      if (to < 0) throw new XmlError(`the element ${open.name} does not end`);
      if (to > this.#at) this.#characters(open, this.#text.slice(this.#at, to));
      this.#at = to;
      const second = this.#text.charCodeAt(to + 1);
      if (second === SLASH) {
        this.#at += 2;
        const name = this.#name();
        if (name !== open.name) throw new XmlError(`the element ${open.name} is ended as ${name}`);
        this.#space();
        this.#expect(">");
        open.closed = true;
        open = open.parent;
      } else if (second === EXCLAMATION && this.#text.startsWith("<![CDATA[", to)) {
        this.#at += 9;
        this.#append(open, this.#until("]]>", "a CDATA section"), true);
      } else if (!this.#misc(open)) open = this.#startTag(open) ?? open;
    }
  }
  /** Null for an element that ends in its own tag. */
  #startTag(parent: XmlNode): XmlNode | null {
    this.#at++;
    const element = this.#node("element", this.#name(), "", parent);
    for (;;) {
      const spaced = this.#space();
      const c = this.#text.charCodeAt(this.#at);
      if (c === SLASH && this.#text.charCodeAt(this.#at + 1) === GREATER) {
        this.#at += 2;
        element.closed = true;
        parent.children.push(element);
        return null;
      }
      if (c === GREATER) {
        this.#at++;
        parent.children.push(element);
        return element;
      }
      if (!spaced) throw new XmlError(`the tag of ${element.name} is malformed`);
      this.#attribute(element);
    }
  }
  #attribute(element: XmlNode): void {
    const name = this.#name();
    this.#space();
    this.#expect("=");
    this.#space();
    const quote = this.#text[this.#at++];
    if (quote !== '"' && quote !== "'") throw new XmlError(`the value of ${name} is not quoted`);
    const raw = this.#until(quote, `the value of ${name}`);
    if (raw.includes("<")) throw new XmlError(`'<' is not allowed in the value of ${name}`);
    if (element.attributes.some((a) => a.name === name)) throw new XmlError(`${name} is given twice`);
    this.#node("attribute", name, this.#resolve(blanked(raw), 0, true), element);
  }
  #characters(parent: XmlNode, raw: string): void {
    if (raw.includes("]]>")) throw new XmlError("']]>' is not allowed in text");
    this.#append(parent, this.#resolve(legal(raw), 0, false), false);
  }
  /** Text and CDATA sections that stand side by side are one node. */
  #append(parent: XmlNode, text: string, section: boolean): void {
    const last = parent.children.at(-1);
    if (last?.kind !== "text") {
      if (text !== "" || section) this.#node("text", "", text, parent);
      return;
    }
    last.first ??= last.value;
    last.value += text;
  }
  #resolve(text: string, depth: number, attribute: boolean): string {
    if (!text.includes("&")) return text;
    return text.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([^;&\s]+))?(;?)/g, (whole, hex, decimal, name, end) => {
      if (end === "" || whole === "&;") throw new XmlError(`the reference ${whole} is malformed`);
      if (name === undefined)
        return character(hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16));
      const predefined = Object.hasOwn(PREDEFINED, name as string) ? PREDEFINED[name as string] : undefined;
      if (predefined !== undefined) return predefined;
      const value = this.#entities?.get(name as string);
      if (value === undefined) throw new XmlError(`the entity ${name} is not declared`);
      this.#expanded += value.length;
      if (depth >= MAX_DEPTH || this.#expanded > MAX_EXPANSION) throw new XmlError(`the entity ${name} is too deep`);
      if (/[<]/.test(value)) throw new XmlError(`the entity ${name} holds elements`);
      return this.#resolve(attribute ? blanked(value) : value, depth + 1, attribute);
    });
  }
}
function character(code: number): string {
  if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw new XmlError(`there is no character ${code}`);
  return legal(String.fromCodePoint(code));
}
/** Those in the value of an entity are resolved where it is declared. */
function characterReferences(text: string): string {
  return text.replace(/&#(?:x([0-9a-fA-F]+)|([0-9]+));/g, (_, hex, decimal) =>
    character(hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16)),
  );
}
/** Line ends and tabs are blanks in the value of an attribute. */
function blanked(text: string): string {
  return text.includes("\n") || text.includes("\t") ? text.replace(/[\t\n]/g, " ") : text;
}
function legal(text: string): string {
  if (isPlain(text)) return text;
  const found = ILLEGAL.exec(text);
  if (found !== null) throw new XmlError(`the character ${found[0].charCodeAt(0)} is not allowed in XML`);
  return text;
}

/** ASCII without control characters. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 32 || c > 126) return false;
  }
  return true;
}

export function parseXml(text: string): XmlNode {
  const reader = new XmlReader(text, true);
  reader.document();
  return reader.root;
}

/** As much of a document as is well-formed, without the entities that it declares. */
export function readXml(text: string): { readonly root: XmlNode; readonly error: XmlError | null } {
  const reader = new XmlReader(text, false);
  try {
    reader.document();
    return { root: reader.root, error: null };
  } catch (e) {
    if (!(e instanceof XmlError)) throw e;
    return { root: reader.root, error: e };
  }
}

/** The string value of a node: the text within it. */
export function textOf(node: XmlNode): string {
  if (node.kind !== "element" && node.kind !== "root") return node.value;
  let text = "";
  const stack = [...node.children].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.kind === "text") text += next.value;
    else for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i]!);
  }
  return text;
}
