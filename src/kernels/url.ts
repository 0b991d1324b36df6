/** The functions of URLs. */
import { checkBytes, Utf8Builder } from "../arrow/builders.ts";
import { arrowType, arrowVector, setBit } from "../arrow/vector.ts";
import { Arguments, memoized, type TextArgument } from "./arguments.ts";
import { CompiledRegex } from "./java-regex.ts";
import { JavaRegexError } from "./java-regex-syntax.ts";
import { type JavaUri, parseJavaUri } from "./java-uri.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { URI_PARTS, UriBytes } from "./uri-bytes.ts";

const PARTS: { readonly [name: string]: (uri: JavaUri) => string | null } = {
  HOST: (u) => u.host,
  PATH: (u) => u.path,
  QUERY: (u) => u.query,
  REF: (u) => u.fragment,
  PROTOCOL: (u) => u.scheme,
  FILE: (u) => (u.query === null ? u.path : `${u.path}?${u.query}`),
  AUTHORITY: (u) => u.authority,
  USERINFO: (u) => u.userInfo,
};
const parseUrl: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { fails } = options as { readonly fails: boolean };
  const urls = args.bytes(0);
  // Made where it is needed: the whole batch is decoded.
  let text: TextArgument | undefined;
  const part = args.text(1);
  const key = args.count > 2 ? args.text(2) : null;
  const keys = memoized(keyPattern);
  const plainKey = memoized((k) => (/^\w+$/.test(k) ? Buffer.from(k) : null));
  const uri = new UriBytes();
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const p = part.get(row);
    const k = key === null ? null : key.get(row);
    if (urls.isNull(row) || p === null || (key !== null && k === null)) {
      out.appendNull();
      continue;
    }
    const place = URI_PLACES.get(p);
    const wanted = k === null ? NO_KEY : plainKey(k);
    const quick = place !== undefined && wanted !== null && uri.read(urls.data, urls.start(row), urls.end(row));
    if (quick) {
      appendPart(out, urls.data, uri, place, wanted);
      continue;
    }
    const found = partOf((text ??= args.text(0)).get(row)!, p, k, keys, fails);
    if (found === null) out.appendNull();
    else out.appendString(found);
  }
  return out.finish();
};
const URI_PLACES: ReadonlyMap<string, number> = new Map(URI_PARTS.map((part, i) => [part, i]));
const QUERY_PLACE = URI_PARTS.indexOf("QUERY");
const NO_KEY = new Uint8Array(0);
function appendPart(out: Utf8Builder, data: Uint8Array, uri: UriBytes, place: number, key: Uint8Array): void {
  let start = uri.starts[place]!;
  let end = uri.ends[place]!;
  if (key !== NO_KEY && start >= 0) {
    start = place === QUERY_PLACE ? valueStart(data, start, end, key) : -1;
    for (let at = start; at >= 0 && at < end; at++) if (data[at] === 38) end = at;
  }
  if (start < 0) out.appendNull();
  else out.append(data, start, end);
}
/** Where the value of a key begins in a query; -1 where it is not there. */
function valueStart(data: Uint8Array, start: number, end: number, key: Uint8Array): number {
  for (let at = start; at < end; at++) {
    if (at > start && data[at - 1] !== 38) continue;
    let i = 0;
    while (i < key.length && at + i < end && data[at + i] === key[i]) i++;
    if (i === key.length && at + i < end && data[at + i] === 61) return at + i + 1;
  }
  return -1;
}
/** The key is a part of a regular expression, as in Hive. */
function keyPattern(key: string): CompiledRegex {
  try {
    return new CompiledRegex(`(&|^)${key}=([^&]*)`, false);
  } catch (e) {
    if (!(e instanceof JavaRegexError)) throw e;
    throw new KernelError(null, {}, { message: `The key is no regular expression: ${key}` });
  }
}
function partOf(
  url: string,
  part: string,
  key: string | null,
  keys: (key: string) => CompiledRegex,
  fails: boolean,
): string | null {
  if (key !== null && part !== "QUERY") return null;
  const uri = parseJavaUri(url);
  if (uri === null) {
    if (fails) throw new KernelError("INVALID_URL", { url });
    return null;
  }
  const found = Object.hasOwn(PARTS, part) ? PARTS[part]!(uri) : null;
  if (key === null || found === null) return found;
  const regex = keys(key);
  const match = regex.exec(found);
  return match === null ? null : regex.group(match, regex.groupCount);
}

