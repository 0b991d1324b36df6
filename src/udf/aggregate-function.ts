/** Functions that fold the rows of a group to one value. */
import { randomUUID } from "node:crypto";
import { type ArrowVector, cellReader, childOf, decodeColumn, offsetsOf } from "../arrow/index.ts";
import type {
  AggregateFunction,
  OpenFunction,
  ScalarFunction,
  UserArgument,
  UserFunctionContext,
} from "../plan/user-function.ts";
import { type ArrayType, type DataType, INT } from "../types/data-type.ts";
import { columnWriter } from "./column-writer.ts";
import { failure } from "./errors.ts";
import { FrameFold, type FrameRows } from "./frame-fold.ts";
import { arityOf } from "./function-source.ts";

/**
 * How a group is folded. `update` and `merge` give the new state, or change the one they are given and give nothing;
 * `finish` must leave it as it is.
 */
export interface Aggregator<A extends readonly unknown[], S, R> {
  /** The name in columns and errors, `udaf` by default. */
  readonly name?: string | undefined;
  /** The state of no rows. */
  init(): S;
  update(state: NoInfer<S>, ...values: A): NoInfer<S> | void;
  /** One state of two, of rows that came one after the other. */
  merge(first: NoInfer<S>, second: NoInfer<S>): NoInfer<S> | void;
  finish(state: NoInfer<S>): R;
}

/** Rows that are folded to one state; a larger group is merged from several. */
const PART_ROWS = 1 << 16;

export function aggregateFunction(
  aggregator: Aggregator<readonly never[], unknown, unknown>,
  returnType: DataType,
): AggregateFunction {
  const name = aggregator.name ?? "udaf";
  const { min, max } = arityOf(aggregator.update as never);
  const known = { name, returnType, deterministic: true } as const;
  const ofRows: ScalarFunction = {
    ...known,
    kind: "scalar",
    id: randomUUID(),
    arity: { min: 1, max: 1 },
    open: (args, context) => openFold(aggregator, name, returnType, args, context),
  };
  const ofFrames: ScalarFunction = {
    ...ofRows,
    id: randomUUID(),
    open: (args, context) => openFrames(aggregator, name, returnType, args, context),
  };
  // The state is the first parameter.
  return {
    ...known,
    kind: "aggregate",
    id: randomUUID(),
    arity: { min: Math.max(0, min - 1), max: max - 1 },
    ofRows,
    ofFrames,
  };
}

function openFold(
  aggregator: Aggregator<readonly never[], unknown, unknown>,
  name: string,
  returnType: DataType,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const rowType = (args[0] as UserArgument).dataType as ArrayType;
  const fields = rowType.elementType.kind === "struct" ? rowType.elementType.fields : [];
  const given = fields.map(({ name: field, dataType }) => ({ name: field, dataType }));
  return {
    evaluate([lists]: readonly ArrowVector[], rows: number): ArrowVector {
      const writer = columnWriter(returnType, rows, context);
      if (lists === undefined) return writer.finish();
      const offsets = offsetsOf(lists);
      const structs = childOf(lists);
      const columns = fields.map((f, i) => decodeColumn(childOf(structs, i), f.dataType, { long: context.longType }));
      for (let group = 0; group < rows; group++) {
        let row = offsets[group] ?? 0;
        const end = offsets[group + 1] ?? 0;
        try {
          let state = aggregator.init();
          let first = true;
          do {
            const stop = Math.min(end, row + PART_ROWS);
            let part = first ? state : aggregator.init();
            for (; row < stop; row++) {
              const values = columns.map((c) => c[row]);
              part = (aggregator.update(part, ...(values as never[])) as unknown) ?? part;
            }
            state = first ? part : ((aggregator.merge(state, part) as unknown) ?? state);
            first = false;
          } while (row < end);
          writer.put(group, aggregator.finish(state));
        } catch (error) {
          const values = row < end ? columns.map((c) => c[row]) : [];
          throw failure({ name, args: row < end ? given : [], returnType }, values, error, context);
        }
      }
      return writer.finish();
    },
    close: () => Promise.resolve(),
  };
}

/** Frames come one after the other, over all batches: what they share is folded once. */
function openFrames(
  aggregator: Aggregator<readonly never[], unknown, unknown>,
  name: string,
  returnType: DataType,
  args: readonly UserArgument[],
  context: UserFunctionContext,
): OpenFunction {
  const rowType = (args[0] as UserArgument).dataType as ArrayType;
  const [, ...fields] = rowType.elementType.kind === "struct" ? rowType.elementType.fields : [];
  const given = fields.map(({ name: field, dataType }) => ({ name: field, dataType }));
  const frames = new FrameFold(aggregator);
  return {
    evaluate([lists]: readonly ArrowVector[], rows: number): ArrowVector {
      const writer = columnWriter(returnType, rows, context);
      if (lists === undefined) return writer.finish();
      const offsets = offsetsOf(lists);
      const structs = childOf(lists);
      const positions = cellReader(childOf(structs, 0), INT);
      const cells = fields.map((f, i) => cellReader(childOf(structs, i + 1), f.dataType, { long: context.longType }));
      const valuesAt = (at: number): unknown[] => cells.map((cell) => cell(at));
      for (let row = 0; row < rows; row++) {
        const start = offsets[row] ?? 0;
        const length = (offsets[row + 1] ?? 0) - start;
        let under = start;
        const frame: FrameRows = {
          length,
          position: (i) => positions(start + i) as number,
          values: (i) => {
            under = start + i;
            return valuesAt(under);
          },
        };
        try {
          writer.put(row, aggregator.finish(frames.fold(frame)));
        } catch (error) {
          const values = length > 0 ? valuesAt(under) : [];
          throw failure({ name, args: length > 0 ? given : [], returnType }, values, error, context);
        }
      }
      return writer.finish();
    },
    close: () => Promise.resolve(),
  };
}
