/** `df.writeTo` and `df.mergeInto` as messages of the protocol. */
import { create } from "@bufbuild/protobuf";
import type { MergeAction, MergeInto, TableWriteMode, WriteTable } from "../../plan/command.ts";
import {
  type Command as CommandMessage,
  CommandSchema,
  WriteOperationV2_Mode as Mode,
} from "../generated/spark/connect/commands_pb.ts";
import {
  type Expression as ExpressionMessage,
  ExpressionSchema,
  MergeAction_ActionType as ActionType,
} from "../generated/spark/connect/expressions_pb.ts";
import type { Relation as RelationMessage } from "../generated/spark/connect/relations_pb.ts";
import { encodeExpression, encodeExpressions, onlyInSql } from "./encode-expression.ts";
import { unparsed } from "./names.ts";

const MODES: { readonly [mode in TableWriteMode]: Mode } = {
  create: Mode.CREATE,
  replace: Mode.REPLACE,
  createOrReplace: Mode.CREATE_OR_REPLACE,
  append: Mode.APPEND,
  overwrite: Mode.OVERWRITE,
  overwritePartitions: Mode.OVERWRITE_PARTITIONS,
};
const ACTIONS: { readonly [what in MergeAction["what"]]: ActionType } = {
  delete: ActionType.DELETE,
  insert: ActionType.INSERT,
  insertAll: ActionType.INSERT_STAR,
  update: ActionType.UPDATE,
  updateAll: ActionType.UPDATE_STAR,
};

/** A command has no place for the plans of subqueries. */
const CONTEXT = { subquery: (): never => onlyInSql("a subquery in a write to a table") };

export function encodeWriteTable(command: WriteTable, input: RelationMessage): CommandMessage {
  const { nameParts, mode, provider, partitionedBy, clusterBy, options, properties, condition } = command;
  const value = {
    input,
    tableName: unparsed(nameParts),
    mode: MODES[mode],
    ...(provider === undefined ? {} : { provider }),
    partitioningColumns: encodeExpressions(partitionedBy, CONTEXT),
    clusteringColumns: [...clusterBy],
    options: { ...options },
    tableProperties: { ...properties },
    ...(condition === undefined ? {} : { overwriteCondition: encodeExpression(condition, CONTEXT) }),
  };
  return create(CommandSchema, { commandType: { case: "writeOperationV2", value } });
}

export function encodeMergeInto(command: MergeInto, sourceTablePlan: RelationMessage): CommandMessage {
  const { nameParts, condition, matched, notMatched, notMatchedBySource, schemaEvolution } = command;
  const value = {
    targetTableName: unparsed(nameParts),
    sourceTablePlan,
    mergeCondition: encodeExpression(condition, CONTEXT),
    matchActions: matched.map(actionMessage),
    notMatchedActions: notMatched.map(actionMessage),
    notMatchedBySourceActions: notMatchedBySource.map(actionMessage),
    withSchemaEvolution: schemaEvolution,
  };
  return create(CommandSchema, { commandType: { case: "mergeIntoTableCommand", value } });
}

function actionMessage({ what, condition, assignments }: MergeAction): ExpressionMessage {
  const value = {
    actionType: ACTIONS[what],
    ...(condition === undefined ? {} : { condition: encodeExpression(condition, CONTEXT) }),
    assignments: assignments.map((one) => ({
      key: encodeExpression(one.column, CONTEXT),
      value: encodeExpression(one.value, CONTEXT),
    })),
  };
  return create(ExpressionSchema, { exprType: { case: "mergeAction", value } });
}
