/** Unresolved expressions to analysed ones, in a scope. */
import { alias, literal, makeCast } from "../logical/build.ts";
import {
  type Attribute,
  type Call,
  type LambdaVariable,
  type SortKey,
  type TypedAlias,
  type TypedExpr,
} from "../logical/expression.ts";
import type { BindContext, FunctionRow } from "../logical/function-row.ts";
import { prettyName } from "../logical/pretty.ts";
import type { Expression, UnresolvedFunction, UnresolvedRegex, UnresolvedStar } from "../plan/expression.ts";
import type { Origin } from "../plan/origin.ts";
import { contextFrom } from "../plan/query-context.ts";
import type { UserFunction } from "../plan/user-function.ts";
import { checkCast } from "../logical/cast-rules.ts";
import { requireType } from "../builtins/optional-types.ts";
import { bindCall } from "../builtins/bind.ts";
import { catalogTableFunctions } from "../builtins/catalog-tables.ts";
import { constantValue } from "../builtins/constant.ts";
import { madeText } from "../builtins/default-text.ts";
import { computedConstant } from "./computed-constant.ts";
import { isNameable } from "../builtins/names.ts";
import { findBuiltin, findInternal } from "../builtins/registry.ts";
import { parseExpression } from "../sql/index.ts";
import { BOOLEAN, type DataType, INT, NO_METADATA, NULL, STRING, type StructType } from "../types/data-type.ts";
import { quoteNames, quoteText } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { Analyzer } from "./analyzer.ts";
import { inputFileCall, isFileMetadata } from "./file-columns.ts";
import { nameOf } from "./identifier.ts";
import { inSession, sessionOwn } from "./session-variable.ts";
import { literalFunction } from "./literal-functions.ts";
import {
  checkNamespace,
  countOf,
  fieldName,
  isConstructor,
  isVariantField,
  notScalar,
  starInside,
  VARIANT_FIELD,
  variantField,
} from "./call-name.ts";
import { checkMixed } from "./correlation.ts";
import { deepOperands } from "./deep-operands.ts";
import { lambdaArguments } from "./lambda-arguments.ts";
import { arrangeArguments } from "./named-arguments.ts";
import type { Scope } from "./query-scope.ts";
import { located, partOf, placeless } from "./located.ts";
import { extractValue, type Extractor, fieldIndex, isUnknownColumn, nestedAlias, unresolvedColumn } from "./scope.ts";
import { sessionLiteral } from "./session-literals.ts";
import { quotedRegex, regexColumns } from "./regex-columns.ts";
import { changedStar } from "./star.ts";
import { subqueryValue } from "./subquery-value.ts";
import { timeWindowOr } from "./time-window.ts";
import { registeredFunction, userCall, userRow } from "./user-function.ts";
import { resolveWindow } from "./window-expression.ts";

export { contextFrom as contextOf };

/** A setting for the functions that tell it, not one of the user's. */
const CURRENT_SCHEMA = "spark.sparkwright.currentSchema";
/** Expressions are resolved by recursion, but for no more than about twice as many levels at a time. */
const MAX_LEVELS = 100;

/** Generators that stand in FROM alone. */
const TABLES_ONLY: ReadonlySet<string> = new Set(["variant_explode", "variant_explode_outer"]);

export class ExpressionResolver implements Extractor {
  readonly analyzer: Analyzer;
  readonly scope: Scope;
  private readonly lambdas: LambdaVariable[] = [];
  /** How many calls of `resolve` are under way. */
  private level = 0;
  /** Operands of a deep expression that are resolved before it, so that the call stack stays low. */
  private readonly ahead = new Map<Expression, TypedExpr>();
  constructor(analyzer: Analyzer, scope: Scope) {
    this.analyzer = analyzer;
    this.scope = scope;
  }
  get caseSensitive(): boolean {
    return this.analyzer.session.conf.caseSensitive;
  }

