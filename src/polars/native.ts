/**
 * The engine's native classes, as far as this package calls them. The JavaScript wrapper of nodejs-polars is not loaded:
 * it costs 50 ms to start and a millisecond for each expression.
 */
import { createRequire } from "node:module";

export type NativeEngineKind = "streaming" | "in-memory";

export interface NativeExpr {
  alias(name: string): NativeExpr;
  serialize(format: "json"): Buffer;
}
export interface NativeGroupBy {
  agg(exprs: readonly NativeExpr[]): NativeLazyFrame;
}
export interface NativeLazyFrame {
  select(exprs: readonly NativeExpr[]): NativeLazyFrame;
  withColumns(exprs: readonly NativeExpr[]): NativeLazyFrame;
  filter(predicate: NativeExpr): NativeLazyFrame;
  groupby(keys: readonly NativeExpr[], maintainOrder: boolean): NativeGroupBy;
  join(
    other: NativeLazyFrame,
    leftOn: readonly NativeExpr[],
    rightOn: readonly NativeExpr[],
    allowParallel: boolean,
    forceParallel: boolean,
    how: string,
    suffix: string,
    coalesce: boolean | undefined,
    validate: string | undefined,
    nullsEqual: boolean | undefined,
    maintainOrder: string | undefined,
    buildSide: string | undefined,
  ): NativeLazyFrame;
  sortByExprs(
    by: readonly NativeExpr[],
    descending: readonly boolean[],
    nullsLast: readonly boolean[],
    maintainOrder: boolean,
    multithreaded: boolean,
  ): NativeLazyFrame;
  slice(offset: number, length?: number): NativeLazyFrame;
  unique(subset: readonly string[] | null, keep: string, maintainOrder: boolean): NativeLazyFrame;
  unpivot(index: readonly string[], on: readonly string[], variableName: string, valueName: string): NativeLazyFrame;
  explode(columns: readonly NativeExpr[]): NativeLazyFrame;
  withRowIndex(name: string, offset: number): NativeLazyFrame;
  rename(existing: readonly string[], replacement: readonly string[]): NativeLazyFrame;
  dropColumns(names: readonly string[]): NativeLazyFrame;
  serialize(format: "json" | "bincode"): Buffer;
  describePlan(): string;
  describeOptimizedPlan(): string;
  collectSync(engine: NativeEngineKind): NativeDataFrame;
  readonly columns: string[];
}
export interface NativeDataFrame {
  readonly height: number;
  readonly width: number;
  estimatedSize(): number;
  readonly columns: string[];
  lazy(): NativeLazyFrame;
  slice(offset: number, length: number): NativeDataFrame;
  select(names: readonly string[]): NativeDataFrame;
  hstack(columns: readonly unknown[]): NativeDataFrame;
  getColumns(): unknown[];
  writeIpcStream(target: { write(chunk: Uint8Array): void }, compression: "uncompressed"): void;
}
export interface NativeModule {
  readonly JsExpr: { deserialize(bytes: Uint8Array, format: "json"): NativeExpr };
  readonly JsLazyFrame: { deserialize(bytes: Uint8Array, format: "json" | "bincode"): NativeLazyFrame };
  readIpcStream(bytes: Uint8Array, options: object): NativeDataFrame;
  concatLf(
    frames: readonly NativeLazyFrame[],
    how: "vertical" | "horizontal",
    rechunk: boolean,
    parallel: boolean,
    toSupertypes: boolean,
    maintainOrder: boolean,
  ): NativeLazyFrame;
  version(): string;
}

let loaded: NativeModule | undefined;
/** The native module, loaded at the first call (30 ms). */
export function native(): NativeModule {
  loaded ??= createRequire(import.meta.url)("nodejs-polars/bin/native-polars.js") as NativeModule;
  return loaded;
}
