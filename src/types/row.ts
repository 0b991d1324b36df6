/**
 * One row of a result, of a struct, or made by hand. Fields are own properties and always win over methods: where a
 * column is named `at` or `toJSON`, use iteration and the functions beside the class ({@link rowAt}, {@link asDict},
 * {@link rowToJson}).
 */
import type { StructType } from "./data-type.ts";
import { cellToJson, cellToText } from "./row-text.ts";

/** Names and types of a row; all rows of one result share it. */
export interface RowShape {
  readonly names: readonly string[];
  readonly schema: StructType | null;
  /** For each column the first column of the same name. */
  readonly firstOfName: readonly number[];
}

/** Gives the cells that a row does not hold itself: those not decoded yet and those behind a duplicate name. */
export interface CellSource {
  cell(column: number, row: number): unknown;
}

const SHAPE: unique symbol = Symbol("shape");
const shapeOf = (row: object): RowShape => (row as { readonly [SHAPE]: RowShape })[SHAPE];

export class Row {
  readonly [name: string]: unknown;

  /** A row from an object: its properties in their order (integer-like names come first, as in any object). */
  constructor(fields: { readonly [name: string]: unknown } = {}) {
    return Row.fromEntries(Object.entries(fields));
  }
  /** A row of a schema, from the values in its order. */
  static of(schema: StructType, values: readonly unknown[]): Row {
    return rowFactory(schema.names, schema).fromValues(values);
  }
  /** A row from names and values, in this order; names may repeat. */
  static fromEntries(entries: Iterable<readonly [name: string, value: unknown]>): Row {
    const list = [...entries];
    return rowFactory(list.map(([name]) => name)).fromValues(list.map(([, value]) => value));
  }
  /** The value at a position; negative positions count from the end. */
  at(index: number): unknown {
    return rowAt(this, index);
  }
  /** A plain object; `recursive` turns the rows inside arrays, maps and rows too. */
  asDict(options?: AsDictOptions): { [name: string]: unknown } {
    return asDict(this, options);
  }
  toJSON(): unknown {
    return rowToJson(this);
  }
  /** As PySpark prints a row: `Row(a=1, b='x')`. */
  toString(): string {
    return rowToString(this);
  }
  /** The values by position. */
  *[Symbol.iterator](): Iterator<unknown> {
    const { length } = shapeOf(this).names;
    for (let i = 0; i < length; i++) yield rowAt(this, i);
  }
  [Symbol.toPrimitive](): string {
    return rowToString(this);
  }
}
type Inspect = (value: unknown, options: object) => string;
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");
Object.defineProperty(Row.prototype, INSPECT, {
  // `console.log` shall show values, not accessors.
  value(this: Row, _depth: number, options: object, inspect: Inspect): string {
    const shown = Object.fromEntries(Object.entries(asDict(this)).map(([name, value]) => [name, inspectable(value)]));
    return `Row ${inspect(shown, options)}`;
  },
});
/** The value; one of Temporal, which in itself shows no field, by its text. */
function inspectable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inspectable);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [inspectable(k), inspectable(v)]));
  const tag: unknown = value instanceof Object && !isRow(value) ? Reflect.get(value, Symbol.toStringTag) : undefined;
  if (typeof tag !== "string" || !tag.startsWith("Temporal.")) return value;
  return { [INSPECT]: (): string => `${tag} ${String(value)}` };
}

export interface AsDictOptions {
  readonly recursive?: boolean;
}

export function isRow(value: unknown): value is Row {
  return value instanceof Row;
}

export function rowShape(row: Row): RowShape {
  return shapeOf(row);
}

/** The type of a row that came from a result or a struct column; null for one made by hand. */
export function rowSchema(row: Row): StructType | null {
  return shapeOf(row).schema;
}

export function rowAt(row: Row, index: number): unknown {
  const { names, firstOfName } = shapeOf(row);
  const at = index < 0 ? index + names.length : index;
  const name = names[at];
  if (name === undefined) return undefined;
  return firstOfName[at] === at ? row[name] : cellOf(row, at);
}

export function rowValues(row: Row): unknown[] {
  return shapeOf(row).names.map((_, i) => rowAt(row, i));
}

export function asDict(row: Row, { recursive = false }: AsDictOptions = {}): { [name: string]: unknown } {
  const { names, firstOfName } = shapeOf(row);
  const dict: { [name: string]: unknown } = {};
  names.forEach((name, i) => {
    if (firstOfName[i] === i) setOwn(dict, name, recursive ? withoutRows(row[name]) : row[name]);
  });
  return dict;
}

