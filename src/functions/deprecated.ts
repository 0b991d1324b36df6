/** Old names of functions, kept for programs that use them. */
import { approx_count_distinct } from "./aggregate-statistics.ts";
import { count_distinct, sum_distinct } from "./aggregate.ts";
import { asColumn, fn, seedOf } from "./build.ts";
import type { Column } from "./column.ts";
import type { ColumnOrName } from "./expression-input.ts";
import { bitwise_not, shiftleft, shiftright, shiftrightunsigned } from "./math.ts";
import { degrees, radians } from "./trigonometry.ts";

/** The old name of {@link approx_count_distinct}. */
export const approxCountDistinct: typeof approx_count_distinct = approx_count_distinct;
/** The old name of {@link count_distinct}. */
export const countDistinct: typeof count_distinct = count_distinct;
/** The old name of {@link sum_distinct}. */
export const sumDistinct: typeof sum_distinct = sum_distinct;
/** The old name of {@link bitwise_not}. */
export const bitwiseNOT: typeof bitwise_not = bitwise_not;
/** The old name of {@link shiftleft}. */
export const shiftLeft: typeof shiftleft = shiftleft;
/** The old name of {@link shiftright}. */
export const shiftRight: typeof shiftright = shiftright;
/** The old name of {@link shiftrightunsigned}. */
export const shiftRightUnsigned: typeof shiftrightunsigned = shiftrightunsigned;
/** The old name of {@link degrees}. */
export const toDegrees: typeof degrees = degrees;
/** The old name of {@link radians}. */
export const toRadians: typeof radians = radians;

/** The character of a code (modulo 256). */
export function chr(n: ColumnOrName): Column {
  return fn("chr", asColumn(n));
}
/** A random double from 0 up to 1 for each row; the same for the same seed. */
export function random(seed?: Column | number): Column {
  return fn("random", seedOf(seed));
}
/** A random UUID for each row; the same for the same seed. */
export function uuid(seed?: Column | number): Column {
  return fn("uuid", seedOf(seed));
}
