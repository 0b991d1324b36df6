/** The functions of URLs. */
import { Utf8Builder } from "../arrow/builders.ts";
import { Arguments, memoized } from "./arguments.ts";
import { CompiledRegex } from "./java-regex.ts";
import { JavaRegexError } from "./java-regex-syntax.ts";
import { type JavaUri, parseJavaUri } from "./java-uri.ts";
import { type Kernel, KernelError } from "./kernel.ts";

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
  const [url, part] = [args.text(0), args.text(1)];
  const key = args.count > 2 ? args.text(2) : null;
  const keys = memoized(keyPattern);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [u, p] = [url.get(row), part.get(row)];
    const k = key === null ? null : key.get(row);
    if (u === null || p === null || (key !== null && k === null)) {
      out.appendNull();
      continue;
    }
    const found = partOf(u, p, k, keys, fails);
    if (found === null) out.appendNull();
    else out.appendString(found);
  }
  return out.finish();
};
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
const HEX = Buffer.from("0123456789ABCDEF");
const urlEncode: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).bytes(0);
  const out = new Utf8Builder(rows);
  let value = new Uint8Array(256);
  for (let row = 0; row < rows; row++) {
    if (text.isNull(row)) {
      out.appendNull();
      continue;
    }
    const [start, end] = [text.start(row), text.end(row)];
    if (value.length < (end - start) * 3) value = new Uint8Array((end - start) * 6);
    let to = 0;
    for (let at = start; at < end; at++) {
      const byte = text.data[at]!;
      const kept = KEPT[byte]!;
      if (kept !== 0) value[to++] = kept;
      else {
        value[to++] = 37;
        value[to++] = HEX[byte >> 4]!;
        value[to++] = HEX[byte & 15]!;
      }
    }
    out.append(value, 0, to);
  }
  return out.finish();
};
const urlDecode: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).text(0);
  const { fails } = options as { readonly fails: boolean };
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    const found = s === null ? null : decoded(s);
    if (found !== null) out.appendString(found);
    else if (s === null || !fails) out.appendNull();
    else throw new KernelError("CANNOT_DECODE_URL", { url: s });
  }
  return out.finish();
};
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
