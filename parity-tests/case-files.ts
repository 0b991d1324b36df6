/** Reads the case files of fixtures/ and the answers beside them; fixtures/case_files.py is the twin of the reader. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const FIXTURES: string = fileURLToPath(new URL("../fixtures", import.meta.url));

export type Settings = { readonly [key: string]: string };

/** A value in the encoding of the answers. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A type as `DataType.jsonValue()` has it. */
export type TypeJson =
  | string
  | { readonly type: "struct"; readonly fields: readonly FieldJson[] }
  | { readonly type: "array"; readonly elementType: TypeJson }
  | { readonly type: "map"; readonly keyType: TypeJson; readonly valueType: TypeJson };

export interface FieldJson {
  readonly name: string;
  readonly type: TypeJson;
  readonly nullable: boolean;
}

export interface ExpectedError {
  readonly class: string;
  readonly condition?: string | null;
  readonly sqlState?: string | null;
  readonly message: string;
  readonly parameters?: { readonly [name: string]: string };
}

/** What Spark answered: rows, a value, printed text, or an error. */
export interface Answer {
  readonly case: string;
  /** The digest of what was asked. */
  readonly of: string;
  readonly schema?: TypeJson;
  readonly rows?: Json[][];
  readonly sorted?: boolean;
  readonly value?: Json;
  readonly text?: string;
  readonly error?: ExpectedError;
}

export interface Case {
  readonly name: string;
  readonly conf: { [key: string]: string };
  /** `sql`, or `py` and `ts`. */
  readonly parts: { [part: string]: string };
}

export interface CaseFile {
  /** Such as `sql/joins` or `api/window`. */
  readonly subject: string;
  readonly conf: { [key: string]: string };
  readonly tables: { [name: string]: string };
  readonly cases: Case[];
  readonly answers: ReadonlyMap<string, Answer>;
}

/** Reads all case files of a kind. */
export function readCaseFiles(kind: "sql" | "api"): CaseFile[] {
  const ending = kind === "sql" ? ".sql" : ".cases";
  return readdirSync(`${FIXTURES}/${kind}`)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => {
      const subject = `${kind}/${name.slice(0, -ending.length)}`;
      const file: CaseFile = { subject, conf: {}, tables: {}, cases: [], answers: readAnswers(subject) };
      const lines = readFileSync(`${FIXTURES}/${kind}/${name}`, "utf8").split("\n");
      (kind === "sql" ? readSql : readPrograms)(file, lines);
      return file;
    });
}

function readAnswers(subject: string): ReadonlyMap<string, Answer> {
  const path = `${FIXTURES}/${subject}.json`;
  if (!existsSync(path)) return new Map();
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: Answer[] };
  return new Map(cases.map((answer) => [answer.case, answer]));
}

function addSetting(conf: { [key: string]: string }, text: string): void {
  const at = text.indexOf("=");
  conf[text.slice(0, at).trim()] = text.slice(at + 1).trim();
}

const withoutSemicolon = (text: string): string => (text.endsWith(";") ? text.slice(0, -1) : text);

function readSql(file: CaseFile, lines: readonly string[]): void {
  let current: Case | undefined;
  let table: string | undefined;
  let body: string[] = [];
  const finish = (): void => {
    const text = body.join("\n").trim();
    body = [];
    if (table !== undefined) file.tables[table] = withoutSemicolon(text);
    else if (current !== undefined) {
      current.parts["sql"] = text;
      file.cases.push(current);
    }
  };
  for (const line of lines) {
    const [, directive, argument = ""] = /^-- (case|table|conf): (.*)$/.exec(line) ?? [];
    if (directive === "conf") addSetting((current ?? file).conf, argument);
    else if (directive !== undefined) {
      finish();
      current = directive === "case" ? { name: argument.trim(), conf: {}, parts: {} } : undefined;
      table = directive === "table" ? argument.trim() : undefined;
    } else if (body.length > 0 || !(line.startsWith("--") || line.trim() === "")) body.push(line);
  }
  finish();
}

/** The statements of a case: each ends with a line that ends with a semicolon. */
export function statementsOf(sql: string): string[] {
  return sql
    .split(/(?<=;)\s*\n/)
    .map((statement) => withoutSemicolon(statement.trim()))
    .filter((statement) => statement !== "");
}

function readPrograms(file: CaseFile, lines: readonly string[]): void {
  let current: Case | undefined;
  let key: { part?: string; table?: string } | undefined;
  let body: string[] = [];
  const finish = (): void => {
    const text = dedent(body).trim();
    if (key?.table !== undefined) file.tables[key.table] = text;
    else if (key?.part !== undefined && current !== undefined) {
      for (const side of key.part === "both" ? ["py", "ts"] : [key.part]) current.parts[side] = text;
    }
    key = undefined;
    body = [];
  };
  for (const line of lines) {
    const start = /^(?:(py|ts|both|conf)|table (\w+)):\s*(.*)$/.exec(line);
    if (line.startsWith("## ")) {
      finish();
      current = { name: line.slice(3).trim(), conf: {}, parts: {} };
      file.cases.push(current);
    } else if (start?.[1] === "conf") {
      finish();
      addSetting((current ?? file).conf, start[3] ?? "");
    } else if (start !== null) {
      finish();
      key = start[2] === undefined ? { part: start[1] ?? "" } : { table: start[2] };
      if (start[3]) body = [start[3]];
    } else if (line.startsWith(" ") || (line.trim() === "" && key !== undefined)) {
      // The first line stands behind its key: give it the margin of those that follow.
      const margin = " ".repeat(line.length - line.trimStart().length);
      if (body.length === 1 && !body[0]?.startsWith(" ")) body[0] = margin + (body[0] ?? "");
      body.push(line);
    } else if (line.trim() !== "" && !line.startsWith("#")) {
      throw new Error(`${file.subject}: cannot read the line ${JSON.stringify(line)}`);
    }
  }
  finish();
}

function dedent(lines: readonly string[]): string {
  const full = lines.filter((line) => line.trim() !== "");
  const margin = Math.min(...full.map((line) => line.length - line.trimStart().length), Infinity);
  return lines.map((line) => (line.trim() === "" ? "" : line.slice(margin))).join("\n");
}

/** What the answer depends on: the case, its settings and the tables it names. */
export function digest(file: CaseFile, { conf, parts }: Case): string {
  const text = Object.keys(parts)
    .sort()
    .map((part) => parts[part])
    .join("\n");
  const tables = Object.keys(file.tables)
    .sort()
    .filter((name) => new RegExp(`\\b${name}\\b`).test(text))
    .map((name) => `${name}=${file.tables[name]}`);
  const settings: Settings = { ...file.conf, ...conf };
  const asked = Object.keys(settings)
    .sort()
    .map((key) => `${key}=${settings[key]}`);
  return createHash("sha256")
    .update([...asked, ...tables, text].join("\n"))
    .digest("hex")
    .slice(0, 12);
}
