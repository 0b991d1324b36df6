/**
 * Goes over an XML document in UTF-8 event by event, where nothing takes a closer look: references, sections, comments,
 * instructions, names beyond ASCII or with a prefix, and whatever is not well-formed make it give up.
 */
const [TAB, NEWLINE, SPACE, QUOTE, AMPERSAND, APOSTROPHE, SLASH, LESS, EQUALS, GREATER, BRACKET] = [
  9, 10, 32, 34, 38, 39, 47, 60, 61, 62, 93,
] as const;
/** Characters that are not allowed in XML begin with that, among others. */
const DOUBTFUL = 0xef;

const [BEGINS, GOES_ON] = [1, 2] as const;
const NAMES = new Uint8Array(256);
for (let c = 0; c < 128; c++) {
  const character = String.fromCharCode(c);
  if (/[A-Z_a-z]/.test(character)) NAMES[c] = BEGINS | GOES_ON;
  else if (/[-.0-9]/.test(character)) NAMES[c] = GOES_ON;
}

/** What `next` answers. */
export const XML_START = 1;
export const XML_TEXT = 2;
export const XML_END = 3;
/** The document is over. */
export const XML_DONE = 0;
/** The cursor gives up. */
export const XML_ODD = -1;

export class XmlCursor {
  data: Uint8Array = new Uint8Array(0);
  /** Where the name of the element or the text stands. */
  start = 0;
  end = 0;
  /** Of the element that was started last: four numbers for each, where its name and its value begin and end. */
  attributes: Int32Array = new Int32Array(32);
  attributeCount = 0;
  #at = 0;
  #end = 0;
  #depth = 0;
  #started = false;
  /** The element that was started ends in its own tag. */
  #closes = false;
  /** Where the names of the elements stand that are open. */
  #open: Int32Array = new Int32Array(32);

  set(data: Uint8Array, start: number, end: number): void {
    this.data = data;
    this.#at = start;
    this.#end = end;
    this.#depth = 0;
    this.#started = false;
    this.#closes = false;
  }
  next(): number {
    if (this.#closes) {
      this.#closes = false;
      this.#depth--;
      return XML_END;
    }
    const { data } = this;
    if (this.#depth === 0) {
      this.#blanks();
      if (this.#started) return this.#at >= this.#end ? XML_DONE : XML_ODD;
    } else if (this.#at < this.#end && data[this.#at] !== LESS) return this.#text();
    if (this.#at + 1 >= this.#end || data[this.#at] !== LESS) return XML_ODD;
    this.#at++;
    return data[this.#at] === SLASH ? this.#endTag() : this.#startTag();
  }
  #blanks(): boolean {
    const { data } = this;
    const from = this.#at;
    let at = from;
    for (; at < this.#end; at++) {
      const byte = data[at]!;
      if (byte !== SPACE && byte !== NEWLINE && byte !== TAB) break;
    }
    this.#at = at;
    return at > from;
  }
  #text(): number {
    const { data } = this;
    const end = this.#end;
    this.start = this.#at;
    let at = this.#at;
    for (; at < end; at++) {
      const byte = data[at]!;
      if (byte === LESS) break;
      if (byte === AMPERSAND || byte === BRACKET || byte === DOUBTFUL) return XML_ODD;
      if (byte < SPACE && byte !== NEWLINE && byte !== TAB) return XML_ODD;
    }
    this.end = at;
    this.#at = at;
    return XML_TEXT;
  }
  /** Passes a name; false where there is none. */
  #name(): boolean {
    const { data } = this;
    const end = this.#end;
    let at = this.#at;
    if (at >= end || (NAMES[data[at]!]! & BEGINS) === 0) return false;
    this.start = at;
    while (at < end && (NAMES[data[at]!]! & GOES_ON) !== 0) at++;
    this.end = at;
    this.#at = at;
    return true;
  }
  #endTag(): number {
    this.#at++;
    if (this.#depth === 0 || !this.#name()) return XML_ODD;
    const { data, start, end } = this;
    const top = (this.#depth - 1) * 2;
    const from = this.#open[top]!;
    if (this.#open[top + 1]! - from !== end - start) return XML_ODD;
    for (let i = start, k = from; i < end; i++, k++) if (data[i] !== data[k]) return XML_ODD;
    this.#blanks();
    if (this.#at >= this.#end || data[this.#at] !== GREATER) return XML_ODD;
    this.#at++;
    this.#depth--;
    return XML_END;
  }
  #startTag(): number {
    if (!this.#name()) return XML_ODD;
    const { data, start, end } = this;
    this.#started = true;
    this.attributeCount = 0;
    for (;;) {
      const spaced = this.#blanks();
      const byte = this.#at < this.#end ? data[this.#at]! : -1;
      if (byte === GREATER || (byte === SLASH && data[this.#at + 1] === GREATER && this.#at + 1 < this.#end)) {
        this.#closes = byte === SLASH;
        this.#at += byte === SLASH ? 2 : 1;
        break;
      }
      if (!spaced || !this.#attribute()) return XML_ODD;
    }
    this.start = start;
    this.end = end;
    if (this.#depth * 2 >= this.#open.length) this.#open = doubled(this.#open);
    this.#open[this.#depth * 2] = start;
    this.#open[this.#depth * 2 + 1] = end;
    this.#depth++;
    return XML_START;
  }
  #attribute(): boolean {
    const { data } = this;
    if (!this.#name()) return false;
    const { start, end } = this;
    this.#blanks();
    if (this.#at >= this.#end || data[this.#at++] !== EQUALS) return false;
    this.#blanks();
    const quote = this.#at < this.#end ? data[this.#at++] : -1;
    if (quote !== QUOTE && quote !== APOSTROPHE) return false;
    const from = this.#at;
    let at = from;
    for (; at < this.#end && data[at] !== quote; at++) {
      const byte = data[at]!;
      if (byte === AMPERSAND || byte === LESS || byte === DOUBTFUL || byte < SPACE) return false;
    }
    if (at >= this.#end) return false;
    this.#at = at + 1;
    return this.#add(start, end, from, at);
  }
  /** False where there is one of the name. */
  #add(start: number, end: number, from: number, to: number): boolean {
    const size = this.attributeCount * 4;
    if (size >= this.attributes.length) this.attributes = doubled(this.attributes);
    const { attributes, data } = this;
    for (let i = 0; i < size; i += 4) {
      if (attributes[i + 1]! - attributes[i]! !== end - start) continue;
      let k = 0;
      while (k < end - start && data[attributes[i]! + k] === data[start + k]) k++;
      if (k === end - start) return false;
    }
    attributes[size] = start;
    attributes[size + 1] = end;
    attributes[size + 2] = from;
    attributes[size + 3] = to;
    this.attributeCount++;
    return true;
  }
}
function doubled(numbers: Int32Array): Int32Array {
  const grown = new Int32Array(numbers.length * 2);
  grown.set(numbers);
  return grown;
}
