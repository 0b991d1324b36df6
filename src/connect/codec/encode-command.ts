/** Commands that the API makes as messages of the protocol. Statements of SQL travel as their text. */
import { create } from "@bufbuild/protobuf";
import type { Command, CreateTable, InsertInto, SaveMode, WriteFiles } from "../../plan/command.ts";
import type { Relation } from "../../plan/relation.ts";
import {
  type Command as CommandMessage,
  CommandSchema,
  WriteOperation_SaveMode as Mode,
  WriteOperation_SaveTable_TableSaveMethod as SaveMethod,
} from "../generated/spark/connect/commands_pb.ts";
import type { Relation as RelationMessage } from "../generated/spark/connect/relations_pb.ts";
import { catalogRelation } from "./encode-catalog.ts";
import { onlyInSql } from "./encode-expression.ts";
import { encodeMergeInto, encodeWriteTable } from "./encode-table-write.ts";
import { unparsed } from "./names.ts";

/** A command, or a relation that is executed for its effect. */
export type EncodedCommand =
  | { readonly case: "command"; readonly value: CommandMessage }
  | { readonly case: "root"; readonly value: RelationMessage };

export function encodeCommand(command: Command, encode: (plan: Relation) => RelationMessage): EncodedCommand {
  switch (command.kind) {
    case "CreateView": {
      if (command.viewType === "persistent") return onlyInSql("CREATE VIEW");
      const [name = ""] = command.nameParts;
      const value = {
        input: encode(command.query),
        name,
        isGlobal: command.viewType === "globalTemp",
        replace: command.replace,
      };
      return { case: "command", value: create(CommandSchema, { commandType: { case: "createDataframeView", value } }) };
    }
    case "WriteFiles":
      return writeFiles(command, encode(command.input));
    case "CreateTable":
      return command.query === undefined ? onlyInSql("CREATE TABLE") : saveAsTable(command, encode(command.query));
    case "InsertInto":
      return insertInto(command, encode(command.query));
    case "WriteTable":
      return { case: "command", value: encodeWriteTable(command, encode(command.query)) };
    case "MergeInto":
      return { case: "command", value: encodeMergeInto(command, encode(command.source)) };
    case "DropTable":
      return catalog({
        case: "dropTable",
        value: { tableName: unparsed(command.nameParts), ifExists: command.ifExists, purge: false },
      });
    case "DropView":
      return catalog({
        case: "dropView",
        value: { viewName: unparsed(command.nameParts), ifExists: command.ifExists },
      });
    case "CreateDatabase":
      return catalog({
        case: "createDatabase",
        value: {
          dbName: unparsed(command.nameParts),
          ifNotExists: command.ifNotExists,
          properties: { ...command.properties },
        },
      });
    case "DropDatabase": {
      const { nameParts, ifExists, cascade } = command;
      return catalog({ case: "dropDatabase", value: { dbName: unparsed(nameParts), ifExists, cascade } });
    }
    case "TruncateTable":
      if (command.partition !== undefined) return onlyInSql("TRUNCATE TABLE of a partition");
      return catalog({ case: "truncateTable", value: { tableName: unparsed(command.nameParts) } });
    case "CacheTable":
      return catalog({ case: "cacheTable", value: { tableName: unparsed(command.nameParts) } });
    case "UncacheTable": {
      if (command.nameParts === undefined) return catalog({ case: "clearCache", value: {} });
      return catalog({ case: "uncacheTable", value: { tableName: unparsed(command.nameParts) } });
    }
    default:
      return onlyInSql(command.kind);
  }
}

function catalog(type: Parameters<typeof catalogRelation>[0]): EncodedCommand {
  return { case: "root", value: catalogRelation(type) };
}

const MODES: { readonly [mode in SaveMode]: Mode } = {
  append: Mode.APPEND,
  overwrite: Mode.OVERWRITE,
  ignore: Mode.IGNORE,
  errorifexists: Mode.ERROR_IF_EXISTS,
};

function writeFiles(command: WriteFiles, input: RelationMessage): EncodedCommand {
  const value = {
    input,
    source: command.format,
    saveType: { case: "path", value: command.path } as const,
    mode: MODES[command.mode],
    partitioningColumns: [...command.partitionBy],
    options: { ...command.options },
  };
  return { case: "command", value: create(CommandSchema, { commandType: { case: "writeOperation", value } }) };
}

function saveAsTable(command: CreateTable, input: RelationMessage): EncodedCommand {
  const value = {
    input,
    ...(command.provider === undefined ? {} : { source: command.provider }),
    saveType: {
      case: "table",
      value: { tableName: unparsed(command.nameParts), saveMethod: SaveMethod.SAVE_AS_TABLE },
    } as const,
    mode: command.ifNotExists ? Mode.IGNORE : command.replace ? Mode.OVERWRITE : Mode.ERROR_IF_EXISTS,
    partitioningColumns: [...command.partitionBy],
    options: { ...command.options },
  };
  return { case: "command", value: create(CommandSchema, { commandType: { case: "writeOperation", value } }) };
}

function insertInto(command: InsertInto, input: RelationMessage): EncodedCommand {
  if (command.columns !== undefined || command.partition !== undefined) return onlyInSql("INSERT into some columns");
  const value = {
    input,
    saveType: {
      case: "table",
      value: {
        tableName: unparsed(command.nameParts),
        // By name is what appending to a table does, by position what inserting does.
        saveMethod: command.byName ? SaveMethod.SAVE_AS_TABLE : SaveMethod.INSERT_INTO,
      },
    } as const,
    mode: command.overwrite ? Mode.OVERWRITE : Mode.APPEND,
  };
  return { case: "command", value: create(CommandSchema, { commandType: { case: "writeOperation", value } }) };
}
