/** Sentences and words of ASCII by the rules of {@link sentencesOf}, found in bytes. */
import type { ListBuilder, Utf8Builder } from "../arrow/builders.ts";

const [DOT, HASH, DOLLAR, PERCENT, AMPERSAND] = [46, 35, 36, 37, 38] as const;

const [LETTER, DIGIT, WORD_LINK, NUMBER_LINK, CLOSER, BLANK, ENDING, TO_GO_ON] = [1, 2, 4, 8, 16, 32, 64, 128] as const;
const CLASSES = new Uint8Array(256);
function mark(characters: string, kinds: number): void {
  for (const c of Buffer.from(characters)) CLASSES[c]! |= kinds;
}
mark("abcdefghijklmnopqrstuvwxyz", LETTER | TO_GO_ON);
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", LETTER);
mark("0123456789", DIGIT | TO_GO_ON);
mark("-_\"'.", WORD_LINK);
mark("\"',.", NUMBER_LINK);
mark(")]}\"'.", CLOSER);
mark("\t\r\f\n ", BLANK | TO_GO_ON);
mark("!?", ENDING);

function past(data: Uint8Array, from: number, end: number, kinds: number): number {
  let at = from;
  while (at < end && (CLASSES[data[at]!]! & kinds) !== 0) at++;
  return at;
}
/** Appends the words of each sentence of a text of ASCII. */
export function appendSentences(
  data: Uint8Array,
  start: number,
  end: number,
  out: ListBuilder<ListBuilder<Utf8Builder>>,
): void {
  for (let at = start; at < end;) {
    const next = sentenceEnd(data, at, end);
    appendWords(data, at, next, out.child.child);
    out.child.append();
    at = next;
  }
}
function sentenceEnd(data: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = data[at]!;
    if ((CLASSES[byte]! & ENDING) !== 0) return past(data, past(data, at + 1, end, ENDING | CLOSER), end, BLANK);
    if (byte !== DOT) continue;
    const closed = past(data, at + 1, end, CLOSER);
    const next = past(data, closed, end, BLANK);
    if (next > closed && (next === end || (CLASSES[data[next]!]! & TO_GO_ON) === 0)) return next;
  }
  return end;
}
/** Only what begins with a letter or digit is a word. */
function appendWords(data: Uint8Array, start: number, end: number, out: Utf8Builder): void {
  for (let at = start; at < end;) {
    const byte = data[at]!;
    const kind = CLASSES[byte]!;
    if ((kind & (LETTER | DIGIT)) !== 0) {
      const to = pastMixed(data, (kind & LETTER) !== 0 ? pastLinked(data, at, end, LETTER, WORD_LINK) : at, end);
      out.append(data, at, to);
      at = to;
    } else at = byte === DOT || byte === HASH || byte === DOLLAR ? pastMixed(data, at + 1, end) : at + 1;
  }
}
/** Letters, or digits, with single links between them. */
function pastLinked(data: Uint8Array, from: number, end: number, kind: number, link: number): number {
  let at = past(data, from, end, kind);
  while (at + 1 < end && (CLASSES[data[at]!]! & link) !== 0 && (CLASSES[data[at + 1]!]! & kind) !== 0) {
    at = past(data, at + 1, end, kind);
  }
  return at;
}
/** Numbers and words in turn; a number at the end may have a sign. */
function pastMixed(data: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (CLASSES[data[at]!]! & DIGIT) !== 0) {
    at = pastLinked(data, at, end, DIGIT, NUMBER_LINK);
    if (at >= end) return at;
    if ((CLASSES[data[at]!]! & LETTER) === 0) return data[at] === PERCENT || data[at] === AMPERSAND ? at + 1 : at;
    at = pastLinked(data, at, end, LETTER, WORD_LINK);
  }
  return at;
}
