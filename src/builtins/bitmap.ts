/** Places of numbers in the bitmaps that `bitmap_construct_agg` builds: 32768 bits each. */
import type { FunctionRow } from "../logical/function-row.ts";
import { T_BINARY, T_LONG } from "../logical/input-type.ts";
import { px } from "../polars/dsl.ts";
import { LONG } from "../types/data-type.ts";
import { family, param } from "./family.ts";
import { unexpectedInput } from "./bind.ts";

const { i64 } = px.lit;
const BITS = 32_768;
/** Set bits of each byte. */
const BIT_COUNTS: readonly bigint[] = Array.from({ length: 256 }, (_, byte) =>
  BigInt(byte.toString(2).replaceAll("0", "").length),
);

export const bitmapFunctions: readonly FunctionRow[] = family("misc", "scalar", {
  bitmap_bit_position: {
    since: "3.5.0",
    params: [param("child", T_LONG)],
    returns: LONG,
    polars: ([x], _call, cx) => {
      const n = cx.share(x!);
      const positive = px.mod(px.sub(n, i64(1)), i64(BITS));
      return px.ternary(px.gt(n, i64(0)), positive, px.mod(px.neg(n), i64(BITS)));
    },
  },
  bitmap_bucket_number: {
    since: "3.5.0",
    params: [param("child", T_LONG)],
    returns: LONG,
    polars: ([x], _call, cx) => {
      const n = cx.share(x!);
      const positive = px.add(px.floordiv(px.sub(n, i64(1)), i64(BITS)), i64(1));
      return px.ternary(px.gt(n, i64(0)), positive, px.floordiv(px.add(n, i64(BITS - 1)), i64(BITS)));
    },
  },
  bitmap_count: {
    since: "3.5.0",
    params: [param("child", T_BINARY)],
    coerce: (args, cx) => {
      if (args[0]!.dataType.kind !== "binary") throw unexpectedInput(cx.name, args, 0, T_BINARY.label);
      return args;
    },
    returns: LONG,
    polars: ([x], _call, cx) => {
      if (!cx.inner) return cx.kernel("count_bits", [x!], LONG);
      const pairs = px.str.extractAll(px.bin.hexEncode(x!), px.lit.str(".."));
      const bytes = px.bin.get(px.str.hexDecode(px.element(), true), i64(0));
      const counts = px.list.get(px.lit.values(BIT_COUNTS, "Int64"), px.cast(bytes, "Int64", "nonstrict"));
      return px.list.sum(px.list.eval(pairs, counts));
    },
  },
});
