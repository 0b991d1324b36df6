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

const urlEncode: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).text(0);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    if (s === null) out.appendNull();
    else out.appendString(encoded(s));
  }
  return out.finish();
};
/** Java keeps letters, digits and `.-*_`, and writes a blank as a plus. */
function encoded(text: string): string {
  if (/^[A-Za-z0-9.\-*_]*$/.test(text)) return text;
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}
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