  bindContext(name: string, origin?: Origin): BindContext {
    const conf = this.analyzer.session.conf;
    const ansi = conf.ansiEnabled;
    const mode = ansi ? "ansi" : "legacy";
    const timeZone = conf.timeZone;
    return {
      ansi,
      mode,
      timeZone,
      name,
      origin,
      conf: (key) => (key === CURRENT_SCHEMA ? this.analyzer.session.catalog.sessionDatabase : (conf.get(key) ?? "")),
      call: (callee, args, options) => {
        const row = findBuiltin(callee);
        if (row === undefined) throw new Error(`no built-in function ${callee}`);
        return bindCall(row, args, this.bindContext(callee, origin), { mode: options?.mode });
      },
      cast: (e, to, castMode) => makeCast(e, to, castMode ?? mode, timeZone, false),
      constant: (e) => constantValue(e) ?? computedConstant(e, this.analyzer.session),
    };
  }
  call(name: string, args: readonly TypedExpr[]): TypedExpr {
    return this.bindContext(name).call(name, args);
  }

  /** An expression with a name: attributes and aliases as they are, others under their automatic name. */
  named(e: Expression): Attribute | TypedAlias {
    const typed = this.resolve(e);
    if (typed.kind === "Attribute" || typed.kind === "Alias") return typed;
    if (typed.kind === "Cast" && e.kind === "Cast") {
      // The cast of a column keeps the column's name, that of a field does not.
      const inner = this.resolve(e.child);
      if (inner.kind === "Attribute" || (inner.kind === "Alias" && e.child.kind === "Alias"))
        return alias(typed, inner.name);
    }
    // A column of the query around keeps its name.
    if (typed.kind === "OuterReference") return alias(typed, typed.attribute.name, typed.attribute.metadata);
    return alias(typed, prettyName(typed), NO_METADATA, true);
  }

  /** A select list: stars and regular expressions become columns, aliases keep their ids. */
  namedList(list: readonly Expression[]): (Attribute | TypedAlias)[] {
    return list.flatMap((e) => this.expandable(e) ?? [this.named(e)]);
  }
  private expandable(e: Expression): (Attribute | TypedAlias)[] | undefined {
    if (e.kind === "UnresolvedStar") {
      return this.star(e).map((x) =>
        x.kind === "Attribute" || x.kind === "Alias" ? x : alias(x, prettyName(x), NO_METADATA, true),
      );
    }
    if (e.kind === "UnresolvedRegex") return regexColumns(this, e);
    const regex = quotedRegex(this, e);
    if (regex !== undefined) return regexColumns(this, regex);
    if (e.kind === "ExpressionString") {
      const parsed = parseExpression(e.expression);
      return this.expandable(parsed) ?? (parsed.kind === "ExpressionString" ? undefined : [this.named(parsed)]);
    }
    return undefined;
  }

  resolve(e: Expression): TypedExpr {
    const known = this.ahead.get(e);
    if (known !== undefined) return known;
    if (this.level % MAX_LEVELS !== 0) return this.resolveHere(e);
    const ahead = deepOperands(e, MAX_LEVELS);
    try {
      for (const operand of ahead) this.ahead.set(operand, this.resolveHere(operand));
      return this.resolveHere(e);
    } finally {
      // What a name means may differ elsewhere (lambda variables), so nothing is kept.
      for (const operand of ahead) this.ahead.delete(operand);
    }
  }
  private resolveHere(e: Expression): TypedExpr {
    this.level++;
    try {
      return located(e.origin, () => this.dispatch(e));
    } finally {
      this.level--;
    }
  }

