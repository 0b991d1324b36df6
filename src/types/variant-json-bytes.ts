/** JSON in UTF-8 to variants without making strings of it, where nothing in it takes a closer look. */
import type { VariantBuilder } from "./variant-builder.ts";

const [QUOTE, COMMA, MINUS, POINT, COLON, BACKSLASH] = [34, 44, 45, 46, 58, 92] as const;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125] as const;
const WORDS: readonly Uint8Array[] = ["null", "true", "false"].map((word) => Buffer.from(word));
/** Deeper, and with more digits, the other reader is asked. */
const MAX_DEPTH = 100;
const MAX_DIGITS = 9;

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

interface Key {
  readonly bytes: Uint8Array;
  readonly text: string;
}

export class VariantJsonBytes {
  readonly #out: VariantBuilder;
  #data: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #depth = 0;
  /** The keys of the text before in their order: those of one column mostly come again. */
  readonly #keys: Key[] = [];
  #keyCount = 0;
  constructor(out: VariantBuilder) {
    this.#out = out;
  }
  /**
   * Writes the value of a text; false where it is no JSON, or has escapes, exponents or long numbers. Text after the value is
   * ignored.
   */
  write(data: Uint8Array, start: number, end: number): boolean {
    this.#out.reset();
    this.#data = data;
    this.#at = start;
    this.#end = end;
    this.#depth = 0;
    this.#keyCount = 0;
    return this.#value();
  }
  /** The next byte after white space, which is not consumed; -1 at the end. */
  #peek(): number {
    const data = this.#data;
    const end = this.#end;
    for (let at = this.#at; at < end; at++) {
      const byte = data[at]!;
      if (byte <= 32 && isBlank(byte)) continue;
      this.#at = at;
      return byte;
    }
    this.#at = end;
    return -1;
  }
  #value(): boolean {
    switch (this.#peek()) {
      case OPEN_OBJECT:
        return this.#object();
      case OPEN_ARRAY:
        return this.#array();
      case QUOTE: {
        const end = this.#stringEnd();
        if (end < 0) return false;
        this.#out.utf8(this.#data, this.#at + 1, end);
        this.#at = end + 1;
        return true;
      }
      case 110:
        if (!this.#word(0)) return false;
        this.#out.null();
        return true;
      case 116:
        if (!this.#word(1)) return false;
        this.#out.boolean(true);
        return true;
      case 102:
        if (!this.#word(2)) return false;
        this.#out.boolean(false);
        return true;
      default:
        return this.#number();
    }
  }
  #word(index: number): boolean {
    const word = WORDS[index]!;
    if (this.#at + word.length > this.#end) return false;
    for (let i = 0; i < word.length; i++) if (this.#data[this.#at + i] !== word[i]) return false;
    this.#at += word.length;
    return true;
  }
  /** Where the quote stands that ends the string; -1 where there is none, or something else than plain text before it. */
  #stringEnd(): number {
    const data = this.#data;
    const end = this.#end;
    for (let i = this.#at + 1; i < end; i++) {
      const byte = data[i]!;
      if (byte === QUOTE) return i;
      if (byte === BACKSLASH || byte < 32) return -1;
    }
    return -1;
  }
  #object(): boolean {
    const out = this.#out;
    if (++this.#depth > MAX_DEPTH) return false;
    this.#at++;
    const object = out.open();
    if (this.#peek() !== CLOSE_OBJECT) {
      for (;;) {
        if (this.#peek() !== QUOTE) return false;
        const end = this.#stringEnd();
        if (end < 0) return false;
        const key = this.#key(this.#at + 1, end);
        this.#at = end + 1;
        if (this.#peek() !== COLON) return false;
        this.#at++;
        out.field(key);
        if (!this.#value()) return false;
        const next = this.#peek();
        if (next === CLOSE_OBJECT) break;
        if (next !== COMMA) return false;
        this.#at++;
      }
    }
    this.#at++;
    this.#depth--;
    out.closeObject(object);
    return true;
  }
  #key(start: number, end: number): string {
    const data = this.#data;
    const place = this.#keyCount++;
    const known = this.#keys[place];
    if (known !== undefined && known.bytes.length === end - start) {
      let i = 0;
      while (i < known.bytes.length && known.bytes[i] === data[start + i]) i++;
      if (i === known.bytes.length) return known.text;
    }
    const bytes = data.slice(start, end);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
    this.#keys[place] = { bytes, text };
    return text;
  }
  #array(): boolean {
    const out = this.#out;
    if (++this.#depth > MAX_DEPTH) return false;
    this.#at++;
    const array = out.open();
    if (this.#peek() !== CLOSE_ARRAY) {
      for (;;) {
        out.element();
        if (!this.#value()) return false;
        const next = this.#peek();
        if (next === CLOSE_ARRAY) break;
        if (next !== COMMA) return false;
        this.#at++;
      }
    }
    this.#at++;
    this.#depth--;
    out.closeArray(array);
    return true;
  }
  #number(): boolean {
    const data = this.#data;
    const end = this.#end;
    let at = this.#at;
    const negative = data[at] === MINUS && at < end;
    if (negative) at++;
    const first = at;
    let value = 0;
    let point = -1;
    for (; at < end; at++) {
      const digit = data[at]! - 48;
      if (digit >= 0 && digit <= 9) value = value * 10 + digit;
      else if (digit === POINT - 48 && point < 0) point = at;
      else break;
      if (at - first > MAX_DIGITS) return false;
    }
    const whole = (point < 0 ? at : point) - first;
    if (whole === 0 || (whole > 1 && data[first] === 48)) return false;
    // Jackson wants a separator after a number.
    const after = at < end ? data[at]! : -1;
    const separated = after === COMMA || after === CLOSE_OBJECT || after === CLOSE_ARRAY;
    if (!(isBlank(after) || (this.#depth > 0 ? separated : after === -1))) return false;
    const signed = negative ? -value : value;
    if (point < 0) {
      if (whole > MAX_DIGITS) return false;
      this.#out.int(signed);
    } else {
      const scale = at - point - 1;
      if (scale === 0) return false;
      this.#out.smallDecimal(signed, scale);
    }
    this.#at = at;
    return true;
  }
}
