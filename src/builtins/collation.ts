/** COLLATE, the name of a collation, and keys that are equal and sort as strings of a collation do. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext } from "../logical/function-row.ts";
import { hasCollation, hasIndeterminate, withoutCollation } from "../logical/collation.ts";
import { isString } from "../logical/coercion.ts";
import { ANY, T_STRING } from "../logical/input-type.ts";
import type { KeyShape } from "../kernels/collation-key.ts";
import { lowerPoints, withoutBlanks } from "../kernels/collator.ts";
import { px, type Px } from "../polars/dsl.ts";
import { fieldName } from "../polars/physical-type.ts";
import { collationNamed, findCollation } from "../types/collations.ts";
import { type DataType, STRING, StringType, UNDETERMINED_COLLATION } from "../types/data-type.ts";
import { errorFor } from "../types/error-class.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { prettyName } from "../logical/pretty.ts";
import { family, param } from "./family.ts";
import { argOf, asTheyAre } from "./text-args.ts";

function coerceCollate(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const [value, name] = args as readonly [TypedExpr, TypedExpr];
  const found = cx.constant(name)?.value;
  if (found === undefined && isString(name.dataType)) {
    throw new AnalysisException("NON_FOLDABLE_ARGUMENT", {
      funcName: "`collate`",
      paramName: "`collationName`",
      paramType: '"STRING"',
    });
  }
  if (typeof found !== "string") {
    throw new AnalysisException("UNEXPECTED_INPUT_TYPE", {
      paramIndex: "first",
      functionName: "`collate`",
      requiredType: '"STRING"',
      inputSql: `"${prettyName(name)}"`,
      inputType: `"${name.dataType.sql}"`,
    });
  }
  const parts = found.split(".");
  collationNamed(parts);
  if (!isString(value.dataType) && value.dataType.kind !== "void")
    throw unexpectedInput("collate", args, 0, '"STRING"');
  const string = value.dataType.kind === "void" ? cx.cast(value, STRING) : value;
  return [string, { kind: "Literal", value: parts.at(-1) as string, dataType: STRING, nullable: false }];
}
function nameIn(args: readonly TypedExpr[]): string {
  const name = argOf(args, 1);
  return name.kind === "Literal" ? String(name.value) : "";
}
/** The name of the argument's collation. */
function collationName(call: Call): string {
  const t = argOf(call.args, 0).dataType;
  const name = t.kind === "string" ? t.collation : "UTF8_BINARY";
  return name === UNDETERMINED_COLLATION ? name : `SYSTEM.BUILTIN.${name}`;
}

export const collationFunctions: readonly FunctionRow[] = family("string", "scalar", {
  collate: {
    since: "4.0.0",
    params: [param("expr", T_STRING), param("collationName", T_STRING)],
    coerce: coerceCollate,
    display: ([shown = ""], call) => `collate(${shown}, ${nameIn(call.args)})`,
    returns: (args) => new StringType(collationNamed([nameIn(args)]).name),
    lower: (call, cx) => cx.lower(argOf(call.args, 0)),
  },
  collation: {
    since: "4.0.0",
    params: [param("expr", T_STRING)],
    coerce: asTheyAre(T_STRING),
    returns: STRING,
    nullable: false,
    polars: (_, call) => px.lit.str(collationName(call)),
  },
});

const SIGMA = px.lit.str("ς");
/** A string's key, where the engine itself can make it. */
function nativeKey(x: Px, name: string): Px | undefined {
  const collation = findCollation(name);
  if (collation === undefined) throw unsupported(`the collation ${name}`);
  if (!collation.base.startsWith("UTF8_")) return undefined;
  const cut = collation.trims ? px.str.stripCharsEnd(x, px.lit.str(" ")) : x;
  return collation.base === "UTF8_LCASE" ? px.str.replace(px.str.lowercase(cut), SIGMA, px.lit.str("σ"), true) : cut;
}
function keyIn(x: Px, t: DataType): Px | undefined {
  if (!hasCollation(t)) return x;
  switch (t.kind) {
    case "string":
      return nativeKey(x, t.collation);
    case "array": {
      const element = keyIn(px.element(), t.elementType);
      return element && px.list.eval(x, element);
    }
    case "struct": {
      const changed: [string, Px][] = [];
      for (const [i, f] of t.fields.entries()) {
        if (!hasCollation(f.dataType)) continue;
        const field = keyIn(px.struct.field(fieldName(i)), f.dataType);
        if (field === undefined) return undefined;
        changed.push([fieldName(i), field]);
      }
      return px.struct.structEval(x, changed);
    }
    default:
      throw unsupported(`comparing values of type ${t.simpleString()}`);
  }
}
export function keyShape(t: DataType): KeyShape {
  if (hasIndeterminate(t)) throw errorFor("INDETERMINATE_COLLATION");
  if (!hasCollation(t)) return null;
  if (t.kind === "string") return t.collation;
  if (t.kind === "array") return { children: [keyShape(t.elementType)] };
  if (t.kind === "struct") return { children: t.fields.map((f) => keyShape(f.dataType)) };
  throw unsupported(`comparing values of type ${t.simpleString()}`);
}

/** Not for users: has no name in SQL. The second argument is the number of the query, whose keys belong together. */
const KEY: FunctionRow = {
  name: "collation_key",
  group: "string",
  kind: "scalar",
  params: [param("expr", ANY), param("query", ANY)],
  lower: (call: Call, cx: LowerContext): Px => {
    const [value, query] = call.args as readonly [TypedExpr, TypedExpr];
    const x = cx.lower(value);
    const key = keyIn(x, value.dataType);
    if (key !== undefined) return key;
    const number = query.kind === "Literal" ? Number(query.value) : 0;
    return cx.kernel("collation_key", [x], call.dataType, { shape: keyShape(value.dataType), query: number });
  },
};
/** The expression itself where its type has no collation. */
export function collationKey(e: TypedExpr, query: TypedExpr): TypedExpr {
  if (!hasCollation(e.dataType)) return e;
  if (e.kind === "Literal" && e.dataType.kind === "string") {
    const collation = findCollation(e.dataType.collation);
    if (e.value === null) return { ...e, dataType: STRING };
    if (collation?.base.startsWith("UTF8_") === true && typeof e.value === "string") {
      const cut = collation.trims ? withoutBlanks(e.value) : e.value;
      return { ...e, value: collation.caseInsensitive ? lowerPoints(cut) : cut, dataType: STRING };
    }
  }
  if (hasIndeterminate(e.dataType)) throw errorFor("INDETERMINATE_COLLATION");
  return {
    kind: "Call",
    fn: KEY,
    name: KEY.name,
    args: [e, query],
    dataType: withoutCollation(e.dataType),
    nullable: e.nullable,
    mode: "ansi",
    timeZone: "UTC",
    origin: e.origin,
  };
}
