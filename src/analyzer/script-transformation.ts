/**
 * TRANSFORM: rows become lines of text, a program makes lines of them, and these become rows. Both ways are expressions of
 * the engine; the program sees one column of lines.
 */
import { alias, attribute, intLit, makeCast, nullLit, stringLit, toAttribute } from "../logical/build.ts";
import { hasCollation } from "../logical/collation.ts";
import type { Attribute, TypedAlias, TypedExpr } from "../logical/expression.ts";
import type { Logical, MapBatchesNode } from "../logical/relation.ts";
import type { ScriptTransformation } from "../plan/relation.ts";
import { BOOLEAN, type DataType, STRING, StructField, StructType } from "../types/data-type.ts";
import { AnalysisException, SparkException, unsupported } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import type { ExpressionResolver } from "./expression-resolver.ts";
import { project } from "./rename.ts";

const LINES = new StructType([new StructField("line", STRING)]);
const KEY_VALUE = new StructType([new StructField("key", STRING), new StructField("value", STRING)]);

export function analyzeScript(cx: Analyzer, rel: ScriptTransformation, env: Env): Logical {
  const { given, taken, script } = rel;
  const input = cx.relation(rel.input, env);
  const resolver = cx.resolver(cx.scope(input, [rel.input], env));
  const texts = input.output.map((a) => resolver.call("coalesce", [textOf(a, resolver), stringLit(given.nullText)]));
  const delimited = texts.flatMap((t, i) => (i === 0 ? [t] : [stringLit(given.delimiter), t]));
  const line = alias(resolver.call("concat", [...delimited, stringLit("\n")]), "line");
  const run: MapBatchesNode = {
    kind: "MapBatches",
    input: project(input, [line]),
    function: { kind: "script", id: script, name: script, rowType: LINES, script },
    sides: [[toAttribute(line)]],
    output: [attribute("line", STRING, false)],
  };
  if (taken.delimiter === "") throw unsupported("TRANSFORM to fields without a delimiter");
  const fields = alias(
    resolver.call("split", [run.output[0] as Attribute, stringLit(taken.delimiter), intLit(-1)]),
    "fields",
  );
  const field = (i: number): TypedExpr => resolver.call("get", [toAttribute(fields), intLit(i)]);
  const { rowType } = rel;
  const columns =
    rowType === undefined
      ? KEY_VALUE.fields.map((f, i) => alias(field(i), f.name))
      : rowType.fields.map((f, i) =>
          column(f, resolver.call("nullif", [field(i), stringLit(taken.nullText)]), resolver),
        );
  const result = project(project(run, [fields]), columns);
  // A column keeps its NOT NULL: the program is believed.
  const output = result.output.map((a, i) => (rowType?.fields[i]?.nullable === false ? { ...a, nullable: false } : a));
  return { ...result, output };
}

/** A value as the program is given it: nested values as JSON, others as the text that they are cast to. */
function textOf(a: Attribute, resolver: ExpressionResolver): TypedExpr {
  switch (a.dataType.kind) {
    case "array":
    case "map":
    case "struct":
      return resolver.call("to_json", [a]);
    default:
      return castTo(a, STRING, resolver);
  }
}

function column(f: StructField, text: TypedExpr, resolver: ExpressionResolver): TypedAlias {
  const type = f.dataType;
  const kept =
    type.kind === "char" || type.kind === "varchar" ? { __CHAR_VARCHAR_TYPE_STRING: type.simpleString() } : undefined;
  const { comment } = f.metadata as { readonly comment?: string };
  return alias(valueOf(text, type, resolver), f.name, { ...(comment === undefined ? {} : { comment }), ...kept });
}

/** Numbers as Java reads them; what cannot be read is null, and only decimals may be out of range. */
function valueOf(text: TypedExpr, type: DataType, resolver: ExpressionResolver): TypedExpr {
  const when = (condition: TypedExpr, then: TypedExpr): TypedExpr =>
    resolver.call("if", [condition, then, nullLit(type)]);
  const matches = (pattern: string): TypedExpr => resolver.call("rlike", [text, stringLit(pattern)]);
  switch (type.kind) {
    case "string":
      if (hasCollation(type)) throw noSuchOutput(type);
      return text;
    case "char":
    case "varchar":
      return text;
    case "byte":
    case "short":
    case "integer":
    case "long":
      return when(matches("^[+-]?[0-9]+$"), tryCast(text, type, resolver));
    case "float":
    case "double": {
      const named = matches("^[\\x00-\\x20]*[+-]?(Infinity|NaN)[\\x00-\\x20]*$");
      const likeNamed = matches("(?i)[in]");
      return when(resolver.call("or", [resolver.call("not", [likeNamed]), named]), tryCast(text, type, resolver));
    }
    case "decimal":
      return when(matches("^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"), castTo(text, type, resolver));
    case "boolean": {
      const lower = resolver.call("lower", [text]);
      const is = (word: string): TypedExpr => resolver.call("==", [lower, stringLit(word)]);
      return when(resolver.call("or", [is("true"), is("false")]), tryCast(text, BOOLEAN, resolver));
    }
    case "binary":
      return castTo(text, type, resolver);
    case "date":
    case "timestamp":
    case "timestamp_ntz":
    case "interval":
    case "interval_dt":
    case "interval_ym":
      return tryCast(text, type, resolver);
    case "array":
    case "map":
    case "struct":
      return resolver.call("from_json", [text, stringLit(type.sql)]);
    case "time":
      throw new AnalysisException("UNSUPPORTED_TIME_TYPE");
    default:
      throw noSuchOutput(type);
  }
}
function castTo(e: TypedExpr, type: DataType, { analyzer }: ExpressionResolver): TypedExpr {
  const { ansiEnabled, timeZone } = analyzer.session.conf;
  return makeCast(e, type, ansiEnabled ? "ansi" : "legacy", timeZone, false);
}
function tryCast(e: TypedExpr, type: DataType, { analyzer }: ExpressionResolver): TypedExpr {
  return makeCast(e, type, "try", analyzer.session.conf.timeZone, false);
}
function noSuchOutput(type: DataType): SparkException {
  return new SparkException(null, {}, { message: `TRANSFORM cannot give columns of the type ${type.sql}` });
}
