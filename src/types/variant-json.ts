/** JSON text to a variant, as Spark's `parse_json` reads it: exact numbers, no lenience, text after the value ignored. */
import { type VariantBytes, VariantBuilder } from "./variant-encode.ts";

/** Throws a SyntaxError where the text is not JSON, and VARIANT_DUPLICATE_KEY where an object repeats a key. */
export function encodeVariantJson(text: string): VariantBytes {
  const builder = new VariantBuilder();
  new JsonReader(text, builder).value();
  return builder.finish();
}

const MAX_DEPTH = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
/** What may follow a number: Jackson wants a separator. */
const AFTER_NUMBER = /[\s,\]}]|$/y;
const AFTER_ROOT_NUMBER = /\s|$/y;
const SPACE = /[ \t\r\n]*/y;
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
  #peek(): string {
    this.#match(SPACE);
    return this.#text.charAt(this.#at);
  }
  #take(character: string): boolean {
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
    const found = this.#match(STRING);
    return found === null ? this.#fail() : (JSON.parse(found[0]) as string);
  }
  value(): void {
    const next = this.#peek();
    if (++this.#depth > MAX_DEPTH) this.#fail();
    if (next === "{") this.#object();
    else if (next === "[") this.#array();
    else if (next === '"') this.#out.string(this.#string());
    else if (this.#word("true")) this.#out.boolean(true);
    else if (this.#word("false")) this.#out.boolean(false);
    else if (this.#word("null")) this.#out.null();
    else this.#number();
    this.#depth--;
  }
  #object(): void {
    this.#at++;
    const start = this.#out.position;
    const fields: ReturnType<VariantBuilder["field"]>[] = [];
    if (!this.#take("}")) {
      do {
        this.#peek();
        const key = this.#string();
        if (!this.#take(":")) this.#fail();
        fields.push(this.#out.field(key));
        this.value();
      } while (this.#take(","));
      if (!this.#take("}")) this.#fail();
    }
    this.#out.object(start, fields);
  }
  #array(): void {
    this.#at++;
    const start = this.#out.position;
    const starts: number[] = [];
    if (!this.#take("]")) {
      do {
        starts.push(this.#out.position);
        this.value();
      } while (this.#take(","));
      if (!this.#take("]")) this.#fail();
    }
    this.#out.array(start, starts);
  }
  #number(): void {
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
