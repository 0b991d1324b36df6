/** How the session's settings and the caller's arguments reach the parser. */
import type { SqlConf } from "../catalog/sql-conf.ts";
import type { Expression } from "../plan/expression.ts";
import type { ParserOptions } from "../sql/index.ts";
import { literalOf } from "../types/literal.ts";
import type { SqlArguments } from "./engine.ts";

type ParameterValues = NonNullable<ParserOptions["parameters"]>;

function expressionOf(value: unknown): Expression {
  // A Column of the facade carries its expression; anything else is a value.
  if (typeof value === "object" && value !== null && "expression" in value) return value.expression as Expression;
  const { value: literal, dataType } = literalOf(value);
  return { kind: "Literal", value: literal as never, dataType };
}
function parametersOf(args: SqlArguments): ParameterValues {
  if (Array.isArray(args)) return { positional: args.map(expressionOf) };
  return { named: new Map(Object.entries(args).map(([name, value]) => [name, expressionOf(value)])) };
}

export function parserOptions(conf: SqlConf, args: SqlArguments | undefined): ParserOptions {
  return {
    doubleQuotedIdentifiers: conf.ansiEnabled && conf.boolean("spark.sql.ansi.doubleQuotedIdentifiers"),
    enforceReservedKeywords: conf.ansiEnabled && conf.boolean("spark.sql.ansi.enforceReservedKeywords"),
    escapedStringLiterals: conf.boolean("spark.sql.parser.escapedStringLiterals"),
    consecutiveStringLiterals: conf.boolean("spark.sql.legacy.consecutiveStringLiterals.enabled"),
    exponentLiteralAsDecimal: conf.boolean("spark.sql.legacy.exponentLiteralAsDecimal.enabled"),
    legacySetOperationPrecedence: conf.boolean("spark.sql.legacy.setopsPrecedence.enabled"),
    timestampNtz: conf.timestampType === "TIMESTAMP_NTZ",
    legacyInterval: conf.boolean("spark.sql.legacy.interval.enabled"),
    havingWithoutGroupByAsWhere: conf.boolean("spark.sql.legacy.parser.havingWithoutGroupByAsWhere"),
    legacyIdentifierClause: conf.boolean("spark.sql.legacy.identifierClause"),
    viewSchemaBinding: conf.boolean("spark.sql.legacy.viewSchemaBindingMode"),
    refuseMixedMarkers: true,
    ...(args === undefined ? {} : { parameters: parametersOf(args) }),
  };
}
