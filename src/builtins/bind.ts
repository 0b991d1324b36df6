/** From a registry row and typed arguments to a typed call: counts, implicit casts, result type, nullability. */
import type { Call, EvalMode, TypedExpr } from "../logical/expression.ts";
import type { BindContext, FunctionRow, Param } from "../logical/function-row.ts";
import { exists, implicit, isFoldable, literal, mapChildren } from "../logical/build.ts";
import { collateArguments, hasCollation, showsCollated } from "../logical/collation.ts";
import { implicitCast, sameType } from "../logical/coercion.ts";
import { semanticEquals } from "../logical/key.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Origin } from "../plan/origin.ts";
import { collationsInUse, NULL } from "../types/data-type.ts";
import { quoteText } from "../types/name-text.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";
import { withoutVoid } from "./exact-types.ts";

/** Parameter of the i-th argument; the variadic one repeats. */
function paramAt(params: readonly Param[], i: number): Param | undefined {
  const last = params.at(-1);
  return params[i] ?? (last?.variadic === true ? last : undefined);
}

function checkCount(row: FunctionRow, name: string, n: number): void {
  const required = row.params.filter((p) => p.optional !== true && p.variadic !== true).length;
  const variadic = row.params.at(-1)?.variadic === true;
  const most = variadic ? Number.POSITIVE_INFINITY : row.params.length;
  if (n >= required && n <= most) return;
  const expected =
    required === most
      ? String(required)
      : variadic
        ? `> ${required - 1}`
        : `[${Array.from({ length: most - required + 1 }, (_, i) => required + i).join(", ")}]`;
  throw new AnalysisException("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", {
    functionName: quoteText(name),
    expectedNum: expected,
    actualNum: String(n),
    docroot: "https://spark.apache.org/docs/latest",
  });
}
const ORDINALS = ["first", "second", "third"];
export function ordinal(i: number): string {
  return ORDINALS[i] ?? `${i + 1}th`;
}

/** The error of an argument whose type the function does not take. */
export function unexpectedInput(
  name: string,
  args: readonly TypedExpr[],
  i: number,
  required: string,
): AnalysisException {
  const e = args[i] as TypedExpr;
  return new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
    sqlExpr: `"${name}(${args.map(prettyName).join(", ")})"`,
    paramIndex: ordinal(i),
    inputSql: `"${prettyName(e)}"`,
    inputType: `"${e.dataType.sql}"`,
    requiredType: required,
  });
}

function coerceByParams(row: FunctionRow, args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  const coerced = args.map((e, i) => {
    const p = paramAt(row.params, i);
    if (p === undefined || e.kind === "Lambda") return e;
    const t = implicitCast(e.dataType, p.type, cx.ansi);
    if (t === undefined) throw unexpectedInput(cx.name, args, i, p.type.label);
    return sameType(t, e.dataType) ? e : implicit(e, t, cx.mode, cx.timeZone);
  });
  for (const [i, e] of args.entries()) {
    const p = paramAt(row.params, i);
    if (p?.foldable !== true || e.kind === "Lambda" || isFoldable(e)) continue;
    throw new AnalysisException("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", {
      sqlExpr: `"${cx.name}(${args.map(prettyName).join(", ")})"`,
      inputName: `\`${p.name}\``,
      inputType: p.type.label,
      inputExpr: `"${prettyName(e)}"`,
    });
  }
  return coerced.map((e, i) => (paramAt(row.params, i)?.foldable === true ? folded(e, cx) : e));
}
/** The argument as a literal where it is constant, so that lowering finds its value. */
export function folded(e: TypedExpr, cx: BindContext): TypedExpr {
  if (e.kind === "Literal" || e.kind === "Lambda") return e;
  const known = cx.constant(e);
  return known === undefined ? e : literal(known.value as LiteralValue, e.dataType);
}

