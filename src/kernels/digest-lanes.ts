/** Digests and HMACs of columns, four values at a time where the processor can; long values go to OpenSSL one by one. */
import { createHmac } from "node:crypto";
import { type ArrowVector, arrowType, arrowVector, setBit } from "../arrow/vector.ts";
import type { BytesArgument } from "./arguments.ts";
import { putInt32 } from "./byte-words.ts";
import { type BlockDigest, Digester, LONG } from "./block-digest.ts";
import { FREE_AT, laneMachine, STATE_AT, WORDS_AT } from "./digest-code.ts";

const BLOCK = 64;
const LANES = 4;
const STATE = STATE_AT >> 2;
const WORDS = WORDS_AT >> 2;
/** Of the longest algorithm, for all lanes. */
const STATE_SIZE = 8 * LANES;
const KEPT = FREE_AT >> 2;
/** By byte its two hexadecimal digits, as they stand in memory. */
const HEX_PAIRS = new Uint16Array(
  Uint8Array.from(Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0")).join(""), (c) =>
    c.charCodeAt(0),
  ).buffer,
);

/** Four states side by side, and their last digests. */
class Lanes {
  readonly algorithm: BlockDigest;
  readonly #memory: Int32Array;
  readonly #run: () => void;
  /** The words of a digest by lane. */
  readonly #digests: Int32Array;
  readonly #blocks: Int32Array = new Int32Array(LANES);
  readonly #start: Int32Array;
  constructor(algorithm: BlockDigest, memory: Int32Array, run: () => void) {
    this.algorithm = algorithm;
    this.#memory = memory;
    this.#run = run;
    this.#digests = new Int32Array(LANES * algorithm.start.length);
    this.#start = new Int32Array(LANES * algorithm.start.length);
    algorithm.start.forEach((word, i) => this.#start.fill(word, i * LANES, (i + 1) * LANES));
  }
  static of(algorithm: BlockDigest): Lanes | undefined {
    const machine = laneMachine(algorithm);
    return machine === undefined ? undefined : new Lanes(algorithm, machine.memory, machine.run);
  }
  begin(): void {
    this.#memory.set(this.#start, STATE);
  }
  /** The states are kept in one of two places. */
  keep(slot: 0 | 1): void {
    this.#memory.copyWithin(KEPT + slot * STATE_SIZE, STATE, STATE + STATE_SIZE);
  }
  restore(slot: 0 | 1): void {
    this.#memory.copyWithin(STATE, KEPT + slot * STATE_SIZE, KEPT + (slot + 1) * STATE_SIZE);
  }
  /** Digests the values; all states have taken so many bytes, a number of whole blocks. */
  run(values: readonly Value[], taken: number): void {
    let most = 0;
    for (let lane = 0; lane < values.length; lane++) {
      const blocks = ((values[lane]!.end - values[lane]!.start + 8) >> 6) + 1;
      this.#blocks[lane] = blocks;
      if (blocks > most) most = blocks;
    }
    const size = this.algorithm.start.length;
    for (let k = 0; k < most; k++) {
      for (let lane = 0; lane < values.length; lane++) {
        if (k < this.#blocks[lane]!) this.#loadPart(lane, values[lane]!, k, k === this.#blocks[lane]! - 1, taken);
      }
      this.#run();
      // A lane that is done goes on with what stands there, and is no longer looked at.
      for (let lane = 0; lane < values.length; lane++) {
        if (k !== this.#blocks[lane]! - 1) continue;
        for (let i = 0; i < size; i++) this.#digests[lane * size + i] = this.#memory[STATE + i * LANES + lane]!;
      }
    }
  }
  /** Takes a block of a key of at most a block, all its bytes combined with a mask. */
  key(lane: number, { data, start, end }: Value, mask: number): void {
    this.#load(lane, data, start, end);
    const all = mask * 0x01010101;
    for (let i = 0; i < 16; i++) this.#memory[WORDS + i * LANES + lane]! ^= all;
  }
  /** Ends a lane's block that holds its digest, behind so many bytes. */
  digestAsBlock(lane: number, taken: number): void {
    const { start, size, bigEndian } = this.algorithm;
    const words = start.length;
    for (let i = 0; i < 16; i++) {
      this.#memory[WORDS + i * LANES + lane] = i < words ? this.#digests[lane * words + i]! : 0;
    }
    this.#put(lane, size, 0x80);
    this.#memory[WORDS + (bigEndian ? 15 : 14) * LANES + lane] = (taken + size) << 3;
  }
  compress(): void {
    this.#run();
  }
  /** The digest of a lane whose last block was taken by {@link compress}. */
  keepDigest(lane: number): void {
    const size = this.algorithm.start.length;
    for (let i = 0; i < size; i++) this.#digests[lane * size + i] = this.#memory[STATE + i * LANES + lane]!;
  }
  #loadPart(lane: number, { data, start, end }: Value, k: number, last: boolean, taken: number): void {
    const from = start + k * BLOCK;
    this.#load(lane, data, Math.min(from, end), Math.min(from + BLOCK, end));
    if (from <= end && end < from + BLOCK) this.#put(lane, end - from, 0x80);
    if (!last) return;
    const length = taken + end - start;
    const { bigEndian } = this.algorithm;
    this.#memory[WORDS + (bigEndian ? 15 : 14) * LANES + lane] = length << 3;
    this.#memory[WORDS + (bigEndian ? 14 : 15) * LANES + lane] = Math.floor(length / 2 ** 29);
  }
  #load(lane: number, data: Uint8Array, start: number, end: number): void {
    const memory = this.#memory;
    const whole = (end - start) >> 2;
    let to = WORDS + lane;
    let at = start;
    if (this.algorithm.bigEndian) {
      for (let i = 0; i < whole; i++, at += 4, to += LANES) {
        memory[to] = (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
      }
    } else {
      for (let i = 0; i < whole; i++, at += 4, to += LANES) {
        memory[to] = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
      }
    }
    for (let i = whole; i < 16; i++, to += LANES) memory[to] = 0;
    for (; at < end; at++) this.#put(lane, at - start, data[at]!);
  }
  #put(lane: number, position: number, byte: number): void {
    const shift = this.algorithm.bigEndian ? 24 - (position & 3) * 8 : (position & 3) * 8;
    this.#memory[WORDS + (position >> 2) * LANES + lane]! |= byte << shift;
  }
  /** A word of a lane's digest whose lowest byte comes first. */
  #word(lane: number, i: number): number {
    const word = this.#digests[lane * this.algorithm.start.length + i]!;
    if (!this.algorithm.bigEndian) return word;
    return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  }
  writeBytes(lane: number, out: Uint8Array, at: number): void {
    const words = this.algorithm.size >> 2;
    for (let i = 0, to = at; i < words; i++, to += 4) putInt32(out, to, this.#word(lane, i));
  }
  /** Two digits of each byte; `at` counts pairs. */
  writeHex(lane: number, out: Uint16Array, at: number): void {
    const words = this.algorithm.size >> 2;
    for (let i = 0, to = at; i < words; i++, to += 4) {
      const word = this.#word(lane, i);
      out[to] = HEX_PAIRS[word & 255]!;
      out[to + 1] = HEX_PAIRS[(word >>> 8) & 255]!;
      out[to + 2] = HEX_PAIRS[(word >>> 16) & 255]!;
      out[to + 3] = HEX_PAIRS[word >>> 24]!;
    }
  }
}

/** Where a value stands. */
interface Value {
  data: Uint8Array;
  start: number;
  end: number;
}
function values(): Value[] {
  return Array.from({ length: LANES }, () => ({ data: new Uint8Array(0), start: 0, end: 0 }));
}
function place(value: Value, bytes: BytesArgument, row: number): void {
  value.data = bytes.data;
  value.start = bytes.start(row);
  value.end = bytes.end(row);
}

/** The hexadecimal digests of all rows. */
export function hexDigests(algorithm: BlockDigest, bytes: BytesArgument, rows: number): ArrowVector {
  const { size } = algorithm;
  const lanes = Lanes.of(algorithm);
  const digester = new Digester(algorithm);
  const pairs = new Uint16Array(rows * size);
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  const given = values();
  const places = new Int32Array(LANES);
  let [to, n] = [0, 0];
  const flush = (): void => {
    lanes!.begin();
    lanes!.run(n === LANES ? given : given.slice(0, n), 0);
    for (let lane = 0; lane < n; lane++) lanes!.writeHex(lane, pairs, places[lane]!);
    n = 0;
  };
  for (let row = 0; row < rows; row++) {
    if (!bytes.isNull(row)) {
      setBit(validity, row);
      const value = given[n]!;
      place(value, bytes, row);
      if (lanes === undefined || value.end - value.start >= LONG) {
        digester.of(value.data, value.start, value.end);
        for (let i = 0; i < size; i++) pairs[to + i] = HEX_PAIRS[digester.digest[i]!]!;
      } else {
        places[n] = to;
        if (++n === LANES) flush();
      }
      to += size;
    }
    offsets[row + 1] = to * 2;
  }
  if (n > 0) flush();
  return arrowVector(arrowType.utf8, rows, { data: new Uint8Array(pairs.buffer, 0, to * 2), offsets, validity });
}

/** HMACs of all rows by one algorithm; undefined where there are no lanes. `emptyKey` makes the error of a key of no bytes. */
export function laneHmacs(
  algorithm: BlockDigest,
  keys: BytesArgument,
  bytes: BytesArgument,
  rows: number,
  emptyKey: () => Error,
): ArrowVector | undefined {
  const lanes = Lanes.of(algorithm);
  if (lanes === undefined) return undefined;
  const { size } = algorithm;
  const digester = new Digester(algorithm);
  const data = new Uint8Array(rows * size);
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  const [given, secrets] = [values(), values()];
  const places = new Int32Array(LANES);
  const constant = keys.constant !== undefined;
  /** The states after the key are kept for as long as it is the same for all. */
  let keyed = false;
  const takeKeys = (slot: 0 | 1, mask: number): void => {
    for (let lane = 0; lane < LANES; lane++) lanes.key(lane, secrets[lane]!, mask);
    lanes.begin();
    lanes.compress();
    lanes.keep(slot);
  };
  let [to, n] = [0, 0];
  const flush = (): void => {
    if (!keyed) {
      takeKeys(0, 0x36);
      takeKeys(1, 0x5c);
      keyed = constant;
    }
    lanes.restore(0);
    lanes.run(n === LANES ? given : given.slice(0, n), BLOCK);
    lanes.restore(1);
    for (let lane = 0; lane < n; lane++) lanes.digestAsBlock(lane, BLOCK);
    lanes.compress();
    for (let lane = 0; lane < n; lane++) {
      lanes.keepDigest(lane);
      lanes.writeBytes(lane, data, places[lane]!);
    }
    n = 0;
  };
  for (let row = 0; row < rows; row++) {
    if (!bytes.isNull(row) && !keys.isNull(row)) {
      setBit(validity, row);
      const [value, secret] = [given[n]!, secrets[n]!];
      place(value, bytes, row);
      place(secret, keys, row);
      if (secret.start === secret.end) throw emptyKey();
      if (value.end - value.start >= LONG) {
        const key = secret.data.subarray(secret.start, secret.end);
        data.set(createHmac(algorithm.name, key).update(value.data.subarray(value.start, value.end)).digest(), to);
      } else {
        if (!keyed && secret.end - secret.start > BLOCK) {
          digester.of(secret.data, secret.start, secret.end);
          secret.data = digester.digest.slice();
          [secret.start, secret.end] = [0, size];
        }
        // All lanes of one key make the states that are kept.
        if (constant && !keyed) for (const other of secrets) Object.assign(other, secret);
        places[n] = to;
        if (++n === LANES) flush();
      }
      to += size;
    }
    offsets[row + 1] = to;
  }
  if (n > 0) flush();
  return arrowVector(arrowType.binary, rows, { data: data.subarray(0, to), offsets, validity });
}
