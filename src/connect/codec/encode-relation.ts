/** Plans as messages of the protocol: a row for each kind of node. What only SQL text can say fails by name. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Expression, Literal } from "../../plan/expression.ts";
import type { Aggregate, Join, JoinType, LocalRelation, Relation, RelationCommon } from "../../plan/relation.ts";
import { INT } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import {
  type Expression_Literal as LiteralMessage,
  ExpressionSchema,
} from "../generated/spark/connect/expressions_pb.ts";
import {
  Aggregate_GroupType as GroupType,
  Join_JoinType as JoinTypeCode,
  type Relation as RelationMessage,
  RelationSchema,
  SetOperation_SetOpType as SetOpType,
} from "../generated/spark/connect/relations_pb.ts";
import { encodeDataType } from "./data-type.ts";
import {
  encodeAlias,
  encodeExpression,
  encodeExpressions,
  encodeSortOrder,
  ENGINE,
  type ExpressionContext,
  onlyInSql,
} from "./encode-expression.ts";
import { encodeLiteral } from "./literal.ts";
import { unparsed } from "./names.ts";
import { readMessage } from "./read-message.ts";

type RelType = NonNullable<MessageInitShape<typeof RelationSchema>["relType"]>;

/** What plans need of the session that sends them. */
export interface RelationContext {
  /** How the rows of a local relation travel: in the message, or beside it. */
  localRelation(node: LocalRelation): RelType;
}

/** Encodes the plans of one session. A node that many plans share is encoded once. */
export class RelationEncoder {
  readonly #context: RelationContext;
  readonly #known: WeakMap<Relation, RelationMessage> = new WeakMap();

  constructor(context: RelationContext) {
    this.#context = context;
  }

  encode(node: Relation): RelationMessage {
    let message = this.#known.get(node);
    if (message === undefined) {
      message = this.#encode(node);
      this.#known.set(node, message);
    }
    return message;
  }

  #encode(node: Relation): RelationMessage {
    // Keeping a result changes nothing of the plan that asks for it: the server finds it again.
    if (node.kind === "CachedRelation") return this.encode(node.input);
    if (node.kind === "RemoteRelation") return this.#remote(node.message, node.common);
    const references: RelationMessage[] = [];
    const at: NodeContext = {
      relation: (input) => this.encode(input),
      localRelation: (local) => this.#context.localRelation(local),
      subquery: (plan) => {
        const { planId } = plan.common ?? {};
        if (planId === undefined) return onlyInSql("a subquery");
        references.push(this.encode(plan));
        return BigInt(planId);
      },
    };
    const encode = ENCODERS[node.kind] as (node: Relation, at: NodeContext) => RelType;
    const relType = encode(node, at);
    if (references.length === 0) return relation(relType, node.common);
    const root = relation(relType);
    return relation({ case: "withRelations", value: { root, references } }, node.common);
  }

  /** What a server answered, under the id of the DataFrame that holds it now. */
  #remote(bytes: Uint8Array, common: RelationCommon | undefined): RelationMessage {
    const { relType } = readMessage(RelationSchema, bytes);
    if (relType.case === undefined) throw unsupported("this answer of the server", ENGINE);
    return relation(relType, common);
  }
}

function relation(relType: RelType, common?: RelationCommon): RelationMessage {
  const { planId, origin } = common ?? {};
  const named = origin?.fragment === undefined ? undefined : { fragment: origin.fragment, callSite: origin.callSite };
  return create(RelationSchema, {
    common: {
      // Ids of ours may be negative; the protocol's are only compared.
      ...(planId === undefined ? {} : { planId: BigInt(planId) }),
      ...(named === undefined
        ? {}
        : {
            origin: {
              function: {
                case: "pythonOrigin",
                value: { fragment: named.fragment, callSite: named.callSite ?? "" },
              },
            },
          }),
    },
    relType,
  });
}

/** What an encoder of one node uses. */
interface NodeContext extends ExpressionContext {
  relation(input: Relation): RelationMessage;
  localRelation(node: LocalRelation): RelType;
}

type Sent = Exclude<Relation, { kind: "CachedRelation" | "RemoteRelation" }>;
type Encoders = {
  readonly [K in Sent["kind"]]: (node: Extract<Sent, { kind: K }>, at: NodeContext) => RelType;
};

