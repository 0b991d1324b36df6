/** Relations of the protocol as relations of a plan. What has to be asked or run for that, the host of the decoder does. */
import type { Expression, LiteralValue } from "../../plan/expression.ts";
import type { Aggregate, JoinType, Relation, SetOperation } from "../../plan/relation.ts";
import { parseIdentifierParts, type ParserOptions, parseQuery } from "../../sql/index.ts";
import { INT, StructType } from "../../types/data-type.ts";
import { unsupported } from "../../types/spark-error.ts";
import type {
  CommonInlineUserDefinedFunction,
  Expression as ExpressionMessage,
} from "../generated/spark/connect/expressions_pb.ts";
import {
  type Aggregate as AggregateMessage,
  type CollectMetrics,
  Aggregate_GroupType as GroupType,
  Join_JoinType as JoinKind,
  LocalRelationSchema,
  type Relation as RelationMessage,
  type SetOperation as SetOperationMessage,
  SetOperation_SetOpType as SetOpType,
  type SQL as SqlMessage,
  type WithRelations as WithRelationsMessage,
} from "../generated/spark/connect/relations_pb.ts";
import { decodeDataType } from "./data-type.ts";
import { decodeExpression, decodeSortOrder, type ExpressionContext, metadataOf } from "./decode-expression.ts";
import { decodeRead } from "./decode-read.ts";
import { invalidPlan, required } from "./invalid-plan.ts";
import { decodeLiteral } from "./literal.ts";
import { localRelation } from "./local-relation.ts";
import { asOfJoin, nearestByJoin } from "./nearest-join.ts";
import { localPlanId } from "./plan-id.ts";
import { readMessage } from "./read-message.ts";

type RelType = RelationMessage["relType"];

/** The session that a plan is decoded for. */
export interface DecoderHost {
  readonly timeZone: string;
  readonly defaultSource: string;
  readonly parserOptions: (parameters: NonNullable<ParserOptions["parameters"]>) => ParserOptions;
  /** SQL text with the session's variables put in (`${name}`). */
  readonly substituted: (text: string) => string;
  /** The content of a cached artifact. */
  readonly cachedBytes: (hash: string) => Uint8Array;
  /** The plan that a checkpoint keeps. */
  readonly checkpointed: (relationId: string) => Relation;
  /** The plan for a relation that takes a query or a change of the session to find: it is found outside of decoding. */
  readonly found: (message: RelationMessage, decoder: RelationDecoder) => Relation;
  /** A relation around others that is kept as it is, but noted (observations). `path` leads to it from the root. */
  readonly observed: (
    observation: Pick<CollectMetrics, "name"> & { readonly input: Relation; readonly metrics: readonly Expression[] },
    path: readonly RelationMessage[],
    decoder: RelationDecoder,
  ) => Relation;
  /** The plan of a relation, or where the client asked to keep its result, the reading of that. */
  readonly kept: (message: RelationMessage, plan: Relation) => Relation;
  readonly userFunction: (message: CommonInlineUserDefinedFunction, decoder: RelationDecoder) => Expression;
}

const JOIN_TYPES: { readonly [kind: number]: JoinType } = {
  [JoinKind.INNER]: "inner",
  [JoinKind.FULL_OUTER]: "full",
  [JoinKind.LEFT_OUTER]: "left",
  [JoinKind.RIGHT_OUTER]: "right",
  [JoinKind.LEFT_ANTI]: "leftAnti",
  [JoinKind.LEFT_SEMI]: "leftSemi",
  [JoinKind.CROSS]: "cross",
};

const GROUP_TYPES: { readonly [kind: number]: Aggregate["groupType"] } = {
  [GroupType.GROUPBY]: "groupBy",
  [GroupType.ROLLUP]: "rollup",
  [GroupType.CUBE]: "cube",
  [GroupType.PIVOT]: "pivot",
  [GroupType.GROUPING_SETS]: "groupingSets",
};

