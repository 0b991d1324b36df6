/** Upper, lower and title case by the locale of a collation. */
import { Utf8Builder } from "../arrow/builders.ts";
import { Arguments } from "./arguments.ts";
import { collatorOf, localeOf } from "./collator.ts";
import type { Kernel } from "./kernel.ts";
import { titleCase } from "./text.ts";

const ASCII = /^[\0-\x7f]*$/;
function eachText(of: (locale: string) => (text: string) => string): Kernel {
  return (columns, given, rows) => {
    const { base } = collatorOf((given as { readonly collation: string }).collation).collation;
    const run = of(base.startsWith("UTF8_") ? "en" : localeOf(base));
    const text = new Arguments(columns, given).text(0);
    const out = new Utf8Builder(rows);
    for (let row = 0; row < rows; row++) {
      const s = text.get(row);
      if (s === null) out.appendNull();
      else out.appendString(run(s));
    }
    return out.finish();
  };
}
/** Letters of ASCII alone change as everywhere, also where the locale has an own rule for one. */
const upper = eachText((locale) => (s) => (ASCII.test(s) ? s.toUpperCase() : s.toLocaleUpperCase(locale)));
const lower = eachText((locale) => (s) => (ASCII.test(s) ? s.toLowerCase() : s.toLocaleLowerCase(locale)));

const DOTTED_I = /^(?:tr|az)\b/;
/** The first character of a word that is more than punctuation. */
const START = /[\p{L}\p{N}\p{S}\p{Co}]/u;
const initcap = eachText((locale) => {
  const words = new Intl.Segmenter(locale, { granularity: "word" });
  const title = DOTTED_I.test(locale) ? (c: string): string => (c === "i" ? "\u0130" : titleCase(c)) : titleCase;
  return (s) => {
    let out = "";
    for (const { segment } of words.segment(s)) {
      const found = START.exec(segment);
      if (found === null) {
        out += segment;
        continue;
      }
      const [first] = found;
      const small = segment.slice(found.index).toLocaleLowerCase(locale);
      out += segment.slice(0, found.index) + title(first) + small.slice(first.toLocaleLowerCase(locale).length);
    }
    return out;
  };
});

export const collatedCaseKernels: { readonly [name: string]: Kernel } = {
  collated_upper: upper,
  collated_lower: lower,
  collated_initcap: initcap,
};
