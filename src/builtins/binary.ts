/** Bytes and their texts: base 64, base 32, hexadecimal, character sets, UTF-8; numbers in other bases. */
import { boolLit, isFoldable, literal } from "../logical/build.ts";
import { isString } from "../logical/coercion.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { ANY, oneOf, T_BINARY, T_INT, T_LONG, T_STRING } from "../logical/input-type.ts";
import { prettyName } from "../logical/pretty.ts";
import { px } from "../polars/dsl.ts";
import { P_BINARY } from "../polars/polars-type.ts";
import { BINARY, BOOLEAN, STRING } from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import { byKernel, callKernel } from "./by-kernel.ts";
import { family, optional, optionalConstant, param, rest, type RowSpec } from "./family.ts";
import {
  argOf,
  constantArg,
  folded,
  inputTypes,
  literalArg,
  quotedCall,
  stringLikeFirst,
  stringOfAny,
} from "./text-args.ts";
import { castStrings } from "./string.ts";
import { packed } from "./text-options.ts";
import { unexpectedInput } from "./bind.ts";

/** The formats of to_binary by their names; `undefined` for none. */
function binaryFormat(name: string): "hex" | "base64" | "utf-8" | undefined {
  const lower = name.toLowerCase();
  if (lower === "hex" || lower === "base64") return lower;
  return lower === "utf-8" || lower === "utf8" ? "utf-8" : undefined;
}
function toBinary(lenient: boolean): RowSpec {
  return {
    since: "3.3.0",
    params: [param("str", T_STRING), optionalConstant("fmt", T_STRING)],
    coerce: (args, cx) => {
      const [text, format] = inputTypes(T_STRING)(args, cx);
      if (format === undefined) return [text!];
      if (!isFoldable(format)) {
        throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
          sqlExpr: quotedCall(cx, args),
          inputName: "`fmt`",
          inputType: '"STRING"',
          inputExpr: `"${prettyName(format)}"`,
        });
      }
      return [text!, folded(format, cx)];
    },
    returns: (args, cx) => {
      const format = args[1] === undefined ? "hex" : cx.constant(args[1])?.value;
      if (!lenient && typeof format === "string" && binaryFormat(format) === undefined) {
        throw new AnalysisException("DATATYPE_MISMATCH.INVALID_ARG_VALUE", {
          sqlExpr: quotedCall(cx, args),
          inputName: "fmt",
          requireType: 'case-insensitive "STRING"',
          validValues: "'hex', 'utf-8', 'utf8', or 'base64'",
          inputValue: `'${format}'`,
        });
      }
      return BINARY;
    },
    nullable: (args, cx) => {
      const format = args[1] === undefined ? "hex" : cx.constant(args[1])?.value;
      return lenient || typeof format !== "string" || binaryFormat(format) !== "base64" || argOf(args, 0).nullable;
    },
    lower: (call, cx) => {
      const given = call.args.length < 2 ? "hex" : constantArg(call, 1).value;
      const format = typeof given === "string" ? binaryFormat(given) : undefined;
      const text = cx.lower(argOf(call.args, 0));
      if (format === undefined) return px.lit.null(P_BINARY);
      if (format === "utf-8") return px.cast(text, P_BINARY);
      return cx.kernel("to_binary", [text], BINARY, { format, fails: !lenient });
    },
  };
}

/** A string, or bytes that may be none: a cast of bytes to a string is not made but looked through. */
function utf8(since: string, returns: "boolean" | "string", otherwise: "error" | "null" | "replace"): RowSpec {
  return {
    since,
    params: [param("str", T_STRING)],
    coerce: ([e], cx) => {
      const raw = e!.kind === "Cast" && isString(e!.dataType) && e!.child.dataType.kind === "binary" ? e!.child : e!;
      return raw.dataType.kind === "binary" ? [raw] : castStrings([raw], cx);
    },
    returns: returns === "boolean" ? BOOLEAN : stringLikeFirst,
    nullable: true,
    lower: (call, cx) =>
      callKernel(call, cx, returns === "boolean" ? "is_valid_utf8" : "valid_utf8", () => ({ otherwise })),
  };
}

/** What the session says about character sets and what does not fit them, fixed now: as a hidden argument. */
function codingOptions(cx: BindContext): TypedExpr {
  const isTrue = (name: string): boolean => cx.conf(`spark.sql.legacy.${name}`) === "true";
  return packed({ anyCharset: isTrue("javaCharsets"), replaces: isTrue("codingErrorAction") });
}
function byCoding(kernel: "encode" | "decode"): NonNullable<FunctionRow["lower"]> {
  return (call, cx) => {
    const options = JSON.parse(String(literalArg(call, 2)?.value)) as { readonly [name: string]: boolean };
    return callKernel({ ...call, args: call.args.slice(0, 2) }, cx, kernel, () => options);
  };
}

