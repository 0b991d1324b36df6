/** Structs: making them, picking and changing their fields; the parts that `a.b` stands for. */
import type { Call, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { prettyName } from "../logical/pretty.ts";
import { ANY, ANY_ARRAY, ANY_STRUCT, T_INT, T_STRING } from "../logical/input-type.ts";
import { px, type Px } from "../polars/dsl.ts";
import { EMPTY_FIELD, fieldName } from "../polars/physical-type.ts";
import { ArrayType, StructField, StructType } from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { containsNull, nullOf } from "./array-support.ts";
import { structOf } from "./entries.ts";
import { family, param, rest } from "./family.ts";
import { isCaseSensitive, folded, mismatch, numberOf, stringOf } from "./support.ts";
import { sameName } from "../types/name-equality.ts";

type Args = readonly TypedExpr[];

export function makeStruct(values: readonly Px[]): Px {
  return values.length === 0 ? px.struct.of([[EMPTY_FIELD, px.lit.null("Null")]]) : structOf(values);
}
/** The name an argument gives to its field; undefined where it has none. */
export function nameOf(e: TypedExpr): string | undefined {
  switch (e.kind) {
    case "Attribute":
    case "Alias":
    case "LambdaVariable":
      return e.name;
    case "OuterReference":
      return e.attribute.name;
    case "Call":
      return e.fn.name === "get_struct_field" || e.fn.name === "get_array_struct_fields" ? fieldOf(e)?.name : undefined;
    case "Cast":
      return e.explicit ? undefined : nameOf(e.child);
    default:
      return undefined;
  }
}
/** The field that a call of get_struct_field or get_array_struct_fields picks. */
function fieldOf(call: Pick<Call, "args">): StructField | undefined {
  const t = call.args[0]!.dataType;
  const struct = t.kind === "array" ? t.elementType : t;
  return struct.kind === "struct" ? struct.fields[numberOf(call.args[1]) ?? -1] : undefined;
}
/** A name that the user gave to an argument shows. */
function structText(printed: readonly string[], call: Call): string {
  const args = call.shown ?? call.args;
  const named = args.map((e, i) => {
    if (e.kind !== "Alias") return printed[i];
    // The name of a field that is picked out is its own.
    const own = e.auto === true || (e.child.kind === "Call" && nameOf(e.child) === e.name);
    return own ? prettyName(e.child) : `${prettyName(e.child)} AS ${e.name}`;
  });
  return `${call.fn.name}(${named.join(", ")})`;
}
function unaliased(e: TypedExpr): TypedExpr {
  return e.kind === "Alias" ? e.child : e;
}
function requireStruct(args: Args, cx: BindContext): StructType {
  const t = args[0]!.dataType;
  if (t.kind === "struct") return t;
  throw mismatch("update_fields", args, "UNEXPECTED_INPUT_TYPE", {
    paramIndex: "first",
    requiredType: '"STRUCT"',
    inputSql: `"${prettyName(args[0]!)}"`,
    inputType: `"${t.sql}"`,
    functionName: cx.name,
  });
}
/** Positions in the new struct: an old field by its number, the new value as -1. */
function placesAfter(t: StructType, name: string, cx: BindContext): readonly number[] {
  const places = t.fields.map((f, i) => (sameName(f.name, name, isCaseSensitive(cx)) ? -1 : i));
  return places.includes(-1) ? places : [...places, -1];
}
function rebuilt(struct: Px, fields: readonly Px[], call: Call): Px {
  const made = makeStruct(fields);
  return call.args[0]!.nullable ? px.ternary(px.isNull(struct), nullOf(call), made) : made;
}

export const structFunctions: readonly FunctionRow[] = family("struct", "scalar", {
  struct: {
    since: "1.4.0",
    params: [rest("col", ANY)],
    coerce: (args) => args,
    returns: (args) =>
      new StructType(
        args.map(
          (e, i) =>
            new StructField(
              nameOf(e) ?? `col${i + 1}`,
              e.dataType,
              e.nullable,
              e.kind === "Alias" || e.kind === "Attribute" ? e.metadata : {},
            ),
        ),
      ),
    nullable: false,
    display: structText,
    lower: (call, cx) => makeStruct(call.args.map((e) => cx.lower(unaliased(e)))),
  },
  named_struct: {
    since: "1.5.0",
    params: [rest("name", ANY)],
    coerce: (args, cx) => {
      if (args.length % 2 === 1) {
        throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
          functionName: quoteText(cx.name),
          expectedNum: "2n (n > 0)",
          actualNum: String(args.length),
          docroot: "https://spark.apache.org/docs/latest",
        });
      }
      const named = args.map((e, i) => (i % 2 === 0 ? folded(e, cx) : e));
      const wrong = named.filter((e, i) => i % 2 === 0 && stringOf(e) === undefined);
      if (wrong.length > 0) {
        throw mismatch(cx.name, args, "CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING", {
          inputExprs: `[${wrong.map((e) => `"${prettyName(e)}"`).join(", ")}]`,
        });
      }
      return named;
    },
    returns: (args) => {
      const fields: StructField[] = [];
      for (let i = 0; i < args.length; i += 2) {
        fields.push(new StructField(stringOf(args[i]) ?? "", args[i + 1]!.dataType, args[i + 1]!.nullable));
      }
      return new StructType(fields);
    },
    nullable: false,
    display: structText,
    lower: (call, cx) => makeStruct(call.args.filter((_, i) => i % 2 === 1).map((e) => cx.lower(unaliased(e)))),
  },
  get_struct_field: {
    params: [param("struct", ANY_STRUCT), param("ordinal", T_INT)],
    coerce: (args) => args,
    display: ([struct], call) => `${struct}.${fieldOf(call)?.name ?? ""}`,
    returns: (args) => fieldOf({ args })!.dataType,
    nullable: (args) => args[0]!.nullable || fieldOf({ args })!.nullable,
    lower: (call, cx) => px.struct.fieldByName(cx.lower(call.args[0]!), fieldName(numberOf(call.args[1])!)),
  },
  get_array_struct_fields: {
    params: [param("array", ANY_ARRAY), param("ordinal", T_INT)],
    coerce: (args) => args,
    display: ([array], call) => `${array}.${fieldOf(call)?.name ?? ""}`,
    returns: (args) => new ArrayType(fieldOf({ args })!.dataType, containsNull(args[0]) || fieldOf({ args })!.nullable),
    nullable: ([array]) => array!.nullable,
    lower: (call, cx) => {
      const name = fieldName(numberOf(call.args[1])!);
      return px.list.eval(cx.lower(call.args[0]!), px.struct.fieldByName(px.element(), name));
    },
  },
  // withField(struct, name, value): replaces every field of the name, or adds one at the end.
  with_field: {
    params: [param("struct", ANY_STRUCT), param("name", T_STRING), param("value", ANY)],
    coerce: (args, cx) => {
      requireStruct(args, cx);
      return args;
    },
    display: ([struct, , value]) => `update_fields(${struct}, WithField(${value}))`,
    returns: (args, cx) => {
      const t = args[0]!.dataType as StructType;
      const [name, value] = [stringOf(args[1]) ?? "", args[2]!];
      const added = new StructField(name, value.dataType, value.nullable);
      return new StructType(placesAfter(t, name, cx).map((i) => (i < 0 ? added : t.fields[i]!)));
    },
    nullable: ([struct]) => struct!.nullable,
    lower: (call, cx) => {
      const t = call.dataType as StructType;
      const old = call.args[0]!.dataType as StructType;
      const struct = cx.share(cx.lower(call.args[0]!));
      const value = cx.lower(unaliased(call.args[2]!));
      // A field of the result that is the very field of the input was kept.
      const fields = t.fields.map((f, i) =>
        old.fields[i] === f ? px.struct.fieldByName(struct, fieldName(i)) : value,
      );
      return rebuilt(struct, fields, call);
    },
  },
  // dropFields(struct, name, ..)
  drop_fields: {
    params: [param("struct", ANY_STRUCT), rest("name", T_STRING)],
    coerce: (args, cx) => {
      const t = requireStruct(args, cx);
      const names = args.slice(1).map((e) => stringOf(e) ?? "");
      if (t.fields.every((f) => names.some((n) => sameName(f.name, n, isCaseSensitive(cx))))) {
        throw mismatch("update_fields", args.slice(0, 1), "CANNOT_DROP_ALL_FIELDS", {});
      }
      return args;
    },
    display: ([struct, ...names]) => `update_fields(${[struct, ...names.map(() => "dropfield()")].join(", ")})`,
    returns: (args, cx) => {
      const t = args[0]!.dataType as StructType;
      const names = args.slice(1).map((e) => stringOf(e) ?? "");
      return new StructType(t.fields.filter((f) => !names.some((n) => sameName(f.name, n, isCaseSensitive(cx)))));
    },
    nullable: ([struct]) => struct!.nullable,
    lower: (call, cx) => {
      const old = call.args[0]!.dataType as StructType;
      const struct = cx.share(cx.lower(call.args[0]!));
      const kept = (call.dataType as StructType).fields.map((f) => old.fields.indexOf(f));
      return rebuilt(
        struct,
        kept.map((i) => px.struct.fieldByName(struct, fieldName(i))),
        call,
      );
    },
  },
});
