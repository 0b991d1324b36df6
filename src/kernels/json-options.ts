/** Options of the JSON and CSV functions: names in any case, values as text. */
import type { JsonLiberties } from "./json-scanner.ts";

export type TextOptions = { readonly [lowerCaseName: string]: string };

export function optionText(options: TextOptions, name: string): string | undefined {
  return options[name.toLowerCase()];
}
export function optionFlag(options: TextOptions, name: string, byDefault: boolean): boolean {
  const value = optionText(options, name);
  return value === undefined ? byDefault : value.toLowerCase() === "true";
}
export function libertiesOf(options: TextOptions): JsonLiberties {
  return {
    allowComments: optionFlag(options, "allowComments", false),
    allowUnquotedFieldNames: optionFlag(options, "allowUnquotedFieldNames", false),
    allowSingleQuotes: optionFlag(options, "allowSingleQuotes", true),
    allowNumericLeadingZeros: optionFlag(options, "allowNumericLeadingZeros", false),
    allowNonNumericNumbers: optionFlag(options, "allowNonNumericNumbers", true),
    allowBackslashEscapingAnyCharacter: optionFlag(options, "allowBackslashEscapingAnyCharacter", false),
    allowUnquotedControlChars: optionFlag(options, "allowUnquotedControlChars", false),
  };
}
