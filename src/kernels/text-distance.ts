/** How alike texts are, how they sound, whether their check digit is right. */
import { BoolBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, type ArrowVector } from "../arrow/vector.ts";
import { type Argument, Arguments, isAsciiOnly } from "./arguments.ts";
import type { Kernel } from "./kernel.ts";

/** Code points in a buffer that is used again. */
class Points {
  data: Int32Array = new Int32Array(64);
  length = 0;
  ascii = true;
  read(text: string): void {
    if (text.length > this.data.length) this.data = new Int32Array(text.length * 2);
    let n = 0;
    let all = 0;
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i);
      if ((code & 0xfc00) === 0xd800) code = text.codePointAt(i++)!;
      all |= code;
      this.data[n++] = code;
    }
    this.ascii = all < 128;
    this.length = n;
  }
}
const A = new Points();
const B = new Points();
let ROW = new Int32Array(64);
let USED_A = new Uint8Array(64);
let USED_B = new Uint8Array(64);

/** The edit distance; -1 if it is beyond `most`. */
function distance(left: string, right: string, most: number): number {
  A.read(left);
  B.read(right);
  const [n, m] = [A.length, B.length];
  if (Math.abs(n - m) > most) return -1;
  const short = m <= WORD && A.ascii && B.ascii;
  const found = short ? shortDistance(A.data, 0, n, B.data, 0, m) : longDistance(n, m, most);
  return found > most ? -1 : found;
}
/** A row of the table has so many bits. */
const WORD = 32;
const MATCHES = new Int32Array(128);
type Codes = Int32Array | Uint8Array;
/** By Myers' algorithm: a row of the table of costs is two words, of where it goes up and where it goes down. */
function shortDistance(a: Codes, atA: number, n: number, b: Codes, atB: number, m: number): number {
  if (m === 0) return n;
  for (let j = 0; j < m; j++) MATCHES[b[atB + j]!]! |= 1 << j;
  const last = 1 << (m - 1);
  let [up, down, cost] = [-1, 0, m];
  for (let i = 0; i < n; i++) {
    const equal = MATCHES[a[atA + i]!]!;
    const vertical = equal | down;
    const horizontal = (((equal & up) + up) ^ up) | equal;
    let more = down | ~(horizontal | up);
    const less = up & horizontal;
    if ((more & last) !== 0) cost++;
    else if ((less & last) !== 0) cost--;
    more = (more << 1) | 1;
    up = (less << 1) | ~(vertical | more);
    down = more & vertical;
  }
  for (let j = 0; j < m; j++) MATCHES[b[atB + j]!] = 0;
  return cost;
}
function longDistance(n: number, m: number, most: number): number {
  if (m >= ROW.length) ROW = new Int32Array(m * 2 + 1);
  const [a, b, costs] = [A.data, B.data, ROW];
  for (let j = 0; j <= m; j++) costs[j] = j;
  for (let i = 1; i <= n; i++) {
    let diagonal = i - 1;
    let best = i;
    costs[0] = i;
    const c = a[i - 1]!;
    for (let j = 1; j <= m; j++) {
      const up = costs[j]!;
      const replaced = c === b[j - 1] ? diagonal : diagonal + 1;
      const moved = Math.min(up, costs[j - 1]!) + 1;
      const cost = replaced < moved ? replaced : moved;
      costs[j] = cost;
      if (cost < best) best = cost;
      diagonal = up;
    }
    if (best > most) return best;
  }
  return costs[m]!;
}
/** The distances of two columns of ASCII; undefined where they are not that. */
function distances(args: Arguments, threshold: Argument<number> | null, rows: number): ArrowVector | undefined {
  const [left, right] = [args.bytes(0), args.bytes(1)];
  if (!isAsciiOnly(left.data) || !isAsciiOnly(right.data)) return undefined;
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const most = threshold === null ? Number.POSITIVE_INFINITY : threshold.get(row);
    if (left.isNull(row) || right.isNull(row) || most === null) {
      out.appendNull();
      continue;
    }
    const [a, b] = [left.start(row), right.start(row)];
    const [n, m] = [left.end(row) - a, right.end(row) - b];
    if (m > WORD) {
      out.append(distance(asciiText(left.data, a, n), asciiText(right.data, b, m), most));
      continue;
    }
    const found = Math.abs(n - m) > most ? -1 : shortDistance(left.data, a, n, right.data, b, m);
    out.append(found > most ? -1 : found);
  }
  return out.finish();
}
function asciiText(data: Uint8Array, at: number, size: number): string {
  return Buffer.from(data.buffer, data.byteOffset + at, size).toString("latin1");
}
const levenshtein: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const threshold = args.count > 2 ? args.number(2) : null;
  const quick = distances(args, threshold, rows);
  if (quick !== undefined) return quick;
  const [left, right] = [args.text(0), args.text(1)];
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [l, r] = [left.get(row), right.get(row)];
    const most = threshold === null ? Number.POSITIVE_INFINITY : threshold.get(row);
    if (l === null || r === null || most === null) out.appendNull();
    else out.append(distance(l, r, most));
  }
  return out.finish();
};

