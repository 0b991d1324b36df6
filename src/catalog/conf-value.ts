/** Checks and reads the texts that configurations hold, by the kinds named in conf-defaults.ts. */

const BYTE_UNITS: { readonly [unit: string]: number } = {
  "": 0,
  b: 0,
  k: 1,
  kb: 1,
  m: 2,
  mb: 2,
  g: 3,
  gb: 3,
  t: 4,
  tb: 4,
  p: 5,
  pb: 5,
};
const MILLISECONDS: { readonly [unit: string]: number } = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The zone names of Java that are not in the tz database. */
const SHORT_ZONES: ReadonlySet<string> = new Set(
  "ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT EST HST IET IST JST MIT MST NET NST PLT PNT PRT PST SST VST".split(
    " ",
  ),
);

/** A size such as `64MB`; `undefined` where the text is no size. */
export function parseBytes(text: string): number | undefined {
  const match = /^(-?\d+)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const power = match === null ? undefined : BYTE_UNITS[match[2] ?? ""];
  return power === undefined ? undefined : Number(match?.[1]) * 1024 ** power;
}

/** A duration such as `10s` in milliseconds; a bare number counts in `unit`. */
export function parseMilliseconds(text: string, unit = "ms"): number | undefined {
  const match = /^(-?\d+)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  const factor = match === null ? undefined : MILLISECONDS[match[2] === "" ? unit : (match[2] ?? unit)];
  return factor === undefined ? undefined : Number(match?.[1]) * factor;
}

/** Whether Spark takes the text as `spark.sql.session.timeZone`: a region, `Z`, or an offset with or without `UTC`/`GMT`. */
export function isTimeZone(zone: string): boolean {
  if (/^(Z|UTC|GMT|UT)$/.test(zone) || SHORT_ZONES.has(zone)) return true;
  const offset = /^(?:UTC|GMT|UT)?[+-](\d{1,2})(?::?(\d{1,2})(?::?(\d{2}))?)?$/.exec(zone);
  if (offset !== null) {
    const [hours, minutes, seconds] = [Number(offset[1]), Number(offset[2] ?? 0), Number(offset[3] ?? 0)];
    return minutes < 60 && seconds < 60 && hours * 3600 + minutes * 60 + seconds <= 18 * 3600;
  }
  // Java's region ids are case-sensitive, those of Intl are not.
  if (!/^[A-Z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What is wrong with a text as a value of `kind`: the sub-condition of INVALID_CONF_VALUE and its parameters. */
export function conflictOf(
  kind: string,
  text: string,
): { readonly condition: string; readonly parameters: { readonly [name: string]: string } } | undefined {
  if (kind.startsWith("enum:")) {
    const options = kind.slice("enum:".length).split("|");
    return options.some((option) => option.toLowerCase() === text.toLowerCase())
      ? undefined
      : { condition: "OUT_OF_RANGE_OF_OPTIONS", parameters: { confOptions: options.join(", ") } };
  }
  const [, type = kind, comparison, least] = /^([a-z]+)(>=|>)?(-?\d+)?$/.exec(kind) ?? [];
  if (type === "string") return undefined;
  const mismatch = { condition: "TYPE_MISMATCH", parameters: { confType: type } };
  if (type === "boolean") return /^\s*(true|false)\s*$/i.test(text) ? undefined : mismatch;
  const value = numberOf(type, text);
  if (value === undefined) return mismatch;
  if (comparison === undefined) return undefined;
  const fits = comparison === ">" ? value > Number(least) : value >= Number(least);
  const confRequirement = `The value must be ${comparison === ">" ? "greater than" : "at least"} ${least}.`;
  return fits ? undefined : { condition: "REQUIREMENT", parameters: { confRequirement } };
}

function numberOf(type: string, text: string): number | undefined {
  switch (type) {
    case "bytes":
      return parseBytes(text);
    case "time":
      return parseMilliseconds(text);
    case "double":
      return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[df]?\s*$/i.test(text) ? Number.parseFloat(text) : undefined;
    default: {
      const value = /^\s*[+-]?\d+\s*$/.test(text) ? BigInt(text.trim()) : undefined;
      const bits = type === "int" ? 32 : 64;
      return value !== undefined && BigInt.asIntN(bits, value) === value ? Number(value) : undefined;
    }
  }
}
