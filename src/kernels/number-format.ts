/** The number formats of to_number and to_char: digits, a decimal point, group separators, a currency sign, signs. */

type Digits = { readonly kind: "digits"; readonly count: number; readonly exact: boolean };
type Token =
  | { readonly kind: "group"; readonly items: readonly (Digits | { readonly kind: "separator" })[] }
  | { readonly kind: "point" | "dollar" | "sign" | "minus" | "open" | "close" }
  | { readonly kind: "invalid"; readonly char: string };

/** How error messages call a token. */
const NAMES: { readonly [kind: string]: string } = {
  group: "digit sequence",
  point: ". or D",
  dollar: "$",
  sign: "S",
  minus: "MI",
  open: "PR",
  close: "PR",
};

/** The format is wrong: the last part of Spark's condition INVALID_FORMAT, and its parameters. */
export class NumberFormatError extends Error {
  readonly condition: string;
  readonly parameters: { readonly [name: string]: string };
  constructor(kind: string, parameters: { readonly [name: string]: string }) {
    super(kind);
    this.condition = `INVALID_FORMAT.${kind}`;
    this.parameters = parameters;
  }
}

function tokenize(format: string): Token[] {
  const tokens: (Token | Digits | { readonly kind: "separator" })[] = [];
  let afterPoint = false;
  for (let i = 0; i < format.length;) {
    const run = /^[09]+/.exec(format.slice(i))?.[0];
    const pair = format.slice(i, i + 2);
    if (run !== undefined) {
      tokens.push({ kind: "digits", count: run.length, exact: run.startsWith("0") && !afterPoint });
      i += run.length;
      continue;
    }
    const c = format[i]!;
    if (c === "." || c === "D") {
      tokens.push({ kind: "point" });
      afterPoint = true;
    } else if (c === "," || c === "G") tokens.push({ kind: "separator" });
    else if (c === "$") tokens.push({ kind: "dollar" });
    else if (c === "S") tokens.push({ kind: "sign" });
    else if (pair === "MI") tokens.push({ kind: "minus" });
    else if (pair === "PR") {
      tokens.unshift({ kind: "open" });
      tokens.push({ kind: "close" });
    } else tokens.push({ kind: "invalid", char: c });
    i += pair === "MI" || pair === "PR" ? 2 : 1;
  }
  const grouped: Token[] = [];
  let items: (Digits | { readonly kind: "separator" })[] = [];
  const flush = (): void => {
    if (items.length > 0) grouped.push({ kind: "group", items });
    items = [];
  };
  for (const token of tokens) {
    if (token.kind === "digits" || token.kind === "separator") items.push(token);
    else {
      flush();
      grouped.push(token);
    }
  }
  flush();
  return grouped;
}

/** What may follow what. */
const ORDER: readonly (readonly Token["kind"][])[] = [
  ["open"],
  ["minus", "sign"],
  ["dollar"],
  ["group"],
  ["point"],
  ["group"],
  ["dollar"],
  ["minus", "sign", "close"],
];

function check(tokens: readonly Token[], format: string): void {
  const quoted = `'${format}'`;
  const fail = (kind: string, token?: string): never => {
    throw new NumberFormatError(kind, token === undefined ? { format: quoted } : { token, format: quoted });
  };
  const first = (kind: Token["kind"]): number => tokens.findIndex((t) => t.kind === kind);
  if (format === "") fail("EMPTY");
  if (first("group") < 0) fail("WRONG_NUM_DIGIT");
  if (first("group") < first("dollar")) fail("CUR_MUST_BEFORE_DIGIT");
  const point = first("point");
  if (point >= 0 && point < first("dollar")) fail("CUR_MUST_BEFORE_DEC");
  tokens.forEach((token, i) => {
    if (token.kind !== "group" || (point >= 0 && i > point)) return;
    const { items } = token;
    const lone = items.some(
      (item, j) =>
        item.kind === "separator" &&
        (j === 0 || j === items.length - 1 || items[j - 1]!.kind === "separator" || items[j + 1]!.kind === "separator"),
    );
    if (lone) fail("CONT_THOUSANDS_SEPS");
  });
  tokens.forEach((token, i) => {
    if (token.kind !== "group" || point < 0 || i < point) return;
    if (token.items.some((item) => item.kind === "separator")) fail("THOUSANDS_SEPS_MUST_BEFORE_DEC");
  });
  for (const kind of ["point", "sign", "minus", "dollar", "close"] as const) {
    if (tokens.filter((t) => t.kind === kind).length > 1) fail("WRONG_NUM_TOKEN", NAMES[kind]);
  }
  let at = 0;
  for (const allowed of ORDER) {
    const token = tokens[at];
    if (token !== undefined && allowed.includes(token.kind)) at++;
  }
  const rest = tokens[at];
  if (rest !== undefined)
    fail("UNEXPECTED_TOKEN", rest.kind === "invalid" ? `character '${rest.char}''` : NAMES[rest.kind]);
}

export class NumberFormat {
  readonly precision: number;
  readonly scale: number;
  readonly #tokens: readonly Token[];
  readonly #whole: number;

