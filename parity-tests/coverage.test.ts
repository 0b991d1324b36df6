/** Counts the cases for each method and function: three for each name, over nulls and with a failing input among them. */
import { describe, expect, test } from "vitest";
import { type Case, type CaseFile, readCaseFiles } from "./case-files.ts";
import { COVERAGE, type CoverageGroup } from "./coverage-names.ts";

const WANTED = 3;

const cases = [...readCaseFiles("sql"), ...readCaseFiles("api")].flatMap((file) =>
  file.cases.map((given) => {
    const text = given.parts["sql"] ?? given.parts["ts"] ?? "";
    return { subject: file.subject, text, nulls: hasNulls(file, given, text), fails: fails(file, given) };
  }),
);

function hasNulls(file: CaseFile, given: Case, text: string): boolean {
  const tables = Object.entries(file.tables).filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
  const asked = [text, given.parts["py"] ?? "", ...tables.map(([, sql]) => sql)].join("\n");
  const { rows, value, text: printed } = file.answers.get(given.name) ?? {};
  return /\bnull\b|\bNone\b/i.test(asked) || /\bnull\b/i.test(JSON.stringify([rows, value, printed]));
}

function fails(file: CaseFile, given: Case): boolean {
  return file.answers.get(given.name)?.error !== undefined;
}

function missing({ subjects, call, names, exempt = {} }: CoverageGroup): string[] {
  const among = cases.filter(({ subject }) => subjects.test(subject));
  return names.flatMap((name) => {
    const found = among.filter(({ text }) => call(name).test(text));
    const lacks = [
      ...(found.length < WANTED ? [`${WANTED - found.length} more cases`] : []),
      ...(found.some(({ nulls }) => nulls) ? [] : ["a case with nulls"]),
      ...(found.some((one) => one.fails) ? [] : ["a failing case"]),
    ];
    return lacks.length === 0 || name in exempt ? [] : [`${name}: ${lacks.join(", ")}`];
  });
}

describe("every method and function has its cases", () => {
  for (const group of COVERAGE) {
    const first = group.names[0] ?? "";
    test(`${group.of} (${first} ...)`, () => {
      expect(missing(group)).toEqual([]);
    });
  }
  test("at least 600 cases, 150 functions among what they cover", () => {
    expect(cases.length).toBeGreaterThanOrEqual(600);
    expect(COVERAGE.find(({ of }) => of === "functions")?.names.length).toBeGreaterThanOrEqual(150);
  });
});
