/** What the dialects of SQL differ in, as data: how text is cut, how operators bind, what names mean. */
import type { Expression } from "../plan/expression.ts";
import type { DataType } from "../types/data-type.ts";
import type { Call } from "./call.ts";

/** How the text is cut into tokens. */
export interface Lexis {
  readonly nameQuote: '"' | "`";
  /** The characters that open a string. */
  readonly stringQuotes: string;
  /** What a character behind a backslash stands for in strings; absent: backslashes are ordinary. */
  readonly escapes?: { readonly [character: string]: string };
  /** What an unlisted character behind a backslash does: it stands for itself, or the text is refused. */
  readonly otherEscapes?: "themselves" | "refused";
  readonly lineComments: readonly string[];
  /** `--` opens a comment only before a space. */
  readonly spacedDashes?: boolean;
  readonly nestedComments?: boolean;
  /** Comments that are no comments to the dialect: `/*!`, `/*+`. */
  readonly livelyComments?: RegExp;
}

/** Operators that bind equally; "none" refuses a chain of them without parentheses. */
export interface Level {
  readonly associates: "left" | "none";
  /** Tokens; `NOT x`, `- x` and the like are prefixes, IS, IN, LIKE and BETWEEN stand for their whole predicates. */
  readonly operators: readonly string[];
}

/** How a value becomes one of a type. */
export interface CastRule {
  readonly type: DataType;
  /** A function of two arguments, the value and a null of the type; absent: Spark's cast. */
  readonly by?: string;
  /** How many numbers may stand in parentheses behind the name. */
  readonly arguments?: "precision and scale" | "length" | "ignored";
}

/** A call in the dialect, as an expression of Spark. */
export type FunctionRule = (call: Call) => Expression;

export interface Dialect {
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** The file of node-sql-parser that reads it. */
  readonly grammar: string;
  readonly lexis: Lexis;
  /** Loosest first. */
  readonly levels: readonly Level[];
  /** Operators that are refused among others of values without parentheses: how they bind is not documented. */
  readonly alone?: ReadonlySet<string>;
  /** The internal function of each operator that is not read by a rule of its own. */
  readonly operators: { readonly [token: string]: string };
  /** Where nulls come in ascending order. */
  readonly nulls: "first" | "last";
  /** The pattern of LIKE has no escape character unless ESCAPE names one. */
  readonly likeWithoutEscape?: boolean;
  /** Numbers with a point are doubles, not decimals. */
  readonly pointIsDouble?: boolean;
  /** Numbers with an exponent are decimals. */
  readonly exponentIsExact?: boolean;
  /** INTERSECT binds tighter than UNION; else a mix of them is refused. */
  readonly intersectBindsTighter: boolean;
  /** The type of TIMESTAMP '...' without a zone. */
  readonly timestampLiteral: DataType;
  readonly types: { readonly [name: string]: CastRule };
  readonly functions: { readonly [name: string]: FunctionRule };
  /** Functions that may take DISTINCT, FILTER and OVER. */
  readonly aggregates: { readonly [name: string]: FunctionRule };
  /** Functions that need OVER. */
  readonly windows: { readonly [name: string]: FunctionRule };
  /** The parts of EXTRACT. */
  readonly fields: { readonly [field: string]: FunctionRule };
  /** A column of the outermost query as it is shown, where that has fewer digits than what is computed with. */
  readonly shown?: (column: Expression) => Expression;
  /** first_value and its kin see the whole partition where no frame is written. */
  readonly wholePartition?: ReadonlySet<string>;
}

/** Operators that mean the same in every dialect. */
export const COMPARISONS: { readonly [token: string]: string } = {
  "=": "==",
  "<>": "!=",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
