// Writes src/types/error-states.ts: names and SQLSTATEs of Spark's and PySpark's error conditions (facts, no texts).
//
//   unzip -p pyspark/jars/spark-common-utils_*.jar error/error-conditions.json > spark.json
//   node scripts/record-conditions.mjs spark.json pyspark/errors/error-conditions.json
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ sqlState?: string, subClass?: Record<string, Condition>, sub_class?: Record<string, Condition> }} Condition
 */

const [sparkFile, pysparkFile] = process.argv.slice(2);
if (sparkFile === undefined || pysparkFile === undefined) {
  throw new Error("usage: record-conditions.mjs SPARK_CONDITIONS.json PYSPARK_CONDITIONS.json");
}

/** @type {(file: string) => Record<string, Condition>} */
const read = (file) => JSON.parse(readFileSync(file, "utf8"));
// Spark's own entry wins where both have one.
const conditions = { ...read(pysparkFile), ...read(sparkFile) };

/** Conditions by SQLSTATE; `-` for those without. @type {Map<string, string[]>} */
const byState = new Map();
for (const [name, condition] of Object.entries(conditions).sort(([a], [b]) => (a < b ? -1 : 1))) {
  const state = condition.sqlState ?? "-";
  // Placeholders for errors that Spark has not named yet: nothing to know about them.
  if (name.startsWith("_LEGACY_ERROR_TEMP_") && state === "-") continue;
  const subclasses = Object.entries(condition.subClass ?? condition.sub_class ?? {}).map(([sub, { sqlState }]) =>
    sqlState === undefined || sqlState === condition.sqlState ? sub : `${sub}=${sqlState}`,
  );
  const entry = subclasses.length === 0 ? name : `${name}(${subclasses.join(" ")})`;
  byState.set(state, [...(byState.get(state) ?? []), entry]);
}

const lines = [...byState]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([state, entries]) => `${state} ${entries.join(" ")}`);
const text = `// Written by scripts/record-conditions.mjs from Spark 4.3.0; do not edit.

/**
 * One line for each SQLSTATE: the state (\`-\` for none) and its conditions, with their subclasses in parentheses;
 * \`SUBCLASS=state\` where a subclass has one of its own.
 */
export const ERROR_STATES: string = \`\\
${lines.join("\n")}
\`;
`;
writeFileSync(fileURLToPath(new URL("../src/types/error-states.ts", import.meta.url)), text);
console.log(`${Object.keys(conditions).length} conditions, ${byState.size} SQLSTATEs`);
