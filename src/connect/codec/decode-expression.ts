/** Expressions of the protocol as expressions of a plan. */
import { parseAttributeName } from "../../types/name-text.ts";
import type {
  Expression,
  FrameBound,
  SortOrder,
  SubqueryExpression,
  Window,
  WindowFrame,
} from "../../plan/expression.ts";
import type { Origin } from "../../plan/origin.ts";
import type { Relation } from "../../plan/relation.ts";
import { parseExpression, parseIdentifierParts, type ParserOptions } from "../../sql/index.ts";
import { unsupported } from "../../types/spark-error.ts";
import type { ExpressionCommon } from "../generated/spark/connect/expressions_pb.ts";
import {
  type CommonInlineUserDefinedFunction,
  type Expression as ExpressionMessage,
  Expression_Cast_EvalMode as EvalMode,
  type Expression_SortOrder as SortOrderMessage,
  Expression_SortOrder_NullOrdering as NullOrdering,
  Expression_SortOrder_SortDirection as SortDirection,
  type Expression_Window as WindowMessage,
  type Expression_Window_WindowFrame_FrameBoundary as FrameBoundary,
  Expression_Window_WindowFrame_FrameType as FrameType,
  type SubqueryExpression as SubqueryMessage,
  SubqueryExpression_SubqueryType as SubqueryType,
} from "../generated/spark/connect/expressions_pb.ts";
import { decodeDataType, parsedType } from "./data-type.ts";
import { invalidPlan, required } from "./invalid-plan.ts";
import { decodeLiteral } from "./literal.ts";
import { localPlanId } from "./plan-id.ts";

/** What decoding an expression needs from the plan around it. */
export interface ExpressionContext {
  /** The relation that a subquery refers to by its plan id. */
  readonly subquery: (planId: number) => Relation;
  /** How SQL text in the plan is read. */
  readonly parserOptions: ParserOptions;
  /** A function of the client's own language. */
  readonly userFunction: (message: CommonInlineUserDefinedFunction) => Expression;
}