  private dispatch(e: Expression): TypedExpr {
    switch (e.kind) {
      case "Literal":
        return {
          kind: "Literal",
          value: e.value,
          dataType: e.dataType,
          nullable: e.value === null,
          origin: e.origin,
          timeZone: this.analyzer.session.conf.timeZone,
        };
      case "UnresolvedAttribute":
        return this.attribute(e);
      case "UnresolvedNamedLambdaVariable": {
        const variable = this.lambdaVariable(e.nameParts[0] as string);
        if (variable !== undefined) return variable;
        throw unresolvedColumn(e.nameParts, [], contextFrom(e.origin));
      }
      case "Alias": {
        if (e.names.length !== 1 || e.listed === true) {
          throw new AnalysisException("MULTI_ALIAS_WITHOUT_GENERATOR", {
            expr: `"${prettyName(this.resolve(e.child))}"`,
            names: e.names.join(", "),
          });
        }
        const child = this.resolve(e.child);
        const inner = child.kind === "Alias" ? child.child : child;
        const own =
          e.metadata ?? (child.kind === "Attribute" || child.kind === "Alias" ? child.metadata : metadataOf(inner));
        return { ...alias(inner, e.names[0] as string, own), origin: e.origin };
      }
      case "Cast": {
        const child = this.value(e.child);
        const conf = this.analyzer.session.conf;
        const mode = e.evalMode ?? (conf.ansiEnabled ? "ansi" : "legacy");
        const to = replaceCharVarchar(e.dataType);
        requireType(to, (key) => conf.get(key) ?? "");
        const cast = { ...makeCast(child, to, mode, conf.timeZone, true), origin: e.origin };
        checkCast(child.dataType, to, mode, cast);
        return cast;
      }
      case "ExpressionString":
        return this.resolve(parseExpression(e.expression));
      case "UnresolvedExtractValue": {
        const base = this.value(e.child);
        const here: Extractor = {
          caseSensitive: this.caseSensitive,
          call: (name, args) => this.bindContext(name, e.origin).call(name, args),
        };
        const key = this.value(e.extraction);
        return { ...partOf(() => extractValue(base, key, here)), origin: e.origin };
      }
      case "UpdateFields":
        return this.updateFields(this.value(e.structExpression), e.fieldName.split("."), e.valueExpression);
      case "UnresolvedFunction":
        return timeWindowOr(this.func(e), this.scope.options.timeWindow);
      case "Window":
        return resolveWindow(this, e);
      case "SubqueryExpression":
        return subqueryValue(e, this);
      case "SortOrder":
        throw new AnalysisException("INVALID_USAGE_OF_SORT_ORDER", {});
      case "UnresolvedStar":
        throw new AnalysisException("INVALID_USAGE_OF_STAR_OR_REGEX", { elem: "'*'", prettyName: "expression" });
      case "UnresolvedRegex": {
        const found = regexColumns(this, e);
        if (found.length === 1) return found[0] as Attribute;
        throw new AnalysisException("INVALID_USAGE_OF_STAR_OR_REGEX", {
          elem: `regular expression '${e.pattern}'`,
          prettyName: "expression",
        });
      }
      case "LambdaFunction":
        throw new AnalysisException("INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION", { class: "expression" });
      case "NamedArgument":
        throw new AnalysisException("NAMED_PARAMETERS_NOT_SUPPORTED", { functionName: e.key });
      case "CommonInlineUserDefinedFunction":
        return this.userFunction(e.function, { ...e, nameParts: [e.function.name] });
      case "Parameter":
        throw new AnalysisException("UNBOUND_SQL_PARAMETER", { name: e.name ?? `_${e.ordinal ?? 0}` });
    }
  }