/** The arguments in their types. An error shows the call as a column of it would be called. */
function typedArguments(row: FunctionRow, args: readonly TypedExpr[], cx: BindContext): readonly TypedExpr[] {
  return withCallName(row, args, cx, () => {
    const typed = row.coerce === undefined ? coerceByParams(row, args, cx) : row.coerce(args, cx);
    return cx.origin === undefined ? typed : typed.map((e) => castHere(e, cx.origin));
  });
}
function withCallName<T>(row: FunctionRow, args: readonly TypedExpr[], cx: BindContext, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw row.withinGroup === undefined && error instanceof AnalysisException ? renamed(error, row, args, cx) : error;
  }
}
/** What a function needs is cast at the function's place: a value that cannot be cast is told there. */
function castHere(e: TypedExpr, origin: Origin | undefined): TypedExpr {
  if (e.kind !== "Cast" || e.explicit || e.origin !== e.child.origin) return e;
  return { ...e, child: castHere(e.child, origin), origin };
}
/** Functions that stand for another in errors. */
const SHOWN_WITHOUT_TRY: ReadonlySet<string> = new Set(
  "try_to_binary try_aes_decrypt try_parse_url try_url_decode try_make_interval try_make_timestamp".split(" "),
);
/** Errors tell the parts of a struct without their names. */
function unaliased(e: TypedExpr, known: Map<TypedExpr, TypedExpr>): TypedExpr {
  const before = known.get(e);
  if (before !== undefined) return before;
  const within = (x: TypedExpr): TypedExpr => unaliased(x, known);
  const made = e.kind === "Alias" ? within(e.child) : mapChildren(e, within);
  const result = made.kind === "Call" ? { ...made, shown: made.shown?.map(within) } : made;
  known.set(e, result);
  return result;
}
/** The error of a call with the call's name as columns have it. */
function renamed(error: AnalysisException, row: FunctionRow, args: readonly TypedExpr[], cx: BindContext): Error {
  const { condition, messageParameters: parameters } = error;
  const { name, ignoreNulls, aggregate, mode, timeZone } = cx;
  if (condition === null || parameters["sqlExpr"]?.startsWith(`"${name}(`) !== true) return error;
  const call: Call = { kind: "Call", fn: row, name, args, dataType: NULL, nullable: true, mode, timeZone };
  const made: Call = { ...call, ignoreNulls, aggregate };
  const shown = prettyName(exists(made, (e) => e.kind === "Alias") ? unaliased(made, new Map()) : made);
  const sqlExpr = `"${SHOWN_WITHOUT_TRY.has(row.name) ? shown.replace(/^try_/, "") : shown}"`;
  return new AnalysisException(condition, { ...parameters, sqlExpr });
}

/** Functions that search by code points of one case (regular expressions), and those that search by ICU. */
const BY_REGEX: ReadonlySet<string> = new Set(
  `like ilike likeall likeany notlikeall notlikeany ilikeall ilikeany notilikeall notilikeany rlike split regexp_replace
  regexp_extract regexp_extract_all regexp_instr regexp_count regexp_substr`.split(/\s+/),
);
const BY_SEARCH: ReadonlySet<string> = new Set(
  `contains startswith endswith instr locate replace translate trim ltrim rtrim btrim substring_index
  split_part str_to_map`.split(/\s+/),
);
/** Functions that stand for others are shown as those: `btrim` of one text, `ILIKE ANY` as of its lower case. */
function unexpectedText(row: FunctionRow, name: string, args: readonly TypedExpr[], i: number): AnalysisException {
  const trims = row.name === "btrim" && args.length === 1;
  const error = unexpectedInput(trims ? "trim" : name, args, i, '"STRING"');
  if (i > 0 || !/^(?:not)?ilike(?:any|all)$/.test(row.name)) return error;
  const { messageParameters } = error;
  const inputSql = `"lower(${prettyName(args[0]!)})"`;
  return new AnalysisException(error.condition ?? "", { ...messageParameters, inputSql });
}
/** Collations that a function does not take. */
function checkCollations(row: FunctionRow, args: readonly TypedExpr[], name: string): void {
  if (row.name === "collect_set" && args.some((e) => hasCollation(e.dataType))) {
    throw new AnalysisException("DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE", {
      sqlExpr: `"${name}(${args.map(prettyName).join(", ")})"`,
      functionName: "`collect_set`",
      dataType: '"MAP" or "COLLATED STRING"',
    });
  }
  if (row.name === "count_min_sketch" && hasCollation(args[0]!.dataType)) {
    throw unexpectedInput(name, args, 0, '("INTEGRAL" or "STRING" or "BINARY")');
  }
  if (/^schema_of_(?:csv|json|xml)$/.test(row.name) && hasCollation(args[0]!.dataType)) {
    throw unexpectedInput(name, args, 0, '"STRING"');
  }
  const regex = BY_REGEX.has(row.name);
  if (!regex && !BY_SEARCH.has(row.name)) return;
  for (const [i, { dataType: t }] of args.entries()) {
    if (t.kind !== "string" || t.collation === "UTF8_BINARY") continue;
    const accents = /_AI/.test(t.collation) && !/_CI/.test(t.collation);
    const blanks = row.name === "str_to_map" && t.collation.endsWith("_RTRIM");
    // Of a pattern alone only blanks at the end matter; the text is matched by its own collation.
    const pattern = i === 1 && row.name !== "regexp_replace";
    const byRegex = pattern ? t.collation.endsWith("_RTRIM") : t.collation !== "UTF8_LCASE";
    if (regex ? byRegex : accents || blanks) throw unexpectedText(row, name, args, i);
  }
}

export interface BindOptions {
  readonly mode?: EvalMode | undefined;
  readonly aggregate?: Call["aggregate"];
  readonly ignoreNulls?: boolean | undefined;
}

