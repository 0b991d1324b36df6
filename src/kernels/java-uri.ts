/**
 * Takes URIs apart as java.net.URI does.
 *
 * @see https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/URI.html
 */

export interface JavaUri {
  readonly scheme: string | null;
  readonly authority: string | null;
  readonly userInfo: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly fragment: string | null;
}

// Characters beyond ASCII are let through, but for controls and blanks.
const OTHER = "[^\\x00-\\x7f\\p{Cc}\\p{Z}]";
const UNRESERVED = "[A-Za-z0-9_.!~*'()\\-]";
const ESCAPED = "%[0-9A-Fa-f]{2}";
const only = (extra: string): RegExp => new RegExp(`^(?:${UNRESERVED}|${ESCAPED}|${OTHER}|${extra})*$`, "u");
const PATH = only("[:@&=+$,;/]");
const URIC = only("[;/?:@&=+$,\\[\\]]");
const USER_INFO = only("[;:&=+$,]");
const REG_NAME = only("[$,;:@&=+]");
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;
const HOST_NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?$/;
const IPV6 = /^\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.~-]+)?\]$/;

/** null where the text is no URI. */
export function parseJavaUri(text: string): JavaUri | null {
  const hash = text.indexOf("#");
  const fragment = hash < 0 ? null : text.slice(hash + 1);
  const before = hash < 0 ? text : text.slice(0, hash);
  if (fragment !== null && !URIC.test(fragment)) return null;
  const colon = /^[^/?#:]*:/.exec(before)?.[0].length ?? 0;
  const scheme = colon === 0 ? null : before.slice(0, colon - 1);
  if (scheme !== null && !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme)) return null;
  const rest = before.slice(colon);
  if (scheme !== null && !rest.startsWith("/")) {
    // Opaque: it has no parts.
    if (rest === "" || !URIC.test(rest)) return null;
    return { scheme, authority: null, userInfo: null, host: null, path: null, query: null, fragment };
  }
  return hierarchical(scheme, rest, fragment);
}
function hierarchical(scheme: string | null, rest: string, fragment: string | null): JavaUri | null {
  let authority: string | null = null;
  let tail = rest;
  if (rest.startsWith("//")) {
    const found = /^\/\/([^/?]*)/.exec(rest)![1]!;
    tail = rest.slice(2 + found.length);
    if (found !== "") authority = found;
    // Without an authority there must be a path.
    else if (tail === "") return null;
  }
  const mark = tail.indexOf("?");
  const path = mark < 0 ? tail : tail.slice(0, mark);
  const query = mark < 0 ? null : tail.slice(mark + 1);
  if (!PATH.test(path) || (query !== null && !URIC.test(query))) return null;
  const server = authority === null ? { userInfo: null, host: null } : serverOf(authority);
  return server === null ? null : { scheme, authority, ...server, path, query, fragment };
}
/** User and host; both null where the authority is only a name of some registry, null where it is nothing. */
function serverOf(authority: string): { userInfo: string | null; host: string | null } | null {
  const m = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(authority);
  if (m !== null) {
    const [, userInfo = null, host = ""] = m;
    const isHost = IPV4.test(host) || HOST_NAME.test(host) || IPV6.test(host);
    if (isHost && (userInfo === null || USER_INFO.test(userInfo))) return { userInfo, host };
  }
  return REG_NAME.test(authority) ? { userInfo: null, host: null } : null;
}
