/** Expressions as messages of the protocol. What only SQL text can say fails by name: text is sent as it is. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type {
  Alias,
  Cast,
  Expression,
  FrameBound,
  SortOrder,
  SubqueryExpression,
  UnresolvedFunction,
  UnresolvedStar,
  Window,
  WindowFrame,
} from "../../plan/expression.ts";
import type { Origin } from "../../plan/origin.ts";
import type { Relation } from "../../plan/relation.ts";
import { unsupported } from "../../types/spark-error.ts";
import {
  type Expression as ExpressionMessage,
  ExpressionSchema,
  type Expression_Alias as AliasMessage,
  Expression_AliasSchema as AliasSchema,
  type Expression_SortOrder as SortOrderMessage,
  Expression_SortOrderSchema as SortOrderSchema,
  Expression_Cast_EvalMode as EvalMode,
  Expression_SortOrder_NullOrdering as NullOrdering,
  Expression_SortOrder_SortDirection as SortDirection,
  Expression_Window_WindowFrame_FrameType as FrameType,
  SubqueryExpression_SubqueryType as SubqueryType,
} from "../generated/spark/connect/expressions_pb.ts";
import { encodeDataType } from "./data-type.ts";
import { encodeLiteral } from "./literal.ts";
import { unparsed, unparsedPattern } from "./names.ts";

type ExprType = MessageInitShape<typeof ExpressionSchema>["exprType"];
type FrameInit = Extract<ExprType, { case: "window" }>["value"] extends { frameSpec?: infer F } ? F : never;

/** What expressions need of the plan around them. */
export interface ExpressionContext {
  /** The id by which the protocol refers to the plan of a subquery, which travels beside the expression. */
  subquery(plan: Relation): bigint;
}

/** The name of this engine in errors. */
export const ENGINE = "connect";

export function onlyInSql(what: string): never {
  throw unsupported(`${what} outside of SQL text`, ENGINE);
}

type Encoders = {
  readonly [K in Expression["kind"]]: (node: Extract<Expression, { kind: K }>, context: ExpressionContext) => ExprType;
};

const ENCODERS: Encoders = {
  Literal: (node) => ({ case: "literal", value: encodeLiteral(node.value, node.dataType) }),
  UnresolvedAttribute: ({ nameParts, planId, isMetadataColumn }) => ({
    case: "unresolvedAttribute",
    value: {
      unparsedIdentifier: unparsed(nameParts),
      ...bound(planId),
      ...(isMetadataColumn === true ? { isMetadataColumn } : {}),
    },
  }),
  UnresolvedStar: (node) => star(node),
  UnresolvedRegex: ({ pattern, target, planId }) => ({
    case: "unresolvedRegex",
    value: { colName: unparsedPattern(target, pattern), ...bound(planId) },
  }),
  UnresolvedFunction: (node, context) => functionCall(node, context),
  Alias: (node, context) => ({ case: "alias", value: encodeAlias(node, context) }),
  Cast: (node, context) => ({ case: "cast", value: cast(node, context) }),
  SortOrder: (node, context) => ({ case: "sortOrder", value: encodeSortOrder(node, context) }),
  LambdaFunction: (node, context) => ({
    case: "lambdaFunction",
    value: {
      function: encodeExpression(node.function, context),
      arguments: node.arguments.map(({ nameParts }) => ({ nameParts: [...nameParts] })),
    },
  }),
  UnresolvedNamedLambdaVariable: ({ nameParts }) => ({
    case: "unresolvedNamedLambdaVariable",
    value: { nameParts: [...nameParts] },
  }),
  Window: (node, context) => window(node, context),
  UnresolvedExtractValue: (node, context) => ({
    case: "unresolvedExtractValue",
    value: { child: encodeExpression(node.child, context), extraction: encodeExpression(node.extraction, context) },
  }),
  UpdateFields: ({ structExpression, fieldName, valueExpression }, context) => ({
    case: "updateFields",
    value: {
      structExpression: encodeExpression(structExpression, context),
      fieldName,
      ...(valueExpression === undefined ? {} : { valueExpression: encodeExpression(valueExpression, context) }),
    },
  }),
  NamedArgument: ({ key, value }, context) => ({
    case: "namedArgumentExpression",
    value: { key, value: encodeExpression(value, context) },
  }),
  SubqueryExpression: (node, context) => ({ case: "subqueryExpression", value: subquery(node, context) }),
  ExpressionString: ({ expression }) => ({ case: "expressionString", value: { expression } }),
  CommonInlineUserDefinedFunction: (node) => {
    throw unsupported(`the JavaScript function "${node.function.name}" in a query`, ENGINE);
  },
  Parameter: () => onlyInSql("a parameter marker"),
};

/** The message of an expression. */
export function encodeExpression(node: Expression, context: ExpressionContext): ExpressionMessage {
  const encode = ENCODERS[node.kind] as (node: Expression, context: ExpressionContext) => ExprType;
  const common = encodeOrigin(node.origin);
  return create(ExpressionSchema, {
    exprType: encode(node, context),
    ...(common === undefined ? {} : { common: { origin: common } }),
  } as MessageInitShape<typeof ExpressionSchema>);
}

export function encodeExpressions(nodes: readonly Expression[], context: ExpressionContext): ExpressionMessage[] {
  return nodes.map((node) => encodeExpression(node, context));
}

/** The place in the program, which errors give back. */
function encodeOrigin(origin: Origin | undefined): object | undefined {
  if (origin?.fragment === undefined) return undefined;
  return {
    function: { case: "pythonOrigin", value: { fragment: origin.fragment, callSite: origin.callSite ?? "" } },
  };
}