const ENCODERS: Encoders = {
  ReadNamedTable: ({ nameParts, nameExpression, options = {}, timeTravel }) => {
    if (nameExpression !== undefined) onlyInSql("IDENTIFIER");
    if (timeTravel !== undefined) onlyInSql("AS OF");
    const value = { unparsedIdentifier: unparsed(nameParts), options: { ...options } };
    return { case: "read", value: { readType: { case: "namedTable", value } } };
  },
  ReadDataSource: ({ format, schema, options, paths }) => ({
    case: "read",
    value: {
      readType: {
        case: "dataSource",
        value: {
          format,
          options: withoutPath(options, paths),
          paths: [...paths],
          ...(schema === undefined ? {} : { schema: JSON.stringify(schema.jsonValue()) }),
        },
      },
    },
  }),
  LocalRelation: (node, at) => at.localRelation(node),
  Range: ({ start, end, step, numPartitions }) => ({
    case: "range",
    value: { start, end, step, ...(numPartitions === undefined ? {} : { numPartitions }) },
  }),
  OneRow: () => {
    const input = relation({ case: "range", value: { start: 0n, end: 1n, step: 1n } });
    return { case: "project", value: { input, expressions: [] } };
  },
  ValuesList: () => onlyInSql("VALUES"),
  TableValuedFunction: (node, at) => {
    if (node.nameExpression !== undefined) onlyInSql("IDENTIFIER");
    if (node.withOrdinality === true) onlyInSql("WITH ORDINALITY");
    return {
      case: "unresolvedTableValuedFunction",
      value: { functionName: unparsed(node.nameParts), arguments: encodeExpressions(node.arguments, at) },
    };
  },
  Project: ({ input, expressions }, at) => ({
    case: "project",
    value: { input: at.relation(input), expressions: encodeExpressions(expressions, at) },
  }),
  Filter: ({ input, condition }, at) => ({
    case: "filter",
    value: { input: at.relation(input), condition: encodeExpression(condition, at) },
  }),
  Having: () => onlyInSql("HAVING"),
  Qualify: () => onlyInSql("QUALIFY"),
  Join: (node, at) => join(node, at),
  Zip: ({ left, right }, at) => ({ case: "zip", value: { left: at.relation(left), right: at.relation(right) } }),
  LateralJoin: ({ left, right, joinType, joinCondition }, at) => ({
    case: "lateralJoin",
    value: {
      left: at.relation(left),
      right: at.relation(right),
      joinType: JOIN_TYPES[joinType],
      ...(joinCondition === undefined ? {} : { joinCondition: encodeExpression(joinCondition, at) }),
    },
  }),
  SetOperation: ({ left, right, setOpType, isAll, byName = false, allowMissingColumns = false }, at) => ({
    case: "setOp",
    value: {
      leftInput: at.relation(left),
      rightInput: at.relation(right),
      setOpType: { union: SetOpType.UNION, intersect: SetOpType.INTERSECT, except: SetOpType.EXCEPT }[setOpType],
      isAll,
      byName,
      allowMissingColumns,
    },
  }),
  Sort: ({ input, order, isGlobal, all }, at) => {
    if (all === true) onlyInSql("ORDER BY ALL");
    const value = { input: at.relation(input), order: order.map((one) => encodeSortOrder(one, at)), isGlobal };
    return { case: "sort", value };
  },
  Limit: ({ input, limit }, at) => ({
    case: "limit",
    value: { input: at.relation(input), limit: constant(limit, "LIMIT") },
  }),
  Offset: ({ input, offset }, at) => ({
    case: "offset",
    value: { input: at.relation(input), offset: constant(offset, "OFFSET") },
  }),
  Tail: ({ input, limit }, at) => ({ case: "tail", value: { input: at.relation(input), limit } }),
  Aggregate: (node, at) => aggregate(node, at),
  Sample: ({ input, lowerBound, upperBound, withReplacement, seed }, at) => ({
    case: "sample",
    value: {
      input: at.relation(input),
      lowerBound,
      upperBound,
      withReplacement,
      ...(seed === undefined ? {} : { seed }),
    },
  }),
  Deduplicate: ({ input, columnNames }, at) => ({
    case: "deduplicate",
    value: {
      input: at.relation(input),
      ...(columnNames === undefined ? { allColumnsAsKeys: true } : { columnNames: [...columnNames] }),
    },
  }),
  SubqueryAlias: ({ input, alias, qualifier = [], columnAliases }, at) => {
    if (columnAliases !== undefined) onlyInSql("a table alias with columns");
    return { case: "subqueryAlias", value: { input: at.relation(input), alias, qualifier: [...qualifier] } };
  },
  Repartition: ({ input, numPartitions, shuffle }, at) => ({
    case: "repartition",
    value: { input: at.relation(input), numPartitions, shuffle },
  }),
  RepartitionByExpression: ({ input, partitionExpressions, numPartitions, isPartitionId = false }, at) => ({
    case: "repartitionByExpression",
    value: {
      input: at.relation(input),
      partitionExprs: encodeExpressions(partitionExpressions, at).map((child) =>
        isPartitionId
          ? create(ExpressionSchema, { exprType: { case: "directShufflePartitionId", value: { child } } })
          : child,
      ),
      ...(numPartitions === undefined ? {} : { numPartitions }),
    },
  }),
  ToDF: ({ input, columnNames }, at) => ({
    case: "toDf",
    value: { input: at.relation(input), columnNames: [...columnNames] },
  }),
  ToSchema: ({ input, schema }, at) => ({
    case: "toSchema",
    value: { input: at.relation(input), schema: encodeDataType(schema) },
  }),
  WithColumns: ({ input, aliases }, at) => ({
    case: "withColumns",
    value: {
      input: at.relation(input),
      aliases: aliases.map(({ name, expression, metadata }) =>
        encodeAlias(
          { kind: "Alias", child: expression, names: [name], ...(metadata === undefined ? {} : { metadata }) },
          at,
        ),
      ),
    },
  }),
  WithColumnsRenamed: ({ input, renames }, at) => ({
    case: "withColumnsRenamed",
    value: {
      input: at.relation(input),
      renames: renames.map(([colName, newColName]) => ({ colName, newColName })),
    },
  }),
  Drop: ({ input, columns, columnNames }, at) => ({
    case: "drop",
    value: { input: at.relation(input), columns: encodeExpressions(columns, at), columnNames: [...columnNames] },
  }),
  Hint: ({ input, name, parameters }, at) => ({
    case: "hint",
    value: { input: at.relation(input), name, parameters: encodeExpressions(parameters, at) },
  }),
  Unpivot: ({ input, ids = [], values, variableColumnName, valueColumnNames, includeNulls }, at) => {
    const [valueColumnName = ""] = valueColumnNames;
    const plain = values?.every(({ columns, alias }) => columns.length === 1 && alias === undefined) ?? true;
    if (!plain || valueColumnNames.length > 1 || !includeNulls) onlyInSql("UNPIVOT of several value columns");
    const columns = values?.flatMap((value) => encodeExpressions(value.columns, at));
    return {
      case: "unpivot",
      value: {
        input: at.relation(input),
        ids: encodeExpressions(ids, at),
        variableColumnName,
        valueColumnName,
        ...(columns === undefined ? {} : { values: { values: columns } }),
      },
    };
  },
  Transpose: ({ input, indexColumn }, at) => ({
    case: "transpose",
    value: {
      input: at.relation(input),
      indexColumns: indexColumn === undefined ? [] : [encodeExpression(indexColumn, at)],
    },
  }),
  Generate: () => onlyInSql("LATERAL VIEW"),
  NAFill: ({ input, columns = [], values }, at) => ({
    case: "fillNa",
    value: {
      input: at.relation(input),
      cols: [...columns],
      values: values.map(({ value, dataType }) => encodeLiteral(value, dataType)),
    },
  }),
  NADrop: ({ input, columns = [], minNonNulls }, at) => ({
    case: "dropNa",
    value: {
      input: at.relation(input),
      cols: [...columns],
      ...(minNonNulls === undefined ? {} : { minNonNulls }),
    },
  }),
  NAReplace: ({ input, columns = [], replacements }, at) => ({
    case: "replace",
    value: {
      input: at.relation(input),
      cols: [...columns],
      replacements: replacements.map(({ oldValue, newValue }) => ({
        oldValue: literalMessage(oldValue, "a replaced value"),
        newValue: literalMessage(newValue, "a replacement"),
      })),
    },
  }),
  CollectMetrics: ({ input, name, metrics }, at) => ({
    case: "collectMetrics",
    value: { input: at.relation(input), name, metrics: encodeExpressions(metrics, at) },
  }),
  WithCTE: () => onlyInSql("WITH"),
  NamedWindows: () => onlyInSql("WINDOW"),
  ScriptTransformation: () => onlyInSql("TRANSFORM"),
  MapPartitions: ({ function: fn }) => {
    throw unsupported(`the JavaScript function "${fn.name}" in a query`, ENGINE);
  },
  GroupMap: ({ function: fn }) => {
    throw unsupported(`the JavaScript function "${fn.name}" in a query`, ENGINE);
  },
  CoGroupMap: ({ function: fn }) => {
    throw unsupported(`the JavaScript function "${fn.name}" in a query`, ENGINE);
  },
  MapParallel: () => {
    throw unsupported("MAP PARALLEL", ENGINE);
  },
  UnsupportedRelation: ({ feature }) => {
    throw unsupported(feature, ENGINE);
  },
};

