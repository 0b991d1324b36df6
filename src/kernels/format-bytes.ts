/** Rows of `format_string` put together from bytes, where a constant format asks for texts and integers as they are. */
import { isValid, offsetsOf } from "../arrow/vector.ts";
import type { Arguments } from "./arguments.ts";
import type { FormatType } from "./format.ts";
import type { CompiledFormat } from "./java-formatter.ts";
import { JsonBytes } from "./json-bytes.ts";

const [MINUS, ZERO, SPACE] = [45, 48, 32] as const;
/** Numbers are not filled up further here. */
const MAX_WIDTH = 40;

/** Writes its part of a row; false where that takes a closer look. */
type WritePart = (row: number) => boolean;

export class FormatBytes {
  readonly out: JsonBytes = new JsonBytes();
  readonly #parts: readonly WritePart[];
  private constructor(format: CompiledFormat, args: Arguments, types: readonly FormatType[]) {
    let ordinary = -1;
    let last = -1;
    this.#parts = format.map((part) => {
      if (typeof part === "string") return this.#literal(part);
      if (part.conversion === "%" && part.width < 0) return this.#literal("%");
      if (part.conversion === "n") return this.#literal("\n");
      if (part.index === 0) last = ++ordinary;
      else if (part.index > 0) last = part.index - 1;
      const type = types[last];
      if (type === undefined || part.precision >= 0) return NEVER;
      if (part.conversion === "s" && part.flags === "" && part.width < 0) return this.#value(args, last + 1, type);
      const fills = part.flags === "" || part.flags === "0";
      if (part.conversion !== "d" || !fills || part.width > MAX_WIDTH) return NEVER;
      return this.#integer(args, last + 1, type, part.width, part.flags === "0" ? ZERO : SPACE);
    });
  }
  /** Undefined where some part can never be written so. */
  static of(format: CompiledFormat, args: Arguments, types: readonly FormatType[]): FormatBytes | undefined {
    const made = new FormatBytes(format, args, types);
    return made.#parts.includes(NEVER) ? undefined : made;
  }
  /** Writes a row from the start of the buffer; false where it takes a closer look. */
  write(row: number): boolean {
    this.out.used = 0;
    for (let i = 0; i < this.#parts.length; i++) if (!this.#parts[i]!(row)) return false;
    return true;
  }
  #literal(text: string): WritePart {
    const bytes = Buffer.from(text);
    return () => {
      this.out.raw(bytes);
      return true;
    };
  }
  #value(args: Arguments, i: number, type: FormatType): WritePart {
    if (type.kind === "integer") return this.#integer(args, i, type, -1, SPACE);
    if (type.kind !== "string" || args.constant(i) !== undefined) return NEVER;
    const column = args.column(i);
    if (column.type.kind !== "utf8") return NEVER;
    const offsets = offsetsOf(column);
    return (row) => {
      if (!isValid(column, row)) return false;
      this.out.raw(column.data as Uint8Array, offsets[row], offsets[row + 1]);
      return true;
    };
  }
  #integer(args: Arguments, i: number, type: FormatType, width: number, filler: number): WritePart {
    if (type.kind !== "integer" || type.bits === 64 || args.constant(i) !== undefined) return NEVER;
    const column = args.column(i);
    if (column.type.kind !== "int") return NEVER;
    const { out } = this;
    return (row) => {
      if (!isValid(column, row)) return false;
      const value = column.data[row] as number;
      const negative = value < 0;
      const lacking = width - digitsOf(value) - (negative ? 1 : 0);
      if (negative && filler === ZERO) out.byte(MINUS);
      for (let k = 0; k < lacking; k++) out.byte(filler);
      if (negative && filler === SPACE) out.byte(MINUS);
      out.integer(Math.abs(value));
      return true;
    };
  }
}
const NEVER: WritePart = () => false;
function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; Math.abs(value) >= limit; limit *= 10) digits++;
  return digits;
}
