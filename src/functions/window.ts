import type { Expression, FrameBound, SortOrder, WindowFrame } from "../plan/expression.ts";
import { INT, LONG } from "../types/data-type.ts";
import { PySparkTypeError } from "../types/spark-error.ts";
import { type ColumnOrName, columnOrName } from "./expression-input.ts";

/** What `OVER (...)` says, as fields of the Window node. */
interface WindowDefinition {
  readonly partitionSpec: readonly Expression[];
  readonly orderSpec: readonly SortOrder[];
  readonly frame?: WindowFrame;
}

type Columns = readonly (ColumnOrName | readonly ColumnOrName[])[];

/** Beyond these, a bound means "unbounded", as the limits of Java's long do in PySpark. */
const LEAST_LONG = -(2 ** 63);
const GREATEST_LONG = 2 ** 63 - 1;

/**
 * The rows a window function sees: their partition, their order, and the frame around the current row.
 *
 * @example
 * ```ts
 * spark.range(5).select(F.sum("id").over(Window.partitionBy(col("id").mod(2)).orderBy("id").rowsBetween(-1, 0)));
 * ```
 */
export class WindowSpec {
  /** @internal */
  readonly definition: WindowDefinition;
  /** @internal */
  constructor(definition: WindowDefinition = { partitionSpec: [], orderSpec: [] }) {
    this.definition = Object.freeze(definition);
  }

  /**
   * The same window over partitions by these columns.
   *
   * @example
   * ```ts
   * Window.orderBy("id").partitionBy("zone");
   * ```
   */
  partitionBy(...cols: Columns): WindowSpec {
    return new WindowSpec({ ...this.definition, partitionSpec: flatten(cols).map((c) => columnOrName(c)) });
  }
  /**
   * The same window in the order of these columns.
   *
   * @example
   * ```ts
   * Window.partitionBy("zone").orderBy(F.desc("id"));
   * ```
   */
  orderBy(...cols: Columns): WindowSpec {
    return new WindowSpec({ ...this.definition, orderSpec: flatten(cols).map((c) => sortOrder(columnOrName(c))) });
  }
  /**
   * The frame by rows: from `start` to `end`, counted from the current row (0; negative before it).
   *
   * @example
   * ```ts
   * Window.orderBy("id").rowsBetween(-1, Window.currentRow);
   * ```
   */
  rowsBetween(start: number | bigint, end: number | bigint): WindowSpec {
    const frame: WindowFrame = { type: "row", lower: bound(start, "row"), upper: bound(end, "row") };
    return new WindowSpec({ ...this.definition, frame });
  }
  /**
   * The frame by the value of the one column ordered by: from `start` to `end` away from the current row's.
   *
   * @example
   * ```ts
   * Window.orderBy("id").rangeBetween(Window.unboundedPreceding, 2);
   * ```
   */
  rangeBetween(start: number | bigint, end: number | bigint): WindowSpec {
    const frame: WindowFrame = { type: "range", lower: bound(start, "range"), upper: bound(end, "range") };
    return new WindowSpec({ ...this.definition, frame });
  }
}

/**
 * Where window definitions begin.
 *
 * @example
 * ```ts
 * await spark.range(5).select("id", F.rank().over(Window.orderBy(F.desc("id")))).show();
 * ```
 */
export class Window {
  /** The first row of the partition, as a bound of a frame. */
  static readonly unboundedPreceding: number = Number.NEGATIVE_INFINITY;
  /** The last row of the partition, as a bound of a frame. */
  static readonly unboundedFollowing: number = Number.POSITIVE_INFINITY;
  /** The current row, as a bound of a frame. */
  static readonly currentRow: number = 0;

  /**
   * A window over partitions by these columns.
   *
   * @example
   * ```ts
   * spark.range(5).select(F.count("*").over(Window.partitionBy(col("id").mod(2))));
   * ```
   */
  static partitionBy(...cols: Columns): WindowSpec {
    return new WindowSpec().partitionBy(...cols);
  }
  /**
   * A window over all rows in the order of these columns.
   *
   * @example
   * ```ts
   * spark.range(5).select(F.row_number().over(Window.orderBy("id")));
   * ```
   */
  static orderBy(...cols: Columns): WindowSpec {
    return new WindowSpec().orderBy(...cols);
  }
  /**
   * A window with a frame by rows (see {@link WindowSpec.rowsBetween}).
   *
   * @example
   * ```ts
   * spark.range(5).select(F.sum("id").over(Window.rowsBetween(Window.unboundedPreceding, Window.currentRow).orderBy("id")));
   * ```
   */
  static rowsBetween(start: number | bigint, end: number | bigint): WindowSpec {
    return new WindowSpec().rowsBetween(start, end);
  }
  /**
   * A window with a frame by value (see {@link WindowSpec.rangeBetween}).
   *
   * @example
   * ```ts
   * spark.range(5).select(F.sum("id").over(Window.rangeBetween(-1, 1).orderBy("id")));
   * ```
   */
  static rangeBetween(start: number | bigint, end: number | bigint): WindowSpec {
    return new WindowSpec().rangeBetween(start, end);
  }
}

function flatten(cols: Columns): readonly ColumnOrName[] {
  const [only] = cols;
  return cols.length === 1 && Array.isArray(only)
    ? (only as readonly ColumnOrName[])
    : (cols as readonly ColumnOrName[]);
}

/** The sort order an expression stands for: ascending unless it says otherwise. */
export function sortOrder(e: Expression): SortOrder {
  if (e.kind === "SortOrder") return e;
  return Object.freeze({ kind: "SortOrder", child: e, direction: "ascending", nullOrdering: "first" });
}

function bound(value: number | bigint, type: WindowFrame["type"]): FrameBound {
  if (typeof value !== "bigint" && typeof value !== "number") {
    throw new PySparkTypeError("NOT_EXPECTED_TYPE", {
      arg_name: "start or end",
      expected_type: "int",
      arg_type: typeof value,
    });
  }
  if (value <= LEAST_LONG) return { kind: "unboundedPreceding" };
  if (value >= GREATEST_LONG) return { kind: "unboundedFollowing" };
  if (Number(value) === 0) return { kind: "currentRow" };
  const offset =
    type === "row"
      ? ({ kind: "Literal", value: Number(value), dataType: INT } as const)
      : ({ kind: "Literal", value: BigInt(value), dataType: LONG } as const);
  return { kind: "offset", value: offset };
}
