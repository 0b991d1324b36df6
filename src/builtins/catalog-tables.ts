/** Tables that functions give: the collations and keywords of SQL. */
import type { FunctionRow } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { listedKeywords } from "../sql/keywords.ts";
import { COLLATION_LOCALES } from "../types/collations.ts";
import { BOOLEAN, STRING, StructField, StructType } from "../types/data-type.ts";
import { structOf } from "./entries.ts";
import { family } from "./family.ts";

const ICU_VERSION = "78.3.0.0";

/** Name, language, country, accents, case, padding, version of ICU. */
type Collation = readonly [string, string | null, string | null, string, string, string, string | null];
function variants(name: string, language: string | null, country: string | null, icu: boolean): readonly Collation[] {
  const found: Collation[] = [];
  for (const pad of ["", "_RTRIM"]) {
    for (const sensitivity of icu ? ["", "_AI", "_CI", "_CI_AI"] : [""]) {
      const insensitive = (mark: "AI" | "CI"): string =>
        sensitivity.split("_").includes(mark) || (mark === "CI" && name === "UTF8_LCASE") ? "IN" : "";
      found.push([
        `${name}${sensitivity}${pad}`,
        language,
        country,
        `ACCENT_${insensitive("AI")}SENSITIVE`,
        `CASE_${insensitive("CI")}SENSITIVE`,
        pad === "" ? "NO_PAD" : "RTRIM",
        icu ? ICU_VERSION : null,
      ]);
    }
  }
  return found;
}
function allCollations(): readonly Collation[] {
  return [
    ...variants("UTF8_BINARY", null, null, false),
    ...variants("UTF8_LCASE", null, null, false),
    ...variants("UNICODE", null, null, true),
    ...COLLATION_LOCALES.flatMap((entry) => {
      const [name = "", language = null, country = null] = entry.split(":");
      return variants(name, language, country, true);
    }),
  ];
}
/** Rows of texts as a list of structs: each row is one text, cut in its columns; an empty part is null. */
function textTable(rows: readonly (readonly (string | null)[])[], width: number): Px {
  const mark = "\u0001";
  const list = px.lit.values(
    rows.map((row) => row.map((value) => value ?? "").join(mark)),
    "String",
  );
  const parts = px.str.split(px.element(), px.lit.str(mark));
  const part = (i: number): Px => {
    const value = px.list.get(parts, px.lit.i64(i));
    return px.ternary(px.eq(value, px.lit.str("")), px.lit.null("String"), value);
  };
  return px.list.eval(list, structOf(Array.from({ length: width }, (_, i) => part(i))));
}
function columns(...names: readonly string[]): StructType {
  return new StructType(names.map((name) => new StructField(name.replace("?", ""), STRING, name.endsWith("?"))));
}

export const catalogTableFunctions: readonly FunctionRow[] = family("generator", "generator", {
  collations: {
    since: "4.0.0",
    returns: columns(
      "CATALOG",
      "SCHEMA",
      "NAME",
      "LANGUAGE?",
      "COUNTRY?",
      "ACCENT_SENSITIVITY",
      "CASE_SENSITIVITY",
      "PAD_ATTRIBUTE",
      "ICU_VERSION?",
    ),
    polars: () =>
      textTable(
        allCollations().map((row) => ["SYSTEM", "BUILTIN", ...row]),
        9,
      ),
  },
  sql_keywords: {
    since: "3.5.0",
    returns: new StructType([new StructField("keyword", STRING, false), new StructField("reserved", BOOLEAN, false)]),
    polars: () => px.list.eval(px.lit.values(listedKeywords(), "String"), structOf([px.element(), px.lit.bool(false)])),
  },
});
