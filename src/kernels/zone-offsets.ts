/** Offsets of a time zone at any second, looked up in tables that are made as they are needed. */
import { fixedOffsetSeconds, offsetMicros } from "../types/time-zone.ts";

/** Length of the span that one table covers (about a year), and the step in which it looks for changes, never two in a week. */
const SPAN = 31_556_952;
const STEP = 518_400;

interface Table {
  /** Seconds at which an offset begins; the first is the start of the span. */
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
}

function place(table: Table, utcSeconds: number): number {
  let i = table.starts.length - 1;
  while (i > 0 && utcSeconds < (table.starts[i] as number)) i--;
  return i;
}

/** One zone. Seconds are since the epoch. */
export class ZoneOffsets {
  readonly zone: string;
  readonly #fixed: number | undefined;
  readonly #tables: Map<number, Table> = new Map();
  constructor(zone: string) {
    this.zone = zone;
    this.#fixed = fixedOffsetSeconds(zone);
  }
  /** Seconds to add to UTC. */
  at(utcSeconds: number): number {
    if (this.#fixed !== undefined) return this.#fixed;
    const table = this.#table(utcSeconds);
    return table.offsets[place(table, utcSeconds)] as number;
  }
  /** A second from which the offset was what it is now, the same for all moments of one run of a table. */
  since(utcSeconds: number): number {
    const table = this.#table(utcSeconds);
    return table.starts[place(table, utcSeconds)] as number;
  }
  #table(utcSeconds: number): Table {
    const span = Math.floor(utcSeconds / SPAN);
    let table = this.#tables.get(span);
    if (table === undefined) {
      table = this.#explore(span * SPAN);
      if (this.#tables.size > 4096) this.#tables.clear();
      this.#tables.set(span, table);
    }
    return table;
  }
  /** The instant of a wall clock: the earlier one where it shows twice, moved on by the gap where it never shows. */
  toUtc(localSeconds: number): number {
    if (this.#fixed !== undefined) return localSeconds - this.#fixed;
    const before = this.at(localSeconds - 86_400);
    if (this.at(localSeconds - before) === before) return localSeconds - before;
    const after = this.at(localSeconds + 86_400);
    return this.at(localSeconds - after) === after ? localSeconds - after : localSeconds - before;
  }
  #raw(seconds: number): number {
    return Number(offsetMicros(BigInt(seconds) * 1_000_000n, this.zone) / 1_000_000n);
  }
  #explore(start: number): Table {
    const starts = [start];
    const offsets = [this.#raw(start)];
    let [at, offset] = [start, offsets[0] as number];
    while (at < start + SPAN) {
      const next = Math.min(at + STEP, start + SPAN);
      const found = this.#raw(next);
      if (found !== offset) {
        let [low, high] = [at, next];
        while (high - low > 1) {
          const middle = Math.floor((low + high) / 2);
          if (this.#raw(middle) === offset) low = middle;
          else high = middle;
        }
        starts.push(high);
        offsets.push(found);
      }
      [at, offset] = [next, found];
    }
    return { starts, offsets };
  }
}

const zones = new Map<string, ZoneOffsets>();
export function zoneOffsets(zone: string): ZoneOffsets {
  let found = zones.get(zone);
  if (found === undefined) {
    found = new ZoneOffsets(zone);
    zones.set(zone, found);
  }
  return found;
}

/** The later of two moments with one wall clock, which Java's older classes take. */
export function laterOf(utc: number, local: number, zone: ZoneOffsets): number {
  const after = zone.at(utc + 86400);
  return zone.at(local - after) === after ? local - after : utc;
}
