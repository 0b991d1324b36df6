/** Functions about the session, the rows and the types themselves; random values; encryption. */
import { randomInt } from "node:crypto";
import { userInfo } from "node:os";
import { isFoldable, literal, longLit, stringLit } from "../logical/build.ts";
import { isIntegral, isNumeric } from "../logical/coercion.ts";
import { type Call, nextId, type TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, LowerContext, Param } from "../logical/function-row.ts";
import { ANY, NUMERIC, oneOf, T_BINARY, T_INT, T_LONG, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { type Px, px } from "../polars/dsl.ts";
import { P_INT64 } from "../polars/polars-type.ts";
import { BINARY, type DataType, DOUBLE, INT, LONG, STRING } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { byKernel } from "./by-kernel.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { coerceTo, requireLiteralSeed } from "./support.ts";
import { argOf, asTheyAre, literalArg, printedAs, quotedCall, withDefaults } from "./text-args.ts";

/** The version of Spark whose answers these functions give. */
const VERSION = "4.3.0";

/** A text that is known when the query is analysed. */
function known(since: string, text: (cx: BindContext) => string, extra: Partial<RowSpec> = {}): RowSpec {
  return {
    since,
    coerce: (_, cx) => [stringLit(text(cx))],
    returns: STRING,
    nullable: false,
    polars: ([p]) => p!,
    ...extra,
  };
}
/** Where the session stands, as the analyzer tells it by way of two settings of its own. */
function setting(cx: BindContext, key: string, fallback: string): string {
  try {
    const value = cx.conf(key);
    return value === "" ? fallback : value;
  } catch {
    return fallback;
  }
}
const catalogName = (cx: BindContext): string => setting(cx, "spark.sparkwright.currentCatalog", "spark_catalog");
const schemaName = (cx: BindContext): string => setting(cx, "spark.sparkwright.currentSchema", "default");

/** Row numbers of the one partition, from 0. */
function rowNumber(): Px {
  return px.add(px.range.rowNumbers(), px.lit.i64(0));
}

const SEED = oneOf(T_INT, T_LONG);
/** The seed as a constant in last place: what was given, 0 for null, or one drawn now. */
function withSeed(name: string, given: TypedExpr | undefined, args: readonly TypedExpr[], cx: BindContext): TypedExpr {
  if (given === undefined) return longLit((BigInt(randomInt(2 ** 31)) << 31n) | BigInt(randomInt(2 ** 31)));
  if (!isFoldable(given)) {
    throw new AnalysisException("SEED_EXPRESSION_IS_UNFOLDABLE", {
      seedExpr: `"${prettyName(given)}"`,
      exprWithSeed: `"${name}(${args.map(prettyName).join(", ")})"`,
    });
  }
  const known = cx.constant(given);
  if (known === undefined) throw unsupported(`a seed of ${name} that cannot be computed`);
  return longLit(BigInt((known.value ?? 0) as number | bigint));
}
/** The function where the file of a row is not known, and its form over the column that knows it. */
function inputFile(name: string, since: string, unknown: TypedExpr): { readonly [name: string]: RowSpec } {
  const common: RowSpec = {
    returns: unknown.dataType,
    nullable: false,
    deterministic: false,
    display: () => `${name}()`,
  };
  return {
    [name]: { ...common, since, rewrite: () => unknown },
    [`$${name}`]: { ...common, params: [param("value", ANY)], rewrite: ([value]) => value as TypedExpr },
  };
}
function sequence(call: Call, cx: LowerContext, kernel: string, extra: { readonly length?: number } = {}): Px {
  const seed = String(literalArg(call, call.args.length - 1)?.value ?? 0);
  return cx.kernel(kernel, [rowNumber()], call.dataType, { seed, call: String(nextId()), ...extra });
}
function random(name: "rand" | "randn", since: string, aliases: readonly string[]): RowSpec {
  return {
    aliases,
    since,
    params: [optional("seed", SEED)],
    coerce: (args, cx) => {
      const checked = asTheyAre(SEED)(args, { ...cx, name });
      return [withSeed(name, checked[0], args, cx)];
    },
    returns: DOUBLE,
    nullable: false,
    deterministic: false,
    display: printedAs(name),
    lower: (call, cx) => sequence(call, cx, name),
  };
}

function nonFoldable(
  args: readonly TypedExpr[],
  i: number,
  name: string,
  type: string,
  cx: BindContext,
): AnalysisException {
  return new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
    sqlExpr: quotedCall(cx, args),
    inputName: `\`${name}\``,
    inputType: type,
    inputExpr: `"${prettyName(argOf(args, i))}"`,
  });
}
function checkSeed(args: readonly TypedExpr[], i: number, cx: BindContext): void {
  const e = args[i];
  if (e === undefined || e.dataType.kind === "void") return;
  if (!SEED.accepts(e.dataType)) throw unexpectedInput(cx.name, args, i, SEED.label);
  if (!isFoldable(e)) throw nonFoldable(args, i, "seed", "integer", cx);
}
const randstr: RowSpec = {
  since: "4.0.0",
  params: [param("length", T_INT), optional("seed", SEED)],
  coerce: (args, cx) => {
    const [length, seed] = args as [TypedExpr, TypedExpr | undefined];
    const [size] = coerceTo(args, [T_INT, ANY], cx) as [TypedExpr];
    checkSeed(args, 1, cx);
    if (!isFoldable(length)) throw nonFoldable(args, 0, "length", "integer", cx);
    const found = cx.constant(size);
    if (found === undefined) throw unsupported("a length of randstr that cannot be computed");
    const { value } = found;
    if (typeof value === "number" && value < 0) {
      throw new AnalysisException("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", {
        exprName: "`length`",
        valueRange: "[0, 2147483647]",
        currentValue: String(value),
        sqlExpr: quotedCall(cx, args),
      });
    }
    return [literal(Number(value ?? 0), INT), withSeed("randstr", seed, args, cx)];
  },
  returns: STRING,
  nullable: false,
  deterministic: false,
  lower: (call, cx) => sequence(call, cx, "randstr", { length: Number(literalArg(call, 0)?.value ?? 0) }),
};
/** min + (max - min) * rand(seed), in the type of the bounds. */
const uniform: RowSpec = {
  since: "4.0.0",
  params: [param("min", NUMERIC), param("max", NUMERIC), optional("seed", SEED)],
  coerce: (args, cx) => {
    [0, 1].forEach((i) => {
      const e = argOf(args, i);
      if (!isNumeric(e.dataType) && e.dataType.kind !== "void") throw unexpectedInput(cx.name, args, i, NUMERIC.label);
    });
    checkSeed(args, 2, cx);
    ["min", "max"].forEach((name, i) => {
      if (!isFoldable(argOf(args, i))) throw nonFoldable(args, i, name, "integer or floating-point", cx);
    });
    return [argOf(args, 0), argOf(args, 1), withSeed("uniform", args[2], args, cx)];
  },
  returns: ([min, max]) => boundType(min!.dataType, max!.dataType),
  nullable: false,
  deterministic: false,
  rewrite: ([min, max, seed], cx) => {
    const type = boundType(min!.dataType, max!.dataType);
    if (min!.dataType.kind === "void" || max!.dataType.kind === "void") return literal(null, DOUBLE);
    const [low, high] = [cx.cast(min!, DOUBLE), cx.cast(max!, DOUBLE)];
    const span = cx.call("*", [cx.call("-", [high, low]), cx.call("rand", [seed!])]);
    return cx.cast(cx.call("+", [low, span]), type);
  },
};
const WIDTHS: readonly DataType["kind"][] = ["byte", "short", "integer", "long"];
function boundType(a: DataType, b: DataType): DataType {
  if (a.kind === "void" || b.kind === "void") return DOUBLE;
  if (isIntegral(a) && isIntegral(b)) return WIDTHS.indexOf(a.kind) >= WIDTHS.indexOf(b.kind) ? a : b;
  for (const kind of ["double", "float"] as const) {
    if (a.kind === kind) return a;
    if (b.kind === kind) return b;
  }
  if (a.kind === "decimal" && b.kind === "decimal") {
    return a.precision - a.scale >= b.precision - b.scale && a.scale >= b.scale ? a : b;
  }
  return a.kind === "decimal" ? a : b;
}

