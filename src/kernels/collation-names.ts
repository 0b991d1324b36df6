/** The collations that Spark has, by name. */

/** Languages, some with script and country, as Spark spells them. */
const LOCALES = `
  af am ar ar_SAU as az be bg blo bn bo br bs bs_Cyrl ca ceb chr cs cy da de de_AUT dsb dz ee el en en_USA eo es
  et fa fa_AFG ff ff_Adlm fi fil fo fr fr_CAN fy ga gl gu ha haw he he_ISR hi hr hsb hu hy id id_IDN ig is it ja
  ka kk kk_Arab kl km kn ko kok ku ky lb lij lkt ln lo lt lv mk ml mn mr ms mt my nb nb_NOR ne nl nn no nso om
  or pa pa_Guru pa_Guru_IND pl ps pt ro ru sa se si sk sl smn sq sr sr_Cyrl sr_Cyrl_BIH sr_Cyrl_MNE sr_Cyrl_SRB
  sr_Latn sr_Latn_BIH sr_Latn_SRB st sv sw ta te th tk tn to tr ug uk ur uz vi wae wo xh yi yo zh zh_Hans
  zh_Hans_CHN zh_Hans_SGP zh_Hant zh_Hant_HKG zh_Hant_MAC zh_Hant_TWN zu`
  .trim()
  .split(/\s+/);
const BASES: ReadonlyMap<string, string> = new Map(
  ["UTF8_BINARY", "UTF8_LCASE", "UNICODE", ...LOCALES].map((name) => [name.toUpperCase(), name]),
);

/** The collation's name as Spark writes it; undefined where there is none of that name. */
export function collationName(text: string): string | undefined {
  const words = text.toUpperCase().split("_");
  const suffixes = new Set<string>();
  while (words.length > 1 && /^(?:C[IS]|A[IS]|RTRIM)$/.test(words.at(-1)!)) suffixes.add(words.pop()!);
  const base = BASES.get(words.join("_"));
  if (base === undefined) return undefined;
  const binary = base.startsWith("UTF8");
  const sensitivity = [...suffixes].filter((s) => s !== "RTRIM");
  // UTF8_BINARY and UTF8_LCASE have no sensitivities, and nothing may be said twice.
  if ((binary && sensitivity.length > 0) || (suffixes.has("CI") && suffixes.has("CS"))) return undefined;
  if (suffixes.has("AI") && suffixes.has("AS")) return undefined;
  return [base, ...["CI", "AI", "RTRIM"].filter((s) => suffixes.has(s))].join("_");
}
