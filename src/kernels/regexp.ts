/** The functions of regular expressions that Rust's engine cannot do alone. */
import { BoolBuilder, ListBuilder, NumberBuilder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { CompiledRegex, parseReplacement, replaceAll, splitBy } from "./java-regex.ts";
import { JavaRegexError } from "./java-regex-syntax.ts";
import { type Kernel, KernelError } from "./kernel.ts";

/** Patterns of one call, compiled once each; a bad one is Spark's error, naming `fn`. */
function patterns(ascii: boolean, fn: string, options: unknown): (pattern: string) => CompiledRegex {
  const { anyCase } = options as { readonly anyCase?: boolean };
  return memoized((pattern) => {
    try {
      const regex = new CompiledRegex(anyCase === true ? `(?iu)${pattern}` : pattern, ascii);
      void regex.regExp;
      return regex;
    } catch (e) {
      throw patternError(e, fn, pattern);
    }
  });
}
/** What is wrong with a pattern, as an error of the function. */
export function patternError(e: unknown, fn: string, pattern: string): unknown {
  if (e instanceof JavaRegexError && e.unsupported) {
    return new KernelError("UNSUPPORTED_FEATURE", {
      engine: "embedded",
      feature: `the regular expression ${pattern} (${e.message})`,
    });
  }
  if (!(e instanceof JavaRegexError || e instanceof SyntaxError)) return e;
  const quoted = `'${pattern.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  return new KernelError("INVALID_PARAMETER_VALUE.PATTERN", {
    parameter: "`regexp`",
    functionName: `\`${fn}\``,
    value: quoted,
  });
}
function nameOf(options: unknown): string {
  return (options as { readonly function?: string }).function ?? "";
}

const rlike: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, pattern] = [args.text(0), args.text(1)];
  const compile = patterns(text.ascii, "rlike", options);
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), pattern.get(row)];
    if (s === null || p === null) out.appendNull();
    else out.append(compile(p).test(s));
  }
  return out.finish();
};

const regexpReplace: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, pattern, by] = [args.text(0), args.text(1), args.text(2)];
  const position = args.count > 3 ? args.number(3) : null;
  const compile = patterns(text.ascii, "regexp_replace", options);
  const parsed = new WeakMap<CompiledRegex, ReturnType<typeof replacements>>();
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [s, p, r] = [text.get(row), pattern.get(row), by.get(row)];
    const pos = position === null ? 1 : position.get(row);
    if (s === null || p === null || r === null || pos === null) {
      out.appendNull();
      continue;
    }
    const regex = compile(p);
    let parse = parsed.get(regex);
    if (parse === undefined) parsed.set(regex, (parse = replacements(regex)));
    const start = pos - 1;
    if (start !== 0 && start >= s.length) {
      out.appendString(s);
      continue;
    }
    try {
      const done = replaceAll(regex, start === 0 ? s : s.slice(start), () => parse(r));
      out.appendString(start === 0 ? done : s.slice(0, start) + done);
    } catch (e) {
      if (!(e instanceof JavaRegexError)) throw e;
      throw new KernelError("INVALID_REGEXP_REPLACE", { source: s, pattern: p, replacement: r, position: String(pos) });
    }
  }
  return out.finish();
};
function replacements(regex: CompiledRegex): (text: string) => ReturnType<typeof parseReplacement> {
  return memoized((text) => parseReplacement(text, regex.tree));
}

function checkGroup(regex: CompiledRegex, index: number, fn: string): void {
  if (index >= 0 && index <= regex.groupCount) return;
  throw new KernelError("INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX", {
    parameter: "`idx`",
    functionName: `\`${fn}\``,
    groupCount: String(regex.groupCount),
    groupIndex: String(index),
  });
}

