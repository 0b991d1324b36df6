/** `[RVBBIT] MAP [DISTINCT] [PARALLEL n] 'task' [AS result | AS (a INT, ...)] USING (query) [WITH (option = value, ...)]` */
import type { CreateTable, Statement } from "../plan/command.ts";
import type { MapParallel, Relation } from "../plan/relation.ts";
import type { MapOptions } from "../plan/task.ts";
import { columnTypes } from "./data-type.ts";
import { hyphenCheckedName, isName, splitName } from "./identifier.ts";
import { integer } from "./integer.ts";
import { relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { propertyMap } from "./property.ts";
import { atString, singleString } from "./string-literal.ts";
import { subquery } from "./subquery.ts";

/** Words of the statement that are no keywords of Spark's. */
function atWord(p: Parser, word: string, offset = 0): boolean {
  const at = p.pos + offset;
  return isName(p, p.kinds[at] ?? "eof") && p.text(at).toUpperCase() === word;
}

/** The statement may begin here; Hive's `MAP a, b USING 'script'` begins alike. */
export function atMapParallel(p: Parser): boolean {
  const at = atWord(p, "RVBBIT") ? 1 : 0;
  return p.peek(at) === "MAP";
}

export function mapParallel(p: Parser): MapParallel {
  const start = p.pos;
  if (atWord(p, "RVBBIT")) p.pos++;
  p.expect("MAP");
  const distinct = p.accept("DISTINCT");
  let workers: number | undefined;
  if (atWord(p, "PARALLEL")) {
    p.pos++;
    const place = p.pos;
    workers = integer(p);
    if (workers < 1) p.reject("INVALID_SQL_SYNTAX", { inputString: "PARALLEL must be at least 1" }, place);
  }
  if (!atString(p)) p.fail();
  const task = singleString(p);
  const result = p.accept("AS") ? resultColumns(p) : undefined;
  p.expect("USING");
  const input = p.attempt("subquery", subquery) ?? p.fail();
  const optionsAt = p.pos;
  const given = p.at("WITH", "(") ? withOptions(p) : {};
  const { as_table: table, ...others } = given;
  const options: Partial<MapOptions> = {
    ...(distinct ? { distinct } : {}),
    ...(workers === undefined ? {} : { workers }),
    ...mapOptions(p, others, optionsAt),
  };
  const asTable = table === undefined ? undefined : splitName(table);
  return relation<MapParallel>(p, start, {
    kind: "MapParallel",
    input,
    task,
    options,
    ...(result === undefined ? {} : { result }),
    ...(asTable === undefined ? {} : { asTable }),
  });
}
function resultColumns(p: Parser): NonNullable<MapParallel["result"]> {
  if (!p.accept("(")) return hyphenCheckedName(p);
  const columns = columnTypes(p);
  p.expect(")");
  return columns;
}
function withOptions(p: Parser): { readonly [key: string]: string } {
  p.expect("WITH");
  return Object.fromEntries(Object.entries(propertyMap(p)).map(([key, value]) => [key.toLowerCase(), value]));
}

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
function mapOptions(p: Parser, given: { readonly [key: string]: string }, at: number): Partial<MapOptions> {
  const refuse = (key: string, expected: string): never =>
    p.reject(
      "INVALID_SQL_SYNTAX",
      { inputString: `the option ${key} = '${given[key]}' of MAP: expected ${expected}` },
      at,
    );
  const count = (key: string, least: number): number => {
    const value = Number(given[key]);
    return Number.isInteger(value) && value >= least ? value : refuse(key, `an integer of at least ${least}`);
  };
  const options: { -readonly [key in keyof MapOptions]?: MapOptions[key] } = {};
  for (const [key, value] of Object.entries(given)) {
    switch (key) {
      case "cache":
        options.cache = value === "true" || (value !== "false" && refuse(key, "true or false"));
        break;
      case "batch_size":
        options.batchSize = count(key, 1);
        break;
      case "retries":
        options.retries = count(key, 0);
        break;
      case "on_error":
        options.onError =
          value === "null" ? "null" : value === "fail" || value === "raise" ? "raise" : refuse(key, "null or fail");
        break;
      case "timeout": {
        const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(value) ?? [];
        options.timeoutMs =
          amount === undefined
            ? refuse(key, "a time such as 30s")
            : Math.max(1, Math.round(Number(amount) * (UNITS[unit] ?? 1000)));
        break;
      }
      default:
        p.reject(
          "INVALID_SQL_SYNTAX",
          {
            inputString: `the option ${key} of MAP: there are as_table, batch_size, cache, on_error, retries, timeout`,
          },
          at,
        );
    }
  }
  return options;
}

/** With `as_table` the statement makes a table. */
export function mapStatement(plan: Relation): Statement {
  if (plan.kind !== "MapParallel" || plan.asTable === undefined) return Object.freeze({ kind: "Query", plan });
  const { asTable, ...query } = plan;
  const command: CreateTable = {
    kind: "CreateTable",
    nameParts: asTable,
    partitionBy: [],
    options: {},
    ifNotExists: false,
    replace: true,
    query,
  };
  return Object.freeze({ kind: "Command", command: Object.freeze(command) });
}
