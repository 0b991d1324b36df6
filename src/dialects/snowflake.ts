/** Snowflake. */
import { BOOLEAN, DATE, DecimalType, DOUBLE, LONG, STRING, TIMESTAMP, TIMESTAMP_NTZ } from "../types/data-type.ts";
import { type CastRule, COMPARISONS, type Dialect, type FunctionRule } from "./dialect.ts";
import * as f from "./functions.ts";

const number: CastRule = { type: new DecimalType(38, 0), arguments: "precision and scale" };
/** NUMBER(38, 0) there; values beyond BIGINT are errors here. */
const whole: CastRule = { type: LONG, by: "dialect_rounded" };
const text: CastRule = { type: STRING, by: "dialect_cast_text" };
const dateAdd: FunctionRule = (c) => {
  const unit = c.count(3).unit(0);
  return c.internal("snowflake_date_add", c.string(unit), c.arg(1), c.arg(2));
};
const dateDiff: FunctionRule = (c) => f.boundaries(c, c.count(3).unit(0), c.arg(1), c.arg(2));

export const snowflake: Dialect = {
  name: "snowflake",
  title: "Snowflake",
  grammar: "snowflake",
  lexis: {
    nameQuote: '"',
    stringQuotes: "'",
    escapes: { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" },
    otherEscapes: "themselves",
    lineComments: ["--", "//"],
  },
  levels: [
    { associates: "left", operators: ["OR"] },
    { associates: "left", operators: ["AND"] },
    { associates: "left", operators: ["NOT x"] },
    { associates: "none", operators: ["=", "<>", "!=", "<", "<=", ">", ">=", "IS", "IN", "LIKE", "ILIKE", "BETWEEN"] },
    // Snowflake does not document how these bind among each other.
    { associates: "left", operators: ["||"] },
    { associates: "left", operators: ["+", "-"] },
    { associates: "left", operators: ["*", "/", "%"] },
    { associates: "left", operators: ["- x", "+ x"] },
    { associates: "left", operators: ["::"] },
  ],
  alone: new Set(["||"]),
  operators: {
    OR: "or",
    AND: "and",
    ...COMPARISONS,
    "||": "dialect_concat",
    "+": "snowflake_add",
    "-": "snowflake_subtract",
    "*": "*",
    "/": "snowflake_divide",
    "%": "%",
  },
  nulls: "last",
  likeWithoutEscape: true,
  intersectBindsTighter: true,
  timestampLiteral: TIMESTAMP_NTZ,
  types: {
    NUMBER: number,
    DECIMAL: number,
    NUMERIC: number,
    INT: whole,
    INTEGER: whole,
    BIGINT: whole,
    SMALLINT: whole,
    FLOAT: { type: DOUBLE },
    DOUBLE: { type: DOUBLE },
    "DOUBLE PRECISION": { type: DOUBLE },
    REAL: { type: DOUBLE },
    VARCHAR: text,
    STRING: text,
    TEXT: text,
    BOOLEAN: { type: BOOLEAN },
    DATE: { type: DATE },
    TIMESTAMP: { type: TIMESTAMP_NTZ },
    DATETIME: { type: TIMESTAMP_NTZ },
    TIMESTAMP_NTZ: { type: TIMESTAMP_NTZ },
    TIMESTAMP_LTZ: { type: TIMESTAMP },
  },
  functions: {
    ...f.scalars,
    ...f.spaceTrims,
    ...f.partFunctions,
    LENGTH: f.same("char_length", 1),
    LEN: f.same("char_length", 1),
    CONCAT: f.concatenated,
    CHARINDEX: f.position(0),
    MD5: f.same("md5", 1),
    IFF: (c) => c.count(3).named("if", ...c.args),
    IFNULL: f.same("coalesce", 2),
    NVL: f.same("coalesce", 2),
    NVL2: f.same("nvl2", 3),
    ZEROIFNULL: (c) => c.count(1).named("coalesce", c.arg(0), c.int(0)),
    NULLIFZERO: (c) => c.count(1).named("nullif", c.arg(0), c.int(0)),
    GREATEST: f.nullIfAny("greatest"),
    LEAST: f.nullIfAny("least"),
    CURRENT_TIMESTAMP: (c) => c.count(0).named("current_timestamp"),
    TO_DATE: f.asDate,
    DATE: f.asDate,
    LAST_DAY: f.same("last_day", 1),
    DAYOFWEEK: f.weekdayFromZero,
    DATEADD: dateAdd,
    TIMESTAMPADD: dateAdd,
    DATEDIFF: dateDiff,
    TIMESTAMPDIFF: dateDiff,
    DATE_TRUNC: f.truncated("dialect_truncate", 0),
  },
  aggregates: {
    ...f.aggregates,
    ...f.sampleMoments,
    AVG: (c) => c.count(1).named("avg", c.internal("snowflake_average", c.arg(0))),
    COUNT_IF: f.aggregate("count_if"),
    BOOLAND_AGG: f.aggregate("bool_and"),
    BOOLOR_AGG: f.aggregate("bool_or"),
  },
  windows: f.windows,
  wholePartition: new Set(["FIRST_VALUE", "LAST_VALUE", "NTH_VALUE"]),
  fields: {
    ...f.fields,
    SECOND: f.part("second"),
    DAYOFWEEK: f.weekdayFromZero,
    DOW: f.weekdayFromZero,
    DAYOFYEAR: f.part("dayofyear"),
    DOY: f.part("dayofyear"),
  },
};
