import { expect, test } from "vitest";
import { showText } from "./show-text.ts";

interface Case {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly n: number;
  readonly truncate: number;
  readonly vertical: boolean;
  /** What Spark 4.3.0 prints, line by line. */
  readonly lines: readonly string[];
}

// Recorded with PySpark's `_show_string`.
const CASES: readonly Case[] = [
  {
    names: ["name", "note"],
    rows: [
      ["Ann", "a longer text than twenty"],
      ["Ben", "NULL"],
    ],
    n: 20,
    truncate: 20,
    vertical: false,
    lines: [
      "+----+--------------------+",
      "|name|                note|",
      "+----+--------------------+",
      "| Ann|a longer text tha...|",
      "| Ben|                NULL|",
      "+----+--------------------+",
      "",
    ],
  },
  {
    names: ["name", "note"],
    rows: [
      ["Ann", "a longer text than twenty"],
      ["Ben", "NULL"],
    ],
    n: 1,
    truncate: 20,
    vertical: false,
    lines: [
      "+----+--------------------+",
      "|name|                note|",
      "+----+--------------------+",
      "| Ann|a longer text tha...|",
      "+----+--------------------+",
      "only showing top 1 row",
    ],
  },
  {
    names: ["name", "note"],
    rows: [
      ["Ann", "a longer text than twenty"],
      ["Ben", "NULL"],
    ],
    n: 20,
    truncate: 0,
    vertical: false,
    lines: [
      "+----+-------------------------+",
      "|name|note                     |",
      "+----+-------------------------+",
      "|Ann |a longer text than twenty|",
      "|Ben |NULL                     |",
      "+----+-------------------------+",
      "",
    ],
  },
  {
    names: ["name", "note"],
    rows: [
      ["Ann", "a longer text than twenty"],
      ["Ben", "NULL"],
    ],
    n: 20,
    truncate: 5,
    vertical: false,
    lines: ["+----+-----+", "|name| note|", "+----+-----+", "| Ann|a ...|", "| Ben| NULL|", "+----+-----+", ""],
  },
  {
    names: ["name", "note"],
    rows: [
      ["Ann", "a longer text than twenty"],
      ["Ben", "NULL"],
    ],
    n: 20,
    truncate: 3,
    vertical: false,
    lines: ["+----+----+", "|name|note|", "+----+----+", "| Ann| a l|", "| Ben| NUL|", "+----+----+", ""],
  },
  {
    names: ["name", "note"],
    rows: [
      ["Ann", "a longer text than twenty"],
      ["Ben", "NULL"],
    ],
    n: 20,
    truncate: 20,
    vertical: true,
    lines: [
      "-RECORD 0--------------------",
      " name | Ann                  ",
      " note | a longer text tha... ",
      "-RECORD 1--------------------",
      " name | Ben                  ",
      " note | NULL                 ",
      "",
    ],
  },
  {
    names: ["name", "note"],
    rows: [
      ["Ann", "a longer text than twenty"],
      ["Ben", "NULL"],
    ],
    n: 1,
    truncate: 0,
    vertical: true,
    lines: [
      "-RECORD 0-------------------------",
      " name | Ann                       ",
      " note | a longer text than twenty ",
      "only showing top 1 row",
    ],
  },
  { names: ["name", "note"], rows: [], n: 20, truncate: 20, vertical: true, lines: ["(0 rows)"] },
  {
    names: ["name", "note"],
    rows: [],
    n: 20,
    truncate: 20,
    vertical: false,
    lines: ["+----+----+", "|name|note|", "+----+----+", "+----+----+", ""],
  },
  {
    names: ["漢字", "x"],
    rows: [
      ["日本語", "ｱ"],
      ["é", ""],
    ],
    n: 20,
    truncate: 20,
    vertical: false,
    lines: ["+------+---+", "|  漢字|  x|", "+------+---+", "|日本語|  ｱ|", "|     é|   |", "+------+---+", ""],
  },
  {
    names: ["漢字", "x"],
    rows: [["日本語", "b"]],
    n: 20,
    truncate: 0,
    vertical: false,
    lines: ["+------+---+", "|漢字  |x  |", "+------+---+", "|日本語|b  |", "+------+---+", ""],
  },
  {
    names: ["漢字", "x"],
    rows: [["日本語", "b"]],
    n: 20,
    truncate: 20,
    vertical: true,
    lines: ["-RECORD 0------", " 漢字 | 日本語 ", " x    | b      ", ""],
  },
  {
    names: ["a\tb", "y"],
    rows: [["l1\nl2", "\r\f\b\u000b\u0007"]],
    n: 20,
    truncate: 20,
    vertical: false,
    lines: [
      "+------+----------+",
      "|  a\\tb|         y|",
      "+------+----------+",
      "|l1\\nl2|\\r\\f\\b\\v\\a|",
      "+------+----------+",
      "",
    ],
  },
  {
    names: ["a very long column name indeed"],
    rows: [["x"]],
    n: 20,
    truncate: 20,
    vertical: false,
    lines: [
      "+------------------------------+",
      "|a very long column name indeed|",
      "+------------------------------+",
      "|                             x|",
      "+------------------------------+",
      "",
    ],
  },
  { names: [], rows: [[], []], n: 20, truncate: 20, vertical: false, lines: ["++", "||", "++", "||", "||", "++", ""] },
  {
    names: ["a"],
    rows: [["x"], ["y"], ["z"]],
    n: 0,
    truncate: 20,
    vertical: false,
    lines: ["+---+", "|  a|", "+---+", "+---+", "only showing top 0 rows"],
  },
  {
    names: ["a"],
    rows: [["x"], ["y"], ["z"]],
    n: 2,
    truncate: 20,
    vertical: false,
    lines: ["+---+", "|  a|", "+---+", "|  x|", "|  y|", "+---+", "only showing top 2 rows"],
  },
  {
    names: ["a"],
    rows: [["x"], ["y"], ["z"]],
    n: 1,
    truncate: 20,
    vertical: true,
    lines: ["-RECORD 0--", " a   | x   ", "only showing top 1 row"],
  },
  {
    names: ["a"],
    rows: [["x"]],
    n: -1,
    truncate: 20,
    vertical: false,
    lines: ["+---+", "|  a|", "+---+", "+---+", "only showing top 0 rows"],
  },
];

test.each(CASES)("$names.0, n=$n, truncate=$truncate, vertical=$vertical", (c) => {
  const count = Math.max(0, c.n);
  const rows = c.rows.slice(0, count + 1);
  expect(showText(c.names, rows, { count, truncate: c.truncate, vertical: c.vertical })).toBe(c.lines.join("\n"));
});
