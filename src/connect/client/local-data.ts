/** The rows of local relations: in the plan where they are few, else beside it, sent once under the hash of their bytes. */
import { createHash } from "node:crypto";
import { type ArrowTable, readIpcStream, takeVector, toSparkForm, writeIpcTable } from "../../arrow/index.ts";
import type { LocalRelation } from "../../plan/relation.ts";
import type { Artifact } from "./artifacts.ts";

export type LocalMessage =
  | { readonly case: "localRelation"; readonly value: { readonly data: Uint8Array; readonly schema: string } }
  | {
      readonly case: "chunkedCachedLocalRelation";
      readonly value: { readonly dataHashes: string[]; readonly schemaHash: string };
    };

export interface LocalLimits {
  /** Bytes from which rows travel apart: Spark's default of `spark.sql.session.localRelationCacheThreshold`. */
  readonly apartFrom: number;
  /** Bytes of one piece: Spark's default of `spark.sql.session.localRelationChunkSizeBytes`. */
  readonly pieceBytes: number;
}
export const LOCAL_LIMITS: LocalLimits = { apartFrom: 1024 * 1024, pieceBytes: 16 * 1024 * 1024 };

export class LocalData {
  readonly #timeZone: () => string;
  readonly #limits: LocalLimits;
  readonly #messages = new Map<string, LocalMessage>();
  readonly #names = new Set<string>();
  #waiting: Artifact[] = [];

  constructor(timeZone: () => string, limits: LocalLimits = LOCAL_LIMITS) {
    this.#timeZone = timeZone;
    this.#limits = limits;
  }

  /** What the relation is in the message; what must be on the server before waits to be taken. */
  message(node: LocalRelation): LocalMessage {
    const known = this.#messages.get(node.id);
    if (known !== undefined) return known;
    const table = toSparkForm(node.schema, readIpcStream(node.data).batches, { timeZone: this.#timeZone() });
    const data = writeIpcTable(table);
    const schema = JSON.stringify(node.schema.jsonValue());
    if (data.byteLength <= this.#limits.apartFrom) return { case: "localRelation", value: { data, schema } };
    const pieces = this.#pieces(table, data, node.rowCount);
    const message: LocalMessage = {
      case: "chunkedCachedLocalRelation",
      value: {
        dataHashes: pieces.map((piece) => this.#keep(piece)),
        schemaHash: this.#keep(new TextEncoder().encode(schema)),
      },
    };
    this.#messages.set(node.id, message);
    return message;
  }

  /** What the server lacks, for the next request to bring. */
  take(): readonly Artifact[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
  /** They did not arrive. */
  putBack(artifacts: readonly Artifact[]): void {
    this.#waiting.push(...artifacts);
  }

  /** Streams of rows, none much larger than a piece may be. */
  #pieces(table: ArrowTable, whole: Uint8Array, rows: number): readonly Uint8Array[] {
    const count = Math.ceil(whole.byteLength / this.#limits.pieceBytes);
    const size = Math.ceil(rows / count);
    const [batch, ...more] = table.batches;
    // One batch is what this package makes of rows; a table of many is sent as it is.
    if (count === 1 || batch === undefined || more.length > 0) return [whole];
    return Array.from({ length: count }, (_, i) => {
      const from = Math.min(rows, i * size);
      const length = Math.min(size, rows - from);
      const indices = Int32Array.from({ length }, (_row, k) => from + k);
      const columns = batch.columns.map((column) => takeVector(column, indices));
      return writeIpcTable({ schema: table.schema, batches: [{ length, columns }] });
    });
  }

  #keep(data: Uint8Array): string {
    const hash = createHash("sha256").update(data).digest("hex");
    const name = `cache/${hash}`;
    if (!this.#names.has(name)) this.#waiting.push({ name, data });
    this.#names.add(name);
    return hash;
  }
}