function withoutRows(value: unknown): unknown {
  if (value instanceof Row) return asDict(value, { recursive: true });
  if (Array.isArray(value)) return value.map(withoutRows);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [withoutRows(k), withoutRows(v)]));
  return value;
}

/**
 * What `JSON.stringify` writes for a row. By the column's type: decimals as text with their scale, binary as base64,
 * maps as objects where keys are strings and as pairs otherwise, integers beyond 2^53 and NaN as text.
 */
export function rowToJson(row: Row): { [name: string]: unknown } {
  const { names, schema, firstOfName } = shapeOf(row);
  const json: { [name: string]: unknown } = {};
  names.forEach((name, i) => {
    if (firstOfName[i] === i) setOwn(json, name, cellToJson(row[name], schema?.fields[i]?.dataType, rowToJson, isRow));
  });
  return json;
}

function rowToString(row: Row): string {
  const { names, schema } = shapeOf(row);
  const cell = (i: number): string =>
    cellToText(rowAt(row, i), schema?.fields[i]?.dataType, (inner) => rowToString(inner as Row), isRow);
  return `Row(${names.map((name, i) => `${name}=${cell(i)}`).join(", ")})`;
}

function setOwn(target: object, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (target as { [name: string]: unknown })[name] = value;
  }
}

/**
 * Rows that must remember where they came from. Private fields, so that nothing shows in keys, JSON or comparisons.
 * It stands between Row and the generated classes without running Row's constructor.
 */
class SourcedRow {
  #source: CellSource;
  #row: number;
  constructor(source: CellSource, row: number) {
    this.#source = source;
    this.#row = row;
  }
  static cell(row: object, column: number): unknown {
    return #source in row ? row.#source.cell(column, row.#row) : undefined;
  }
}
Object.setPrototypeOf(SourcedRow.prototype, Row.prototype);

function cellOf(row: object, column: number): unknown {
  return SourcedRow.cell(row, column);
}

/** Makes the rows of one shape. */
export interface RowFactory {
  readonly shape: RowShape;
  /** A row whose values are all there. */
  fromValues(values: readonly unknown[]): Row;
  /**
   * Rows `start` to `end` of a batch. `columns[i]` holds the values of a column, or is null for a column that is
   * decoded on first access, by `source.cell(column, row)`.
   */
  fromColumns(columns: readonly (ArrayLike<unknown> | null)[], start: number, end: number, source: CellSource): Row[];
}

interface Maker {
  rows(columns: readonly (ArrayLike<unknown> | null)[], start: number, end: number, source: CellSource): Row[];
  one(values: readonly unknown[], source: CellSource | null): Row;
}

/** Classes by names and types, so that equal rows of two results also have the same prototype. */
const factories = new Map<string, RowFactory>();
const MAX_FACTORIES = 1000;

/** The factory for these names; `lazy` marks columns that are decoded on first access. */
export function rowFactory(
  names: readonly string[],
  schema: StructType | null = null,
  lazy: readonly boolean[] = [],
): RowFactory {
  const lazyColumns = names.flatMap((_, i) => (lazy[i] === true ? [i] : []));
  const key = JSON.stringify([schema === null ? names : schema.jsonValue(), lazyColumns]);
  const known = factories.get(key);
  if (known !== undefined) return known;
  const made = makeFactory([...names], schema, lazyColumns);
  if (factories.size >= MAX_FACTORIES) factories.delete(factories.keys().next().value ?? "");
  factories.set(key, made);
  return made;
}

function makeFactory(names: readonly string[], schema: StructType | null, lazyColumns: readonly number[]): RowFactory {
  const first = new Map<string, number>();
  const firstOfName = names.map((name, i) => {
    if (!first.has(name)) first.set(name, i);
    return first.get(name) ?? i;
  });
  const shape: RowShape = Object.freeze({ names, schema, firstOfName });
  const own = firstOfName.flatMap((at, i) => (at === i ? [i] : []));
  const sourced = own.length < names.length || lazyColumns.length > 0;
  const rows = compile(names, own, lazyColumns, shape, sourced);
  // A struct's values are all decoded when it is: its rows need accessors for none of them.
  const repeats = own.length < names.length;
  const whole = lazyColumns.length === 0 ? rows : compile(names, own, [], shape, repeats);
  return {
    shape,
    fromValues: (values) => whole.one(values, repeats ? { cell: (column) => values[column] } : null),
    fromColumns: (columns, start, end, source) => rows.rows(columns, start, end, source),
  };
}

