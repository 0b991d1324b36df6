/**
 * Goes over JSON in UTF-8 without making strings of it, where nothing takes a closer look: escapes, exponents, comments,
 * names without quotes, and whatever is no JSON make it give up, and {@link JsonScanner} reads the text instead.
 */
import { isSameRun } from "./byte-runs.ts";

const [QUOTE, COMMA, MINUS, POINT, COLON, BACKSLASH] = [34, 44, 45, 46, 58, 92] as const;
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125] as const;
const [TRUE, FALSE, NULL] = [116, 102, 110] as const;
const WORDS: { readonly [first: number]: Uint8Array } = {
  [TRUE]: Buffer.from("true"),
  [FALSE]: Buffer.from("false"),
  [NULL]: Buffer.from("null"),
};
/** Deeper, the other reader is asked. */
const MAX_DEPTH = 100;
/** Integers with fewer characters are copied as they stand, fractions of as many digits are exact doubles. */
const MAX_DIGITS = 15;
/** Doubles below 10^7 and from 10^-3 on are written without an exponent. */
const [MAX_WHOLE, MAX_ZEROS] = [7, 2] as const;

/** What a step into an object or array answers: there is one more, there is none, or the cursor gives up. */
export const MORE = 1;
export const NONE = 0;
export const ODD = -1;
export type Found = typeof MORE | typeof NONE | typeof ODD;

export class JsonCursor {
  data: Uint8Array = new Uint8Array(0);
  /** Where the next byte is. */
  at = 0;
  #end = 0;
  #depth = 0;
  /** Where the text of the string or name stands that was passed last, without its quotes. */
  start = 0;
  end = 0;
  /** Whether all that was passed since this was set is written as `JsonScanner.copy` writes it. */
  asCopied = true;
  /** Whether a container was entered: a number beside the root must end in a blank. */
  #entered = false;

  set(data: Uint8Array, start: number, end: number): void {
    this.data = data;
    this.at = start;
    this.#end = end;
    this.#depth = 0;
    this.#entered = false;
  }
  /** The byte after white space, which is not consumed; -1 at the end. */
  next(): number {
    const { data } = this;
    const end = this.#end;
    let at = this.at;
    if (at < end && data[at]! > 32) return data[at]!;
    this.asCopied = false;
    for (; at < end; at++) {
      const byte = data[at]!;
      if (byte === 32 || byte === 10 || byte === 13 || byte === 9) continue;
      this.at = at;
      return byte;
    }
    this.at = at;
    return -1;
  }
  /** Passes over a value; false where it gives up. */
  skip(): boolean {
    switch (this.next()) {
      case QUOTE:
        return this.string();
      case OPEN_OBJECT: {
        let more = this.firstName();
        for (; more === MORE; more = this.nextName()) if (!this.skip()) return false;
        return more === NONE;
      }
      case OPEN_ARRAY: {
        let more = this.firstElement();
        for (; more === MORE; more = this.nextElement()) if (!this.skip()) return false;
        return more === NONE;
      }
      case TRUE:
      case FALSE:
      case NULL:
        return this.word();
      default:
        return this.number();
    }
  }
  /** Passes the string at the cursor. */
  string(): boolean {
    const { data } = this;
    const end = this.#end;
    for (let i = this.at + 1; i < end; i++) {
      const byte = data[i]!;
      if (byte === QUOTE) {
        this.start = this.at + 1;
        this.end = i;
        this.at = i + 1;
        return true;
      }
      if (byte === BACKSLASH || byte < 32) return false;
      // Copied, characters beyond 16 bits are escaped.
      if (byte >= 0xf0) this.asCopied = false;
    }
    return false;
  }
  /** Passes true, false or null. */
  word(): boolean {
    const { data, at } = this;
    const word = WORDS[data[at]!]!;
    if (at + word.length > this.#end) return false;
    for (let i = 1; i < word.length; i++) if (data[at + i] !== word[i]) return false;
    this.at += word.length;
    return this.#isParted();
  }
  /** Whether a number or word ends here. */
  #isParted(): boolean {
    const { at } = this;
    if (at >= this.#end) return true;
    const byte = this.data[at]!;
    if (byte === 32 || byte === 10 || byte === 13 || byte === 9) return true;
    return this.#entered && (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT);
  }
  /** Passes a number without an exponent. */
  number(): boolean {
    const { data } = this;
    const end = this.#end;
    let { at } = this;
    if (at < end && data[at] === MINUS) at++;
    const first = at;
    while (at < end && isDigit(data[at]!)) at++;
    const whole = at - first;
    if (whole === 0 || (whole > 1 && data[first] === 48)) return false;
    if (at < end && data[at] === POINT) {
      const fraction = ++at;
      while (at < end && isDigit(data[at]!)) at++;
      if (at === fraction) return false;
      if (!isWrittenSo(data, first, fraction, at)) this.asCopied = false;
    } else if (at - this.at > MAX_DIGITS) this.asCopied = false;
    this.start = this.at;
    this.end = at;
    this.at = at;
    return this.#isParted();
  }
  /** Enters an object: its first name is passed. After its value call {@link nextName}. */
  firstName(): Found {
    if (++this.#depth > MAX_DEPTH) return ODD;
    this.at++;
    this.#entered = true;
    return this.next() === CLOSE_OBJECT ? this.#leave() : this.#name();
  }
  nextName(): Found {
    const byte = this.next();
    if (byte === CLOSE_OBJECT) return this.#leave();
    if (byte !== COMMA) return ODD;
    this.at++;
    return this.#name();
  }
  #name(): Found {
    if (this.next() !== QUOTE || !this.string() || this.next() !== COLON) return ODD;
    this.at++;
    return MORE;
  }
  #leave(): Found {
    this.#depth--;
    this.at++;
    return NONE;
  }
  /** Enters an array: whether there is an element. After each element call {@link nextElement}. */
  firstElement(): Found {
    if (++this.#depth > MAX_DEPTH) return ODD;
    this.at++;
    this.#entered = true;
    return this.next() === CLOSE_ARRAY ? this.#leave() : MORE;
  }
  nextElement(): Found {
    const byte = this.next();
    if (byte === CLOSE_ARRAY) return this.#leave();
    if (byte !== COMMA) return ODD;
    this.at++;
    return MORE;
  }
  /** Whether the string or name that was passed last is this one. */
  is(text: Uint8Array): boolean {
    return isSameRun(this.data, this.start, this.end, text);
  }
}
function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
/** Whether digits with a point among them are how Java writes the double. */
function isWrittenSo(data: Uint8Array, first: number, fraction: number, end: number): boolean {
  const whole = fraction - 1 - first;
  const decimals = end - fraction;
  if (whole > MAX_WHOLE || whole + decimals > MAX_DIGITS) return false;
  if (data[end - 1] === 48 && decimals > 1) return false;
  if (data[first] !== 48 || decimals === 1) return true;
  let zeros = 0;
  while (data[fraction + zeros] === 48) zeros++;
  return zeros <= MAX_ZEROS;
}