/** Over UTF-16 units, as Spark has it. */
export function jaroWinkler(left: string, right: string): number {
  const [n, m] = [left.length, right.length];
  if (n === 0 && m === 0) return 1;
  if (n === 0 || m === 0) return 0;
  if (n > A.data.length) A.data = new Int32Array(n * 2);
  if (m > B.data.length) B.data = new Int32Array(m * 2);
  const [a, b] = [A.data, B.data];
  for (let i = 0; i < n; i++) a[i] = left.charCodeAt(i);
  for (let i = 0; i < m; i++) b[i] = right.charCodeAt(i);
  const reach = Math.max(0, Math.floor(Math.max(n, m) / 2) - 1);
  if (n > USED_A.length) USED_A = new Uint8Array(n * 2);
  if (m > USED_B.length) USED_B = new Uint8Array(m * 2);
  const [usedA, usedB] = [USED_A, USED_B];
  for (let i = 0; i < n; i++) usedA[i] = 0;
  for (let i = 0; i < m; i++) usedB[i] = 0;
  let matches = 0;
  for (let i = 0; i < n; i++) {
    const end = Math.min(i + reach + 1, m);
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (usedB[j] === 1 || a[i] !== b[j]) continue;
      usedA[i] = 1;
      usedB[j] = 1;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let moved = 0;
  for (let i = 0, j = 0; i < n; i++) {
    if (usedA[i] === 0) continue;
    while (usedB[j] === 0) j++;
    if (a[i] !== b[j]) moved++;
    j++;
  }
  let prefix = 0;
  while (prefix < 4 && prefix < n && prefix < m && a[prefix] === b[prefix]) prefix++;
  return similarity(n, m, matches, moved, prefix);
}
/** By the characters that both texts have, those of them that stand in another order, and those that both begin with. */
function similarity(n: number, m: number, matches: number, moved: number, prefix: number): number {
  const jaro = (matches / n + matches / m + (matches - moved / 2) / matches) / 3;
  return jaro + prefix * 0.1 * (1 - jaro);
}
/** By character: where it stands in the second text. */
const STANDS = new Int32Array(128);
/** The same over two texts of ASCII of at most 32 characters, whose matches are bits of a word. */
export function jaroWinklerOfBytes(
  a: Uint8Array,
  atA: number,
  n: number,
  b: Uint8Array,
  atB: number,
  m: number,
): number {
  if (n === 0 || m === 0) return n === m ? 1 : 0;
  for (let j = 0; j < m; j++) STANDS[b[atB + j]!]! |= 1 << j;
  const reach = Math.max(0, (Math.max(n, m) >> 1) - 1);
  let [used, matches] = [0, 0];
  for (let i = 0; i < n; i++) {
    const to = i + reach + 1;
    const below = to >= WORD ? -1 : (1 << to) - 1;
    const from = i - reach;
    const near = STANDS[a[atA + i]!]! & below & (from > 0 ? -1 << from : -1) & ~used;
    if (near === 0) continue;
    used |= near & -near;
    MATCHED[matches++] = a[atA + i]!;
  }
  for (let j = 0; j < m; j++) STANDS[b[atB + j]!] = 0;
  if (matches === 0) return 0;
  let moved = 0;
  for (let k = 0; k < matches; k++) {
    if (b[atB + 31 - Math.clz32(used & -used)] !== MATCHED[k]) moved++;
    used &= used - 1;
  }
  let prefix = 0;
  while (prefix < 4 && prefix < n && prefix < m && a[atA + prefix] === b[atB + prefix]) prefix++;
  return similarity(n, m, matches, moved, prefix);
}
const MATCHED = new Uint8Array(WORD);
/** The similarities of two columns of ASCII; undefined where they are not that. */
function similarities(args: Arguments, rows: number): ArrowVector | undefined {
  const [left, right] = [args.bytes(0), args.bytes(1)];
  if (!isAsciiOnly(left.data) || !isAsciiOnly(right.data)) return undefined;
  const out = new NumberBuilder(arrowType.float64, rows);
  for (let row = 0; row < rows; row++) {
    if (left.isNull(row) || right.isNull(row)) {
      out.appendNull();
      continue;
    }
    const [a, b] = [left.start(row), right.start(row)];
    const [n, m] = [left.end(row) - a, right.end(row) - b];
    if (n > WORD || m > WORD) {
      out.append(jaroWinkler(asciiText(left.data, a, n), asciiText(right.data, b, m)));
    } else out.append(jaroWinklerOfBytes(left.data, a, n, right.data, b, m));
  }
  return out.finish();
}
const jaroWinklerSimilarity: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const quick = similarities(args, rows);
  if (quick !== undefined) return quick;
  const [left, right] = [args.text(0), args.text(1)];
  const out = new NumberBuilder(arrowType.float64, rows);
  for (let row = 0; row < rows; row++) {
    const [l, r] = [left.get(row), right.get(row)];
    if (l === null || r === null) out.appendNull();
    else out.append(jaroWinkler(l, r));
  }
  return out.finish();
};

