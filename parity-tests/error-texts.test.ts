/** The texts of errors: each condition has one, and it can be filled in with what the error brings. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isCondition, placeholders, templateFor } from "../src/types/error-conditions.ts";
import { ERROR_MESSAGES, MESSAGES_BY_SUBJECT } from "../src/types/error-messages.ts";
import { FIXTURES } from "./case-files.ts";
import { type Names, type RaiseSite, raiseSites } from "./raised-conditions.ts";

const sites = raiseSites();
const textOf = (condition: string): string | undefined =>
  ERROR_MESSAGES[condition] ?? ERROR_MESSAGES[condition.split(".", 1)[0] ?? ""];

describe("the texts of errors", () => {
  it("are there for every condition in the source, which Spark has", () => {
    const all = new Map(sites.flatMap(({ conditions, place }) => conditions.map((condition) => [condition, place])));
    expect(all.size).toBeGreaterThan(600);
    const unknown = Array.from(all).filter(([condition]) => !isCondition(condition) && !isUnnamed(condition));
    expect(unknown).toEqual([]);
    const said = new Set(sites.filter(saysItself).flatMap(({ conditions }) => conditions));
    const without = Array.from(all).filter(([condition]) => textOf(condition) === undefined && !said.has(condition));
    expect(without).toEqual([]);
  });

  it("name parameters that the error is raised with", () => {
    const checked = sites.filter((site) => !site.given.open && !saysItself(site));
    expect(checked.length).toBeGreaterThan(500);
    const fits = (condition: string, { names }: Names): boolean =>
      placeholders(textOf(condition) ?? "").every((name) => names.includes(name));
    const unfilled = checked.filter(({ conditions, given }) => !conditions.some((one) => fits(one, given)));
    expect(unfilled.map(({ conditions, place, given }) => [place, ...conditions, given.names.join(" ")])).toEqual([]);
  });

  it("name parameters that Spark's errors have", () => {
    const recorded = recordedErrors();
    expect(recorded.size).toBeGreaterThan(300);
    const unknown = Array.from(recorded).filter(
      ([condition, parameters]) => textOf(condition) !== undefined && templateFor(condition, parameters) === undefined,
    );
    expect(unknown.map(([condition, parameters]) => `${condition} ${Object.keys(parameters).join(" ")}`)).toEqual([]);
  });

  it("stand in one place each", () => {
    const all = MESSAGES_BY_SUBJECT.flatMap((texts) => Object.keys(texts));
    expect(all.filter((condition, i) => all.indexOf(condition) !== i)).toEqual([]);
  });

  it("are sentences", () => {
    expect(Object.entries(ERROR_MESSAGES).filter(([, text]) => !/^[^\s](?!.*\s\s).*[.?)>:]$/.test(text))).toEqual([]);
  });
});

/** A text of its own is given at the place. */
const saysItself = ({ given }: RaiseSite): boolean => given.names.includes("message");
const isUnnamed = (condition: string): boolean => condition.startsWith("_LEGACY_ERROR_TEMP_");

/** The parameters of one error of each condition among Spark's answers. */
function recordedErrors(): ReadonlyMap<string, { readonly [name: string]: string }> {
  const found = new Map<string, { readonly [name: string]: string }>();
  for (const kind of ["sql", "api"]) {
    for (const name of readdirSync(`${FIXTURES}/${kind}`).filter((file) => file.endsWith(".json"))) {
      const { cases } = JSON.parse(readFileSync(`${FIXTURES}/${kind}/${name}`, "utf8")) as {
        readonly cases: readonly {
          readonly error?: {
            readonly condition?: string | null;
            readonly parameters?: { readonly [name: string]: string };
          };
        }[];
      };
      for (const { error } of cases) {
        if (typeof error?.condition === "string" && error.parameters !== undefined) {
          found.set(error.condition, error.parameters);
        }
      }
    }
  }
  return found;
}