/** decode(bytes, charset), or decode(expr, search, result, ..., default) as Oracle has it. */
const decode: RowSpec = {
  since: "1.5.0",
  params: [optional("bin", ANY), optional("charset", ANY), rest("more", ANY)],
  coerce: (args, cx) => {
    if (args.length > 2) return args;
    if (args.length < 2) {
      throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
        functionName: quoteText(cx.name),
        expectedNum: "2",
        actualNum: String(args.length),
        docroot: "https://spark.apache.org/docs/latest",
      });
    }
    const [bin, charset] = args as [TypedExpr, TypedExpr];
    if (bin.dataType.kind !== "binary" && !isString(bin.dataType) && bin.dataType.kind !== "void") {
      throw unexpectedInput(cx.name, args, 0, T_BINARY.label);
    }
    return [cx.cast(bin, BINARY), ...castStrings([charset], cx)];
  },
  rewrite: decodeOrCase,
};
/** The longer form as a CASE. */
function decodeOrCase(args: readonly TypedExpr[], cx: BindContext): TypedExpr {
  if (args.length <= 2) return cx.call("$decode", [...args, codingOptions(cx)]);
  const [input, ...pairs] = args as [TypedExpr, ...TypedExpr[]];
  const branches: TypedExpr[] = [];
  for (let i = 0; i + 1 < pairs.length; i += 2) branches.push(cx.call("<=>", [input, pairs[i]!]), pairs[i + 1]!);
  // Without a default the answer is null, a string as for the types.
  const results = pairs.filter((_, i) => i % 2 === 1);
  const otherwise = pairs.length % 2 === 1 ? pairs.at(-1)! : literal(null, stringOfAny(results));
  return cx.call("when", [...branches, otherwise]);
}

export const binaryFunctions: readonly FunctionRow[] = family("binary", "scalar", {
  base64: {
    since: "1.5.0",
    params: [param("bin", T_BINARY)],
    coerce: (args, cx) => {
      const [bin] = inputTypes(T_BINARY)(args, cx);
      // What the session says about lines is fixed now.
      return [bin!, boolLit(cx.conf("spark.sql.chunkBase64String.enabled") !== "false")];
    },
    returns: STRING,
    lower: (call, cx) => {
      const chunked = literalArg(call, 1)?.value !== false;
      return cx.kernel("base64", [cx.lower(argOf(call.args, 0))], STRING, { chunked });
    },
  },
  unbase64: { since: "1.5.0", params: [param("str", T_STRING)], returns: BINARY, lower: byKernel("unbase64") },
  to_base32: { since: "4.3.0", params: [param("bin", T_BINARY)], returns: STRING, lower: byKernel("to_base32") },
  from_base32: { since: "4.3.0", params: [param("str", T_STRING)], returns: BINARY, lower: byKernel("from_base32") },
  hex: {
    since: "1.5.0",
    params: [param("expr", oneOf(T_LONG, T_BINARY, T_STRING))],
    returns: stringLikeFirst,
    lower: (call, cx) => {
      const e = argOf(call.args, 0);
      if (e.dataType.kind === "long") return callKernel(call, cx, "hex");
      if (!cx.inner) return callKernel(call, cx, "hex_bytes");
      const text = cx.lower(e);
      return px.str.uppercase(px.bin.hexEncode(e.dataType.kind === "binary" ? text : px.cast(text, P_BINARY)));
    },
  },
  unhex: {
    since: "1.5.0",
    params: [param("expr", T_STRING)],
    returns: BINARY,
    nullable: true,
    lower: byKernel("unhex"),
  },
  bin: { since: "1.5.0", params: [param("expr", T_LONG)], returns: STRING, lower: byKernel("bin") },
  conv: {
    since: "1.5.0",
    params: [param("num", T_STRING), param("from_base", T_INT), param("to_base", T_INT)],
    returns: stringLikeFirst,
    nullable: true,
    lower: byKernel("conv", (call) => ({ ansi: call.mode === "ansi" })),
  },
  encode: {
    since: "1.5.0",
    params: [param("str", T_STRING), param("charset", T_STRING)],
    coerce: (args, cx) => [...inputTypes(T_STRING, T_STRING)(args, cx), codingOptions(cx)],
    returns: BINARY,
    nullable: true,
    lower: byCoding("encode"),
  },
  decode,
  $decode: {
    params: [param("bin", T_BINARY), param("charset", T_STRING), param("options", ANY)],
    returns: STRING,
    nullable: true,
    lower: byCoding("decode"),
  },
  to_binary: toBinary(false),
  try_to_binary: toBinary(true),
  is_valid_utf8: utf8("4.0.0", "boolean", "null"),
  validate_utf8: utf8("4.0.0", "string", "error"),
  try_validate_utf8: utf8("4.0.0", "string", "null"),
  make_valid_utf8: utf8("4.0.0", "string", "replace"),
});