function aes(kernel: string, lenient: boolean, since: string): RowSpec {
  const encrypts = kernel === "aes_encrypt";
  const more: readonly Param[] = encrypts
    ? [optional("iv", T_BINARY), optional("aad", T_BINARY)]
    : [optional("aad", T_BINARY)];
  const none = new Uint8Array(0);
  return {
    since,
    params: [
      param("expr", T_BINARY),
      param("key", T_BINARY),
      optional("mode", T_STRING),
      optional("padding", T_STRING),
      ...more,
    ],
    display: withDefaults(4 + more.length, "GCM", "DEFAULT", ...more.map(() => "")),
    returns: BINARY,
    nullable: true,
    lower: byKernel(kernel, () => ({ lenient }), "GCM", "DEFAULT", ...more.map(() => none)),
  };
}

export const miscFunctions: readonly FunctionRow[] = family("misc", "scalar", {
  version: known("3.0.0", () => `${VERSION} sparkwright`),
  current_user: known("3.2.0", () => userInfo().username, { aliases: ["user", "session_user"] }),
  current_catalog: known("3.1.0", catalogName),
  current_schema: known("1.6.0", schemaName, { aliases: ["current_database"], display: () => "current_schema()" }),
  current_path: known("4.2.0", (cx) => `system.builtin,system.session,${catalogName(cx)}.${schemaName(cx)}`),
  typeof: {
    since: "3.0.0",
    params: [param("expr", ANY)],
    returns: STRING,
    nullable: false,
    lower: (call) => px.lit.str(argOf(call.args, 0).dataType.catalogString()),
  },
  monotonically_increasing_id: {
    since: "1.4.0",
    returns: LONG,
    nullable: false,
    deterministic: false,
    foldable: false,
    // The optimizer gives it the row's partition where that is known.
    lower: (call, cx) => {
      const [partition] = call.args;
      if (partition === undefined) return rowNumber();
      const p = px.cast(cx.lower(partition), P_INT64);
      const one = px.add(px.mul(p, px.lit.i64(0)), px.lit.i64(1));
      const within = px.over(px.sub(px.cumSum(one), px.lit.i64(1)), [p]);
      return px.add(px.mul(p, px.lit.i64(2n ** 33n)), within);
    },
  },
  spark_partition_id: {
    since: "1.4.0",
    returns: INT,
    nullable: false,
    deterministic: false,
    foldable: false,
    display: () => "SPARK_PARTITION_ID()",
    lower: () => px.lit.i32(0),
  },
  ...inputFile("input_file_name", "1.5.0", stringLit("")),
  ...inputFile("input_file_block_start", "2.2.0", longLit(-1n)),
  ...inputFile("input_file_block_length", "2.2.0", longLit(-1n)),
  uuid: {
    since: "2.3.0",
    params: [optional("seed", SEED)],
    coerce: (args, cx) => {
      const [seed] = args;
      requireLiteralSeed("UUID", seed);
      return [withSeed("uuid", seed, args, cx)];
    },
    returns: STRING,
    nullable: false,
    deterministic: false,
    display: () => "uuid()",
    lower: (call, cx) => sequence(call, cx, "uuid"),
  },
  rand: random("rand", "1.5.0", ["random"]),
  randn: random("randn", "1.5.0", []),
  randstr,
  uniform,
  aes_encrypt: aes("aes_encrypt", false, "3.3.0"),
  aes_decrypt: aes("aes_decrypt", false, "3.3.0"),
  try_aes_decrypt: aes("aes_decrypt", true, "3.5.0"),
});
