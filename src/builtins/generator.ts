/** Generators: from one row to several. Each gives the list of the rows it makes, as structs `f0..fn`; explode its own list. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { FunctionRow, LowerContext } from "../logical/function-row.ts";
import { isFoldable } from "../logical/build.ts";
import { sameType } from "../logical/coercion.ts";
import { ANY, ANY_ARRAY, ANY_MAP, oneOf, T_INT } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { physicalType } from "../polars/physical-type.ts";
import { asNullable } from "../types/type-equality.ts";
import { type DataType, INT, StructField, StructType } from "../types/data-type.ts";
import { unexpectedInput } from "./bind.ts";
import { containsNull, elementType } from "./array-support.ts";
import { field, structOf } from "./entries.ts";
import { family, param, rest, type RowSpec } from "./family.ts";
import { folded, mismatch, nonFoldable, numberOf, quotedType } from "./support.ts";

const POSITION = new StructField("pos", INT, false);

/** Elements of an array, or entries of a map, with their place or without: lowering/generate.ts takes the list apart. */
function explode(since: string, position: boolean): RowSpec {
  const head = position ? [POSITION] : [];
  return {
    since,
    params: [param("collection", oneOf(ANY_ARRAY, ANY_MAP))],
    coerce: (args, cx) => {
      const kind = args[0]!.dataType.kind;
      if (kind !== "array" && kind !== "map") throw unexpectedInput(cx.name, args, 0, '("ARRAY" or "MAP")');
      return args;
    },
    returns: ([e]) => {
      const t = e!.dataType;
      if (t.kind !== "map") return new StructType([...head, new StructField("col", elementType(e), containsNull(e))]);
      return new StructType([
        ...head,
        new StructField("key", t.keyType, false),
        new StructField("value", t.valueType, t.valueContainsNull),
      ]);
    },
    polars: ([list]) => list!,
  };
}
function inline(since: string): RowSpec {
  return {
    since,
    params: [param("input", ANY_ARRAY)],
    coerce: (args, cx) => {
      if (elementType(args[0]).kind !== "struct") throw unexpectedInput(cx.name, args, 0, '"ARRAY<STRUCT>"');
      return args;
    },
    returns: ([e]) => {
      const t = elementType(e) as StructType;
      // The row of a null struct is null in every column.
      return containsNull(e) ? asNullable(t) : t;
    },
    polars: ([list], call) => {
      const t = elementType(call.args[0]) as StructType;
      return containsNull(call.args[0]) ? px.list.eval(list!, structOf(t.fields.map((_, i) => field(i)))) : list!;
    },
  };
}
function stackType(args: readonly TypedExpr[]): StructType {
  const n = numberOf(args[0]) ?? 1;
  const width = Math.ceil((args.length - 1) / n);
  const fields = Array.from({ length: width }, (_, c) => {
    const column = Array.from({ length: n }, (_row, r) => args[1 + r * width + c]);
    const known = column.find((e) => e !== undefined && e.dataType.kind !== "void");
    const t: DataType = known?.dataType ?? column[0]?.dataType ?? INT;
    return new StructField(`col${c}`, t, true);
  });
  return new StructType(fields);
}
function stack(values: readonly Px[], call: Call, _cx: LowerContext): Px {
  const n = numberOf(call.args[0]) ?? 1;
  const types = (call.dataType as StructType).fields.map((f) => physicalType(f.dataType));
  const rows = Array.from({ length: n }, (_, r) =>
    structOf(
      types.map((type, c) => {
        const at = 1 + r * types.length + c;
        const value = call.args[at]?.dataType.kind === "void" ? undefined : values[at];
        return value ?? px.lit.null(type);
      }),
    ),
  );
  return px.list.ofType(physicalType(call.dataType), ...rows);
}

export const generatorFunctions: readonly FunctionRow[] = family("generator", "generator", {
  explode: explode("1.0.0", false),
  explode_outer: explode("1.0.0", false),
  posexplode: explode("2.0.0", true),
  posexplode_outer: explode("2.0.0", true),
  inline: inline("2.0.0"),
  inline_outer: inline("2.0.0"),
  stack: {
    since: "2.0.0",
    params: [param("n", T_INT), param("expr1", ANY), rest("expr", ANY)],
    coerce: (args, cx) => {
      const [n, ...values] = args as [TypedExpr, ...TypedExpr[]];
      if (n.dataType.kind !== "integer") throw unexpectedInput(cx.name, args, 0, T_INT.label);
      if (!isFoldable(n)) throw nonFoldable(cx.name, args, 0, "n", "INT");
      const count = folded(n, cx);
      const rows = numberOf(count) ?? 0;
      if (rows <= 0) {
        throw mismatch(cx.name, args, "VALUE_OUT_OF_RANGE", {
          exprName: "`n`",
          valueRange: "(0, 2147483647]",
          currentValue: String(rows),
        });
      }
      const width = Math.ceil(values.length / rows);
      for (let c = 0; c < width; c++) checkColumn(args, c, width, cx.name);
      return [count, ...values];
    },
    returns: stackType,
    polars: stack,
  },
});
/** All values of one column have one type, or are bare nulls. */
function checkColumn(args: readonly TypedExpr[], column: number, width: number, name: string): void {
  let first = 0;
  for (let at = 1 + column; at < args.length; at += width) {
    const t = args[at]!.dataType;
    if (t.kind === "void") continue;
    if (first === 0) first = at;
    else if (!sameType(args[first]!.dataType, t)) {
      throw mismatch(name, args, "STACK_COLUMN_DIFF_TYPES", {
        columnIndex: String(column),
        leftParamIndex: String(first),
        leftType: quotedType(args[first]!.dataType),
        rightParamIndex: String(at),
        rightType: quotedType(t),
      });
    }
  }
}