/** The accessor of a column that is decoded on first access; it then gives way to a plain property. */
function accessor(name: string, column: number): PropertyDescriptor {
  const settle = (row: object, value: unknown): unknown => {
    Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
    return value;
  };
  return {
    get(this: object) {
      return settle(this, cellOf(this, column));
    },
    set(this: object, value: unknown) {
      settle(this, value);
    },
    enumerable: true,
    configurable: true,
  };
}

/**
 * A function that makes rows of one shape. It is generated code, which makes a row in a tenth of the time of a loop over
 * names; where the program forbids generated code, the loop does.
 */
function compile(
  names: readonly string[],
  own: readonly number[],
  lazyColumns: readonly number[],
  shape: RowShape,
  sourced: boolean,
): Maker {
  const lazy = new Set(lazyColumns);
  const accessors = own.map((i) => (lazy.has(i) ? accessor(names[i] ?? "", i) : null));
  const base = sourced ? SourcedRow : Row;
  const adopt = (prototype: object): void => {
    Object.defineProperty(prototype, SHAPE, { value: shape });
  };
  try {
    return generate(names, own, accessors, sourced)(base, adopt, accessors);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
  }
  const prototype = Object.create(Row.prototype, {
    constructor: { value: Row, writable: true, configurable: true },
  }) as object;
  adopt(prototype);
  const make = (cell: (column: number) => unknown, source: CellSource | null, at: number): Row => {
    const row = (
      source === null ? Object.create(prototype) : Object.setPrototypeOf(new SourcedRow(source, at), prototype)
    ) as object;
    own.forEach((column, k) => {
      const descriptor = accessors[k];
      if (descriptor) Object.defineProperty(row, names[column] ?? "", descriptor);
      else setOwn(row, names[column] ?? "", cell(column));
    });
    return row as Row;
  };
  return {
    rows: (columns, start, end, source) =>
      Array.from({ length: end - start }, (_, i) =>
        make((column) => columns[column]?.[start + i], sourced ? source : null, start + i),
      ),
    one: (values, source) => make((column) => values[column], source, 0),
  };
}

type Generated = (base: object, adopt: (prototype: object) => void, accessors: readonly unknown[]) => Maker;

function generate(
  names: readonly string[],
  own: readonly number[],
  accessors: readonly (PropertyDescriptor | null)[],
  sourced: boolean,
): Generated {
  const eager = own.filter((_, k) => accessors[k] === null);
  const parameters = eager.map((i) => `v${i}`);
  const assignments = own.map((i, k) => {
    const name = JSON.stringify(names[i]);
    if (accessors[k] !== null) return `Object.defineProperty(this, ${name}, accessors[${k}]);`;
    if (names[i] !== "__proto__") return `this[${name}] = v${i};`;
    return `Object.defineProperty(this, ${name}, { value: v${i}, writable: true, enumerable: true, configurable: true });`;
  });
  const declaration = sourced
    ? `class Made extends base { constructor(${["source", "row", ...parameters].join(", ")}) {
         super(source, row); ${assignments.join("\n")} } }
       Object.defineProperty(Made, "name", { value: "Row" });`
    : `function Row(${parameters.join(", ")}) { ${assignments.join("\n")} }
       const Made = Row;
       Made.prototype = Object.create(base.prototype, { constructor: { value: base, writable: true, configurable: true } });`;
  const hidden = sourced ? ["source", "i"] : [];
  const fromColumns = [...hidden, ...eager.map((i) => `c${i}[i]`)].join(", ");
  const fromValues = [...hidden, ...eager.map((i) => `values[${i}]`)].join(", ");
  // oxlint-disable-next-line typescript/no-implied-eval -- names are quoted as JSON; everything else is fixed text
  return new Function(
    "base",
    "adopt",
    "accessors",
    `"use strict"; ${declaration}
     adopt(Made.prototype);
     return {
       rows(columns, start, end, source) {
         const rows = new Array(end - start);
         ${eager.map((i) => `const c${i} = columns[${i}];`).join("\n")}
         for (let i = start; i < end; i++) rows[i - start] = new Made(${fromColumns});
         return rows;
       },
       one(values, source) {
         const i = 0;
         return new Made(${fromValues});
       },
     };`,
  ) as Generated;
}
