/** `reflect`: static methods of Java's library. There is no Java here: the methods that there are stand in kernels/java-methods.ts. */
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY } from "../logical/input-type.ts";
import { JAVA_METHODS, type JavaMethodOptions } from "../kernels/java-methods.ts";
import { type DataType, STRING } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { unexpectedInput } from "./bind.ts";
import { callKernel } from "./by-kernel.ts";
import { family, param, rest, type RowSpec } from "./family.ts";
import { folded, mismatch, nonFoldable, stringOf } from "./support.ts";

/** What the types of SQL are in the signatures of methods. */
const CODES: { readonly [kind in DataType["kind"]]?: string } = {
  boolean: "Z",
  byte: "B",
  short: "S",
  integer: "I",
  long: "J",
  float: "F",
  double: "D",
  string: "T",
};
const TYPES = '("BOOLEAN" or "TINYINT" or "SMALLINT" or "INT" or "BIGINT" or "FLOAT" or "DOUBLE" or "STRING")';

/** Names of Java's static methods that take such arguments, of the classes of which some are done. */
const NAMES: { readonly [className: string]: string } = {
  "java.lang.Boolean": "compare getBoolean hashCode",
  "java.lang.Integer":
    "bitCount compareUnsigned decode divideUnsigned getInteger hashCode highestOneBit lowestOneBit numberOfLeadingZeros " +
    "numberOfTrailingZeros parseUnsignedInt remainderUnsigned reverse reverseBytes rotateLeft rotateRight toUnsignedLong " +
    "toUnsignedString",
  "java.lang.Long":
    "bitCount compareUnsigned decode divideUnsigned getLong hashCode highestOneBit lowestOneBit numberOfLeadingZeros " +
    "numberOfTrailingZeros parseUnsignedLong remainderUnsigned reverse reverseBytes rotateLeft rotateRight toUnsignedString",
  "java.lang.Math":
    "IEEEremainder absExact acos asin atan atan2 cbrt copySign cos cosh decrementExact exp expm1 fma getExponent hypot " +
    "incrementExact log log10 log1p multiplyFull multiplyHigh nextAfter nextDown nextUp random rint round scalb sin sinh tan " +
    "tanh toIntExact ulp",
  "java.lang.Object": "",
};
/** Signatures that Java has beside those that are done, of methods of which some are done. */
const OVERLOADS: ReadonlySet<string> = new Set(["floorDiv(JI)", "floorMod(JI)", "multiplyExact(JI)", "parseInt(TIII)"]);
/** Java's own packages: only of their classes is it known that there is no other. */
const PACKAGES = /^java\.(applet|awt|beans|io|lang|math|net|nio|rmi|security|sql|text|time|util)\./;

/** The method that a call means. */
function methodOf(args: readonly TypedExpr[]): Pick<JavaMethodOptions, "className" | "signature" | "types"> {
  const className = stringOf(args[0]) ?? "";
  const name = stringOf(args[1]) ?? "";
  const types = args
    .slice(2)
    .map(({ dataType }) => CODES[dataType.kind] ?? "")
    .join("");
  return { className, types, signature: `${name}(${types})` };
}
function check(args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const [className, method, ...rest_] = args.map((e, i) => (i < 2 ? folded(e, cx) : e)) as [TypedExpr, TypedExpr];
  for (const [i, [e, input]] of [[className, "class"] as const, [method, "method"] as const].entries()) {
    if (stringOf(e) === undefined) throw nonFoldable("reflect", args, i, input, "STRING");
  }
  for (let i = 2; i < args.length; i++) {
    if (CODES[(args[i] as TypedExpr).dataType.kind] === undefined) throw unexpectedInput("reflect", args, i, TYPES);
  }
  const found = [className, method, ...rest_];
  refuse(found, args);
  return found;
}
/** Throws where the method is none of Java's, or is not done. */
function refuse(found: readonly TypedExpr[], args: readonly TypedExpr[]): void {
  const { className, signature } = methodOf(found);
  const method = stringOf(found[1]) ?? "";
  const done = JAVA_METHODS[className];
  if (done?.[signature] !== undefined || isRandomUuid(found)) return;
  const known = PACKAGES.test(className) && (done !== undefined || NAMES[className] !== undefined);
  if (!known && className.startsWith("java.") && !PACKAGES.test(className)) {
    throw mismatch("reflect", args, "UNEXPECTED_CLASS_TYPE", { className });
  }
  if (!known || NAMES[className]?.split(" ").includes(method) === true || OVERLOADS.has(signature)) {
    throw unsupported(`reflect of ${className}.${signature.replace(/\(.*/, "")} (there is no Java to call)`);
  }
  throw mismatch("reflect", args, "UNEXPECTED_STATIC_METHOD", { methodName: method, className });
}
function isRandomUuid(args: readonly TypedExpr[]): boolean {
  const { className, signature } = methodOf(args);
  return className === "java.util.UUID" && signature === "randomUUID()";
}

function reflection(since: string, lenient: boolean, more: Partial<RowSpec> = {}): RowSpec {
  return {
    since,
    params: [param("class", ANY), param("method", ANY), rest("arg", ANY)],
    coerce: check,
    returns: STRING,
    nullable: true,
    deterministic: false,
    rewrite: (args, cx) => (isRandomUuid(args) ? cx.call("uuid", []) : undefined),
    lower: (call, cx) => {
      const given = { ...call, args: call.args.slice(2) };
      return callKernel(given, cx, "java_method", () => ({ ...methodOf(call.args), lenient }));
    },
    ...more,
  };
}

export const reflectionFunctions: readonly FunctionRow[] = family("misc", "scalar", {
  reflect: reflection("2.0.0", false, { aliases: ["java_method"] }),
  try_reflect: reflection("4.0.0", true),
});
