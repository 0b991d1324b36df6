/** Which expressions can raise an error on data, and so need to be told which rows they are evaluated for. */
import { anywhere } from "../logical/anywhere.ts";
import { forceNullable } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { LowerContext } from "../logical/function-row.ts";
import { px, type Px } from "../polars/dsl.ts";

/** Calls that raise nothing themselves; any other call might. */
const HARMLESS: ReadonlySet<string> = new Set([
  ..."= <=> < <= > >= != and or not isnull isnotnull isnan in between if when coalesce nvl nvl2 ifnull nullif".split(
    " ",
  ),
  ..."nullifzero zeroifnull nanvl greatest least equal_null istrue isfalse isunknown isnottrue isnotfalse".split(" "),
  ..."isnotunknown & | ^ ~ << >> >>> positive upper lower length concat trim like rlike startswith endswith".split(" "),
  ..."contains year month day hour minute second date_add date_sub struct named_struct array".split(" "),
]);
const SAFE_REALS: ReadonlySet<string> = new Set(["+", "-", "*", "negative", "abs"]);

export const mayRaise: (e: TypedExpr) => boolean = anywhere(raisesItself);
export function raisesItself(e: TypedExpr): boolean {
  switch (e.kind) {
    case "Cast":
      return e.mode === "ansi" && castMayRaise(e.child, e.dataType.kind, e);
    case "Call": {
      if (e.replacement !== undefined || HARMLESS.has(e.fn.name)) return false;
      const { kind } = e.dataType;
      if (SAFE_REALS.has(e.fn.name) && (kind === "float" || kind === "double")) return false;
      return true;
    }
    case "Subquery":
      return true;
    default:
      return false;
  }
}
const INTEGERS = ["byte", "short", "integer", "long"];
function castMayRaise(child: TypedExpr, to: string, cast: TypedExpr): boolean {
  const from = child.dataType.kind;
  if (forceNullable(child.dataType, cast.dataType)) return true;
  if (to === "string" || from === to || from === "boolean" || to === "boolean" || to === "double")
    return from === "decimal" && to === "decimal";
  const [i, j] = [INTEGERS.indexOf(from), INTEGERS.indexOf(to)];
  if (i >= 0 && (to === "float" || to === "decimal")) return false;
  return !(i >= 0 && j >= i) && !(from === "date" && (to === "timestamp" || to === "timestamp_ntz"));
}

/** Rows that have not yet been decided by earlier terms of a chain. */
export class Remaining {
  readonly cx: LowerContext;
  #guard: Px | undefined;
  #pending: Px[] = [];
  constructor(cx: LowerContext) {
    this.cx = cx;
  }
  /** Only rows where `open` is true (never null) go on to the next term. */
  narrow(open: Px): void {
    this.#pending.push(open);
  }
  /** The rows that go on, or undefined: all. Asked for only where a term needs it, and kept for the next question. */
  get guard(): Px | undefined {
    if (this.#pending.length > 0) {
      const all = this.#guard === undefined ? this.#pending : [this.#guard, ...this.#pending];
      this.#guard = this.cx.share(px.andAll(all));
      this.#pending = [];
    }
    return this.#guard;
  }
  /** Lowers a term that is evaluated for the remaining rows only (and those where `also` holds). */
  lower(e: TypedExpr, also?: Px): Px {
    if (!mayRaise(e)) return this.cx.lower(e);
    const guards = [this.guard, also].filter((g) => g !== undefined);
    return guards.length === 0 ? this.cx.lower(e) : this.cx.lowerWhere(e, px.andAll(guards));
  }
}
