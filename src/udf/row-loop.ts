/**
 * Calls of a function for the rows of a batch. The loop is generated for each function, so that the compiler of
 * JavaScript sees one function and columns of known types, and can inline the one into the other.
 */
import { type ArrowVector, cellReader, type LongForm } from "../arrow/index.ts";
import type { DataType } from "../types/data-type.ts";
import { type ColumnAccess, columnAccess } from "./column-reader.ts";
import { type ColumnWriter, columnWriter, type WriterOptions } from "./column-writer.ts";

export type AnyFunction = (...args: never[]) => unknown;

/** Where a loop is, for errors. */
export interface Place {
  row: number;
}
type Loop = (
  rows: number,
  fn: AnyFunction,
  writer: ColumnWriter,
  w: unknown,
  place: Place,
  data: readonly unknown[],
  validity: readonly (Uint8Array | null)[],
) => void;

export class RowLoop {
  readonly #types: readonly DataType[];
  readonly #access: readonly ColumnAccess[];
  readonly #returnType: DataType;
  readonly #options: WriterOptions;
  /** One loop for each combination of columns that have nulls. */
  readonly #loops = new Map<string, Loop>();

  constructor(types: readonly DataType[], returnType: DataType, long: LongForm, options: WriterOptions) {
    this.#types = types;
    this.#access = types.map((type) => columnAccess(type, long));
    this.#returnType = returnType;
    this.#options = options;
  }

  /** The results for all rows. `place` holds the row that is under way when it throws. */
  run(fn: AnyFunction, columns: readonly ArrowVector[], rows: number, place: Place): ArrowVector {
    const writer = columnWriter(this.#returnType, rows, this.#options);
    const nulls = columns.map((c, i) =>
      c.type.kind === "null" || this.#types[i]?.kind === "void" ? "n" : c.validity === null ? "v" : "m",
    );
    const key = nulls.join("");
    let loop = this.#loops.get(key);
    if (loop === undefined) {
      loop = makeLoop(this.#access, nulls, writer.code);
      this.#loops.set(key, loop);
    }
    const data = columns.map((c, i) => (nulls[i] === "n" ? null : this.#access[i]?.data(c)));
    loop(
      rows,
      fn,
      writer,
      writer.data,
      place,
      data,
      columns.map((c) => c.validity),
    );
    return writer.finish();
  }
  /** The values of a row, for an error. */
  values(columns: readonly ArrowVector[], row: number): readonly unknown[] {
    return columns.map((c, i) => {
      const type = this.#types[i] as DataType;
      return cellReader(c, type, { long: "bigint" })(row);
    });
  }
}

function makeLoop(access: readonly ColumnAccess[], nulls: readonly string[], store: string): Loop {
  const args = access.map((a, k) => {
    if (nulls[k] === "n") return "null";
    const value = a.code(`d${k}`);
    return nulls[k] === "v" ? value : `((v${k}[i >> 3] >> (i & 7)) & 1) === 1 ? ${value} : null`;
  });
  const names = access.map((_, k) => `const d${k} = data[${k}], v${k} = validity[${k}];`).join(" ");
  const body = `${names}
  let i = 0;
  try {
    for (; i < rows; i++) {
      const r = fn(${args.join(", ")});
      ${store}
      writer.put(i, r);
    }
  } finally { place.row = i; }`;
  // The text is made of this file's own pieces: no name or value of the user's is in it.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function("rows", "fn", "writer", "w", "place", "data", "validity", body) as Loop;
}