export function decodeExpression(message: ExpressionMessage | undefined, cx: ExpressionContext): Expression {
  const { exprType: e, common } = required(message, "an expression");
  const decode = (inner: ExpressionMessage | undefined): Expression => decodeExpression(inner, cx);
  const origin = originOf(common);
  switch (e.case) {
    case undefined:
      throw invalidPlan("the expression has no type");
    case "literal":
      return { ...decodeLiteral(e.value), ...origin };
    case "unresolvedAttribute": {
      const { unparsedIdentifier, planId, isMetadataColumn } = e.value;
      return {
        kind: "UnresolvedAttribute",
        nameParts: parseAttributeName(unparsedIdentifier),
        ...planIdOf(planId),
        ...(isMetadataColumn === true ? { isMetadataColumn } : {}),
        ...origin,
      };
    }
    case "unresolvedStar": {
      const { unparsedTarget, planId } = e.value;
      if (unparsedTarget === undefined) return { kind: "UnresolvedStar", ...planIdOf(planId), ...origin };
      if (!unparsedTarget.endsWith(".*")) throw invalidPlan(`"${unparsedTarget}" does not end in .*`);
      const target = parseAttributeName(unparsedTarget.slice(0, -2));
      return { kind: "UnresolvedStar", target, ...planIdOf(planId), ...origin };
    }
    case "unresolvedRegex":
      return decodeRegex(e.value.colName, e.value.planId);
    case "unresolvedFunction": {
      const { functionName, arguments: args, isDistinct, isInternal } = e.value;
      return {
        kind: "UnresolvedFunction",
        // The names of operators are no identifiers; what the client calls by name alone is one part.
        nameParts: e.value.isUserDefinedFunction ? parseIdentifierParts(functionName) : [functionName],
        arguments: args.map(decode),
        ...(isDistinct ? { isDistinct } : {}),
        ...(isInternal === true || isOperator(functionName) ? { isInternal: true } : {}),
        ...origin,
      };
    }
    case "callFunction": {
      const nameParts = parseIdentifierParts(e.value.functionName);
      return { kind: "UnresolvedFunction", nameParts, arguments: e.value.arguments.map(decode), ...origin };
    }
    case "expressionString":
      return { ...parseExpression(e.value.expression, cx.parserOptions), ...origin };
    case "alias": {
      const { expr, name, metadata } = e.value;
      if (name.length === 0) throw invalidPlan("the alias has no name");
      return { kind: "Alias", child: decode(expr), names: name, ...metadataOf(metadata), ...origin };
    }
    case "cast": {
      const { expr, castToType, evalMode } = e.value;
      if (castToType.case === undefined) throw invalidPlan("the cast has no type");
      const dataType = castToType.case === "type" ? decodeDataType(castToType.value) : parsedType(castToType.value);
      return { kind: "Cast", child: decode(expr), dataType, ...evalModeOf(evalMode), ...origin };
    }
    case "sortOrder":
      return decodeSortOrder(e.value, cx);
    case "lambdaFunction": {
      const parameters = e.value.arguments.map(
        ({ nameParts }) => ({ kind: "UnresolvedNamedLambdaVariable", nameParts }) as const,
      );
      return { kind: "LambdaFunction", function: decode(e.value.function), arguments: parameters, ...origin };
    }
    case "unresolvedNamedLambdaVariable":
      return { kind: "UnresolvedNamedLambdaVariable", nameParts: e.value.nameParts, ...origin };
    case "window":
      return { ...decodeWindow(e.value, cx), ...origin };
    case "unresolvedExtractValue": {
      const { child, extraction } = e.value;
      return { kind: "UnresolvedExtractValue", child: decode(child), extraction: decode(extraction), ...origin };
    }
    case "updateFields": {
      const { structExpression, fieldName, valueExpression } = e.value;
      const value = valueExpression === undefined ? {} : { valueExpression: decode(valueExpression) };
      return { kind: "UpdateFields", structExpression: decode(structExpression), fieldName, ...value, ...origin };
    }
    case "namedArgumentExpression":
      return { kind: "NamedArgument", key: e.value.key, value: decode(e.value.value), ...origin };
    case "subqueryExpression":
      return { ...decodeSubquery(e.value, cx), ...origin };
    case "commonInlineUserDefinedFunction":
      return cx.userFunction(e.value);
    case "mergeAction":
      throw unsupported("MERGE INTO");
    case "typedAggregateExpression":
      throw unsupported("aggregators of Scala");
    case "directShufflePartitionId":
      throw unsupported("DataFrame.repartitionById");
    case "extension":
      throw unsupported(`the expression extension ${e.value.typeUrl}`);
  }
}

export function decodeSortOrder(message: SortOrderMessage, cx: ExpressionContext): SortOrder {
  const { child, direction, nullOrdering } = message;
  const nulls =
    nullOrdering === NullOrdering.SORT_NULLS_UNSPECIFIED
      ? {}
      : { nullOrdering: nullOrdering === NullOrdering.SORT_NULLS_FIRST ? ("first" as const) : ("last" as const) };
  return {
    kind: "SortOrder",
    child: decodeExpression(child, cx),
    direction: direction === SortDirection.DESCENDING ? "descending" : "ascending",
    ...nulls,
  };
}

/** Functions that are written with signs can only be operators. */
function isOperator(name: string): boolean {
  return !/^[\p{L}_]/u.test(name) || OPERATOR_WORDS.has(name);
}
const OPERATOR_WORDS: ReadonlySet<string> = new Set([
  "and",
  "or",
  "not",
  "in",
  "negative",
  "when",
  "isNull",
  "isNotNull",
]);

/** As `df.colRegex` reads its argument: a pattern only in backticks. */
function decodeRegex(name: string, planId: bigint | undefined): Expression {
  const [, table, pattern] = /^(?:(.+)\.)?`(.+)`$/s.exec(name) ?? [];
  if (pattern === undefined) {
    return { kind: "UnresolvedAttribute", nameParts: parseAttributeName(name), ...planIdOf(planId) };
  }
  const target = table === undefined ? {} : { target: [table] };
  return { kind: "UnresolvedRegex", pattern, ...planIdOf(planId), ...target };
}

