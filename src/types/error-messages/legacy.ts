/** Texts of errors about conditions that Spark has not given a name yet. */
export const LEGACY_MESSAGES: { readonly [condition: string]: string } = {
  _LEGACY_ERROR_TEMP_0006: "INSERT in MERGE has another number of columns than of values.",
  _LEGACY_ERROR_TEMP_0014:
    "TABLESAMPLE needs a size in its parentheses: (10 PERCENT), (5 ROWS) or (BUCKET 1 OUT OF 4).",
  _LEGACY_ERROR_TEMP_0015:
    "TABLESAMPLE takes neither a length in bytes nor buckets of a column. Use (10 PERCENT), (5 ROWS) or (BUCKET 1 OUT OF 4).",
  _LEGACY_ERROR_TEMP_0016: "TABLESAMPLE takes (10 PERCENT), (5 ROWS) or (BUCKET 1 OUT OF 4).",
  _LEGACY_ERROR_TEMP_0024: "An interval with two units, such as YEAR TO MONTH, has one value only.",
  _LEGACY_ERROR_TEMP_0026: "<value> is no number, as an interval has before each unit.",
  _LEGACY_ERROR_TEMP_0027: "The value of an interval with two units, such as YEAR TO MONTH, must be a string.",
  _LEGACY_ERROR_TEMP_0028: "There are no intervals of <from> to <to>: <intervalInput>.",
  _LEGACY_ERROR_TEMP_0029: "<literal> mixes years and months with days and times. Write two intervals.",
  _LEGACY_ERROR_TEMP_0034: "CHANGE COLUMN keeps the name. Use RENAME COLUMN to change it.",
  _LEGACY_ERROR_TEMP_0035: "This is not possible: <message>.",
  _LEGACY_ERROR_TEMP_0037: "CACHE TABLE ... AS makes a temporary view, whose name has no schema: leave out <quoted>.",
  _LEGACY_ERROR_TEMP_0045: "SET TIME ZONE takes LOCAL, the name of a zone in quotes, or an interval.",
  _LEGACY_ERROR_TEMP_0046: "CREATE TEMPORARY TABLE needs a format after USING.",
  _LEGACY_ERROR_TEMP_0048: "TRANSFORM takes no RECORDWRITER and no RECORDREADER.",
  _LEGACY_ERROR_TEMP_0049: "INSERT OVERWRITE DIRECTORY needs one path: after DIRECTORY, or as the option path.",
  _LEGACY_ERROR_TEMP_0050:
    "INSERT OVERWRITE LOCAL DIRECTORY needs a path on this machine: an absolute one, or one that begins with file:",
  _LEGACY_ERROR_TEMP_0051: "<element> cannot have an empty group of columns in it.",
  _LEGACY_ERROR_TEMP_0053: "CREATE TEMPORARY VIEW takes no IF NOT EXISTS. Use OR REPLACE.",
  _LEGACY_ERROR_TEMP_0057: "<operation> is not possible.",
  _LEGACY_ERROR_TEMP_0063: "<msg> is no interval: one of its numbers is out of range.",
  _LEGACY_ERROR_TEMP_1035: "The offset of <prettyName> must be an integer.",
  _LEGACY_ERROR_TEMP_1182:
    "The column <ambiguousAttrs> is on both sides of a self-join. Give the sides aliases and name the column by them, or set <config> to false.",
  _LEGACY_ERROR_TEMP_1210: "The second argument of <funcName> must be true or false, written as a literal.",
  _LEGACY_ERROR_TEMP_1324:
    "The column <pivotColumn> has more values than a pivot may have, <maxValues>. Name those that are wanted, or set <conf> higher.",
  _LEGACY_ERROR_TEMP_2128: "A map needs as many keys as values.",
  _LEGACY_ERROR_TEMP_3241: "The step of the sequence is 0, or leads away from its end.",
  _LEGACY_ERROR_TEMP_3242:
    "A sequence of dates needs a step of whole days or months, which is not 0: this one, of type <intervalType>, has a part of a day or is 0.",
  _LEGACY_ERROR_TEMP_3238: "The interval <v> cannot be written as XML.",
};