/** The option `path` is where to read, and so in the paths already: servers refuse to be told twice. */
function withoutPath(options: { readonly [key: string]: string }, paths: readonly string[]): { [key: string]: string } {
  const told = ([key, value]: readonly [string, string]): boolean =>
    key.toLowerCase() === "path" && paths.length === 1 && paths[0] === value;
  return Object.fromEntries(Object.entries(options).filter((entry) => !told(entry)));
}

const JOIN_TYPES: { readonly [type in JoinType]: JoinTypeCode } = {
  inner: JoinTypeCode.INNER,
  left: JoinTypeCode.LEFT_OUTER,
  right: JoinTypeCode.RIGHT_OUTER,
  full: JoinTypeCode.FULL_OUTER,
  leftSemi: JoinTypeCode.LEFT_SEMI,
  leftAnti: JoinTypeCode.LEFT_ANTI,
  cross: JoinTypeCode.CROSS,
};

function join({ left, right, joinType, joinCondition, usingColumns = [], isNatural }: Join, at: NodeContext): RelType {
  if (isNatural === true) onlyInSql("NATURAL JOIN");
  return {
    case: "join",
    value: {
      left: at.relation(left),
      right: at.relation(right),
      joinType: JOIN_TYPES[joinType],
      usingColumns: [...usingColumns],
      ...(joinCondition === undefined ? {} : { joinCondition: encodeExpression(joinCondition, at) }),
    },
  };
}