/** By letter: the digit of its sound, 0 for vowels, 7 for letters that part nothing. */
const SOUNDS = "01230127022455012623017202";
const soundex: Kernel = (columns, options, rows) => {
  const { data, start, end, isNull } = new Arguments(columns, options).bytes(0);
  const out = new Utf8Builder(rows);
  const code = new Uint8Array(4);
  const letter = (byte: number): number => {
    const upper = byte >= 97 && byte <= 122 ? byte - 32 : byte;
    return upper >= 65 && upper <= 90 ? upper : 0;
  };
  for (let row = 0; row < rows; row++) {
    const [from, to] = [start(row), end(row)];
    if (isNull(row)) {
      out.appendNull();
      continue;
    }
    const first = from === to ? 0 : letter(data[from]!);
    if (first === 0) {
      out.append(data, from, to);
      continue;
    }
    code.fill(48);
    code[0] = first;
    let length = 1;
    let last = SOUNDS.charCodeAt(first - 65);
    for (let i = from + 1; i < to && length < 4; i++) {
      const c = letter(data[i]!);
      if (c === 0) {
        last = 48;
        continue;
      }
      const sound = SOUNDS.charCodeAt(c - 65);
      if (sound === 55) continue;
      if (sound !== 48 && sound !== last) code[length++] = sound;
      last = sound;
    }
    out.append(code);
  }
  return out.finish();
};

/** The Luhn check of a number written in digits; anything else fails it. */
function luhn(text: string): boolean {
  let sum = 0;
  let twice = false;
  if (text === "") return false;
  for (let i = text.length - 1; i >= 0; i--) {
    let digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) {
      if (!/^\p{Nd}$/v.test(text[i]!)) return false;
      digit = decimalDigit(text.charCodeAt(i));
    }
    if (twice) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
    twice = !twice;
  }
  return sum % 10 === 0;
}
/** Digits of other scripts stand in runs of ten. */
function decimalDigit(code: number): number {
  let zero = code;
  while (/^\p{Nd}$/v.test(String.fromCharCode(zero - 1))) zero--;
  return (code - zero) % 10;
}
const luhnCheck: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).text(0);
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    if (s === null) out.appendNull();
    else out.append(luhn(s));
  }
  return out.finish();
};

export const distanceKernels: { readonly [name: string]: Kernel } = {
  levenshtein,
  jaro_winkler_similarity: jaroWinklerSimilarity,
  soundex,
  luhn_check: luhnCheck,
};
