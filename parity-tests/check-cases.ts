/** One test for every case of a kind: our answer is Spark's, or the case is a known difference. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { messageOf, templateFor } from "../src/types/error-conditions.ts";
import { type Answer, digest, type ExpectedError, readCaseFiles } from "./case-files.ts";
import { comparable, difference, sameAnswer } from "./compare.ts";
import { CaseRunner, openRoot, tearDown } from "./run-case.ts";

/** `{ "sql/joins": { "name of the case": "why it differs" } }` */
const known = JSON.parse(readFileSync(new URL("known-differences.json", import.meta.url), "utf8")) as {
  readonly [subject: string]: { readonly [name: string]: string };
};

export function checkCases(kind: "sql" | "api"): void {
  const root = openRoot();
  afterAll(() => tearDown(root));
  const files = readCaseFiles(kind);
  for (const file of files) {
    const runner = new CaseRunner(root, file);
    const differences = known[file.subject] ?? {};
    describe(file.subject, () => {
      for (const given of file.cases) {
        test(given.name, async () => {
          const want = file.answers.get(given.name);
          if (want === undefined || want.of !== digest(file, given)) {
            throw new Error("the case has no answer, or changed since: run fixtures/record.py");
          }
          const reason = differences[given.name];
          if (reason === undefined) return expectSame(await runner.run(given), want);
          const same = await runner.run(given).then(
            (got) => sameAnswer({ ...got, sorted: want.sorted === true }, want),
            () => false,
          );
          expect(same, `now as Spark has it; take it out of known-differences.json (${reason})`).toBe(false);
        });
      }
      test("known differences name cases", () => {
        const names = new Set(file.cases.map(({ name }) => name));
        expect(Object.keys(differences).filter((name) => !names.has(name))).toEqual([]);
      });
    });
  }
  test(`known differences name subjects of ${kind}`, () => {
    const subjects = new Set(files.map(({ subject }) => subject));
    expect(Object.keys(known).filter((name) => name.startsWith(`${kind}/`) && !subjects.has(name))).toEqual([]);
  });
}

/** The text says what is wrong: it is not made up of the names of the condition and the parameters. */
function expectText({ condition, message, parameters = {} }: ExpectedError): void {
  if (typeof condition !== "string" || templateFor(condition, parameters) !== undefined) return;
  const madeUp = messageOf(condition, parameters).replace(/ SQLSTATE: \w+$/, "");
  const why = `the error has no text for ${condition} with the parameters ${Object.keys(parameters).join(", ")}`;
  expect(message.startsWith(madeUp), why).toBe(false);
}

function expectSame(answer: Answer, want: Answer): void {
  const got = { ...answer, sorted: want.sorted === true };
  if (answer.error !== undefined) expectText(answer.error);
  if (sameAnswer(got, want)) return;
  expect(comparable(got), difference(got, want)).toEqual(comparable(want));
  expect.fail(difference(got, want));
}
