/**
 * Kernels: what Polars cannot say, as vectorised functions over Arrow columns, run inside the engine host.
 */
import type { ArrowVector } from "../arrow/vector.ts";
import { SparkError } from "../types/spark-error.ts";

/**
 * One batch: the argument columns (in the engine's output form, see `polars/physical-type.ts`) to a column of the same
 * height. A kernel looks at each row for itself: it may be called with any cut of the rows. It works on buffers
 * (`vector.data`, `offsets`, `validity`) and `arrow/builders.ts`, never on row objects.
 */
export type Kernel = (args: readonly ArrowVector[], options: unknown, rowCount: number) => ArrowVector;

/** An error on data that a kernel raises: a condition of Spark's and its parameters. The place is added by the stage. */
export class KernelError extends SparkError {
  static override readonly showsProgram: boolean = false;
}