export function encodeAlias(node: Alias, context: ExpressionContext): AliasMessage {
  const { child, names, metadata } = node;
  return create(AliasSchema, {
    expr: encodeExpression(child, context),
    name: [...names],
    ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
  });
}

/** Where a null comes is said always: a server takes what is left out for "last". */
export function encodeSortOrder(node: SortOrder, context: ExpressionContext): SortOrderMessage {
  const ascending = node.direction === "ascending";
  const nullsFirst = (node.nullOrdering ?? (ascending ? "first" : "last")) === "first";
  return create(SortOrderSchema, {
    child: encodeExpression(node.child, context),
    direction: ascending ? SortDirection.ASCENDING : SortDirection.DESCENDING,
    nullOrdering: nullsFirst ? NullOrdering.SORT_NULLS_FIRST : NullOrdering.SORT_NULLS_LAST,
  });
}

function bound(planId: number | undefined): { planId?: bigint } {
  return planId === undefined ? {} : { planId: BigInt(planId) };
}

function star({ target, planId, except, replace }: UnresolvedStar): ExprType {
  if (except !== undefined || replace !== undefined) onlyInSql("a star with EXCEPT or REPLACE");
  // The text ends in the star, unlike ours.
  const named = target === undefined ? {} : { unparsedTarget: `${unparsed(target)}.*` };
  return { case: "unresolvedStar", value: { ...named, ...bound(planId) } };
}

/** Functions that Spark keeps from SQL: the message has to say so. */
const INTERNAL: ReadonlySet<string> = new Set([
  "array_binary_search",
  "bloom_filter_agg",
  "bucket",
  "collect_top_k",
  "days",
  "hours",
  "months",
  "product",
  "timestampadd",
  "timestampdiff",
  "years",
]);

function functionCall(node: UnresolvedFunction, context: ExpressionContext): ExprType {
  const { nameParts, isDistinct = false } = node;
  if (node.filter !== undefined) onlyInSql("FILTER");
  if (node.orderings !== undefined && node.orderings.length > 0) onlyInSql("WITHIN GROUP");
  if (node.ignoreNulls !== undefined) onlyInSql("IGNORE NULLS");
  if (node.nameExpression !== undefined) onlyInSql("IDENTIFIER");
  const args = encodeExpressions(node.arguments, context);
  const [name] = nameParts;
  if (nameParts.length === 1 && name !== undefined) {
    const isInternal = INTERNAL.has(name) ? { isInternal: true } : {};
    return { case: "unresolvedFunction", value: { functionName: name, arguments: args, isDistinct, ...isInternal } };
  }
  if (isDistinct) onlyInSql("DISTINCT in a function of a database");
  return { case: "callFunction", value: { functionName: unparsed(nameParts), arguments: args } };
}

const EVAL_MODES = { ansi: EvalMode.ANSI, legacy: EvalMode.LEGACY, try: EvalMode.TRY } as const;

function cast({ child, dataType, evalMode }: Cast, context: ExpressionContext): object {
  return {
    expr: encodeExpression(child, context),
    castToType: { case: "type", value: encodeDataType(dataType) },
    ...(evalMode === undefined ? {} : { evalMode: EVAL_MODES[evalMode] }),
  };
}

function window(node: Window, context: ExpressionContext): ExprType {
  if (node.windowName !== undefined) onlyInSql("a window by name");
  return {
    case: "window",
    value: {
      windowFunction: encodeExpression(node.windowFunction, context),
      partitionSpec: encodeExpressions(node.partitionSpec, context),
      orderSpec: node.orderSpec.map((order) => encodeSortOrder(order, context)),
      ...(node.frame === undefined ? {} : { frameSpec: frame(node.frame, context) as NonNullable<FrameInit> }),
    },
  };
}

function frame({ type, lower, upper }: WindowFrame, context: ExpressionContext): object {
  return {
    frameType: type === "row" ? FrameType.ROW : FrameType.RANGE,
    lower: boundary(lower, context),
    upper: boundary(upper, context),
  };
}

function boundary(at: FrameBound, context: ExpressionContext): object {
  switch (at.kind) {
    case "currentRow":
      return { boundary: { case: "currentRow", value: true } };
    case "unboundedPreceding":
    case "unboundedFollowing":
      return { boundary: { case: "unbounded", value: true } };
    case "offset":
      return { boundary: { case: "value", value: encodeExpression(at.value, context) } };
  }
}

const SUBQUERY_TYPES = {
  scalar: SubqueryType.SCALAR,
  exists: SubqueryType.EXISTS,
  in: SubqueryType.IN,
  table: SubqueryType.TABLE_ARG,
} as const;

function subquery(node: SubqueryExpression, context: ExpressionContext): object {
  const { subqueryType, plan, inValues = [], partitionSpec, orderSpec, withSinglePartition } = node;
  const options =
    subqueryType === "table" && (partitionSpec ?? orderSpec ?? withSinglePartition) !== undefined
      ? {
          tableArgOptions: {
            partitionSpec: encodeExpressions(partitionSpec ?? [], context),
            orderSpec: (orderSpec ?? []).map((order) => encodeSortOrder(order, context)),
            ...(withSinglePartition === undefined ? {} : { withSinglePartition }),
          },
        }
      : {};
  return {
    planId: context.subquery(plan),
    subqueryType: SUBQUERY_TYPES[subqueryType],
    inSubqueryValues: encodeExpressions(inValues, context),
    ...options,
  };
}
