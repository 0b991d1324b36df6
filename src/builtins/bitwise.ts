/** Bits of integers, with Java's meaning of shifts. */
import { family, param, type RowSpec } from "./family.ts";
import { coerceOperands, expectTypes, type Show } from "./operator-coercion.ts";
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import { ANY, INTEGRAL, type InputType, oneOf, T_BOOLEAN, T_INT, T_LONG } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { BYTE, type DataType, INT } from "../types/data-type.ts";

const infix =
  (op: string): Show =>
  (args) =>
    `(${args[0]} ${op} ${args[1]})`;
const typeOf = (args: readonly TypedExpr[]): DataType => (args[0] as TypedExpr).dataType;

function binary(op: string, combine: (a: Px, b: Px) => Px): RowSpec {
  return {
    params: [param("left", ANY), param("right", ANY)],
    coerce: ([l, r], cx) => coerceOperands(l!, r!, { kind: "bitwise", input: INTEGRAL, show: infix(op) }, cx),
    returns: typeOf,
    display: infix(op),
    polars: ([a, b]) => combine(a!, b!),
  };
}

const BITS: { readonly [kind: string]: number } = { byte: 8, short: 16, integer: 32, long: 64 };
const POWERS: readonly bigint[] = Array.from({ length: 64 }, (_, i) => 1n << BigInt(i));

/** 2^n by row, n taken modulo the width. UInt64. */
function powerOf(n: Px, e: TypedExpr, width: 32 | 64): Px {
  if (e.kind === "Literal" && typeof e.value === "number") return px.lit.u64(POWERS[e.value & (width - 1)] as bigint);
  const bits = px.and(n, px.lit.i32(width - 1));
  const powers = px.list.eval(
    px.lit.values(
      POWERS.slice(0, width).map((p) => BigInt.asIntN(64, p)),
      "Int64",
    ),
    px.reinterpret(px.element(), "UInt64"),
  );
  return px.list.get(powers, bits);
}
type Shift = "<<" | ">>" | ">>>";
function lowerShift(op: Shift, [x, n]: readonly Px[], call: Call): Px {
  const long = typeOf(call.args).kind === "long";
  const power = powerOf(n!, call.args[1] as TypedExpr, long ? 64 : 32);
  const type = long ? "Int64" : "Int32";
  switch (op) {
    case "<<": {
      const product = px.mul(px.reinterpret(px.cast(x!, "Int64"), "UInt64"), power);
      return px.cast(px.reinterpret(product, "Int64"), type, "overflowing");
    }
    case ">>":
      return px.cast(px.floordiv(px.cast(x!, "Int128"), px.cast(power, "Int128")), type);
    case ">>>": {
      const unsigned = long ? px.reinterpret(x!, "UInt64") : px.cast(px.reinterpret(x!, "UInt32"), "UInt64");
      return px.cast(px.reinterpret(px.floordiv(unsigned, power), "Int64"), type, "overflowing");
    }
  }
}
const SHIFTED: InputType = oneOf(T_INT, T_LONG);
function shift(op: Shift, name: string): RowSpec {
  const show = (written: string): Show => (written === op ? infix(op) : (args) => `${written}(${args.join(", ")})`);
  return {
    aliases: [name],
    params: [param("base", SHIFTED), param("numBits", T_INT)],
    coerce: (args, cx) => expectTypes(args, [SHIFTED, T_INT], show(cx.name), cx),
    returns: typeOf,
    display: (args, call) => show(call.name)(args),
    polars: (args, call) => lowerShift(op, args, call),
  };
}

function bitCount(x: Px, type: DataType, cx: LowerContext): Px {
  if (type.kind === "boolean") return px.cast(x, "Int32");
  const u64 = px.lit.u64;
  const right = (v: Px, n: number): Px => px.floordiv(v, u64(1n << BigInt(n)));
  // Sums of ever wider groups of bits.
  const v0 = cx.share(px.reinterpret(px.cast(x, "Int64"), "UInt64"));
  const v1 = cx.share(px.sub(v0, px.and(right(v0, 1), u64(0x5555555555555555n))));
  const v2 = cx.share(px.add(px.and(v1, u64(0x3333333333333333n)), px.and(right(v1, 2), u64(0x3333333333333333n))));
  const v3 = px.and(px.add(v2, right(v2, 4)), u64(0x0f0f0f0f0f0f0f0fn));
  return px.cast(right(px.mul(v3, u64(0x0101010101010101n)), 56), "Int32");
}

function bitGet([x, position]: readonly Px[], call: Call, cx: LowerContext): Px {
  const width = BITS[typeOf(call.args).kind] ?? 64;
  const at = cx.share(position!);
  const outside = px.or(px.lt(at, px.lit.i32(0)), px.ge(at, px.lit.i32(width)));
  const site = cx.site(call, ([invalidValue = ""]) => ({
    condition: "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
    parameters: { parameter: "`pos`", functionName: `\`${call.name}\``, upper: String(width), invalidValue },
  }));
  const power = powerOf(at, call.args[1] as TypedExpr, 64);
  const moved = px.floordiv(px.reinterpret(px.cast(x!, "Int64"), "UInt64"), power);
  const bit = px.cast(px.and(moved, px.lit.u64(1)), "Int8");
  const text = px.ternary(outside, px.cast(at, "String"), px.lit.null("String"));
  return cx.raiseIf(px.and(outside, px.isNotNull(x!)), site, bit, text);
}

const not: Show = (args) => `~${args[0]}`;
const COUNTED: InputType = oneOf(INTEGRAL, T_BOOLEAN);

export const bitwiseFunctions: readonly FunctionRow[] = family("bitwise", "scalar", {
  "&": binary("&", px.and),
  "|": binary("|", px.or),
  "^": binary("^", px.xor),
  "~": {
    params: [param("expr", INTEGRAL)],
    coerce: (args, cx) => expectTypes(args, [INTEGRAL], not, cx, false),
    returns: typeOf,
    display: not,
    polars: ([x]) => px.not(x!),
  },
  "<<": shift("<<", "shiftleft"),
  ">>": shift(">>", "shiftright"),
  ">>>": shift(">>>", "shiftrightunsigned"),
  bit_count: {
    params: [param("expr", COUNTED)],
    coerce: (args, cx) => expectTypes(args, [COUNTED], (a) => `bit_count(${a[0]})`, cx, false),
    returns: INT,
    polars: ([x], call, cx) => bitCount(x!, typeOf(call.args), cx),
  },
  bit_get: {
    aliases: ["getbit"],
    params: [param("expr", INTEGRAL), param("pos", T_INT)],
    coerce: (args, cx) => expectTypes(args, [INTEGRAL, T_INT], (a) => `${cx.name}(${a.join(", ")})`, cx),
    returns: BYTE,
    polars: bitGet,
  },
});
