/** JSON text to a variant, as Spark's `parse_json` reads it: exact numbers, no lenience, text after the value ignored. */
import { type VariantBytes, VariantBuilder } from "./variant-builder.ts";

const BUILDER = new VariantBuilder();
/** Throws a SyntaxError where the text is not JSON, and VARIANT_DUPLICATE_KEY where an object repeats a key. */
export function encodeVariantJson(text: string): VariantBytes {
  writeVariantJson(text, BUILDER);
  const { value, metadata } = BUILDER.finish();
  return { value: value.slice(), metadata };
}
/** As {@link encodeVariantJson}; what the builder held is overwritten. */
export function writeVariantJson(text: string, builder: VariantBuilder): void {
  builder.reset();
  new JsonReader(text, builder).value();
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const MAX_DEPTH = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
/** What may follow a number: Jackson wants a separator. */
const AFTER_NUMBER = /[\s,\]}]|$/y;
const AFTER_ROOT_NUMBER = /\s|$/y;
// eslint-disable-next-line no-control-regex -- control characters are what a JSON string may not hold
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class JsonReader {
  readonly #text: string;
  readonly #out: VariantBuilder;
  #at = 0;
  #depth = 0;
  constructor(text: string, out: VariantBuilder) {
    this.#text = text;
    this.#out = out;
  }
  #fail(): never {
    throw new SyntaxError(`not JSON at position ${this.#at}`);
  }
  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }
  /** The next character after white space, which is not consumed. */
  #peek(): number {
    for (;;) {
      const c = this.#text.charCodeAt(this.#at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c;
      this.#at++;
    }
  }
  #take(character: number): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }
  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }
  #string(): string {
    const start = this.#at + 1;
    if (this.#text.charCodeAt(this.#at) === QUOTE) {
      for (let i = start; ; i++) {
        const c = this.#text.charCodeAt(i);
        if (c === QUOTE) {
          this.#at = i + 1;
          return this.#text.slice(start, i);
        }
        // An escape, a character that must be one, or the end.
        if (c === 92 || !(c >= 32)) break;
      }
    }
    const found = this.#match(STRING);
    return found === null ? this.#fail() : (JSON.parse(found[0]) as string);
  }
  value(): void {
    const next = this.#peek();
    if (++this.#depth > MAX_DEPTH) this.#fail();
    if (next === OPEN_OBJECT) this.#object();
    else if (next === OPEN_ARRAY) this.#array();
    else if (next === QUOTE) this.#out.string(this.#string());
    else if (this.#word("true")) this.#out.boolean(true);
    else if (this.#word("false")) this.#out.boolean(false);
    else if (this.#word("null")) this.#out.null();
    else this.#number();
    this.#depth--;
  }
  #object(): void {
    this.#at++;
    const object = this.#out.open();
    if (!this.#take(CLOSE_OBJECT)) {
      do {
        this.#peek();
        const key = this.#string();
        if (!this.#take(COLON)) this.#fail();
        this.#out.field(key);
        this.value();
      } while (this.#take(COMMA));
      if (!this.#take(CLOSE_OBJECT)) this.#fail();
    }
    this.#out.closeObject(object);
  }
  #array(): void {
    this.#at++;
    const array = this.#out.open();
    if (!this.#take(CLOSE_ARRAY)) {
      do {
        this.#out.element();
        this.value();
      } while (this.#take(COMMA));
      if (!this.#take(CLOSE_ARRAY)) this.#fail();
    }
    this.#out.closeArray(array);
  }
  /** An integer of a few digits with a separator after it; false where it takes a closer look. */
  #shortInteger(): boolean {
    const text = this.#text;
    let i = this.#at;
    const negative = text.charCodeAt(i) === 45;
    if (negative) i++;
    const first = i;
    let value = 0;
    for (; i - first < 10; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    const after = text.charCodeAt(i);
    const ends = this.#depth > 1 ? after === COMMA || after === CLOSE_OBJECT || after === CLOSE_ARRAY : after !== after;
    const digits = i - first;
    if (!ends || digits === 0 || digits > 9 || (digits > 1 && text.charCodeAt(first) === 48)) return false;
    this.#at = i;
    this.#out.int(negative ? -value : value);
    return true;
  }
  #number(): void {
    if (this.#shortInteger()) return;
    const found = this.#match(NUMBER);
    const after = this.#depth > 1 ? AFTER_NUMBER : AFTER_ROOT_NUMBER;
    after.lastIndex = this.#at;
    if (found === null || !after.test(this.#text)) this.#fail();
    const [text, fraction, exponent] = found;
    if (exponent !== undefined) return this.#out.double(Number(text));
    const unscaled = BigInt(text.replace(".", ""));
    const scale = fraction === undefined ? 0 : fraction.length - 1;
    if (scale === 0 && BigInt.asIntN(64, unscaled) === unscaled) return this.#out.long(unscaled);
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().length;
    if (scale <= 38 && digits <= 38) this.#out.decimal(unscaled, scale);
    else this.#out.double(Number(text));
  }
}