function planIdOf(planId: bigint | undefined): { readonly planId?: number } {
  return planId === undefined ? {} : { planId: localPlanId(planId) };
}

export function metadataOf(text: string | undefined): { readonly metadata?: { readonly [key: string]: unknown } } {
  if (text === undefined || text === "") return {};
  const metadata: unknown = JSON.parse(text);
  if (typeof metadata !== "object" || metadata === null) throw invalidPlan("the metadata of an alias are no object");
  return { metadata: metadata as { readonly [key: string]: unknown } };
}

function evalModeOf(mode: EvalMode): { readonly evalMode?: "ansi" | "legacy" | "try" } {
  switch (mode) {
    case EvalMode.ANSI:
      return { evalMode: "ansi" };
    case EvalMode.LEGACY:
      return { evalMode: "legacy" };
    case EvalMode.TRY:
      return { evalMode: "try" };
    default:
      return {};
  }
}

function originOf(common: ExpressionCommon | undefined): { readonly origin?: Origin } {
  const origin = common?.origin?.function;
  if (origin?.case !== "pythonOrigin") return {};
  return { origin: { fragment: origin.value.fragment, callSite: origin.value.callSite } };
}

function decodeWindow(message: WindowMessage, cx: ExpressionContext): Window {
  const { windowFunction, partitionSpec, orderSpec, frameSpec } = message;
  const frame: { readonly frame?: WindowFrame } =
    frameSpec === undefined
      ? {}
      : {
          frame: {
            type: frameSpec.frameType === FrameType.RANGE ? "range" : "row",
            lower: decodeBound(frameSpec.lower, "unboundedPreceding", cx),
            upper: decodeBound(frameSpec.upper, "unboundedFollowing", cx),
          },
        };
  return {
    kind: "Window",
    windowFunction: decodeExpression(windowFunction, cx),
    partitionSpec: partitionSpec.map((e) => decodeExpression(e, cx)),
    orderSpec: orderSpec.map((o) => decodeSortOrder(o, cx)),
    ...frame,
  };
}

function decodeBound(
  message: FrameBoundary | undefined,
  unbounded: "unboundedPreceding" | "unboundedFollowing",
  cx: ExpressionContext,
): FrameBound {
  const { boundary } = required(message, "a boundary of the window frame");
  switch (boundary.case) {
    case "currentRow":
      return { kind: "currentRow" };
    case "unbounded":
      return { kind: unbounded };
    case "value":
      return { kind: "offset", value: decodeExpression(boundary.value, cx) };
    case undefined:
      throw invalidPlan("a boundary of the window frame is empty");
  }
}

function decodeSubquery(message: SubqueryMessage, cx: ExpressionContext): SubqueryExpression {
  const { planId, subqueryType, tableArgOptions, inSubqueryValues } = message;
  const plan = cx.subquery(localPlanId(planId));
  switch (subqueryType) {
    case SubqueryType.SCALAR:
      return { kind: "SubqueryExpression", subqueryType: "scalar", plan };
    case SubqueryType.EXISTS:
      return { kind: "SubqueryExpression", subqueryType: "exists", plan };
    case SubqueryType.IN: {
      const inValues = inSubqueryValues.map((e) => decodeExpression(e, cx));
      return { kind: "SubqueryExpression", subqueryType: "in", plan, inValues };
    }
    case SubqueryType.TABLE_ARG: {
      const { partitionSpec = [], orderSpec = [], withSinglePartition = false } = tableArgOptions ?? {};
      return {
        kind: "SubqueryExpression",
        subqueryType: "table",
        plan,
        partitionSpec: partitionSpec.map((e) => decodeExpression(e, cx)),
        orderSpec: orderSpec.map((o) => decodeSortOrder(o, cx)),
        withSinglePartition,
      };
    }
    default:
      throw invalidPlan(`the subquery has the unknown type ${String(subqueryType)}`);
  }
}
