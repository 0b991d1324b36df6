/** Tables that functions give: the collations and keywords of SQL. */
import type { FunctionRow } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";
import { listedKeywords } from "../sql/keywords.ts";
import { BOOLEAN, STRING, StructField, StructType } from "../types/data-type.ts";
import { structOf } from "./entries.ts";
import { family } from "./family.ts";

/** Locales of ICU with their language and country. */
const LOCALES: readonly string[] = `
af:Afrikaans|am:Amharic|ar:Arabic|ar_SAU:Arabic:Saudi Arabia|as:Assamese|az:Azerbaijani|be:Belarusian
bg:Bulgarian|blo:Anii|bn:Bangla|bo:Tibetan|br:Breton|bs:Bosnian|bs_Cyrl:Bosnian|ca:Catalan|ceb:Cebuano
chr:Cherokee|cs:Czech|cy:Welsh|da:Danish|de:German|de_AUT:German:Austria|dsb:Lower Sorbian|dz:Dzongkha
ee:Ewe|el:Greek|en:English|en_USA:English:United States|eo:Esperanto|es:Spanish|et:Estonian|fa:Persian
fa_AFG:Persian:Afghanistan|ff:Fula|ff_Adlm:Fula|fi:Finnish|fil:Filipino|fo:Faroese|fr:French
fr_CAN:French:Canada|fy:Western Frisian|ga:Irish|gl:Galician|gu:Gujarati|ha:Hausa|haw:Hawaiian|he:Hebrew
he_ISR:Hebrew:Israel|hi:Hindi|hr:Croatian|hsb:Upper Sorbian|hu:Hungarian|hy:Armenian|id:Indonesian
id_IDN:Indonesian:Indonesia|ig:Igbo|is:Icelandic|it:Italian|ja:Japanese|ka:Georgian|kk:Kazakh|kk_Arab:Kazakh
kl:Kalaallisut|km:Khmer|kn:Kannada|ko:Korean|kok:Konkani|ku:Kurdish|ky:Kyrgyz|lb:Luxembourgish|lij:Ligurian
lkt:Lakota|ln:Lingala|lo:Lao|lt:Lithuanian|lv:Latvian|mk:Macedonian|ml:Malayalam|mn:Mongolian|mr:Marathi
ms:Malay|mt:Maltese|my:Burmese|nb:Norwegian Bokmål|nb_NOR:Norwegian Bokmål:Norway|ne:Nepali|nl:Dutch
nn:Norwegian Nynorsk|no:Norwegian|nso:Northern Sotho|om:Oromo|or:Odia|pa:Punjabi|pa_Guru:Punjabi
pa_Guru_IND:Punjabi:India|pl:Polish|ps:Pashto|pt:Portuguese|ro:Romanian|ru:Russian|sa:Sanskrit
se:Northern Sami|si:Sinhala|sk:Slovak|sl:Slovenian|smn:Inari Sami|sq:Albanian|sr:Serbian|sr_Cyrl:Serbian
sr_Cyrl_BIH:Serbian:Bosnia & Herzegovina|sr_Cyrl_MNE:Serbian:Montenegro|sr_Cyrl_SRB:Serbian:Serbia
sr_Latn:Serbian|sr_Latn_BIH:Serbian:Bosnia & Herzegovina|sr_Latn_SRB:Serbian:Serbia|st:Southern Sotho
sv:Swedish|sw:Swahili|ta:Tamil|te:Telugu|th:Thai|tk:Turkmen|tn:Tswana|to:Tongan|tr:Turkish|ug:Uyghur
uk:Ukrainian|ur:Urdu|uz:Uzbek|vi:Vietnamese|wae:Walser|wo:Wolof|xh:Xhosa|yi:Yiddish|yo:Yoruba|zh:Chinese
zh_Hans:Chinese|zh_Hans_CHN:Chinese:China|zh_Hans_SGP:Chinese:Singapore|zh_Hant:Chinese
zh_Hant_HKG:Chinese:Hong Kong SAR China|zh_Hant_MAC:Chinese:Macao SAR China|zh_Hant_TWN:Chinese:Taiwan
zu:Zulu
`
  .trim()
  .split(/[|\n]/);
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
    ...LOCALES.flatMap((entry) => {
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
