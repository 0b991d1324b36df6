/** `${name}` in SQL text: values of settings and of the environment, before anything is parsed. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import { IllegalArgumentException } from "../types/spark-error.ts";

const REFERENCE = /\$\{(?:(\w+?):)?(\S+?)\}/g;
/** Prefixes that mean settings of the session. */
const SETTINGS: ReadonlySet<string> = new Set(["", "spark", "sparkconf", "hivevar", "hiveconf"]);

/** The text with its references replaced; those that nothing provides stay. */
export function substitute(text: string, conf: SqlConf): string {
  if (!text.includes("${") || !conf.boolean("spark.sql.variable.substitute")) return text;
  return replaced(text, conf, []);
}
function replaced(text: string, conf: SqlConf, within: readonly string[]): string {
  return text.replaceAll(REFERENCE, (whole: string, prefix: string | undefined, name: string) => {
    if (within.includes(whole)) {
      throw new IllegalArgumentException(null, {}, { message: `Circular reference in "${text}": ${whole}` });
    }
    const value = SETTINGS.has(prefix ?? "") ? conf.getOr(name, "") : prefix === "env" ? process.env[name] : undefined;
    return value === undefined ? whole : replaced(value, conf, [...within, whole]);
  });
}
