/**
 * Typed constructors for every Polars DSL node this package uses: `px.add(px.col("a"), px.lit.i64(1))`. The names are
 * Polars'. An upgrade of the engine touches the folder `dsl/` and the interpreter only.
 */
export * as px from "./dsl/index.ts";
export { MAX_DEPTH, type Px, pxToJson } from "./px.ts";
