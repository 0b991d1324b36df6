/** Expressions that look along a column: order, filter, windows, cumulative and rolling forms. Kept under `px.*`. */
import { fn, node, type Px, type PxJson } from "../px.ts";

interface SortOptions {
  readonly [key: string]: PxJson;
}
function sortOptions(descending: boolean, nullsLast: boolean): SortOptions {
  return { descending, nulls_last: nullsLast, multithreaded: true, maintain_order: true, limit: null };
}
export function sort(px: Px, descending = false, nullsLast = false): Px {
  return node({ Sort: { expr: px.json, options: sortOptions(descending, nullsLast) } }, 3, px);
}
/** Stable. */
export function sortBy(px: Px, by: readonly Px[], descending: readonly boolean[], nullsLast: readonly boolean[]): Px {
  const options = {
    descending: [...descending],
    nulls_last: [...nullsLast],
    multithreaded: true,
    maintain_order: true,
    limit: null,
  };
  return node({ SortBy: { expr: px.json, by: by.map((key) => key.json), sort_options: options } }, 4, px, ...by);
}
export function reverse(px: Px): Px {
  return fn("Reverse", px);
}
export function filter(px: Px, by: Px): Px {
  return node({ Filter: { input: px.json, by: by.json } }, 2, px, by);
}
/** By position; with `scalar`, one value for the group. Out of bounds is null. */
export function gather(px: Px, index: Px, scalar: boolean): Px {
  return node({ Gather: { expr: px.json, idx: index.json, returns_scalar: scalar, null_on_oob: true } }, 2, px, index);
}
export function gatherEvery(px: Px, n: number, offset = 0): Px {
  return fn({ GatherEvery: { n, offset } }, px);
}
export function slice(px: Px, offset: Px, length: Px): Px {
  return node({ Slice: { input: px.json, offset: offset.json, length: length.json } }, 2, px, offset, length);
}
/** Lists to rows. Inside `list.eval` it flattens. */
export function explode(px: Px, emptyAsNull: boolean, keepNulls: boolean): Px {
  return node({ Explode: { input: px.json, options: { empty_as_null: emptyAsNull, keep_nulls: keepNulls } } }, 3, px);
}
export function dropNulls(px: Px): Px {
  return fn("DropNulls", px);
}
export function dropNans(px: Px): Px {
  return fn("DropNans", px);
}
export function unique(px: Px, maintainOrder: boolean): Px {
  return fn({ Unique: maintainOrder }, px);
}
export function argSort(px: Px, descending = false, nullsLast = false): Px {
  return fn({ ArgSort: { descending, nulls_last: nullsLast } }, px);
}
export function valueCounts(px: Px, name = "count", sort_ = false): Px {
  return fn({ ValueCounts: { sort: sort_, parallel: false, name, normalize: false } }, px);
}
export function append(a: Px, b: Px): Px {
  return fn({ Append: { upcast: false } }, a, b);
}
export function shift(px: Px, periods: Px): Px {
  return fn("Shift", px, periods);
}
export function shiftAndFill(px: Px, periods: Px, fill: Px): Px {
  return fn("ShiftAndFill", px, periods, fill);
}
export function diff(px: Px, n: Px): Px {
  return fn({ Diff: "Ignore" }, px, n);
}
export type RankMethod = "Average" | "Min" | "Max" | "Dense" | "Ordinal";
/** Null stays null. Over several keys: rank `struct.of` of them (inside `over`, never a bare `rowEncode`). */
export function rank(px: Px, method: RankMethod, descending = false): Px {
  return fn({ Rank: { options: { method, descending }, seed: null } }, px);
}
/** Cumulative forms give null at null rows. */
export function cumSum(px: Px, reversed = false): Px {
  return fn({ CumSum: { reverse: reversed } }, px);
}
export function cumProd(px: Px, reversed = false): Px {
  return fn({ CumProd: { reverse: reversed } }, px);
}
/** Not for strings. */
export function cumMin(px: Px, reversed = false): Px {
  return fn({ CumMin: { reverse: reversed } }, px);
}
export function cumMax(px: Px, reversed = false): Px {
  return fn({ CumMax: { reverse: reversed } }, px);
}
/** Counts values that are not null; never null itself. */
export function cumCount(px: Px, reversed = false): Px {
  return fn({ CumCount: { reverse: reversed } }, px);
}
export type RollingFunction = "Min" | "Max" | "Mean" | "Sum" | "Var" | "Std";
/** The last `windowSize` rows up to this one (centred: around it). Fewer than `minPeriods` values give null. */
export function rollingFixed(
  px: Px,
  rolling: RollingFunction,
  windowSize: number,
  options: { readonly minPeriods?: number; readonly center?: boolean; readonly ddof?: number } = {},
): Px {
  const { minPeriods = 1, center = false, ddof } = options;
  const fixed = {
    window_size: windowSize,
    min_periods: minPeriods,
    weights: null,
    center,
    fn_params: ddof === undefined ? null : { Var: { ddof } },
  };
  return fn({ RollingExpr: { function: rolling, options: fixed } }, px);
}

/** A span of rows (of an integer index) or of calendar time, for `rolling`. */
export interface PxDuration {
  readonly months?: number;
  readonly days?: number;
  /** Nanoseconds, or the number of an integer index. */
  readonly nsecs?: number | bigint;
  readonly negative?: boolean;
  /** The index is an integer. */
  readonly integer: boolean;
}
function durationJson({ months = 0, days = 0, nsecs = 0, negative = false, integer }: PxDuration): PxJson {
  return { months, weeks: 0, days, nsecs, negative, parsed_int: integer };
}
export type ClosedWindow = "Left" | "Right" | "Both" | "None";
/**
 * An aggregate over the rows whose index lies within [index + offset, index + offset + period] (`closed` says which
 * ends belong). Index: Int32, Int64, Date or Datetime without nulls, sorted; inside `over` its order column.
 */
export function rolling(px: Px, index: Px, period: PxDuration, offset: PxDuration, closed: ClosedWindow = "Right"): Px {
  const spans = { period: durationJson(period), offset: durationJson(offset), closed_window: closed };
  return node({ Rolling: { function: px.json, index_column: index.json, ...spans } }, 3, px, index);
}

export interface OrderBy {
  /** One expression: several keys as `rowEncode(..)`. */
  readonly by: Px;
  readonly descending?: boolean;
  readonly nullsLast?: boolean;
}
export type WindowMapping = "GroupsToRows" | "Explode" | "Join";
/**
 * A window: `px` over groups. No partition keys means one group (Polars wants at least one key, so a constant is put in).
 */
export function over(
  px: Px,
  partitionBy: readonly Px[],
  orderBy: OrderBy | null = null,
  mapping: WindowMapping = "GroupsToRows",
): Px {
  const keys = partitionBy.length > 0 ? partitionBy : [node({ Literal: { Scalar: { Int32: 1 } } }, 3)];
  const order =
    orderBy === null ? null : [orderBy.by.json, sortOptions(orderBy.descending ?? false, orderBy.nullsLast ?? false)];
  return node(
    { Over: { function: px.json, partition_by: keys.map((key) => key.json), order_by: order, mapping } },
    3,
    px,
    ...keys,
    ...(orderBy === null ? [] : [orderBy.by]),
  );
}
