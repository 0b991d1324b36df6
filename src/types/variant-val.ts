import { decodeVariant } from "./variant-codec.ts";

/** A semi-structured value in the binary form of Parquet and Spark. */
export class VariantVal {
  readonly value: Uint8Array;
  readonly metadata: Uint8Array;

  constructor(value: Uint8Array, metadata: Uint8Array) {
    this.value = value;
    this.metadata = metadata;
  }
  /** The value as JSON text, timestamps in UTC. */
  toString(): string {
    return decodeVariant(this.value, this.metadata);
  }
  /** The value as JSON text; `timeZone` is the one that timestamps are written in. */
  toJson(timeZone = "UTC"): string {
    return decodeVariant(this.value, this.metadata, timeZone);
  }
  /** The value as plain JavaScript (numbers, strings, arrays, objects). */
  toJSON(): unknown {
    return JSON.parse(this.toString());
  }
}