  /** A value: names are dropped (`a.b` inside an expression is the field itself). */
  value(e: Expression): TypedExpr {
    const typed = this.resolve(e);
    if (typed.kind !== "Alias") return typed;
    const { child, name } = typed;
    // `v:a` has a name wherever it stands.
    return e.kind === "Alias" && isVariantField(e.child) && child.kind === "Call" ? { ...child, shownAs: name } : child;
  }
  /** `origin`: of the relation that the condition belongs to. */
  condition(e: Expression, where: string, origin: Origin | undefined = e.origin): TypedExpr {
    const typed = this.conditionValue(e, where);
    if (typed.dataType.kind === "boolean") return typed;
    if (typed.kind === "Call" && typed.fn.kind === "generator" && where !== "filter") throw generatorIn(where, e);
    if (typed.dataType.kind === "void" && !/^(?:where|filter|join)$/.test(where))
      return makeCast(typed, BOOLEAN, "legacy", "UTC", false);
    const conf = this.analyzer.session.conf;
    // A string condition is cast by non-ANSI Spark's implicit rules; everything else is refused.
    if (where === "string" && !conf.ansiEnabled) return makeCast(typed, BOOLEAN, "legacy", conf.timeZone, false);
    if (where === "having") {
      const { timeZone, ansiEnabled } = this.analyzer.session.conf;
      return makeCast(typed, BOOLEAN, ansiEnabled ? "ansi" : "legacy", timeZone, false);
    }
    if (where === "join") {
      throw new AnalysisException(
        "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
        { joinCondition: `"${prettyName(typed)}"`, conditionType: `"${typed.dataType.sql}"` },
        { queryContext: contextFrom(origin) },
      );
    }
    const filter = `"${prettyName(typed)}"`;
    const place = { queryContext: contextFrom(origin) };
    if (where === "filter") {
      throw new AnalysisException("INVALID_AGGREGATE_FILTER.NOT_BOOLEAN", { filterExpr: filter }, place);
    }
    const parameters = { sqlExpr: filter, filter, type: `"${typed.dataType.sql}"` };
    throw new AnalysisException("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", parameters, place);
  }
  /** A generator in a condition is told as standing outside of SELECT. */
  private conditionValue(e: Expression, where: string): TypedExpr {
    try {
      return this.value(e);
    } catch (error) {
      if (!(error instanceof AnalysisException) || error.condition !== "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS")
        throw error;
      throw generatorIn(where, e);
    }
  }
  sortKey(e: Expression): SortKey {
    if (e.kind !== "SortOrder") return { child: this.value(e), descending: false, nullsLast: false };
    const descending = e.direction === "descending";
    const nullsLast = e.nullOrdering === undefined ? descending : e.nullOrdering === "last";
    return { child: this.value(e.child), descending, nullsLast };
  }

  private lambdaVariable(name: string): LambdaVariable | undefined {
    const key = this.caseSensitive ? name : name.toLowerCase();
    return this.lambdas.findLast((v) => (this.caseSensitive ? v.name : v.name.toLowerCase()) === key);
  }

  private attribute(e: Extract<Expression, { kind: "UnresolvedAttribute" }>): TypedExpr {
    const parts = e.nameParts;
    if (e.planId !== undefined && !isFileMetadata(parts, this.scope))
      return this.scope.byPlanId(e.planId, parts, this, contextFrom(e.origin));
    const variable = this.lambdaVariable(parts[0] as string);
    if (variable !== undefined) {
      return parts.slice(1).reduce<TypedExpr>((base, p) => extractValue(base, literal(p, STRING), this), variable);
    }
    const found = this.lookUp(parts, e.origin);
    if (found !== undefined) return found;
    const special = parts.length === 1 ? literalFunction(parts[0] as string) : undefined;
    if (special !== undefined) {
      const call = this.call(special, []);
      return special === "grouping_id" ? alias(call, parts[0] as string) : call;
    }
    const variable_ = this.sessionVariable(parts);
    if (variable_ !== undefined) return e.computed === true ? variable_.child : variable_;
    throw this.unresolved(parts, e.origin);
  }
  unresolved(parts: readonly string[], origin?: Origin): AnalysisException {
    return unresolvedColumn(parts, this.scope.index.attributes, contextFrom(origin));
  }

