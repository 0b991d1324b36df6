/**
 * Rows of a VALUES whose cells are constants, as a frame: a step for each row would make the plan of thousands of rows larger
 * than their data, and its time grow with the square of their number.
 */
import { randomUUID } from "node:crypto";
import { encodeInternalRows } from "../arrow/index.ts";
import type { Attribute, TypedExpr } from "../logical/expression.ts";
import type { ExpandNode } from "../logical/relation.ts";
import type { LiteralValue } from "../plan/expression.ts";
import { type DataType, StructField, StructType } from "../types/data-type.ts";

/** Rows that stand one after the other: computed each by itself, or constants. */
export type InlinePart =
  | { readonly kind: "computed"; readonly row: readonly TypedExpr[] }
  | { readonly kind: "frame"; readonly id: string; readonly data: Uint8Array };

/** Fewer rows are written into the plan. */
const FEWEST = 8;

const parts = new WeakMap<ExpandNode, readonly InlinePart[]>();

/** The rows in their order. For a node they are the same each time, so that an engine host is sent them once. */
export function inlineParts(rel: ExpandNode): readonly InlinePart[] {
  const known = parts.get(rel) ?? partsOf(rel);
  parts.set(rel, known);
  return known;
}

function partsOf({ projections, output }: ExpandNode): readonly InlinePart[] {
  const made: InlinePart[] = [];
  let run: (readonly LiteralValue[])[] = [];
  const end = (next: number): void => {
    if (run.length >= FEWEST) {
      made.push({ kind: "frame", id: randomUUID(), data: encodeInternalRows(schemaOf(output), run) });
    } else {
      const rows = projections.slice(next - run.length, next);
      made.push(...rows.map((row): InlinePart => ({ kind: "computed", row })));
    }
    run = [];
  };
  for (const [i, row] of projections.entries()) {
    const values = row.length === 0 ? undefined : constants(row);
    if (values !== undefined) {
      run.push(values);
      continue;
    }
    end(i);
    made.push({ kind: "computed", row });
  }
  end(projections.length);
  return made;
}
function schemaOf(output: readonly Attribute[]): StructType {
  return new StructType(output.map((a) => new StructField(a.name, a.dataType, a.nullable)));
}

function constants(row: readonly TypedExpr[]): readonly LiteralValue[] | undefined {
  const values: LiteralValue[] = [];
  for (const cell of row) {
    const value = constant(cell);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

const SIMPLE: ReadonlySet<DataType["kind"]> = new Set([
  ...(["boolean", "byte", "short", "integer", "long", "float", "double", "decimal", "string", "binary"] as const),
  ...(["date", "timestamp", "timestamp_ntz", "time", "interval_ym", "interval_dt", "void"] as const),
]);
/** The value of a literal, or of one that is cast to the type that all rows have; undefined for all else. */
function constant(e: TypedExpr): LiteralValue | undefined {
  if (e.kind === "Literal") return SIMPLE.has(e.dataType.kind) ? e.value : undefined;
  if (e.kind !== "Cast") return undefined;
  const value = constant(e.child);
  return value === undefined || value === null ? value : widened(value, e.child.dataType, e.dataType);
}
/** A number as one of a wider type; undefined where it might not be the same number, or fail. */
function widened(value: LiteralValue, from: DataType, to: DataType): LiteralValue | undefined {
  const scale = scaleOf(from);
  if (scale === undefined) {
    return from.kind === "float" && to.kind === "double" ? Math.fround(value as number) : undefined;
  }
  const unscaled = BigInt(value as number | bigint);
  switch (to.kind) {
    case "double":
      return Number(`${unscaled}e-${scale}`);
    case "decimal": {
      if (to.scale < scale) return undefined;
      const made = unscaled * 10n ** BigInt(to.scale - scale);
      const limit = 10n ** BigInt(to.precision);
      return made < limit && made > -limit ? made : undefined;
    }
    case "long":
      return scale === 0 && from.kind !== "decimal" ? unscaled : undefined;
    case "integer":
      return from.kind === "byte" || from.kind === "short" ? value : undefined;
    case "short":
      return from.kind === "byte" ? value : undefined;
    default:
      return undefined;
  }
}
/** Digits behind the point of an exact number. */
function scaleOf(type: DataType): number | undefined {
  if (type.kind === "decimal") return type.scale;
  return ["byte", "short", "integer", "long"].includes(type.kind) ? 0 : undefined;
}
