/** The parsers of node-sql-parser, loaded when a dialect is first used: it is no dependency of this package. */
import { createRequire } from "node:module";
import { UnsupportedOperationException } from "../types/spark-error.ts";
import type { Dialect } from "./dialect.ts";

interface Library {
  readonly Parser: new () => { astify(sql: string, options: { database: string }): unknown };
}
type Astify = (sql: string) => unknown;

const require = createRequire(import.meta.url);
const loaded = new Map<string, Astify>();

/** What makes a tree of a text. A missing library raises `UNSUPPORTED_FEATURE`, which says what to install. */
export function parserOf(dialect: Dialect): Astify {
  let astify = loaded.get(dialect.grammar);
  if (astify === undefined) {
    const parser = new (library(dialect).Parser)();
    astify = (sql) => parser.astify(sql, { database: dialect.grammar });
    loaded.set(dialect.grammar, astify);
  }
  return astify;
}

function library(dialect: Dialect): Library {
  try {
    return require(`node-sql-parser/build/${dialect.grammar}.js`) as Library;
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "MODULE_NOT_FOUND") throw cause;
    const feature = `SQL in the dialect ${dialect.name} without the package node-sql-parser`;
    const message = `[UNSUPPORTED_FEATURE] ${feature} is not supported; to have it: npm install node-sql-parser@5.4.0. SQLSTATE: 0A000`;
    throw new UnsupportedOperationException("UNSUPPORTED_FEATURE", { feature }, { message, cause });
  }
}