  private lookUp(parts: readonly string[], origin: Origin | undefined): TypedExpr | undefined {
    const here = this.scope.find(parts, this, contextFrom(origin));
    if (here !== undefined) return here;
    let depth = 1;
    // Spark lets a subquery see the query around it, and none further out.
    for (let outer = this.scope.outer; outer !== undefined && depth === 1; outer = outer.outer, depth++) {
      const places = [outer.index, outer.hidden, outer.options.below?.index, outer.options.below?.hidden];
      const matches = places.map((index) => index?.matches(parts) ?? []).find((found) => found.length > 0) ?? [];
      const m = matches[0];
      if (m === undefined || matches.length > 1) continue;
      this.scope.noteOuter(m.attribute, depth);
      const reference: TypedExpr = {
        kind: "OuterReference",
        attribute: m.attribute,
        depth,
        dataType: m.attribute.dataType,
        nullable: m.attribute.nullable,
        origin,
      };
      const value = m.nested.reduce<TypedExpr>((b, p) => extractValue(b, literal(p, STRING), this), reference);
      return nestedAlias(m, value);
    }
    return undefined;
  }
  private sessionVariable(parts: readonly string[]): TypedAlias | undefined {
    const lower = parts.map((p) => p.toLowerCase());
    const { variables } = this.analyzer.session;
    const own = inSession(lower);
    const scoped = own ?? lower;
    const inLoop = own === undefined ? variables.get(`${scoped[0] ?? ""}.${scoped[1] ?? ""}`) : undefined;
    const first = scoped[0] ?? "";
    const named = inLoop ?? (own === undefined ? variables.get(first) : sessionOwn(variables, first));
    if (named === undefined) return undefined;
    const found = named.column === undefined ? named : (variables.get(named.column) ?? named);
    const name = found.column === undefined ? `system.session.${found.name.toLowerCase()}` : `local.${found.column}`;
    const value: TypedExpr = found.value.kind === "Literal" ? { ...found.value, variable: name } : found.value;
    return alias(
      scoped
        .slice(inLoop === undefined ? 1 : 2)
        .reduce<TypedExpr>((b, p) => extractValue(b, literal(p, STRING), this), value),
      parts.at(-1) as string,
    );
  }

