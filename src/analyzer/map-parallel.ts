/** MAP PARALLEL: the input's columns, then the task's answer in columns of its declared types. */
import { alias, literal, makeCast, toAttribute } from "../logical/build.ts";
import { sameType } from "../logical/coercion.ts";
import type { TypedAlias } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import type { MapParallel } from "../plan/relation.ts";
import { MAP_DEFAULTS, type MapOptions } from "../plan/task.ts";
import { type DataType, INT, STRING, StructField, StructType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import type { Analyzer, Env } from "./analyzer.ts";
import { project } from "./rename.ts";
import { userCall } from "./user-function.ts";

export function analyzeMapParallel(cx: Analyzer, rel: MapParallel, env: Env): Logical {
  if (rel.asTable !== undefined) throw unsupported("MAP with as_table inside of another query");
  const input = cx.relation(rel.input, env);
  const task = typeof rel.task === "string" ? cx.session.tasks.find(rel.task) : rel.task;
  const options: MapOptions = { ...MAP_DEFAULTS, ...rel.options };
  const declared = rel.result ?? task.returns ?? "result";
  const { conf } = cx.session;
  // What cannot be cast is a failure of the row too.
  const mode = options.onError === "null" ? "try" : conf.ansiEnabled ? "ansi" : "legacy";
  const names = input.output.map((a) => a.name);
  const context = { mode, timeZone: conf.timeZone, aggregate: undefined, origin: rel.common?.origin } as const;
  if (typeof declared === "string") {
    const call = userCall(task.scalar(names, STRING, options), input.output, context);
    return project(input, [...input.output, alias(call, declared)]);
  }
  // Simple values come as text and are cast as Spark casts text.
  const raw = new StructType(declared.fields.map((f) => new StructField(f.name, given(f.dataType))));
  const call = userCall(task.scalar(names, raw, options), input.output, context);
  const answer = alias(call, "answer");
  const answered = project(input, [...input.output, answer]);
  const resolver = cx.resolver(cx.scope(input, [], env));
  const columns = declared.fields.map((f, i): TypedAlias => {
    const field = resolver.call("get_struct_field", [toAttribute(answer), literal(i, INT)]);
    const typed = sameType(field.dataType, f.dataType) ? field : makeCast(field, f.dataType, mode, conf.timeZone, true);
    return alias(typed, f.name, f.metadata);
  });
  return project(answered, [...input.output, ...columns]);
}
function given(type: DataType): DataType {
  switch (type.kind) {
    case "array":
    case "map":
    case "struct":
    case "binary":
    case "variant":
      return type;
    default:
      return STRING;
  }
}
