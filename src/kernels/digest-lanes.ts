/** Digests and HMACs of columns, four values at a time where the processor can; long values go to OpenSSL one by one. */
import { createHmac } from "node:crypto";
import { type ArrowVector, arrowType, arrowVector, setBit } from "../arrow/vector.ts";
import type { BytesArgument } from "./arguments.ts";
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

/** Four states side by side. */
class Lanes {
  readonly algorithm: BlockDigest;
  readonly #memory: Int32Array;
  /** The states in memory. */
  readonly #states: Int32Array;
  readonly #run: () => void;
  readonly #blocks: Int32Array = new Int32Array(LANES);
  readonly #start: Int32Array;
  /** Digests of lanes that were done before others. */
  readonly #done: Int32Array;
  /** What follows a digest in a second block. */
  readonly #tail: Int32Array;
  constructor(algorithm: BlockDigest, memory: Int32Array, run: () => void) {
    this.algorithm = algorithm;
    this.#memory = memory;
    this.#run = run;
    this.#start = new Int32Array(LANES * algorithm.start.length);
    this.#done = new Int32Array(this.#start.length);
    this.#states = memory.subarray(STATE, STATE + this.#start.length);
    algorithm.start.forEach((word, i) => this.#start.fill(word, i * LANES, (i + 1) * LANES));
    this.#tail = tailOf(algorithm);
  }
  static of(algorithm: BlockDigest): Lanes | undefined {
    const machine = laneMachine(algorithm);
    return machine === undefined ? undefined : new Lanes(algorithm, machine.memory, machine.run);
  }
  begin(): void {
    this.#states.set(this.#start);
  }
  /** The states are kept in one of two places. */
  keep(slot: 0 | 1): void {
    this.#memory.copyWithin(KEPT + slot * STATE_SIZE, STATE, STATE + STATE_SIZE);
  }
  restore(slot: 0 | 1): void {
    this.#memory.copyWithin(STATE, KEPT + slot * STATE_SIZE, KEPT + (slot + 1) * STATE_SIZE);
  }
  /** Makes the states digests of the values; all have taken so many bytes, a number of whole blocks. */
  run(values: readonly Value[], taken: number): void {
    const blocks = this.#blocks;
    let most = 0;
    for (let lane = 0; lane < values.length; lane++) {
      blocks[lane] = ((values[lane]!.end - values[lane]!.start + 8) >> 6) + 1;
      if (blocks[lane]! > most) most = blocks[lane]!;
    }
    for (let k = 0; k < most; k++) {
      for (let lane = 0; lane < values.length; lane++) {
        if (k < blocks[lane]!) this.#loadPart(lane, values[lane]!, k, k === blocks[lane]! - 1, taken);
      }
      this.#run();
      if (k === most - 1) break;
      // A lane that is done goes on with what stands there.
      for (let lane = 0; lane < values.length; lane++) {
        if (k === blocks[lane]! - 1) this.#copy(lane, this.#states, this.#done);
      }
    }
    for (let lane = 0; lane < values.length; lane++) {
      if (blocks[lane]! < most) this.#copy(lane, this.#done, this.#states);
    }
  }
  #copy(lane: number, from: Int32Array, to: Int32Array): void {
    for (let i = lane; i < this.#done.length; i += LANES) to[i] = from[i]!;
  }
  /**
   * Makes the states those after the keys, of at most a block each, with all bytes combined with the mask `last`; those with
   * the mask `first` are kept in slot 1.
   */
  takeKeys(keys: readonly Value[], first: number, last: number): void {
    for (let lane = 0; lane < LANES; lane++) this.#load(lane, keys[lane]!.data, keys[lane]!.start, keys[lane]!.end, 0);
    this.#takeMasked(first);
    this.keep(1);
    this.#takeMasked(first ^ last);
  }
  #takeMasked(mask: number): void {
    const all = mask * 0x01010101;
    for (let i = WORDS; i < WORDS + 16 * LANES; i++) this.#memory[i]! ^= all;
    this.begin();
    this.#run();
  }
  /** Makes the states digests of what they are, behind the block whose states are kept in slot 1. */
  takeDigests(): void {
    const words = this.#states.length;
    this.#memory.copyWithin(WORDS, STATE, STATE + words);
    this.#memory.set(this.#tail, WORDS + words);
    this.restore(1);
    this.#run();
  }
  #loadPart(lane: number, { data, start, end }: Value, k: number, last: boolean, taken: number): void {
    const from = start + k * BLOCK;
    this.#load(lane, data, Math.min(from, end), Math.min(from + BLOCK, end), from <= end ? 0x80 : 0);
    if (!last) return;
    // No value here is so long that its length in bits takes more than a word.
    this.#memory[WORDS + (this.algorithm.bigEndian ? 15 : 14) * LANES + lane] = (taken + end - start) << 3;
  }
  /** At most a block's bytes, `mark` behind them where there is room, and zeros. */
  #load(lane: number, data: Uint8Array, start: number, end: number, mark: number): void {
    const memory = this.#memory;
    const { bigEndian } = this.algorithm;
    const whole = (end - start) >> 2;
    const ends = WORDS + 16 * LANES;
    let to = WORDS + lane;
    let at = start;
    if (bigEndian) {
      for (let i = 0; i < whole; i++, at += 4, to += LANES) {
        memory[to] = (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
      }
    } else {
      for (let i = 0; i < whole; i++, at += 4, to += LANES) {
        memory[to] = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
      }
    }
    if (to >= ends) return;
    let word = mark;
    for (let i = end - 1; i >= at; i--) word = (word << 8) | data[i]!;
    memory[to] = bigEndian ? swapped(word) : word;
    for (to += LANES; to < ends; to += LANES) memory[to] = 0;
  }
  /** `at` counts words. */
  writeBytes(lane: number, out: Int32Array, at: number): void {
    const words = this.algorithm.size >> 2;
    const { bigEndian } = this.algorithm;
    for (let i = 0; i < words; i++) {
      const word = this.#states[i * LANES + lane]!;
      out[at + i] = bigEndian ? swapped(word) : word;
    }
  }
  /** Two digits of each byte; `at` counts pairs. */
  writeHex(lane: number, out: Uint16Array, at: number): void {
    const words = this.algorithm.size >> 2;
    const { bigEndian } = this.algorithm;
    for (let i = 0, to = at; i < words; i++, to += 4) {
      const stored = this.#states[i * LANES + lane]!;
      const word = bigEndian ? swapped(stored) : stored;
      out[to] = HEX_PAIRS[word & 255]!;
      out[to + 1] = HEX_PAIRS[(word >>> 8) & 255]!;
      out[to + 2] = HEX_PAIRS[(word >>> 16) & 255]!;
      out[to + 3] = HEX_PAIRS[word >>> 24]!;
    }
  }
}
/** The rest of a block that holds a digest of each lane and is the second one. */
function tailOf({ start, size, bigEndian }: BlockDigest): Int32Array {
  const words = new Int32Array((16 - start.length) * LANES);
  const lengthAt = ((bigEndian ? 15 : 14) - start.length) * LANES;
  return words.fill(bigEndian ? 0x80 << 24 : 0x80, 0, LANES).fill((BLOCK + size) << 3, lengthAt, lengthAt + LANES);
}
/** The bytes of a word in the other order. */
function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
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
  const words = new Int32Array(data.buffer);
  const offsets = new Int32Array(rows + 1);
  const validity = new Uint8Array((rows + 7) >> 3);
  const [given, secrets] = [values(), values()];
  const places = new Int32Array(LANES);
  const constant = keys.constant !== undefined;
  /** The states after the key are kept for as long as it is the same for all. */
  let keyed = false;
  let [to, n] = [0, 0];
  const flush = (): void => {
    if (keyed) lanes.restore(0);
    else {
      lanes.takeKeys(secrets, 0x5c, 0x36);
      keyed = constant;
      if (keyed) lanes.keep(0);
    }
    lanes.run(n === LANES ? given : given.slice(0, n), BLOCK);
    lanes.takeDigests();
    for (let lane = 0; lane < n; lane++) lanes.writeBytes(lane, words, places[lane]! >> 2);
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
