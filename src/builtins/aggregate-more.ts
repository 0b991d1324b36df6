/** Aggregates of bits, texts and collections. */
import type { TypedExpr } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { isFoldable, literal } from "../logical/build.ts";
import { ANY, INTEGRAL, oneOf, T_BINARY, T_STRING } from "../logical/input-type.ts";
import { prettyName, sortText } from "../logical/pretty.ts";
import { px, type Px } from "../polars/dsl.ts";
import { BINARY, NULL } from "../types/data-type.ts";
import { unlessEmpty } from "./aggregate.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { coerceTo, folded, literalOf, mismatch, nonFoldable } from "./support.ts";

function bitwise(operation: "and" | "or" | "xor"): RowSpec {
  return {
    since: "3.0.0",
    params: [param("expr", INTEGRAL)],
    coerce: (args, cx) => {
      // Texts are not cast.
      const given = (args[0] as TypedExpr).dataType;
      const input = given.kind === "string" ? { ...INTEGRAL, concrete: undefined } : INTEGRAL;
      return coerceTo(args, [input], cx);
    },
    returns: ([e]) => (e as TypedExpr).dataType,
    nullable: true,
    groupKernel: { name: "bitwise", options: () => ({ operation }) },
  };
}

const TEXT = oneOf(T_STRING, T_BINARY);
/** listagg(value[, delimiter]): texts or binaries joined, in the order of WITHIN GROUP. */
const listagg: RowSpec = {
  aliases: ["string_agg"],
  since: "4.0.0",
  params: [param("child", TEXT), optional("delimiter", ANY)],
  withinGroup: { required: () => false, free: true, distinct: true },
  coerce: (args, cx) => {
    const [x, delimiter = literal(null, NULL)] = args as readonly [TypedExpr, TypedExpr?];
    const [value, by] = coerceTo([x, delimiter], [TEXT, TEXT], cx) as [TypedExpr, TypedExpr];
    if (!isFoldable(by)) throw nonFoldable(cx.name, [x, delimiter], 1, "delimiter", value.dataType.sql);
    if (delimiter.dataType.kind !== "void" && value.dataType.sql !== by.dataType.sql) {
      const keys = (cx.aggregate?.orderings ?? []).map((o) => sortText(o, prettyName));
      const shown = [x, delimiter].map(prettyName);
      throw mismatch(cx.name, [x, delimiter], "DATA_DIFF_TYPES", {
        ...(keys.length === 0 ? {} : { sqlExpr: `"listagg(${[...shown, ...keys].join(", ")})"` }),
        functionName: keys.length === 0 ? `\`${cx.name}\`` : "`listagg`",
        dataType: `("${value.dataType.sql}" or "${by.dataType.sql}")`,
      });
    }
    return [value, folded(by, cx)];
  },
  returns: ([e]) => (e as TypedExpr).dataType,
  nullable: true,
  display: (args, call) => {
    // With an order Spark prints the function's own name.
    const name = (call.aggregate?.orderings ?? []).length > 0 ? "listagg" : call.name;
    return `${name}(${args[0] ?? ""}, ${args[1] ?? "NULL"})`;
  },
  aggregate: (args, call) => {
    const [x] = args as readonly [Px];
    const keys = args.slice(call.args.length);
    const orderings = call.aggregate?.orderings ?? [];
    const sorted =
      keys.length === 0
        ? x
        : px.sortBy(
            x,
            keys,
            orderings.map((o) => o.descending),
            orderings.map((o) => o.nullsLast),
          );
    const delimiter = literalOf(call.args[1]) ?? "";
    const values = px.dropNulls(sorted);
    if (call.dataType.kind !== BINARY.kind) {
      return unlessEmpty(x, px.str.concatVertical(values, delimiter as string, true));
    }
    const hex = px.bin.hexEncode(values);
    const by = delimiter === "" ? "" : Buffer.from(delimiter as Uint8Array).toString("hex");
    return unlessEmpty(x, px.str.hexDecode(px.str.concatVertical(hex, by, true), true));
  },
};

export const moreAggregates: readonly FunctionRow[] = family("agg", "aggregate", {
  bit_and: bitwise("and"),
  bit_or: bitwise("or"),
  bit_xor: bitwise("xor"),
  listagg,
});
