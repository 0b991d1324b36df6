/** Functions that give rows for rows: whole relations and groups, as Arrow tables or as Rows. */
import { randomUUID } from "node:crypto";
import type { RecordBatch, Table } from "apache-arrow";
import {
  type ArrowBatch,
  decodeColumn,
  encodeBatches,
  fromApacheTable,
  isApacheTable,
  RowReader,
  toApacheTable,
  toPhysical,
  toSparkForm,
  writeIpcTable,
} from "../arrow/index.ts";
import type { GroupFunction, PartitionFunction, UserFunctionContext } from "../plan/user-function.ts";
import type { StructType } from "../types/data-type.ts";
import type { Row } from "../types/row.ts";
import { failure } from "./errors.ts";
import { nameOf } from "./function-source.ts";
import type { AnyFunction } from "./row-loop.ts";

type Some<T> = Iterable<T> | AsyncIterable<T>;
/** Takes the batches of a relation, gives batches or tables. */
export type ArrowMap = (batches: AsyncIterable<RecordBatch>) => Some<RecordBatch | Table>;
/** Takes the rows of a relation, gives rows: Rows, arrays or objects. */
export type RowMap = (rows: AsyncIterable<Row>) => Some<unknown>;
type Made = Table | Promise<Table>;
/** Takes the rows of a group and gives a table. */
export type TableMap = (table: Table) => Made;
/** Takes the keys of a group and its rows, and gives a table. */
export type KeyedTableMap = (keys: readonly unknown[], table: Table) => Made;
/** Takes the rows of two groups of the same keys and gives a table. */
export type TablePairMap = (left: Table, right: Table) => Made;
/** Takes the keys of two groups and their rows, and gives a table. */
export type KeyedTablePairMap = (keys: readonly unknown[], left: Table, right: Table) => Made;

export function arrowMap(func: ArrowMap, rowType: StructType): PartitionFunction {
  return {
    ...named(func, rowType),
    kind: "partition",
    async *run(batches, schema, context) {
      const input = async function* (): AsyncGenerator<RecordBatch, void, undefined> {
        for await (const batch of batches) yield* (await tableOf([batch], schema, context)).batches;
      };
      yield* guarded(func, rowType, context, async function* () {
        for await (const made of func(input())) yield* batchesOf(made, rowType, context);
      });
    },
  };
}
export function rowMap(func: RowMap, rowType: StructType): PartitionFunction {
  return {
    ...named(func, rowType),
    kind: "partition",
    async *run(batches, schema, context) {
      const reader = new RowReader(schema, { long: context.longType });
      const input = async function* (): AsyncGenerator<Row, void, undefined> {
        for await (const batch of batches) yield* reader.rows(batch);
      };
      yield* guarded(func, rowType, context, async function* () {
        let rows: unknown[] = [];
        const encoded = (): ArrowBatch[] => encodeBatches(rowType, rows, { timeZone: context.timeZone });
        for await (const row of func(input())) {
          rows.push(row);
          if (rows.length < ROWS) continue;
          yield* encoded();
          rows = [];
        }
        if (rows.length > 0) yield* encoded();
      });
    },
  };
}
/** Rows that are held before they are written. */
const ROWS = 8192;

export function groupMap(
  func: TableMap | KeyedTableMap | TablePairMap | KeyedTablePairMap,
  rowType: StructType,
  sides: 1 | 2,
): GroupFunction {
  const withKeys = func.length > sides;
  return {
    ...named(func, rowType),
    kind: "group",
    async run(group, schemas, context) {
      const tables = await Promise.all(schemas.map((schema, i) => tableOf(group.sides[i] ?? [], schema, context)));
      const keys = group.keySchema.fields.map(
        (f, i) => decodeColumn(group.keys.columns[i] as never, f.dataType, { long: context.longType })[0],
      );
      try {
        const call = func as (...args: readonly unknown[]) => unknown;
        const made = await (withKeys ? call(keys, ...tables) : call(...tables));
        return batchesOf(made as Table, rowType, context);
      } catch (error) {
        const args = group.keySchema.fields.map(({ name, dataType }) => ({ name, dataType }));
        throw failure({ name: nameOf(func as AnyFunction), args, returnType: rowType }, keys, error, context);
      }
    },
  };
}

function named(func: unknown, rowType: StructType): { id: string; name: string; rowType: StructType } {
  return { id: randomUUID(), name: nameOf(func as AnyFunction), rowType };
}
/** The batches of a run, whose failures are the function's. */
async function* guarded(
  func: unknown,
  returnType: StructType,
  context: UserFunctionContext,
  run: () => AsyncGenerator<ArrowBatch, void, undefined>,
): AsyncGenerator<ArrowBatch, void, undefined> {
  try {
    yield* run();
  } catch (error) {
    context.signal.throwIfAborted();
    throw failure({ name: nameOf(func as AnyFunction), args: [], returnType }, [], error, context);
  }
}

function tableOf(
  batches: readonly ArrowBatch[],
  schema: StructType,
  { timeZone }: UserFunctionContext,
): Promise<Table> {
  return toApacheTable(writeIpcTable(toSparkForm(schema, batches, { timeZone })));
}

/** What a function gave in the form of the declared columns, which are found by name, or all by position. */
function batchesOf(made: unknown, rowType: StructType, { timeZone }: UserFunctionContext): readonly ArrowBatch[] {
  const table = asTable(made);
  const names = table.schema.fields.map((f) => f.name);
  const places = rowType.names.map((name) => names.indexOf(name));
  const missing = rowType.names.filter((_, i) => places[i] === -1);
  const extra = names.filter((name) => !rowType.names.includes(name));
  if (missing.length > 0 || extra.length > 0) {
    const lists = [
      ...(missing.length === 0 ? [] : [`lacks ${missing.join(", ")}`]),
      ...(extra.length === 0 ? [] : [`has ${extra.join(", ")} too many`]),
    ];
    throw new TypeError(`the table it gave ${lists.join(" and ")}`);
  }
  const ours = fromApacheTable(table);
  const batches = ours.batches.map(({ length, columns }) => ({
    length,
    columns: places.map((at) => columns[at] as (typeof columns)[number]),
  }));
  return toPhysical(rowType, { schema: ours.schema, batches }, timeZone).batches;
}
function asTable(made: unknown): Table {
  if (isApacheTable(made)) return made;
  // A RecordBatch has the schema and the data of a table of one batch.
  const batch = made as { readonly schema?: unknown; readonly numRows?: number; readonly data?: unknown } | null;
  if (typeof made === "object" && batch?.schema !== undefined && typeof batch.numRows === "number") {
    return { schema: batch.schema, batches: [batch] } as unknown as Table;
  }
  throw new TypeError("it gave no Arrow table");
}
