const UNITS: readonly (readonly [name: string, micros: bigint])[] = [
  ["hours", 3_600_000_000n],
  ["minutes", 60_000_000n],
];

/** Spark's legacy interval: three numbers that do not convert into each other. */
export class CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;

  constructor(months: number, days: number, microseconds: bigint | number) {
    this.months = months;
    this.days = days;
    this.microseconds = BigInt(microseconds);
  }
  /** As Spark prints it: `1 years 2 months 3 days 4 hours 5.5 seconds`. */
  toString(): string {
    const parts: string[] = [];
    const add = (amount: number | bigint | string, unit: string): void => {
      if (Number(amount) !== 0) parts.push(`${amount} ${unit}`);
    };
    add(Math.trunc(this.months / 12), "years");
    add(this.months % 12, "months");
    add(this.days, "days");
    let rest = this.microseconds;
    for (const [name, size] of UNITS) {
      add(rest / size, name);
      rest %= size;
    }
    add(secondsText(rest), "seconds");
    return parts.length === 0 ? "0 seconds" : parts.join(" ");
  }
  toJSON(): string {
    return this.toString();
  }
  equals(other: CalendarInterval): boolean {
    return this.months === other.months && this.days === other.days && this.microseconds === other.microseconds;
  }
}

/** Microseconds as seconds, without trailing zeros. */
function secondsText(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = (magnitude % 1_000_000n).toString().padStart(6, "0").replace(/0+$/, "");
  return `${micros < 0n ? "-" : ""}${magnitude / 1_000_000n}${fraction === "" ? "" : `.${fraction}`}`;
}