const SET_OPERATIONS: { readonly [kind: number]: SetOperation["setOpType"] } = {
  [SetOpType.UNION]: "union",
  [SetOpType.INTERSECT]: "intersect",
  [SetOpType.EXCEPT]: "except",
};

export class RelationDecoder implements ExpressionContext {
  readonly host: DecoderHost;
  readonly #references = new Map<number, RelationMessage>();
  readonly #path: RelationMessage[] = [];
  #replaced: { readonly message: RelationMessage; readonly plan: Relation } | undefined;
  constructor(host: DecoderHost) {
    this.host = host;
  }

  readonly subquery = (planId: number): Relation => {
    const reference = this.#references.get(planId);
    if (reference === undefined) throw invalidPlan("the plan of a subquery is not among its references");
    return this.decode(reference);
  };
  readonly userFunction = (message: CommonInlineUserDefinedFunction): Expression =>
    this.host.userFunction(message, this);

  get parserOptions(): ParserOptions {
    return this.host.parserOptions({});
  }

  expression(message: ExpressionMessage | undefined): Expression {
    return decodeExpression(message, this);
  }
  expressions(messages: readonly ExpressionMessage[]): Expression[] {
    return messages.map((message) => decodeExpression(message, this));
  }

  get isReplacing(): boolean {
    return this.#replaced !== undefined;
  }
  /** The plan of a message with another plan for one of the relations in it. */
  decodeWith(
    message: RelationMessage,
    replaced: { readonly message: RelationMessage; readonly plan: Relation },
  ): Relation {
    this.#replaced = replaced;
    try {
      return this.decode(message);
    } finally {
      this.#replaced = undefined;
    }
  }
  /** The plan of a message, which keeps the plan id that the client gave it. */
  decode(message: RelationMessage | undefined): Relation {
    const given = required(message, "a relation");
    const planId = given.common?.planId;
    this.#path.push(given);
    let relation: Relation;
    try {
      relation = this.host.kept(given, this.#dispatch(given));
    } finally {
      this.#path.pop();
    }
    if (planId === undefined) return relation;
    const own = relation.common?.planId;
    // A step that leaves no node of its own: what it hands on keeps its id, around it is another.
    if (own !== undefined && own !== localPlanId(planId)) {
      return {
        kind: "Hint",
        input: relation,
        name: "plan",
        parameters: [],
        common: { planId: localPlanId(planId) },
      };
    }
    return { ...relation, common: { ...relation.common, planId: localPlanId(planId) } };
  }

  #dispatch(message: RelationMessage): Relation {
    const { relType: r } = message;
    if (message === this.#replaced?.message) return this.#replaced.plan;
    switch (r.case) {
      case undefined:
        throw invalidPlan("the relation has no type");
      case "read":
        return decodeRead(r.value, this.host);
      case "localRelation":
        return localRelation(r.value.data === undefined ? [] : [r.value.data], r.value.schema, this.host.timeZone);
      case "cachedLocalRelation": {
        // What clients before 4.1 send: the whole message as an artifact.
        const { data, schema } = readMessage(LocalRelationSchema, this.host.cachedBytes(r.value.hash));
        return localRelation(data === undefined ? [] : [data], schema, this.host.timeZone);
      }
      case "chunkedCachedLocalRelation": {
        const { dataHashes, schemaHash } = r.value;
        const schema = schemaHash === undefined ? undefined : this.host.cachedBytes(schemaHash);
        const text = schema === undefined ? undefined : new TextDecoder().decode(schema);
        return localRelation(
          dataHashes.map((hash) => this.host.cachedBytes(hash)),
          text,
          this.host.timeZone,
        );
      }
      case "range": {
        const { start = 0n, end, step, numPartitions } = r.value;
        return { kind: "Range", start, end, step, ...(numPartitions === undefined ? {} : { numPartitions }) };
      }
      case "sql":
        return this.#sql(r.value);
      case "project": {
        const input = r.value.input === undefined ? ({ kind: "OneRow" } as const) : this.decode(r.value.input);
        return numbered(input, this.expressions(r.value.expressions));
      }
      case "filter":
        return { kind: "Filter", input: this.decode(r.value.input), condition: this.expression(r.value.condition) };
      case "join":
        return this.#join(r.value);
      case "zip":
        return { kind: "Zip", left: this.decode(r.value.left), right: this.decode(r.value.right) };
      case "lateralJoin": {
        const joinType = JOIN_TYPES[r.value.joinType];
        if (joinType !== "inner" && joinType !== "left" && joinType !== "cross") {
          throw invalidPlan("the lateral join has a type it cannot have");
        }
        const condition = r.value.joinCondition;
        return {
          kind: "LateralJoin",
          left: this.decode(r.value.left),
          right: this.decode(r.value.right),
          joinType,
          ...(condition === undefined ? {} : { joinCondition: this.expression(condition) }),
        };
      }
      case "nearestByJoin":
        return nearestByJoin(this, r.value);
      case "asOfJoin":
        return asOfJoin(this, r.value);
      case "setOp":
        return this.#setOperation(r.value);
      case "sort": {
        const order = r.value.order.map((o) => decodeSortOrder(o, this));
        return { kind: "Sort", input: this.decode(r.value.input), order, isGlobal: r.value.isGlobal ?? true };
      }
      case "limit":
        return { kind: "Limit", input: this.decode(r.value.input), limit: int(r.value.limit) };
      case "offset":
        return { kind: "Offset", input: this.decode(r.value.input), offset: int(r.value.offset) };
      case "tail":
        return { kind: "Tail", input: this.decode(r.value.input), limit: Math.max(0, r.value.limit) };
      case "aggregate":
        return this.#aggregate(r.value);
      case "sample": {
        const { lowerBound, upperBound, withReplacement = false, seed } = r.value;
        const input = this.decode(r.value.input);
        return {
          kind: "Sample",
          input,
          lowerBound,
          upperBound,
          withReplacement,
          ...(seed === undefined ? {} : { seed }),
        };
      }
      case "deduplicate": {
        if (r.value.withinWatermark === true) throw unsupported("DataFrame.dropDuplicatesWithinWatermark");
        const input = this.decode(r.value.input);
        if (r.value.allColumnsAsKeys === true) return { kind: "Deduplicate", input };
        return { kind: "Deduplicate", input, columnNames: r.value.columnNames };
      }
      case "subqueryAlias": {
        const { alias, qualifier } = r.value;
        const named = { kind: "SubqueryAlias", input: this.decode(r.value.input), alias } as const;
        return qualifier.length === 0 ? named : { ...named, qualifier };
      }
      case "repartition": {
        const { numPartitions, shuffle = false } = r.value;
        return { kind: "Repartition", input: this.decode(r.value.input), numPartitions, shuffle };
      }
      case "repartitionByExpression": {
        const { partitionExprs, numPartitions } = r.value;
        const [first] = partitionExprs;
        if (first?.exprType.case === "directShufflePartitionId") {
          return {
            kind: "RepartitionByExpression",
            input: this.decode(r.value.input),
            partitionExpressions: [this.expression(first.exprType.value.child)],
            numPartitions: required(numPartitions, "the number of partitions"),
            isPartitionId: true,
          };
        }
        return {
          kind: "RepartitionByExpression",
          input: this.decode(r.value.input),
          partitionExpressions: this.expressions(partitionExprs),
          ...(numPartitions === undefined ? {} : { numPartitions }),
        };
      }
      case "toDf":
        return { kind: "ToDF", input: this.decode(r.value.input), columnNames: r.value.columnNames };
      case "toSchema": {
        const schema = decodeDataType(r.value.schema);
        if (!(schema instanceof StructType)) throw invalidPlan("the schema of to() is no struct");
        return { kind: "ToSchema", input: this.decode(r.value.input), schema };
      }
      case "withColumns": {
        const aliases = r.value.aliases.map(({ expr, name, metadata }) => {
          if (name[0] === undefined || name.length > 1) throw invalidPlan("a new column must have one name");
          return { name: name[0], expression: this.expression(expr), ...metadataOf(metadata) };
        });
        return { kind: "WithColumns", input: this.decode(r.value.input), aliases };
      }
      case "withColumnsRenamed": {
        const renames =
          r.value.renames.length > 0
            ? r.value.renames.map(({ colName, newColName }) => [colName, newColName] as const)
            : Object.entries(r.value.renameColumnsMap);
        return { kind: "WithColumnsRenamed", input: this.decode(r.value.input), renames };
      }
      case "drop": {
        const { columns, columnNames } = r.value;
        return { kind: "Drop", input: this.decode(r.value.input), columns: this.expressions(columns), columnNames };
      }
      case "hint": {
        const parameters = this.expressions(r.value.parameters);
        return { kind: "Hint", input: this.decode(r.value.input), name: r.value.name, parameters };
      }
      case "unpivot": {
        const { ids, values, variableColumnName, valueColumnName } = r.value;
        return {
          kind: "Unpivot",
          input: this.decode(r.value.input),
          ids: this.expressions(ids),
          ...(values === undefined
            ? {}
            : { values: this.expressions(values.values).map((column) => ({ columns: [column] })) }),
          variableColumnName,
          valueColumnNames: [valueColumnName],
          includeNulls: true,
        };
      }
      case "transpose": {
        const [indexColumn] = this.expressions(r.value.indexColumns);
        const input = this.decode(r.value.input);
        return { kind: "Transpose", input, ...(indexColumn === undefined ? {} : { indexColumn }) };
      }
      case "unresolvedTableValuedFunction": {
        const { functionName, arguments: args } = r.value;
        const nameParts = parseIdentifierParts(functionName);
        return { kind: "TableValuedFunction", nameParts, arguments: this.expressions(args) };
      }
      case "fillNa": {
        const { cols, values } = r.value;
        const fills = values.map((value) => decodeLiteral(value));
        const input = this.decode(r.value.input);
        return { kind: "NAFill", input, values: fills, ...(cols.length === 0 ? {} : { columns: cols }) };
      }
      case "dropNa": {
        const { cols, minNonNulls } = r.value;
        return {
          kind: "NADrop",
          input: this.decode(r.value.input),
          ...(cols.length === 0 ? {} : { columns: cols }),
          ...(minNonNulls === undefined ? {} : { minNonNulls }),
        };
      }
      case "replace": {
        const { cols } = r.value;
        const replacements = r.value.replacements.map(({ oldValue, newValue }) => ({
          oldValue: decodeLiteral(required(oldValue, "the value to replace")),
          newValue: decodeLiteral(required(newValue, "the value of a replacement")),
        }));
        const input = this.decode(r.value.input);
        return { kind: "NAReplace", input, replacements, ...(cols.length === 0 ? {} : { columns: cols }) };
      }
      case "withRelations":
        return this.#withRelations(r.value);
      case "collectMetrics": {
        const metrics = this.expressions(r.value.metrics);
        const input = this.decode(r.value.input);
        return this.host.observed({ name: r.value.name, input, metrics }, [...this.#path], this);
      }
      case "cachedRemoteRelation":
        return this.host.checkpointed(r.value.relationId);
      case "withWatermark":
        // Without streams a watermark changes nothing.
        return this.decode(r.value.input);
      default:
        return this.host.found(message, this);
    }
  }

  #join(join: Extract<RelType, { case: "join" }>["value"]): Relation {
    const joinType = JOIN_TYPES[join.joinType];
    if (joinType === undefined) throw invalidPlan("the join has an unknown type");
    if (join.joinDataType !== undefined) throw unsupported("joinWith of typed datasets");
    const left = this.decode(join.left);
    const right = this.decode(join.right);
    const { joinCondition, usingColumns } = join;
    return {
      kind: "Join",
      left,
      right,
      joinType,
      ...(joinCondition === undefined ? {} : { joinCondition: this.expression(joinCondition) }),
      ...(usingColumns.length === 0 ? {} : { usingColumns }),
    };
  }

  #setOperation(operation: SetOperationMessage): Relation {
    const { isAll = false, byName = false, allowMissingColumns = false } = operation;
    const setOpType = SET_OPERATIONS[operation.setOpType];
    if (setOpType === undefined) throw invalidPlan("the set operation has an unknown type");
    const left = this.decode(operation.leftInput);
    const right = this.decode(operation.rightInput);
    return { kind: "SetOperation", left, right, setOpType, isAll, ...(byName ? { byName, allowMissingColumns } : {}) };
  }

  #aggregate(aggregate: AggregateMessage): Relation {
    const groupType = GROUP_TYPES[aggregate.groupType];
    if (groupType === undefined) throw invalidPlan("the aggregation has an unknown type");
    const base: Aggregate = {
      kind: "Aggregate",
      input: this.decode(aggregate.input),
      groupType,
      groupingExpressions: this.expressions(aggregate.groupingExpressions),
      aggregateExpressions: this.expressions(aggregate.aggregateExpressions),
    };
    if (groupType === "pivot") {
      const { col, values } = required(aggregate.pivot, "the pivot column");
      const columns = [this.expression(col)];
      return {
        ...base,
        pivot: { columns, ...(values.length === 0 ? {} : { values: values.map((v) => decodeLiteral(v)) }) },
      };
    }
    if (groupType !== "groupingSets") return base;
    const groupingSets = aggregate.groupingSets.map((set) => this.expressions(set.groupingSet));
    return { ...base, groupingSets };
  }