  /** Throws {@link NumberFormatError}. */
  constructor(format: string) {
    const upper = format.toUpperCase();
    this.#tokens = tokenize(upper);
    check(this.#tokens, upper);
    const count = (tokens: readonly Token[]): number =>
      tokens.reduce((sum, t) => sum + (t.kind === "group" ? digitsOf(t.items).reduce((n, d) => n + d.count, 0) : 0), 0);
    const point = this.#tokens.findIndex((t) => t.kind === "point");
    this.precision = count(this.#tokens);
    this.scale = point < 0 ? 0 : count(this.#tokens.slice(point));
    this.#whole = this.precision - this.scale;
  }

  /** The unscaled value of the text; null if it does not match. */
  parse(input: string): bigint | null {
    let at = 0;
    let negative = false;
    let [opened, closed, afterPoint] = [false, false, false];
    let [whole, fraction] = ["", ""];
    for (const token of this.#tokens) {
      const c = input[at];
      switch (token.kind) {
        case "group": {
          const read = readGroup(digitsOf(token.items), input, at);
          if (read === null) return null;
          if (afterPoint) fraction += read.digits;
          else whole += read.digits;
          at = read.end;
          break;
        }
        case "point":
          if (c === ".") {
            afterPoint = true;
            at++;
          }
          break;
        case "dollar":
          if (c !== undefined && c !== "$") return null;
          if (c !== undefined) at++;
          break;
        case "sign":
        case "minus":
          if (c === "-") negative = !negative;
          if (c === "-" || (c === "+" && token.kind === "sign")) at++;
          break;
        case "open":
          if (c === "<") {
            opened = true;
            at++;
          }
          break;
        case "close":
          if (c === ">") {
            if (!opened) return null;
            closed = true;
            negative = !negative;
            at++;
          }
          break;
        case "invalid":
          return null;
      }
    }
    if (at < input.length || opened !== closed || (whole === "" && fraction === "")) return null;
    const value = BigInt(whole + fraction.padEnd(this.scale, "0"));
    return negative ? -value : value;
  }

  /** A decimal as text; `#` where its digits do not fit. */
  format(unscaled: bigint, scale: number): string {
    const negative = unscaled < 0n;
    const plain = String(negative ? -unscaled : unscaled).padStart(scale + 1, "0");
    let whole = plain.slice(0, plain.length - scale).replace(/^0+/, "");
    let fraction = scale === 0 ? "" : plain.slice(-scale).replace(/0+$/, "");
    if (whole.length > this.#whole || fraction.length > this.scale) {
      whole = "#".repeat(this.#whole);
      fraction = "#".repeat(this.scale);
    }
    whole = whole.padStart(this.#whole, " ");
    fraction = fraction.padEnd(this.scale, "0");
    const out = new Output();
    let [w, f] = [0, 0];
    let afterPoint = false;
    for (const token of this.#tokens) {
      switch (token.kind) {
        case "group":
          for (const item of token.items) {
            if (item.kind === "separator") out.separator();
            else if (afterPoint) {
              out.text += fraction.slice(f, f + item.count);
              f += item.count;
            } else {
              for (const c of whole.slice(w, w + item.count)) {
                if (c !== " ") out.text += c;
                else if (item.exact) out.text += "0";
                else out.space();
              }
              w += item.count;
            }
          }
          break;
        case "point":
          // A number below one shows its zero.
          if (out.text.endsWith(" ")) out.text = `${out.text.slice(0, -1)}0`;
          out.text += ".";
          afterPoint = true;
          break;
        case "dollar":
          out.text += "$";
          break;
        case "sign":
          out.stripPoint();
          out.beforeSpaces(negative ? "-" : "+");
          break;
        case "minus":
          if (negative) {
            out.stripPoint();
            out.beforeSpaces("-");
          } else out.text += " ";
          break;
        case "open":
          if (negative) out.text += "<";
          break;
        case "close":
          out.stripPoint();
          if (negative) out.beforeSpaces(">");
          else out.text += "  ";
          break;
        case "invalid":
          break;
      }
    }
    out.stripPoint();
    return out.text === "" || out.text === "+" || out.text === "-" ? "0" : out.text;
  }
}

function digitsOf(items: readonly (Digits | { readonly kind: "separator" })[]): Digits[] {
  return items.filter((item) => item.kind === "digits");
}

/** Digits, blanks and separators; the groups are compared from the right, so that leading ones may be missing. */
function readGroup(expected: readonly Digits[], input: string, start: number): { digits: string; end: number } | null {
  let end = start;
  let digits = "";
  const sizes: number[] = [];
  let size = 0;
  for (; end < input.length; end++) {
    const code = input.charCodeAt(end);
    const c = input[end]!;
    if ((code >= 48 && code <= 57) || (code > 127 && /\p{Nd}/v.test(c))) {
      digits += c;
      size++;
    } else if (c === ",") {
      sizes.push(size);
      size = 0;
    } else if (code > 32 && code < 127) break;
    else if (!/\s/.test(c)) break;
  }
  sizes.push(size);
  if (sizes.length > expected.length) return null;
  for (let i = 1; i <= expected.length; i++) {
    const wanted = expected[expected.length - i]!;
    const actual = sizes[sizes.length - i] ?? 0;
    if (wanted.exact ? actual !== wanted.count : actual > wanted.count) return null;
  }
  return { digits, end };
}

class Output {
  text = "";
  /** A blank, put before signs that stand at the end. */
  space(): void {
    const signs = /[+\-<]+$/.exec(this.text)?.[0] ?? "";
    this.text = `${this.text.slice(0, this.text.length - signs.length)} ${signs}`;
  }
  separator(): void {
    if (/\d$/.test(this.text)) this.text += ",";
    else this.space();
  }
  /** A sign, put before blanks that stand at the end. */
  beforeSpaces(sign: string): void {
    const kept = this.text.replace(/ +$/, "");
    // The first character is never moved.
    const at = kept === "" && this.text !== "" ? 0 : kept.length;
    this.text = `${this.text.slice(0, at)}${sign}${this.text.slice(at)}`;
  }
  stripPoint(): void {
    this.text = this.text.replace(/^([^.]*)\.( |$)/, "$1 $2");
  }
}