  star(e: UnresolvedStar): readonly TypedExpr[] {
    return located(e.origin, () => {
      const all = this.scope.star(e, this);
      return e.except === undefined && e.replace === undefined ? all : changedStar(e, all, this);
    });
  }
  private updateFields(base: TypedExpr, path: readonly string[], value: Expression | undefined): TypedExpr {
    const [name, ...rest] = path as [string, ...string[]];
    if (base.dataType.kind !== "struct") {
      throw new AnalysisException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", {
        sqlExpr: `"update_fields(${prettyName(base)})"`,
        paramIndex: "first",
        inputSql: `"${prettyName(base)}"`,
        inputType: `"${base.dataType.sql}"`,
        requiredType: '"STRUCT"',
      });
    }
    const nameLiteral = literal(name, STRING);
    if (rest.length > 0) {
      const i = fieldIndex(base.dataType as StructType, name, this.caseSensitive);
      const inner = extractValue(base, literal((base.dataType as StructType).fields[i]?.name ?? name, STRING), this);
      return this.call("with_field", [base, nameLiteral, this.updateFields(inner, rest, value)]);
    }
    if (value === undefined) return this.call("drop_fields", [base, nameLiteral]);
    return this.call("with_field", [base, nameLiteral, this.value(value)]);
  }

  private func(e: UnresolvedFunction): TypedExpr {
    // The operator is the function: both print as `concat`.
    if (e.isInternal === true && e.nameParts[0] === "||") return this.func({ ...e, nameParts: ["concat"] });
    // `outer()` says when to analyse, not what the name means.
    if (e.isInternal === true && e.nameParts[0] === "lazy") return this.resolve(e.arguments[0] as Expression);
    if (e.nameExpression !== undefined) {
      const { nameExpression, ...named } = e;
      return this.func({ ...named, nameParts: nameOf(this.analyzer, nameExpression) });
    }
    if (e.isInternal === true && e.nameParts[0] === "identifier" && e.arguments[0] !== undefined) {
      const parts = nameOf(this.analyzer, e.arguments[0], this.scope);
      return this.attribute({
        kind: "UnresolvedAttribute",
        nameParts: parts,
        computed: true,
        ...(e.origin === undefined ? {} : { origin: e.origin }),
      });
    }
    const name = e.nameParts.at(-1) as string;
    const lower = name.toLowerCase();
    if (e.isInternal === true && lower.endsWith("_literal")) {
      const text = e.arguments[0];
      const made =
        text?.kind === "Literal" ? sessionLiteral(lower, String(text.value), this.analyzer.session.conf) : undefined;
      if (made !== undefined) return { ...made, origin: e.origin };
    }
    const ofFile = inputFileCall(lower, e, this);
    if (ofFile !== undefined) return ofFile;
    const qualifier = e.nameParts
      .slice(0, -1)
      .map((p) => p.toLowerCase())
      .join(".");
    const find = e.isInternal === true ? findInternal : findBuiltin;
    const nameable = e.isInternal === true || e.origin?.sqlText === undefined || isNameable(lower);
    const known = nameable && ["", "builtin", "system.builtin"].includes(qualifier) ? find(lower) : undefined;
    const userFunction = known === undefined ? this.analyzer.sqlFunction(e, this) : undefined;
    if (userFunction !== undefined) return userFunction;
    const registered = known === undefined ? registeredFunction(this.analyzer.session, e.nameParts) : undefined;
    if (registered !== undefined) return this.userFunction(registered, e);
    if (known === undefined) {
      if (e.isInternal === true && lower === VARIANT_FIELD) return variantField(this, e);
      if (lower === "range" || lower === "python_worker_logs") throw notScalar(name);
      checkNamespace(e.nameParts);
      throw new AnalysisException(
        "UNRESOLVED_ROUTINE",
        {
          routineName: quoteNames(e.nameParts),
          searchPath: this.analyzer.session.catalog.searchPath,
        },
        { queryContext: contextFrom(e.origin) },
      );
    }
    // The minus sign prints as it is written, the function `negative` by its name.
    const shown = e.origin?.sqlText !== undefined && e.isInternal === true && lower === "negative" ? "-" : lower;
    if (e.origin !== undefined && (catalogTableFunctions.includes(known) || TABLES_ONLY.has(known.name)))
      throw notScalar(name);
    const made = this.bound(e, known, lower, arrangeArguments(known, name, e.arguments), shown);
    return e.madeText === undefined ? made : madeText(made, e.madeText);
  }
  private bound(
    e: UnresolvedFunction,
    row: FunctionRow,
    name: string,
    given: readonly Expression[],
    shown = name,
  ): Call {
    const below = this.scope.options.below;
    if (row.kind === "aggregate" && this.scope.options.aggregatesBelow === true && below !== undefined) {
      // HAVING sum(x): the argument is a column of the input; a name only the select list knows is tried second.
      try {
        const inner = new ExpressionResolver(this.analyzer, below);
        return inner.finish(e, row, name, inner.arguments(row, name, given, e));
      } catch (error) {
        if (!isUnknownColumn(error)) throw error;
      }
    }
    return this.finish(e, row, shown, this.arguments(row, name, given, e));
  }
  private userFunction(fn: UserFunction, e: Omit<UnresolvedFunction, "kind">): TypedExpr {
    const named = e.arguments.find((a) => a.kind === "NamedArgument");
    if (named !== undefined) throw new AnalysisException("NAMED_PARAMETERS_NOT_SUPPORTED", { functionName: fn.name });
    return this.bound({ ...e, kind: "UnresolvedFunction" }, userRow(fn), fn.name, e.arguments);
  }

  private finish(e: UnresolvedFunction, row: FunctionRow, name: string, args: readonly TypedExpr[]): Call {
    const isAggregate = row.kind === "aggregate";
    if (args.some((a) => a.kind === "Call" && a.fn.kind === "generator")) {
      const shown: Call = {
        kind: "Call",
        fn: row,
        name,
        args,
        dataType: NULL,
        nullable: true,
        mode: "ansi",
        timeZone: "UTC",
      };
      const expression = `"${prettyName(shown)}"`;
      throw placeless(new AnalysisException("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", { expression }));
    }
    if (!isAggregate && (e.orderings ?? []).length > 0) {
      throw new AnalysisException("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", {
        prettyName: quoteText(name),
        syntax: "WITHIN GROUP (ORDER BY ...)",
      });
    }
    if (!isAggregate && (e.isDistinct === true || e.filter !== undefined)) {
      throw new AnalysisException("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", {
        prettyName: quoteText(name),
        syntax: e.filter === undefined ? "DISTINCT" : "FILTER CLAUSE",
      });
    }
    const aggregate = isAggregate
      ? {
          distinct: e.isDistinct === true,
          filter: e.filter === undefined ? undefined : this.condition(e.filter, "filter", e.origin),
          orderings: e.orderings?.map((o) => this.sortKey(o)),
        }
      : undefined;
    const cx = this.bindContext(name, e.origin);
    if (row.user !== undefined) return userCall(row.user, args, { ...cx, aggregate });
    const call = bindCall(row, args, cx, { aggregate, ignoreNulls: e.ignoreNulls });
    if (isAggregate) checkMixed(call);
    return call;
  }

  private arguments(
    row: FunctionRow,
    name: string,
    given: readonly Expression[],
    e: UnresolvedFunction,
  ): readonly TypedExpr[] {
    const expanded: (TypedExpr | Extract<Expression, { kind: "LambdaFunction" }>)[] = [];
    for (const a of given) {
      if (a.kind === "LambdaFunction") expanded.push(a);
      else if (a.kind === "UnresolvedStar") {
        // count(*) counts rows; everywhere else the star stands for the columns.
        const whole = a.except === undefined;
        if (name === "count" && whole && a.target === undefined && e.isDistinct !== true && given.length === 1) {
          expanded.push({ kind: "Literal", value: 1, dataType: INT, nullable: false });
        } else {
          const columns = this.star(a);
          if (name === "count" && whole && a.target?.length === 1 && given.length === 1 && !this.countsTables)
            throw countOf(a.target);
          if (e.isInternal === true && row.name === "named_struct") expanded.pop();
          if (e.isInternal === true && !isConstructor(row.name)) throw starInside(row.name);
          const isRow = e.isInternal === true && row.name === "named_struct";
          expanded.push(...(isRow ? columns.flatMap((c) => [literal(fieldName(c), STRING), c]) : columns));
        }
      } else if (e.isInternal !== true && quotedRegex(this, a) !== undefined) {
        expanded.push(...regexColumns(this, quotedRegex(this, a) as UnresolvedRegex));
      } else if (row.name === "struct" || row.name === "named_struct") expanded.push(this.resolve(a));
      else expanded.push(this.value(a));
    }
    const isPlain = row.lambda === undefined && !expanded.some((a) => a.kind === "LambdaFunction");
    return isPlain ? (expanded as readonly TypedExpr[]) : lambdaArguments(this, row, name, expanded, e.origin);
  }

  private get countsTables(): boolean {
    return this.analyzer.session.conf.boolean("spark.sql.legacy.allowStarWithSingleTableIdentifierInCount");
  }
  get insideLambda(): boolean {
    return this.lambdas.length > 0;
  }
  /** Runs with the parameters of a lambda in scope. */
  withParameters<T>(parameters: readonly LambdaVariable[], run: () => T): T {
    this.lambdas.push(...parameters);
    try {
      return run();
    } finally {
      this.lambdas.length -= parameters.length;
    }
  }
}
function metadataOf(e: TypedExpr): typeof NO_METADATA {
  if (e.kind === "Call" && e.fn.name === "get_struct_field") {
    const base = e.args[0]?.dataType;
    const i = e.args[1];
    if (base?.kind === "struct" && i?.kind === "Literal") return base.fields[Number(i.value)]?.metadata ?? NO_METADATA;
  }
  return NO_METADATA;
}

/** char(n) and varchar(n) are strings everywhere but in table columns. */
export function replaceCharVarchar(t: DataType): DataType {
  return t.kind === "char" || t.kind === "varchar" ? STRING : t;
}
function generatorIn(where: string, e: Expression): AnalysisException {
  const plan = where === "join" ? "Join" : "Filter";
  const context = { queryContext: contextFrom(e.origin) };
  return new AnalysisException("UNSUPPORTED_GENERATOR.OUTSIDE_SELECT", { plan }, context);
}
