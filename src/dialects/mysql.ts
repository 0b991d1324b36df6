/** MySQL 8, with its default `sql_mode`. */
import { BINARY, DATE, DecimalType, DOUBLE, FLOAT, LONG, STRING, TIMESTAMP_NTZ } from "../types/data-type.ts";
import { COMPARISONS, type Dialect, type FunctionRule } from "./dialect.ts";
import * as f from "./functions.ts";

const add: FunctionRule = (c) => c.count(2).internal("mysql_add", ...c.args);
const subtract: FunctionRule = (c) => c.count(2).internal("mysql_subtract", ...c.args);

/** Whole numbers divide and average with more digits than the four behind the point that are shown. */
const shown: NonNullable<Dialect["shown"]> = (column) => {
  if (column.kind !== "UnresolvedFunction") return column;
  const [name] = column.nameParts;
  if (name === "mysql_divide") return Object.freeze({ ...column, nameParts: ["mysql_divide_shown"] });
  const [average] = column.arguments;
  if (name !== "avg" || average?.kind !== "UnresolvedFunction") return column;
  const inner = Object.freeze({ ...average, nameParts: ["mysql_average_shown"] });
  return Object.freeze({ ...column, arguments: [inner] });
};

export const mysql: Dialect = {
  name: "mysql",
  title: "MySQL",
  grammar: "mysql",
  lexis: {
    nameQuote: "`",
    stringQuotes: "'\"",
    // `\%` and `\_` keep the backslash: they are patterns of LIKE.
    escapes: { b: "\b", n: "\n", r: "\r", t: "\t", Z: "\u001a", "%": "\\%", _: "\\_" },
    otherEscapes: "themselves",
    lineComments: ["--", "#"],
    spacedDashes: true,
    livelyComments: /^\/\*[!+M]/,
  },
  levels: [
    { associates: "left", operators: ["OR", "||"] },
    { associates: "left", operators: ["AND", "&&"] },
    { associates: "left", operators: ["NOT x"] },
    { associates: "none", operators: ["=", "<>", "!=", "<", "<=", ">", ">=", "IS", "LIKE", "IN", "BETWEEN"] },
    { associates: "left", operators: ["|"] },
    { associates: "left", operators: ["&"] },
    { associates: "left", operators: ["<<", ">>"] },
    { associates: "left", operators: ["+", "-"] },
    { associates: "left", operators: ["*", "/", "DIV", "%", "MOD"] },
    { associates: "left", operators: ["^"] },
    { associates: "left", operators: ["- x", "+ x"] },
  ],
  operators: {
    OR: "or",
    "||": "or",
    AND: "and",
    "&&": "and",
    ...COMPARISONS,
    "|": "mysql_or",
    "&": "mysql_and",
    "^": "mysql_xor",
    "+": "mysql_add",
    "-": "mysql_subtract",
    "*": "*",
    "/": "mysql_divide",
    DIV: "mysql_div",
    "%": "mysql_remainder",
    MOD: "mysql_remainder",
  },
  nulls: "first",
  intersectBindsTighter: true,
  timestampLiteral: TIMESTAMP_NTZ,
  types: {
    SIGNED: { type: LONG, by: "dialect_rounded" },
    "SIGNED INTEGER": { type: LONG, by: "dialect_rounded" },
    DECIMAL: { type: new DecimalType(10, 0), arguments: "precision and scale" },
    CHAR: { type: STRING, by: "dialect_cast_text", arguments: "length" },
    BINARY: { type: BINARY },
    DOUBLE: { type: DOUBLE },
    FLOAT: { type: FLOAT },
    DATE: { type: DATE },
    DATETIME: { type: TIMESTAMP_NTZ },
  },
  functions: {
    ...f.scalars,
    ...f.spaceTrims,
    ...f.partFunctions,
    MOD: f.own("mysql_remainder", 2),
    MID: (c) => (c.args.length === 3 ? f.substring(c) : c.refuse()),
    LENGTH: f.same("octet_length", 1),
    OCTET_LENGTH: f.same("octet_length", 1),
    LCASE: f.same("lower", 1),
    UCASE: f.same("upper", 1),
    CONCAT: f.concatenated,
    LOCATE: f.position(0),
    INSTR: f.position(1),
    MD5: f.same("md5", 1),
    IF: (c) => c.count(3).named("if", ...c.args),
    IFNULL: f.same("coalesce", 2),
    GREATEST: f.nullIfAny("greatest"),
    LEAST: f.nullIfAny("least"),
    CURDATE: (c) => c.count(0).named("current_date"),
    NOW: f.localNow,
    CURRENT_TIMESTAMP: f.localNow,
    DATE: f.asDate,
    LAST_DAY: f.same("last_day", 1),
    DAYOFWEEK: f.part("dayofweek"),
    WEEKDAY: f.part("weekday"),
    DATEDIFF: f.same("datediff", 2),
    DATE_ADD: add,
    ADDDATE: add,
    DATE_SUB: subtract,
    SUBDATE: subtract,
  },
  aggregates: {
    ...f.aggregates,
    AVG: (c) => c.count(1).named("avg", c.internal("mysql_average", c.arg(0))),
    STD: f.aggregate("stddev_pop"),
    STDDEV: f.aggregate("stddev_pop"),
    VARIANCE: f.aggregate("var_pop"),
    GROUP_CONCAT: f.joinedTexts(","),
  },
  windows: f.windows,
  shown,
  fields: { ...f.fields, SECOND: f.part("second") },
};
