/** Functions that stand for parts of a query: grouping sets, scalar subqueries. */
import type { FunctionRow } from "../logical/function-row.ts";
import type { TypedExpr } from "../logical/expression.ts";
import { ANY, T_BOOLEAN, T_INT, T_LONG, T_STRING } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { P_INT64, P_INT8 } from "../polars/polars-type.ts";
import { BYTE, LONG, STRING } from "../types/data-type.ts";
import { family, param, rest } from "./family.ts";

export const queryFunctions: readonly FunctionRow[] = family("agg", "scalar", {
  grouping: {
    since: "2.0.0",
    params: [param("col", ANY)],
    returns: BYTE,
    nullable: false,
    foldable: false,
    // After analysis: the set's id and the position of the column in it.
    polars: ([id, position]) => {
      const bit = px.floordiv(id as Px, px.pow(px.lit.i64(2), px.cast(position as Px, P_INT64)));
      return px.cast(px.mod(bit, px.lit.i64(2)), P_INT8);
    },
  },
  grouping_id: {
    since: "2.0.0",
    params: [rest("col", ANY)],
    returns: LONG,
    nullable: false,
    foldable: false,
  },
  /** The body of a function defined in SQL; the other arguments only show in the column name. */
  sql_function_call: {
    params: [param("body", ANY), rest("args", ANY)],
    returns: ([body]) => (body as TypedExpr).dataType,
    nullable: ([body]) => (body as TypedExpr).nullable,
    foldable: false,
    display: (args, call) => `${call.name}(${args.slice(1).join(", ")})`,
    lower: (call, cx) => cx.lower(call.args[0] as TypedExpr),
  },
  /** A string on its way into a char(n) or varchar(n) column: longer by spaces only is cut, char is padded. */
  write_side_check: {
    params: [param("value", T_STRING), param("limit", T_INT), param("pad", T_BOOLEAN)],
    returns: STRING,
    polars: ([value, limit], call, cx) => {
      const text = cx.share(value as Px);
      const n = call.args[1];
      const length = n?.kind === "Literal" ? Number(n.value) : 0;
      const site = cx.site(call, () => ({ condition: "EXCEED_LIMIT_LENGTH", parameters: { limit: String(length) } }));
      const visible = px.str.lenChars(px.str.stripCharsEnd(text, px.lit.str(" ")));
      const cut = px.str.head(text, limit as Px);
      const pad = call.args[2];
      const result = pad?.kind === "Literal" && pad.value === true ? px.str.padEnd(cut, px.lit.u64(length), " ") : cut;
      return cx.raiseIf(px.gt(visible, px.lit.u32(length)), site, result);
    },
  },
  scalar_subquery_value: {
    params: [param("value", ANY), param("count", T_LONG)],
    returns: ([value]) => (value as TypedExpr).dataType,
    nullable: true,
    polars: ([value, count], call, cx) => {
      const site = cx.site(call, () => ({ condition: "SCALAR_SUBQUERY_TOO_MANY_ROWS", parameters: {} }));
      return cx.raiseIf(px.gt(count as Px, px.lit.i64(1)), site, value as Px);
    },
  },
});
