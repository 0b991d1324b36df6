/**
 * Takes URIs of ASCII apart without making strings of them: those of a scheme, a server and what follows. The others, and
 * whatever may be no URI, are for {@link parseJavaUri}.
 */
const [HASH, PERCENT, DOT, SLASH, COLON, QUESTION, AT, DASH] = [35, 37, 46, 47, 58, 63, 64, 45] as const;

/** Which characters may stand in which parts: a bit for each. */
const [ALPHA, DIGIT, SCHEME, USER, PATH, QUERY, HEX] = [1, 2, 4, 8, 16, 32, 64] as const;
const CLASSES = new Uint8Array(256);
function allow(characters: string, parts: number): void {
  for (const c of Buffer.from(characters)) CLASSES[c]! |= parts;
}
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
allow(LETTERS + LETTERS.toUpperCase(), ALPHA | SCHEME | USER | PATH | QUERY);
allow("0123456789", DIGIT | SCHEME | USER | PATH | QUERY | HEX);
allow("abcdefABCDEF", HEX);
allow("+-.", SCHEME);
allow("_.!~*'()-", USER | PATH | QUERY);
allow(";:&=+$,", USER);
allow(":@&=+$,;/", PATH);
allow(";/?:@&=+$,[]", QUERY);

/** The parts of a URI. */
export const URI_PARTS = ["PROTOCOL", "AUTHORITY", "USERINFO", "HOST", "PATH", "QUERY", "REF", "FILE"] as const;
const [PROTOCOL, AUTHORITY, USER_INFO, HOST, FILE_PATH, QUERY_TEXT, REF, FILE] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

export class UriBytes {
  /** Where each part begins, by its place in {@link URI_PARTS}; -1 where there is none. */
  readonly starts: Int32Array = new Int32Array(URI_PARTS.length);
  readonly ends: Int32Array = new Int32Array(URI_PARTS.length);

  /** False where it gives up. */
  read(data: Uint8Array, start: number, end: number): boolean {
    this.starts.fill(-1);
    const colon = run(data, start, end, SCHEME);
    if (colon === start || (CLASSES[data[start]!]! & ALPHA) === 0) return false;
    if (colon + 3 >= end || data[colon] !== COLON || data[colon + 1] !== SLASH || data[colon + 2] !== SLASH)
      return false;
    this.#set(PROTOCOL, start, colon);
    const server = colon + 3;
    let path = server;
    while (path < end && data[path] !== SLASH && data[path] !== QUESTION && data[path] !== HASH) path++;
    if (!this.#server(data, server, path)) return false;
    const query = run(data, path, end, PATH);
    this.#set(FILE_PATH, path, query);
    let at = query;
    if (at < end && data[at] === QUESTION) {
      at = run(data, at + 1, end, QUERY);
      this.#set(QUERY_TEXT, query + 1, at);
    }
    this.#set(FILE, path, at);
    if (at < end && data[at] === HASH) {
      const fragment = at + 1;
      at = run(data, fragment, end, QUERY);
      this.#set(REF, fragment, at);
    }
    return at === end;
  }
  #set(part: number, start: number, end: number): void {
    this.starts[part] = start;
    this.ends[part] = end;
  }
  #server(data: Uint8Array, start: number, end: number): boolean {
    if (start === end) return false;
    this.#set(AUTHORITY, start, end);
    let host = run(data, start, end, USER);
    if (host < end && data[host] === AT) this.#set(USER_INFO, start, host++);
    else host = start;
    let at = host;
    let label = host;
    for (; at < end && data[at] !== COLON; at++) {
      const byte = data[at]!;
      if (byte === DOT) {
        if (!isLabel(data, label, at)) return false;
        label = at + 1;
      } else if ((CLASSES[byte]! & (ALPHA | DIGIT)) === 0 && byte !== DASH) return false;
    }
    // The last name begins with a letter, so that an address is none.
    if (!isLabel(data, label, at) || (CLASSES[data[label]!]! & ALPHA) === 0) return false;
    this.#set(HOST, host, at);
    if (at < end) for (at++; at < end; at++) if ((CLASSES[data[at]!]! & DIGIT) === 0) return false;
    return true;
  }
}
function isLabel(data: Uint8Array, start: number, end: number): boolean {
  return end > start && data[start] !== DASH && data[end - 1] !== DASH;
}
/** Where characters end that may stand in a part, or are escaped. */
function run(data: Uint8Array, start: number, end: number, part: number): number {
  let at = start;
  for (; at < end; at++) {
    const byte = data[at]!;
    if ((CLASSES[byte]! & part) !== 0) continue;
    if (byte !== PERCENT || part === SCHEME || at + 2 >= end) break;
    if ((CLASSES[data[at + 1]!]! & CLASSES[data[at + 2]!]! & HEX) === 0) break;
    at += 2;
  }
  return at;
}
