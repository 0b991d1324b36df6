import fc from "fast-check";
import { expect, test } from "vitest";
import { CompiledRegex } from "./java-regex.ts";

test.each(["(a*)", "(a|(b))", "[ab]*", "(\\w??)", "(?<x>.)", "((a)b)"])(
  "all matches of %s are those found one by one",
  (pattern) => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."ab😀"), maxLength: 6 }),
        fc.constantFrom(0, 1),
        (text, index) => {
          const regex = new CompiledRegex(pattern, false);
          fc.pre(regex.isWhole(index));
          const found: (string | null)[] = [];
          for (let match = regex.exec(text); match !== null;) {
            found.push(regex.group(match, index));
            const next = CompiledRegex.next(match, text);
            match = next > text.length ? null : regex.exec(text, next);
          }
          expect(regex.all(text)).toEqual(found);
        },
      ),
    );
  },
);
