import { API_MESSAGES } from "./error-messages/api.ts";
import { DATA_MESSAGES } from "./error-messages/data.ts";
import { DATETIME_MESSAGES } from "./error-messages/datetime.ts";
import { FUNCTIONS_MESSAGES } from "./error-messages/functions.ts";
import { LEGACY_MESSAGES } from "./error-messages/legacy.ts";
import { NAMES_MESSAGES } from "./error-messages/names.ts";
import { QUERIES_MESSAGES } from "./error-messages/queries.ts";
import { REMOTE_MESSAGES } from "./error-messages/remote.ts";
import { SCRIPTS_MESSAGES } from "./error-messages/scripts.ts";
import { SYNTAX_MESSAGES } from "./error-messages/syntax.ts";
import { TABLES_MESSAGES } from "./error-messages/tables.ts";
import { TYPES_MESSAGES } from "./error-messages/types.ts";
import { VALUES_MESSAGES } from "./error-messages/values.ts";

/** The texts by subject; a condition is in one of them. */
export const MESSAGES_BY_SUBJECT: readonly { readonly [condition: string]: string }[] = [
  NAMES_MESSAGES,
  SYNTAX_MESSAGES,
  SCRIPTS_MESSAGES,
  TYPES_MESSAGES,
  FUNCTIONS_MESSAGES,
  QUERIES_MESSAGES,
  TABLES_MESSAGES,
  VALUES_MESSAGES,
  DATETIME_MESSAGES,
  DATA_MESSAGES,
  REMOTE_MESSAGES,
  LEGACY_MESSAGES,
  API_MESSAGES,
];

/**
 * Our own short texts for error conditions: what is wrong with this input and, where a user can do something about it,
 * what. `<name>` stands for a message parameter of Spark's, which brings its own quotes.
 */
export const ERROR_MESSAGES: { readonly [condition: string]: string } = Object.assign({}, ...MESSAGES_BY_SUBJECT);
