/** Lines of text as a column, made of the bytes that a program writes. */
import { isUtf8 } from "node:buffer";
import { type ArrowBatch, arrowType, arrowVector } from "../arrow/index.ts";

/** Bytes that are gathered before they become a batch. */
const BATCH_BYTES = 1 << 20;
const NEWLINE = 10;
const RETURN = 13;

/** Takes pieces of text as they come; a line ends as lines do in Java: with `\n`, `\r` or `\r\n`. */
export class LineReader {
  #pieces: Buffer[] = [];
  #bytes = 0;

  /** The lines that are complete, once there are enough of them. */
  add(piece: Buffer): ArrowBatch | undefined {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    const enough = end > 0 && this.#bytes + end >= BATCH_BYTES;
    if (!enough) {
      this.#keep(piece);
      return undefined;
    }
    const complete = Buffer.concat([...this.#pieces, piece.subarray(0, end)]);
    this.#pieces = [];
    this.#bytes = 0;
    this.#keep(piece.subarray(end));
    return linesOf(complete);
  }
  /** What is left, the last line with or without its end. */
  finish(): ArrowBatch | undefined {
    const rest = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return rest.length === 0 ? undefined : linesOf(rest);
  }
  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }
}

function linesOf(bytes: Buffer): ArrowBatch {
  // Java puts U+FFFD where the bytes are no UTF-8, and so does Node.
  const text = isUtf8(bytes) ? bytes : Buffer.from(bytes.toString("utf8"));
  const data = new Uint8Array(text.length);
  const offsets = [0];
  let at = 0;
  let isOpen = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i] as number;
    isOpen = byte !== NEWLINE && byte !== RETURN;
    if (isOpen) {
      data[at++] = byte;
      continue;
    }
    offsets.push(at);
    if (byte === RETURN && text[i + 1] === NEWLINE) i++;
  }
  if (isOpen) offsets.push(at);
  const length = offsets.length - 1;
  const column = arrowVector(arrowType.utf8, length, { data: data.subarray(0, at), offsets: Int32Array.from(offsets) });
  return { length, columns: [column] };
}