/** Java keeps letters, digits and `.-*_`, and writes a blank as a plus. */
const KEPT = new Uint8Array(256);
for (const c of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-*_")) KEPT[c] = c;
KEPT[32] = 43;
const DIGITS = new Uint8Array(256).fill(255);
for (let i = 0; i < 16; i++) for (const c of Buffer.from(i.toString(16) + i.toString(16).toUpperCase())) DIGITS[c] = i;
const HEX = Buffer.from("0123456789ABCDEF");
const urlEncode: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).bytes(0);
  const { data } = text;
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  let to = new Uint8Array(text.size + (text.size >> 1));
  let used = 0;
  for (let row = 0; row < rows; row++) {
    if (!text.isNull(row)) {
      setBit(validity, row);
      const start = text.start(row);
      const end = text.end(row);
      const most = used + 3 * (end - start);
      if (most > to.length) {
        checkBytes(most);
        const grown = new Uint8Array(Math.max(to.length * 2, most));
        grown.set(to);
        to = grown;
      }
      used = encode(data, start, end, to, used);
    }
    offsets[row + 1] = used;
  }
  return arrowVector(arrowType.utf8, rows, { data: to.subarray(0, used), offsets, validity });
};
/** Where what is written ends. */
function encode(data: Uint8Array, start: number, end: number, to: Uint8Array, place: number): number {
  let used = place;
  for (let at = start; at < end; at++) {
    const byte = data[at]!;
    const kept = KEPT[byte]!;
    if (kept !== 0) to[used++] = kept;
    else {
      to[used] = 37;
      to[used + 1] = HEX[byte >> 4]!;
      to[used + 2] = HEX[byte & 15]!;
      used += 3;
    }
  }
  return used;
}
const [PERCENT, PLUS] = [37, 43] as const;
const urlDecode: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const bytes = args.bytes(0);
  if (bytes.constant === undefined && !bytes.data.includes(PERCENT) && !bytes.data.includes(PLUS))
    return args.column(0);
  let text: TextArgument | undefined;
  const { fails } = options as { readonly fails: boolean };
  const out = new Utf8Builder(rows, bytes.size);
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) {
      out.appendNull();
      continue;
    }
    if (decodeAscii(bytes.data, bytes.start(row), bytes.end(row), out)) continue;
    const s = (text ??= args.text(0)).get(row)!;
    const found = decoded(s);
    if (found !== null) out.appendString(found);
    else if (!fails) out.appendNull();
    else throw new KernelError("CANNOT_DECODE_URL", { url: s });
  }
  return out.finish();
};
/** Appends a text whose escapes are of ASCII; false, with nothing appended, where there are others. */
function decodeAscii(data: Uint8Array, start: number, end: number, out: Utf8Builder): boolean {
  let first = end;
  for (let at = start; at < end; at++) {
    const byte = data[at]!;
    if (byte !== PERCENT && byte !== PLUS) continue;
    if (first === end) first = at;
    if (byte === PLUS) continue;
    if (at + 2 >= end || DIGITS[data[at + 1]!]! > 7 || DIGITS[data[at + 2]!]! > 15) return false;
    at += 2;
  }
  if (first === end) {
    out.append(data, start, end);
    return true;
  }
  let from = start;
  for (let at = first; at < end; at++) {
    const byte = data[at]!;
    if (byte !== PERCENT && byte !== PLUS) continue;
    out.write(data, from, at);
    out.writeByte(byte === PLUS ? 32 : DIGITS[data[at + 1]!]! * 16 + DIGITS[data[at + 2]!]!);
    if (byte === PERCENT) at += 2;
    from = at + 1;
  }
  out.write(data, from, end);
  out.endValue();
  return true;
}
function decoded(text: string): string | null {
  if (!/[%+]/.test(text)) return text;
  const plain = text.replaceAll("+", " ");
  if (/%(?![0-9A-Fa-f]{2})/.test(plain)) return null;
  return plain.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

export const urlKernels: { readonly [name: string]: Kernel } = {
  parse_url: parseUrl,
  url_encode: urlEncode,
  url_decode: urlDecode,
};
