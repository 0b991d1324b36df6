/** The collations there are, by name. */
import { editDistance } from "./edit-distance.ts";
import { AnalysisException } from "./spark-error.ts";

/** Locales of ICU with their language and country. */
export const COLLATION_LOCALES: readonly string[] = `
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

/** Canonical names of locales by their upper-case form. */
const NAMES: ReadonlyMap<string, string> = new Map(
  ["UNICODE", ...COLLATION_LOCALES.map((l) => l.split(":", 1)[0] as string)].map((n) => [n.toUpperCase(), n]),
);
const SPECIFIERS: ReadonlySet<string> = new Set(["CI", "CS", "AI", "AS", "RTRIM"]);

/** What a collation's name says. */
export interface Collation {
  /** As Spark writes it: `UTF8_LCASE_RTRIM`, `sr_Cyrl_SRB_CI_AI`. */
  readonly name: string;
  /** `UTF8_BINARY`, `UTF8_LCASE`, `UNICODE` or a locale. */
  readonly base: string;
  readonly caseInsensitive: boolean;
  readonly accentInsensitive: boolean;
  /** Blanks at the end do not count. */
  readonly trims: boolean;
}

/** Undefined where there is no such collation. */
export function findCollation(name: string): Collation | undefined {
  const upper = name.toUpperCase();
  const utf8 = /^(UTF8_(?:BINARY|LCASE))(_RTRIM)?$/.exec(upper);
  if (utf8 !== null) {
    const [, base = ""] = utf8;
    const caseInsensitive = base === "UTF8_LCASE";
    return { name: upper, base, caseInsensitive, accentInsensitive: false, trims: utf8[2] !== undefined };
  }
  const parts = upper.split("_");
  const marks: string[] = [];
  while (parts.length > 1 && SPECIFIERS.has(parts.at(-1) as string)) marks.push(parts.pop() as string);
  const base = NAMES.get(parts.join("_"));
  // Each kind of sensitivity may be said once.
  const kinds = marks.map((m) => m[0]);
  if (base === undefined || new Set(kinds).size !== kinds.length) return undefined;
  const [caseInsensitive, accentInsensitive, trims] = ["CI", "AI", "RTRIM"].map((m) => marks.includes(m)) as [
    boolean,
    boolean,
    boolean,
  ];
  const canonical = `${base}${caseInsensitive ? "_CI" : ""}${accentInsensitive ? "_AI" : ""}${trims ? "_RTRIM" : ""}`;
  return { name: canonical, base, caseInsensitive, accentInsensitive, trims };
}

/** The collation of a name, which may be qualified with `system.builtin`; else COLLATION_INVALID_NAME. */
export function collationNamed(parts: readonly string[]): Collation {
  const last = parts.at(-1) ?? "";
  const schema = parts.slice(0, -1).map((p) => p.toUpperCase());
  const known = schema.length === 0 || schema.join(".") === "SYSTEM.BUILTIN";
  const found = known ? findCollation(last) : undefined;
  if (found !== undefined) return found;
  throw new AnalysisException("COLLATION_INVALID_NAME", { collationName: last, proposals: proposals(last) });
}

/** The collations with names nearest to a wrong one. */
function proposals(name: string): string {
  const upper = name.toUpperCase();
  const marks = /(?:_(?:CI|CS|AI|AS|RTRIM))*$/.exec(upper)?.[0] ?? "";
  const base = upper.slice(0, upper.length - marks.length);
  const known = [...new Set(marks.split("_").slice(1))].filter((m) => m === "CI" || m === "AI" || m === "RTRIM");
  const suffix = known.map((m) => `_${m}`).join("");
  const all = [...NAMES.values(), "UTF8_BINARY", "UTF8_LCASE"];
  const scored = all.map((n) => [editDistance(n.toUpperCase(), base), n] as const);
  const best = Math.min(...scored.map(([d]) => d));
  const near = scored.filter(([d]) => d === best).map(([, n]) => n + (n.startsWith("UTF8") ? "" : suffix));
  return near.slice(0, 3).join(", ");
}
