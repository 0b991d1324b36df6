/** Texts of errors about dates, times, intervals and their patterns. */
export const DATETIME_MESSAGES: { readonly [condition: string]: string } = {
  INTERVAL_DIVIDED_BY_ZERO: "Division of an interval by zero. Use `try_divide` to get NULL instead.",
  CANNOT_PARSE_TIMESTAMP: "<message>. Use <func> to get NULL instead.",
  CANNOT_PARSE_TIME: "<input> does not have the time format <format>.",
  CONVERSION_INVALID_INPUT: "<str> of the format <fmt> is no <targetType>. Use <suggestion> to get NULL instead.",
  DATETIME_OVERFLOW: "The result is out of range: <operation>.",
  DATETIME_FIELD_OUT_OF_BOUNDS: "<rangeMessage>.",
  INVALID_DATETIME_PATTERN: "<pattern> is no pattern for dates and times.",
  "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER":
    "The datetime pattern <pattern> contains <c>, which is no pattern letter. Put text in single quotes.",
  "INVALID_DATETIME_PATTERN.LENGTH": "The datetime pattern has too many of one letter: <pattern>.",
  "INVALID_DATETIME_PATTERN.WITH_SUGGESTION":
    "<pattern> is no pattern for dates and times. The letters are in <docroot>/sql-ref-datetime-pattern.html.",
  INVALID_FRACTION_OF_SECOND: "Seconds must be between 0 and 60, not <secAndMicros>.",
  INVALID_TIMEZONE: "There is no time zone <timeZone>.",
  ILLEGAL_DAY_OF_WEEK: "There is no day of the week <string>.",
  INTERVAL_ARITHMETIC_OVERFLOW: "The interval is out of range.",
  "INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION":
    "The interval is out of range. Use <functionName> to get NULL instead.",
  "INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION": "The interval is out of range.",
  INVALID_INTERVAL_FORMAT: "<input> is no interval.",
  "INVALID_INTERVAL_FORMAT.ARITHMETIC_EXCEPTION": "The interval <input> is out of range.",
  "INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY": "An empty text is no interval.",
  "INVALID_INTERVAL_FORMAT.INTERVAL_PARSING": "<input> is no <interval> interval: one of its numbers is out of range.",
  "INVALID_INTERVAL_FORMAT.INVALID_FRACTION": "<input> is no interval: only seconds can have a fraction, not <unit>.",
  "INVALID_INTERVAL_FORMAT.INVALID_PRECISION":
    "<input> is no interval: <value> has more than 9 digits after the point.",
  "INVALID_INTERVAL_FORMAT.INVALID_PREFIX": "<input> is no interval: it cannot begin with <prefix>.",
  "INVALID_INTERVAL_FORMAT.INVALID_UNIT": "<input> is no interval: there is no unit <unit>.",
  "INVALID_INTERVAL_FORMAT.INVALID_VALUE": "<input> is no interval: <value> is no number.",
  "INVALID_INTERVAL_FORMAT.MISSING_UNIT": "<input> is no interval: there is no unit after <word>.",
  "INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE":
    "The interval <input> is no offset of a time zone: it must be between -18 and +18 hours.",
  "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING":
    "<input> is no <intervalStr> interval; one of type <typeName> is written <supportedFormat>.",
  "INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE":
    "<input> is no <intervalStr> interval; one of type <typeName> is written <supportedFormat>. Set spark.sql.legacy.fromDayTimeString.enabled to true to read other forms.",
  "INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER": "<input> is no interval: <number> is no number.",
  "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION": "There are no intervals of <from> to <to>: <input>.",
  CANNOT_PARSE_INTERVAL: "<intervalString> is no interval: write a number and a unit, as in '10 minutes'.",
  INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION:
    "A date can be moved by whole days only. Cast it to a timestamp to add hours, minutes or seconds.",
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION":
    "The pattern <pattern> was one for Spark 2 and is none since Spark 3. Write it anew (<docroot>/sql-ref-datetime-pattern.html), or set <config> to LEGACY to read it as Spark 2 did.",
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN":
    "The pattern letter <c> belongs to weeks, which patterns have not had since Spark 3. Use the function `extract` instead.",
  "INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER":
    "Spark 2 could read <datetime> with this pattern, since Spark 3 it cannot be read. Set <config> to LEGACY to read it as Spark 2 did, or to CORRECTED to treat it as wrong input.",
  "UNSUPPORTED_FEATURE.TIMESTAMP_NANOS_WITH_LEGACY_TIME_PARSER":
    "Timestamps with nanoseconds cannot be read while spark.sql.legacy.timeParserPolicy is LEGACY.",
};
