/** `schema_of_csv`, `schema_of_json`, `schema_of_xml`: the type of a constant text, as DDL. */
import type { TextOptions } from "../kernels/json-options.ts";
import { stringLit } from "../logical/build.ts";
import type { BindContext } from "../logical/function-row.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import { optional, param, type RowSpec } from "./family.ts";
import { checkMoments, FIRST_ONLY, optionsOf, sampleText } from "./text-options.ts";

export function schemaOfText(
  name: string,
  since: string,
  inferred: (text: string, options: TextOptions, cx: BindContext) => string,
): RowSpec {
  return {
    since,
    params: [param(name, T_STRING), optional("options", ANY)],
    coerce: (args, cx) => {
      const options = optionsOf(args[1], cx);
      checkMoments(options, cx);
      return [stringLit(inferred(sampleText(args, name, cx), options, cx))];
    },
    display: FIRST_ONLY,
    nullable: false,
    // The answer is a constant, which functions may take for their schema.
    rewrite: ([type]) => type!,
  };
}
