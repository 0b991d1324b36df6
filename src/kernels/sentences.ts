/** Sentences and their words, by the rules of java.text.BreakIterator. */
import { ListBuilder, Utf8Builder } from "../arrow/builders.ts";
import { Arguments, isAsciiWithin, type TextArgument } from "./arguments.ts";
import { appendSentences } from "./ascii-sentences.ts";
import type { Kernel } from "./kernel.ts";

/**
 * A sentence ends after a term and what closes it. A full stop only ends one before a blank that is not followed by a
 * small letter or a digit.
 */
const SENTENCE =
  /[^]*?(?:\u2029|[!?\u3002\uff01\uff1f][!?\u3002\uff01\uff1f.\uff0e\p{Pe}\p{Pf}"']*[\t\r\f\n\u2028\p{Zs}]*\u2029?|[.\uff0e]+[\p{Pe}\p{Pf}"'.\uff0e]*(?:[\t\r\f\n\u2028\p{Zs}]*\u2029|[\t\r\f\n\u2028\p{Zs}]+(?![\t\r\f\n\u2028\p{Zs}\p{Ll}\p{N}]))|[\u0964\u0965][\t\r\f\n\u2028\p{Zs}]*)|[^]+$/gv;

const MARKS = "[\\p{Mn}\\p{Me}\\p{Cf}]*";
const KANJI = "[\\u3005\\u4e00-\\u9fa5\\uf900-\\ufa2d]";
const KATAKANA = "[\\u30a1-\\u30fa\\u30fc\\u3099-\\u309c]";
const HIRAGANA = "[\\u3041-\\u3094\\u3099-\\u309c]";
const LETTER = `(?:[[\\p{L}\\p{Mc}]--[${KANJI}${KATAKANA}${HIRAGANA}]]${MARKS})`;
const WORD = `${LETTER}+(?:[\\p{Pd}\\p{Pc}\\u00ad\\u2027"'.]${LETTER}+)*[\\u0964\\u0965]?`;
const NUMBER = `\\p{N}+(?:["',\\u066b.]\\p{N}+)*`;
const AFTER = "[\\u00a2%\\u066a\\u2030\\u2031&]";
const MIXED = `(?:${NUMBER}${WORD})*(?:${NUMBER}${AFTER}?)?`;
const TOKEN = new RegExp(
  `${WORD}${MIXED}|[[\\p{Sc}#.]--[\\u00a2]]${MIXED}|(?=\\p{N})${MIXED}|${KATAKANA}+|${HIRAGANA}+|${KANJI}+|[^]`,
  "gv",
);

export function sentencesOf(text: string): string[][] {
  return (text.match(SENTENCE) ?? []).map((s) => (s.match(TOKEN) ?? []).filter((w) => /^[\p{L}\p{N}]/v.test(w)));
}

const sentences: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const bytes = args.bytes(0);
  // Made where it is needed: the whole batch is decoded.
  let text: TextArgument | undefined;
  const out = new ListBuilder(new ListBuilder(new Utf8Builder(rows, bytes.size)));
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) {
      out.appendNull();
      continue;
    }
    const [start, end] = [bytes.start(row), bytes.end(row)];
    if (isAsciiWithin(bytes.data, start, end)) appendSentences(bytes.data, start, end, out);
    else {
      for (const words of sentencesOf((text ??= args.text(0)).get(row)!)) {
        for (const word of words) out.child.child.appendString(word);
        out.child.append();
      }
    }
    out.append();
  }
  return out.finish();
};

export const sentenceKernels: { readonly [name: string]: Kernel } = { sentences };
