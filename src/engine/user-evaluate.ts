/** The columns that user's scalar functions make of the rows of a file. */
import {
  type ArrowBatch,
  type ArrowSchema,
  type ArrowVector,
  IpcFileReader,
  IpcFileWriter,
  isValid,
  physicalField,
  type ReaderMemory,
  sliceVector,
} from "../arrow/index.ts";
import { canceledError } from "../execution/canceled.ts";
import type { StageRecorder } from "../metrics/query-recorder.ts";
import type { Attribute } from "../logical/expression.ts";
import type { EvaluateNode } from "../logical/relation.ts";
import { callContext } from "../plan/call-context.ts";
import type { OpenFunction, ScalarFunction, TableFunction, UserFunctionContext } from "../plan/user-function.ts";

interface OpenCall {
  readonly open: OpenFunction;
  /** Where its arguments are among the columns read and made so far. */
  readonly places: readonly number[];
}

/** Reads the first columns of `path`, which are `given`, and writes the results of the calls to `result`. */
export async function evaluateFile(
  node: EvaluateNode,
  given: readonly Attribute[],
  path: string,
  result: string,
  context: UserFunctionContext,
  recorder: StageRecorder | null,
): Promise<void> {
  const writer = new IpcFileWriter(result, { fields: resultFields(node) });
  try {
    for await (const made of evaluatedParts(node, given, path, context, recorder)) {
      const bytes = writer.append(made);
      recorder?.output(made.length, bytes);
    }
    writer.finish();
  } finally {
    writer.close();
  }
}

/** The columns of the results, which stand beside the input's columns f0..fn. */
export function resultFields(node: EvaluateNode): ArrowSchema["fields"] {
  const first = node.input.output.length;
  return node.calls.map((c, i) => physicalField(`f${first + i}`, c.dataType));
}

/**
 * The results of the calls, part by part. The functions are called as the parts are asked for; `rowsOf` says how many rows
 * the next part is to have, a multiple of 8.
 */
export async function* evaluatedParts(
  node: EvaluateNode,
  given: readonly Attribute[],
  path: string,
  context: UserFunctionContext,
  recorder: StageRecorder | null,
  rowsOf?: () => number,
): AsyncGenerator<ArrowBatch, void, undefined> {
  const functions = node.calls.map((c) => c.child.fn.user as ScalarFunction | TableFunction);
  const reader = new IpcFileReader(path, memoryFor(functions));
  const known = [...given.map((a) => a.id), ...node.calls.map((c) => c.id)];
  const calls: OpenCall[] = [];
  try {
    for (const { child } of node.calls) {
      const args = child.args as readonly Attribute[];
      const open = (child.fn.user as ScalarFunction | TableFunction).open(
        args.map(({ name, dataType }) => ({ name, dataType })),
        context,
      );
      calls.push({ open, places: args.map((a) => known.indexOf(a.id)) });
    }
    // Slow calls are counted one by one, all others by the batch.
    const slow = functions.filter((fn) => fn.morsels === "rows").length;
    recorder?.expect(slow === 0 ? reader.batches : slow * reader.rows());
    const passed = passedBy(node, known);
    let wanted = node.enough?.rows ?? Number.POSITIVE_INFINITY;
    const most = node.enough !== undefined && slow > 0 ? SLOW_ROWS : Number.POSITIVE_INFINITY;
    for (let i = 0; i < reader.batches && wanted > 0; i++) {
      const whole = reader.read(i, given.length);
      let from = 0;
      do {
        const to = Math.min(from + Math.min(most, rowsOf?.() ?? most), whole.length);
        const rows = to - from;
        const columns: ArrowVector[] = whole.columns.map((c) => sliceVector(c, from, to));
        for (const { open, places } of calls) {
          if (context.signal.aborted) throw canceledError();
          const args = places.map((at) => columns[at] as ArrowVector);
          const made = callContext.run(context, () => open.evaluate(args, rows));
          columns.push(made instanceof Promise ? await made : made);
        }
        recorder?.input(rows, null);
        yield { length: rows, columns: columns.slice(given.length) };
        wanted -= passed(columns, rows);
        from = to;
      } while (from < whole.length && wanted > 0);
      if (slow === 0) recorder?.morsel();
      // Others may have waited for the functions to give way.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    reader.close();
    for (const { open } of calls) await open.close();
  }
}

/** Memory is used again only if none of the functions keeps what it is given. */
function memoryFor(functions: readonly (ScalarFunction | TableFunction)[]): ReaderMemory {
  const uses = functions.map((fn) => fn.columns ?? "kept");
  if (uses.includes("shared")) return "shared";
  return uses.every((use) => use === "borrowed") ? "reused" : "own";
}

/** Rows of slow functions that are evaluated before it is asked whether these were enough; a multiple of 8. */
const SLOW_ROWS = 64;
/** How many rows of a batch have the results that count all true. */
function passedBy(
  { enough }: EvaluateNode,
  known: readonly number[],
): (columns: readonly ArrowVector[], rows: number) => number {
  if (enough === undefined) return () => 0;
  const places = enough.where.map((a) => known.indexOf(a.id));
  return (columns, rows) => {
    const tests = places.map((at) => columns[at] as ArrowVector);
    let count = 0;
    for (let i = 0; i < rows; i++) {
      if (tests.every((t) => isValid(t, i) && ((Number(t.data[i >> 3]) >> (i & 7)) & 1) === 1)) count++;
    }
    return count;
  };
}