  #sql(sql: SqlMessage): Relation {
    return parseQuery(this.host.substituted(sql.query), this.host.parserOptions(this.sqlParameters(sql)));
  }
  sqlParameters(sql: SqlMessage): NonNullable<ParserOptions["parameters"]> {
    const named = new Map<string, Expression>([
      ...Object.entries(sql.args).map(([name, value]) => [name, decodeLiteral(value)] as const),
      ...Object.entries(sql.namedArguments).map(([name, value]) => [name, this.expression(value)] as const),
    ]);
    const positional = [...sql.posArgs.map((value) => decodeLiteral(value)), ...this.expressions(sql.posArguments)];
    return { ...(named.size > 0 ? { named } : {}), ...(positional.length > 0 ? { positional } : {}) };
  }

  /** References with an alias are tables for the SQL text in it; all can be subqueries by their plan id. */
  #withRelations({ root, references }: WithRelationsMessage): Relation {
    this.addReferences(references);
    const ctes = this.namedReferences(references);
    const input = this.decode(root);
    return ctes.length === 0 ? input : { kind: "WithCTE", input, recursive: false, ctes };
  }
  addReferences(references: readonly RelationMessage[]): void {
    for (const reference of references) {
      const planId = reference.common?.planId;
      if (planId !== undefined) this.#references.set(localPlanId(planId), reference);
    }
  }
  namedReferences(references: readonly RelationMessage[]): { readonly name: string; readonly plan: Relation }[] {
    return references.flatMap((reference) =>
      reference.relType.case === "subqueryAlias"
        ? [{ name: reference.relType.value.alias, plan: this.decode(reference) }]
        : [],
    );
  }
}

/** `zipWithIndex` numbers all rows: they are counted in one partition. */
function numbered(input: Relation, expressions: readonly Expression[]): Relation {
  const isNumber = (e: Expression): boolean =>
    e.kind === "UnresolvedFunction" && e.nameParts[0] === "distributed_sequence_id";
  if (!expressions.some((e) => e.kind === "Alias" && isNumber(e.child))) return { kind: "Project", input, expressions };
  const child: Expression = { kind: "UnresolvedFunction", nameParts: ["monotonically_increasing_id"], arguments: [] };
  return {
    kind: "Project",
    input: { kind: "Repartition", input, numPartitions: 1, shuffle: false },
    expressions: expressions.map((e) => (e.kind === "Alias" && isNumber(e.child) ? { ...e, child } : e)),
  };
}

function int(value: number): Expression {
  return { kind: "Literal", value: value satisfies LiteralValue, dataType: INT };
}