const GROUP_TYPES = {
  groupBy: GroupType.GROUPBY,
  rollup: GroupType.ROLLUP,
  cube: GroupType.CUBE,
  pivot: GroupType.PIVOT,
  groupingSets: GroupType.GROUPING_SETS,
} as const;

function aggregate(node: Aggregate, at: NodeContext): RelType {
  const { groupType, pivot, groupingSets = [] } = node;
  const frequent = frequentItems(node, at);
  if (frequent !== undefined) return frequent;
  if (groupType === "all" || node.fromSql === true || node.fromPipe === true) return onlyInSql("GROUP BY");
  return {
    case: "aggregate",
    value: {
      input: at.relation(node.input),
      groupType: GROUP_TYPES[groupType],
      groupingExpressions: encodeExpressions(node.groupingExpressions, at),
      aggregateExpressions: encodeExpressions(node.aggregateExpressions, at),
      groupingSets: groupingSets.map((set) => ({ groupingSet: encodeExpressions(set, at) })),
      ...(pivot === undefined ? {} : { pivot: pivotOf(pivot, at) }),
    },
  };
}

const FREQUENT = "_freqItems";

/** `df.stat.freqItems`: its aggregate function is no function of Spark's, so that the protocol has a relation for it. */
function frequentItems({ input, aggregateExpressions }: Aggregate, at: NodeContext): RelType | undefined {
  const columns: string[] = [];
  let size = 0;
  for (const alias of aggregateExpressions) {
    if (alias.kind !== "Alias" || alias.child.kind !== "UnresolvedFunction") return undefined;
    const { nameParts, isInternal, arguments: args } = alias.child;
    if (isInternal !== true || nameParts[0] !== "collect_frequent_items") return undefined;
    const [, kept] = args;
    if (kept?.kind === "Literal") size = Number(kept.value);
    columns.push((alias.names[0] ?? "").slice(0, -FREQUENT.length));
  }
  if (columns.length === 0) return undefined;
  // The server counts 1 / support values, cut to a whole number.
  return { case: "freqItems", value: { input: at.relation(input), cols: columns, support: 1 / (size + 0.5) } };
}

function pivotOf({ columns, values = [] }: NonNullable<Aggregate["pivot"]>, at: NodeContext): object {
  const [column, ...more] = columns;
  if (column === undefined || more.length > 0) onlyInSql("PIVOT on several columns");
  return {
    col: encodeExpression(column as Expression, at),
    values: values.map((value) => literalMessage(value, "a value of a pivot")),
  };
}

function literalOf(node: Expression, what: string): Literal {
  return node.kind === "Literal" ? node : onlyInSql(`${what} that is no literal`);
}
function literalMessage(node: Expression, what: string): LiteralMessage {
  const { value, dataType } = literalOf(node, what);
  return encodeLiteral(value, dataType);
}

/** The number of rows that a clause says. */
function constant(node: Expression, clause: string): number {
  const { value, dataType } = literalOf(node, clause);
  if (dataType.kind !== INT.kind || typeof value !== "number") return onlyInSql(`${clause} of another type than int`);
  return value;
}
