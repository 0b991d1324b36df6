/**
 * Which conditions the source can raise, and with which parameters, as far as its text tells: conditions are written as
 * strings, whole (`"DIVIDE_BY_ZERO"`) or in two parts that a helper joins (`` `INVALID_FORMAT.${kind}` `` and `"EMPTY"`).
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import { allConditions, isCondition } from "../src/types/error-conditions.ts";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** A place that names a condition. */
export interface RaiseSite {
  /** What it can mean: a word may be a condition and also a part of one. */
  readonly conditions: readonly string[];
  /** Such as `analyzer/pivot.ts:49`. */
  readonly place: string;
  readonly given: Names;
}

/** Names of the parameters, and of the options, that are given beside the condition. */
export interface Names {
  readonly names: readonly string[];
  /** There may be more: they are not written out at this place. */
  readonly open: boolean;
}

interface Word {
  /** A condition, a part of one, or one with a part that is computed. */
  readonly pattern: string | RegExp;
  readonly file: string;
  readonly line: number;
  readonly given: Names;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Every place in src/ that names a condition. */
export function raiseSites(): RaiseSite[] {
  const words = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    // The lists of conditions raise none.
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.startsWith("types/error-"))
    .flatMap(wordsOf);
  const joins = Map.groupBy(words, ({ pattern }) => joinedMain(pattern));
  const conditions = allConditions();
  const ofPart = Map.groupBy(conditions, (condition) => condition.split(".")[1]);
  return words.flatMap(({ pattern, file, line, given }): RaiseSite[] => {
    if (joinedMain(pattern) !== undefined) return [];
    const isPart = typeof pattern === "string" && !pattern.includes(".");
    const whole = typeof pattern === "string" ? [pattern].filter(isWhole) : conditions.filter((c) => pattern.test(c));
    const parts = isPart ? (ofPart.get(pattern) ?? []) : conditions.filter((c) => matchesPart(pattern, c));
    const joined = parts.filter((condition) => joins.has(mainOf(condition)));
    const here = joined.filter((condition) => joins.get(mainOf(condition))?.some((word) => word.file === file));
    const all = [...whole, ...(here.length > 0 ? here : joined)];
    if (all.length === 0) return [];
    const added = joined.flatMap((condition) => joins.get(mainOf(condition)) ?? []).flatMap((word) => word.given.names);
    return [{ conditions: all, place: `${file}:${line}`, given: { ...given, names: [...given.names, ...added] } }];
  });
}

const mainOf = (condition: string): string => condition.slice(0, condition.indexOf("."));

/** One that there is, one that Spark has not named yet, or one whose main condition there is. */
const isWhole = (word: string): boolean =>
  isCondition(word) || /^_LEGACY_ERROR_TEMP_\d{4}$/.test(word) || (/\.\w/.test(word) && isCondition(mainOf(word)));

const matchesPart = (pattern: string | RegExp, condition: string): boolean =>
  pattern instanceof RegExp && condition.includes(".") && pattern.test(condition.slice(condition.indexOf(".") + 1));

/** The main condition of `` `MAIN.${part}` ``. */
const joinedMain = (pattern: string | RegExp): string | undefined =>
  pattern instanceof RegExp ? /^\^(\w+)\\\.\[A-Z_0-9\]\+\$$/.exec(pattern.source)?.[1] : undefined;

function wordsOf(file: string): Word[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const words: Word[] = [];
  const visit = (value: unknown, given: Names): void => {
    if (Array.isArray(value)) return value.forEach((item) => visit(item, given));
    if (typeof value !== "object" || value === null) return;
    const node = value as Node;
    const pattern = patternOf(node);
    if (pattern !== undefined) words.push({ pattern, file, line: text.slice(0, node.start).split("\n").length, given });
    const inside = givenBy(node) ?? given;
    for (const child of Object.values(node)) visit(child, inside);
  };
  if (/["`_][A-Z]/.test(text)) visit(parseSync(file, text).program.body, { names: [], open: true });
  return words;
}

function patternOf(node: Node): string | RegExp | undefined {
  if (node.type === "Literal") {
    const { value } = node;
    return typeof value === "string" && /^[A-Z_][A-Z_0-9.]+$/.test(value) ? value : undefined;
  }
  if (node.type !== "TemplateLiteral") return undefined;
  const texts = (node["quasis"] as { readonly value: { readonly cooked: string } }[]).map(({ value }) => value.cooked);
  const isName =
    texts.length > 1 && texts.every((t) => /^[A-Z_0-9.]*$/.test(t)) && texts.some((t) => /[A-Z]{2}_|_[A-Z]{2}/.test(t));
  return isName ? new RegExp(`^${texts.map((t) => t.replaceAll(".", "\\.")).join("[A-Z_0-9]+")}$`) : undefined;
}

/** What a call, or an object `{ condition, parameters }`, gives; other nodes say nothing of it. */
function givenBy(node: Node): Names | undefined {
  if (node.type === "ObjectExpression") {
    const parameters = propertiesOf(node).find((p) => nameOf(p) === "parameters")?.["value"];
    return parameters === undefined ? undefined : namesOf([parameters as Node]);
  }
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return undefined;
  return namesOf(
    (node["arguments"] as Node[]).filter((given) => given.type === "ObjectExpression" && !isOptions(given)),
  );
}
/** The last argument of the errors' constructors. */
const isOptions = (object: Node): boolean =>
  propertiesOf(object).length > 0 && propertiesOf(object).every((p) => /^(queryContext|cause)$/.test(nameOf(p) ?? ""));

function namesOf(objects: readonly Node[]): Names {
  const names = objects.flatMap(propertiesOf).map(nameOf);
  const known = names.filter((name) => name !== undefined);
  const open = objects.length === 0 || objects.some(({ type }) => type !== "ObjectExpression");
  return { names: known, open: open || known.length < names.length };
}

const propertiesOf = (node: Node): readonly Node[] => (node["properties"] ?? []) as readonly Node[];

function nameOf(property: Node): string | undefined {
  const key = property["key"] as Node | undefined;
  return key === undefined ? undefined : String(key["name"] ?? key["value"]);
}