const regexpExtract: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, pattern] = [args.text(0), args.text(1)];
  const { group } = options as { readonly group?: number };
  const index = group === undefined ? args.number(2) : { get: () => group };
  const compile = patterns(text.ascii, "regexp_extract", options);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [s, p, i] = [text.get(row), pattern.get(row), index.get(row)];
    if (s === null || p === null || i === null) {
      out.appendNull();
      continue;
    }
    const regex = compile(p);
    const match = regex.exec(s);
    if (match !== null) checkGroup(regex, i, "regexp_extract");
    out.appendString(match === null ? "" : (regex.group(match, i) ?? ""));
  }
  return out.finish();
};

const regexpExtractAll: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, pattern, index] = [args.text(0), args.text(1), args.number(2)];
  const compile = patterns(text.ascii, "regexp_extract_all", options);
  const out = new ListBuilder(new Utf8Builder(rows));
  for (let row = 0; row < rows; row++) {
    const [s, p, i] = [text.get(row), pattern.get(row), index.get(row)];
    if (s === null || p === null || i === null) {
      out.appendNull();
      continue;
    }
    const regex = compile(p);
    for (let match = regex.exec(s); match !== null;) {
      checkGroup(regex, i, "regexp_extract_all");
      out.child.appendString(regex.group(match, i) ?? "");
      const next = CompiledRegex.next(match);
      match = next > s.length ? null : regex.exec(s, next);
    }
    out.append();
  }
  return out.finish();
};

const regexpCount: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, pattern] = [args.text(0), args.text(1)];
  const compile = patterns(text.ascii, nameOf(options), options);
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), pattern.get(row)];
    if (s === null || p === null) {
      out.appendNull();
      continue;
    }
    const regex = compile(p);
    let count = 0;
    for (let match = regex.exec(s); match !== null; count++) {
      const next = CompiledRegex.next(match);
      match = next > s.length ? null : regex.exec(s, next);
    }
    out.append(count);
  }
  return out.finish();
};

/** The position of the first match, counted in characters from 1. */
const regexpInstr: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, pattern] = [args.text(0), args.text(1)];
  const group = args.count > 2 ? args.number(2) : null;
  const compile = patterns(text.ascii, "regexp_instr", options);
  const out = new NumberBuilder(arrowType.int32, rows);
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), pattern.get(row)];
    if (s === null || p === null || (group !== null && group.get(row) === null)) {
      out.appendNull();
      continue;
    }
    const match = compile(p).exec(s);
    out.append(match === null ? 0 : match.index + 1 - (text.ascii ? 0 : pairs(s, match.index)));
  }
  return out.finish();
};
/** Surrogate pairs before a position. */
function pairs(text: string, end: number): number {
  let count = 0;
  for (let i = 0; i < end; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count++;
  return count;
}

const split: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [text, pattern] = [args.text(0), args.text(1)];
  const limits = args.count > 2 ? args.number(2) : null;
  const compile = patterns(text.ascii, "split", options);
  const out = new ListBuilder(new Utf8Builder(rows));
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), pattern.get(row)];
    const limit = limits === null ? -1 : limits.get(row);
    if (s === null || p === null || limit === null) {
      out.appendNull();
      continue;
    }
    const parts = p === "" && s !== "" ? characters(s, limit) : splitBy(compile(p), s, limit);
    for (const part of parts) out.child.appendString(part);
    out.append();
  }
  return out.finish();
};
/** An empty pattern splits into characters, without the empty text at the end; the rest goes into the last part. */
function characters(text: string, limit: number): string[] {
  const points = Array.from(text);
  if (limit <= 0 || limit >= points.length) return points;
  return [...points.slice(0, limit - 1), points.slice(limit - 1).join("")];
}

export const regexpKernels: { readonly [name: string]: Kernel } = {
  rlike,
  regexp_replace: regexpReplace,
  regexp_extract: regexpExtract,
  regexp_extract_all: regexpExtractAll,
  regexp_count: regexpCount,
  regexp_instr: regexpInstr,
  split,
};
