/**
 * A user's JavaScript functions as plans hold them: what analysis must know, and how the engine opens them. They are made
 * in `udf/`; the engine sees Arrow columns go in and come out, and nothing of how a function is called.
 */
import type { ArrowBatch, ArrowVector, LongForm } from "../arrow/index.ts";
import type { DataType, StructType } from "../types/data-type.ts";

/** How many arguments a function takes. */
export interface Arity {
  readonly min: number;
  readonly max: number;
}

/** What a function may know of the query it runs in. */
export interface UserFunctionContext {
  readonly timeZone: string;
  /** What values of type long are given as. */
  readonly longType: LongForm;
  /** Errors must not show the values of rows. */
  readonly redactValues: boolean;
  readonly signal: AbortSignal;
  /** Adds to a count that subscribers see with the stage. */
  readonly count: (name: string, by?: number) => void;
  /** A call of an asynchronous function has ended. */
  readonly called: () => void;
  /** GPUs that functions may hold together (`spark.sparkwright.resources.gpus`); none where it is not set. */
  readonly gpus: number;
  /** Runs when the query ends, however it ends. */
  readonly atEnd: (last: () => Promise<void>) => void;
}
/** A column given to a function: its name for errors, its type. */
export interface UserArgument {
  readonly name: string;
  readonly dataType: DataType;
}

/** A function opened for one query, closed when the query ends, however it ends. */
export interface OpenFunction {
  /** The column of results for the rows of a batch; batches come one after the other, in order. */
  evaluate(columns: readonly ArrowVector[], rows: number): ArrowVector | Promise<ArrowVector>;
  close(): Promise<void>;
}

/** Gives one value for each row. */
export interface ScalarFunction {
  readonly kind: "scalar";
  /** Tells functions of one name apart. */
  readonly id: string;
  readonly name: string;
  readonly returnType: DataType;
  readonly deterministic: boolean;
  readonly arity: Arity;
  /** How the arguments of this very call were named (`f(b => 1)`), for its printed form. */
  readonly argumentNames?: readonly (string | undefined)[];
  /**
   * What becomes of the columns given: `borrowed` ones are looked at during the call only, so that their memory serves the
   * next batch; `shared` ones lie in memory that threads share.
   */
  readonly columns?: "borrowed" | "kept" | "shared";
  /** Lines for EXPLAIN, given how many rows come in, where that is known. */
  readonly explain?: (rows: number | undefined) => readonly string[];
  /** What progress is counted in: calls for single rows, or batches. */
  readonly morsels?: "rows";
  open(args: readonly UserArgument[], context: UserFunctionContext): OpenFunction;
}
/** Gives rows for each row: `rowType` is theirs, and a call opened evaluates to an array of structs of them. */
export interface TableFunction extends Omit<ScalarFunction, "kind" | "returnType"> {
  readonly kind: "table";
  readonly rowType: StructType;
}
/** Gives one value for a group: that which `ofRows` gives for the array of its rows, structs of the arguments. */
export interface AggregateFunction extends Omit<ScalarFunction, "kind" | "open"> {
  readonly kind: "aggregate";
  readonly ofRows: ScalarFunction;
  /**
   * The same for the frames of a window: the structs begin with the position of the row (int) in the order in which the
   * frames come. Absent: each frame is folded by itself.
   */
  readonly ofFrames?: ScalarFunction;
}
export type UserFunction = ScalarFunction | TableFunction | AggregateFunction;

interface MapFunction {
  readonly id: string;
  readonly name: string;
  /** The columns of the rows it gives. */
  readonly rowType: StructType;
}
/** Gives batches for the batches of a whole relation. */
export interface PartitionFunction extends MapFunction {
  readonly kind: "partition";
  run(batches: AsyncIterable<ArrowBatch>, schema: StructType, context: UserFunctionContext): AsyncIterable<ArrowBatch>;
}
/** Gives batches for each group of rows, or for each pair of groups of the same keys. */
export interface GroupFunction extends MapFunction {
  readonly kind: "group";
  run(group: RowGroup, schemas: readonly StructType[], context: UserFunctionContext): Promise<readonly ArrowBatch[]>;
}
/** Rows of equal keys: those of one relation, or of two. */
export interface RowGroup {
  /** A row of the grouping columns. */
  readonly keys: ArrowBatch;
  readonly keySchema: StructType;
  /** The rows in pieces, for each of the relations. */
  readonly sides: readonly (readonly ArrowBatch[])[];
}
/** A program that is given lines of text, the one column of its input, and gives lines. */
export interface ScriptFunction extends MapFunction {
  readonly kind: "script";
  /** What a shell runs. */
  readonly script: string;
}
export type BatchFunction = PartitionFunction | GroupFunction | ScriptFunction;
