/**
 * Temporal, the platform's own or `temporal-polyfill`. The polyfill takes 20 ms to load, so that happens on first use.
 */
import { createRequire } from "node:module";
import type { Temporal as Spec } from "temporal-polyfill";

type TemporalApi = typeof Spec;

let loaded: TemporalApi | undefined;

/** The Temporal namespace, loading the polyfill if the platform has none. */
export function temporal(): TemporalApi {
  loaded ??=
    (globalThis as { Temporal?: TemporalApi }).Temporal ??
    (createRequire(import.meta.url)("temporal-polyfill") as { Temporal: TemporalApi }).Temporal;
  return loaded;
}

/** The Temporal namespace for values (`Temporal.PlainDate.from(...)`); see the types of the same name. */
export const Temporal: TemporalApi = {
  get Instant() {
    return temporal().Instant;
  },
  get ZonedDateTime() {
    return temporal().ZonedDateTime;
  },
  get PlainDate() {
    return temporal().PlainDate;
  },
  get PlainTime() {
    return temporal().PlainTime;
  },
  get PlainDateTime() {
    return temporal().PlainDateTime;
  },
  get PlainYearMonth() {
    return temporal().PlainYearMonth;
  },
  get PlainMonthDay() {
    return temporal().PlainMonthDay;
  },
  get Duration() {
    return temporal().Duration;
  },
  get Now() {
    return temporal().Now;
  },
};

export declare namespace Temporal {
  export type Instant = Spec.Instant;
  export type ZonedDateTime = Spec.ZonedDateTime;
  export type PlainDate = Spec.PlainDate;
  export type PlainTime = Spec.PlainTime;
  export type PlainDateTime = Spec.PlainDateTime;
  export type PlainYearMonth = Spec.PlainYearMonth;
  export type PlainMonthDay = Spec.PlainMonthDay;
  export type Duration = Spec.Duration;
}

/** The tags by which values of any Temporal implementation are known. */
interface Tagged {
  "Temporal.Instant": Spec.Instant;
  "Temporal.ZonedDateTime": Spec.ZonedDateTime;
  "Temporal.PlainDate": Spec.PlainDate;
  "Temporal.PlainTime": Spec.PlainTime;
  "Temporal.PlainDateTime": Spec.PlainDateTime;
  "Temporal.Duration": Spec.Duration;
}

/** `Object.prototype.toString` without its brackets: `Temporal.PlainDate`, `Uint8Array`, `Object` ... */
export function tagOf(value: object): string {
  return (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? "Object";
}

/** Is this a Temporal value of that class, whichever implementation made it? */
export function isTemporal<Tag extends keyof Tagged>(value: unknown, tag: Tag): value is Tagged[Tag] {
  return typeof value === "object" && value !== null && tagOf(value) === tag;
}