/** WITHIN GROUP: whether the function takes it, and as what. */
function ordered(
  row: FunctionRow,
  name: string,
  given: readonly TypedExpr[],
  aggregate: Call["aggregate"],
): { readonly args: readonly TypedExpr[]; readonly aggregate: Call["aggregate"] } {
  const orderings = aggregate?.orderings ?? [];
  const rule = row.withinGroup;
  if (rule === undefined) {
    if (orderings.length === 0) return { args: given, aggregate };
    throw new AnalysisException("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", {
      prettyName: `\`${name}\``,
      syntax: "WITHIN GROUP (ORDER BY ...)",
    });
  }
  const invalid = (condition: string, parameters: { readonly [k: string]: string } = {}): AnalysisException =>
    new AnalysisException(`INVALID_WITHIN_GROUP_EXPRESSION.${condition}`, {
      funcName: `\`${rule.label ?? name}\``,
      ...parameters,
    });
  if (aggregate?.distinct === true && rule.distinct !== true) throw invalid("DISTINCT_UNSUPPORTED");
  if (rule.free === true) {
    const [value, ...others] = [given[0], ...orderings.map((o) => o.child)];
    const other = others.find((o) => value === undefined || !semanticEquals(o, value));
    if (aggregate?.distinct === true && value !== undefined && other !== undefined) {
      throw invalid("MISMATCH_WITH_DISTINCT_INPUT", {
        funcArg: `"${prettyName(value)}"`,
        orderingExpr: orderings.map((o) => `"${prettyName(o.child)}"`).join(", "),
      });
    }
    return { args: given, aggregate };
  }
  const wanted = rule.required(given.length) ? 1 : 0;
  if (orderings.length === 0 && wanted === 1) throw invalid("WITHIN_GROUP_MISSING");
  if (orderings.length !== wanted) {
    throw invalid("WRONG_NUM_ORDERINGS", {
      expectedNum: String(wanted),
      actualNum: String(orderings.length),
    });
  }
  const [ordering] = orderings;
  if (ordering === undefined || rule.arguments === undefined || aggregate === undefined)
    return { args: given, aggregate };
  return {
    args: rule.arguments(given, ordering),
    aggregate: { distinct: aggregate.distinct, filter: aggregate.filter },
  };
}

/** Without the literal by which the call says IGNORE NULLS, and what it says. */
function nullTreatment(
  { ignoreNullsAt }: FunctionRow,
  name: string,
  given: readonly TypedExpr[],
  written: boolean | undefined,
): { readonly args: readonly TypedExpr[]; readonly ignoreNulls: boolean | undefined } {
  const flag = ignoreNullsAt === undefined ? undefined : given[ignoreNullsAt];
  if (flag === undefined) return { args: given, ignoreNulls: written };
  if (flag.kind !== "Literal" || typeof flag.value !== "boolean") {
    throw new AnalysisException("INVALID_PARAMETER_VALUE.BOOLEAN", {
      functionName: quoteText(name),
      parameter: "`ignoreNulls`",
      invalidValue: `"${prettyName(flag)}"`,
    });
  }
  // The clause outweighs the argument, either way.
  return { args: given.slice(0, ignoreNullsAt), ignoreNulls: written ?? (flag.value || undefined) };
}

/** Binds a call of `row`, written as `cx.name`, to arguments. */
export function bindCall(
  row: FunctionRow,
  given: readonly TypedExpr[],
  caller: BindContext,
  options: BindOptions = {},
): Call {
  if (row.unsupported !== undefined) {
    // Spark may refuse the call too, in words of its own.
    if (row.coerce !== undefined) {
      checkCount(row, caller.name, given.length);
      row.coerce(given, caller);
    }
    throw unsupported(`the function ${row.name} (${row.unsupported})`);
  }
  const { args: all, aggregate } = ordered(row, caller.name, given, options.aggregate);
  if (options.ignoreNulls === true && row.nullTreatment !== true) {
    throw new AnalysisException("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", {
      prettyName: quoteText(caller.name),
      syntax: "IGNORE NULLS",
    });
  }
  checkCount(row, caller.name, all.length);
  const { args: shown, ignoreNulls } = nullTreatment(row, caller.name, all, options.ignoreNulls);
  const asked = withoutVoid(row, shown);
  const cx: BindContext = { ...caller, aggregate, ignoreNulls };
  const written = collateArguments(row, asked, cx);
  if (written !== asked || collationsInUse()) {
    withCallName(row, written, cx, () => checkCollations(row, written, cx.name));
  }
  const args = typedArguments(row, written, cx);
  const replacement = row.rewrite?.(args, cx);
  const returns = typeof row.returns === "function" ? row.returns(args, cx) : row.returns;
  const dataType = returns ?? replacement?.dataType;
  if (dataType === undefined) throw new Error(`the row of ${row.name} gives no type`);
  const nullable =
    typeof row.nullable === "function"
      ? row.nullable(args, cx)
      : (row.nullable ?? replacement?.nullable ?? args.some((a) => a.nullable));
  return {
    kind: "Call",
    fn: row,
    name: cx.name,
    args,
    shown: written === asked || showsCollated(row) ? written : asked,
    dataType,
    nullable,
    mode: options.mode ?? cx.mode,
    timeZone: cx.timeZone,
    origin: cx.origin,
    replacement,
    aggregate: row.kind === "aggregate" ? (aggregate ?? { distinct: false }) : undefined,
    ignoreNulls,
  };
}
