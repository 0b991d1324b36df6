/** Kernels of maps. */
import { BytesBuilder, ListBuilder, StructBuilder } from "../arrow/builders.ts";
import { type ArrowVector, arrowType } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { CompiledRegex, splitBy } from "./java-regex.ts";
import type { Kernel } from "./kernel.ts";

const patterns: (pattern: string) => CompiledRegex = memoized((pattern) => new CompiledRegex(pattern, false));

/** A text cut into entries by a pattern, and each entry into key and value by another. */
const textToEntries: Kernel = (columns, options, rowCount): ArrowVector => {
  const args = new Arguments(columns, options);
  const [text, pairs, middle] = [args.text(0), args.text(1), args.text(2)];
  const keys = new BytesBuilder(arrowType.utf8);
  const values = new BytesBuilder(arrowType.utf8);
  const entries = new StructBuilder([keys, values]);
  const out = new ListBuilder(entries);
  for (let row = 0; row < rowCount; row++) {
    const [given, between, within] = [text.get(row), pairs.get(row), middle.get(row)];
    if (given === null || between === null || within === null) {
      out.appendNull();
      continue;
    }
    // Between the characters there is nothing behind the last.
    const parts = between === "" && given !== "" ? Array.from(given) : splitBy(patterns(between), given, -1);
    for (const entry of parts) {
      const [key, value] = splitBy(patterns(within), entry, 2);
      keys.appendString(key ?? "");
      if (value === undefined) values.appendNull();
      else values.appendString(value);
      entries.append();
    }
    out.append();
  }
  return out.finish();
};

export const mapKernels: { readonly [name: string]: Kernel } = { str_to_entries: textToEntries };
