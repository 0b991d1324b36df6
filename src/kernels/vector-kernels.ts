/** Kernels of vectors: lists of 32-bit floats. Sums are taken in double precision. */
import { type ArrowVector, arrowType, arrowVector, childOf, isValid, offsetsOf, setBit } from "../arrow/vector.ts";
import { floatText } from "../types/calendar.ts";
import { Arguments } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";

interface Vectors {
  readonly data: Float32Array;
  readonly offsets: Int32Array;
  readonly isNull: (row: number) => boolean;
  /** Of the elements from one place up to another. */
  readonly hasNull: (from: number, to: number) => boolean;
}
function vectorsOf(column: ArrowVector): Vectors {
  if (column.type.kind === "null") {
    const none = new Int32Array(column.length + 1);
    return { data: new Float32Array(0), offsets: none, isNull: () => true, hasNull: () => false };
  }
  const child = childOf(column);
  const hasNull = (from: number, to: number): boolean => {
    for (let i = from; i < to; i++) if (!isValid(child, i)) return true;
    return false;
  };
  return {
    data: child.data as Float32Array,
    offsets: offsetsOf(column),
    isNull: column.validity === null ? () => false : (row) => !isValid(column, row),
    hasNull: child.validity === null ? () => false : hasNull,
  };
}

/** Spark adds eight terms up by themselves before it adds them to the sum; what is left over, one by one. */
const BLOCK = 8;
let terms: Float64Array = new Float64Array(1024);
function termsOf(size: number): Float64Array {
  if (terms.length < size) terms = new Float64Array(size * 2);
  return terms;
}
function sumOf(values: Float64Array, size: number): number {
  let sum = 0;
  let k = 0;
  for (; k + BLOCK <= size; k += BLOCK) {
    let block = values[k]!;
    for (let i = k + 1; i < k + BLOCK; i++) block += values[i]!;
    sum += block;
  }
  for (; k < size; k++) sum += values[k]!;
  return sum;
}

/** Of `a` from `i` and `b` from `j` on; null where there is no answer. */
type OfPair = (a: Float32Array, i: number, b: Float32Array, j: number, size: number) => number | null;

function innerProduct(a: Float32Array, i: number, b: Float32Array, j: number, size: number): number {
  const products = termsOf(size);
  for (let k = 0; k < size; k++) products[k] = a[i + k]! * b[j + k]!;
  return sumOf(products, size);
}
const distance: OfPair = (a, i, b, j, size) => {
  const squares = termsOf(size);
  for (let k = 0; k < size; k++) squares[k] = (a[i + k]! - b[j + k]!) ** 2;
  return Math.sqrt(sumOf(squares, size));
};
const similarity: OfPair = (a, i, b, j, size) => {
  const lengths = Math.sqrt(innerProduct(a, i, a, i, size) * innerProduct(b, j, b, j, size));
  return lengths === 0 ? null : innerProduct(a, i, b, j, size) / lengths;
};

/** Two vectors of one dimension; a null element makes the result null. */
function pair(name: string, of: OfPair): Kernel {
  return (columns, _options, rows) => {
    const [left, right] = columns.map(vectorsOf) as [Vectors, Vectors];
    const data = new Float32Array(rows);
    const validity = new Uint8Array((rows + 7) >> 3);
    for (let row = 0; row < rows; row++) {
      if (left.isNull(row) || right.isNull(row)) continue;
      const [i, j] = [left.offsets[row]!, right.offsets[row]!];
      const [size, other] = [left.offsets[row + 1]! - i, right.offsets[row + 1]! - j];
      if (size !== other) {
        const parameters = { functionName: `\`${name}\``, leftDim: String(size), rightDim: String(other) };
        throw new KernelError("VECTOR_DIMENSION_MISMATCH", parameters);
      }
      if (left.hasNull(i, i + size) || right.hasNull(j, j + size)) continue;
      const value = of(left.data, i, right.data, j, size);
      if (value === null) continue;
      data[row] = value;
      setBit(validity, row);
    }
    return arrowVector(arrowType.float32, rows, { data, validity });
  };
}

/** Of the elements from one place up to another, by the degree. */
type Norm = (a: Float32Array, from: number, to: number) => number;
const NORMS: ReadonlyMap<number, Norm> = new Map<number, Norm>([
  [
    1,
    (a, from, to) => {
      const sizes = termsOf(to - from);
      for (let i = from; i < to; i++) sizes[i - from] = Math.abs(a[i]!);
      return sumOf(sizes, to - from);
    },
  ],
  [2, (a, from, to) => Math.sqrt(innerProduct(a, from, a, from, to - from))],
  [
    Infinity,
    (a, from, to) => {
      let most = 0;
      for (let i = from; i < to; i++) most = Math.max(most, Math.abs(a[i]!));
      return most;
    },
  ],
]);
function normOf(name: string, degree: number): Norm {
  const norm = NORMS.get(degree);
  if (norm !== undefined) return norm;
  throw new KernelError("INVALID_VECTOR_NORM_DEGREE", { functionName: `\`${name}\``, degree: floatText(degree) });
}
/** The norm of each vector; null where an element is. */
const norm: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { data, offsets, isNull, hasNull } = vectorsOf(args.column(0));
  const degrees = args.number(1);
  const out = new Float32Array(rows);
  const validity = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) {
    const degree = degrees.get(row);
    if (isNull(row) || degree === null) continue;
    const of = normOf("vector_norm", degree);
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    if (hasNull(from, to)) continue;
    out[row] = of(data, from, to);
    setBit(validity, row);
  }
  return arrowVector(arrowType.float32, rows, { data: out, validity });
};
/** Divided by their norm; null where that is zero or an element is null. The empty vector stays as it is. */
const normalize: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { data, offsets, isNull, hasNull } = vectorsOf(args.column(0));
  const degrees = args.number(1);
  const out = new Float32Array(data.length);
  const validity = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row++) {
    const degree = degrees.get(row);
    if (isNull(row) || degree === null) continue;
    const of = normOf("vector_normalize", degree);
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    if (hasNull(from, to)) continue;
    const length = of(data, from, to);
    if (length === 0 && to > from) continue;
    for (let i = from; i < to; i++) out[i] = data[i]! / length;
    setBit(validity, row);
  }
  const children = [arrowVector(arrowType.float32, out.length, { data: out })];
  return arrowVector(arrowType.list, rows, { offsets, validity, children });
};

export const vectorKernels: { readonly [name: string]: Kernel } = {
  vector_inner_product: pair("vector_inner_product", innerProduct),
  vector_l2_distance: pair("vector_l2_distance", distance),
  vector_cosine_similarity: pair("vector_cosine_similarity", similarity),
  vector_norm: norm,
  vector_normalize: normalize,
};
