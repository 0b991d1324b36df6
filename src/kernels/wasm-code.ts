/**
 * Just enough of WebAssembly's binary form for loops over vectors of four 32-bit words: expressions are arrays of bytes, which
 * leave their value on the stack.
 */
export type Code = readonly number[];

function unsigned(n: number): Code {
  return n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)];
}
function signed(n: number): Code {
  const rest = n >> 7;
  const last = (rest === 0 && (n & 64) === 0) || (rest === -1 && (n & 64) !== 0);
  return last ? [n & 127] : [(n & 127) | 128, ...signed(rest)];
}
const SIMD = 0xfd;
const operation =
  (code: number) =>
  (...[first = [], ...others]: readonly Code[]): Code =>
    others.reduce((left, right) => [...left, ...right, SIMD, ...unsigned(code)], first);

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const or: (...values: readonly Code[]) => Code = operation(0x50);
export const xor: (...values: readonly Code[]) => Code = operation(0x51);
export const add: (...values: readonly Code[]) => Code = operation(0xae);
export const not = (value: Code): Code => [...value, SIMD, 0x4d];
/** Bits of the first where the mask has ones, of the second elsewhere. */
export const choose = (mask: Code, first: Code, second: Code): Code => [...first, ...second, ...mask, SIMD, 0x52];
const number = (n: number): Code => [0x41, ...signed(n)];
const shiftLeft = (value: Code, bits: number): Code => [...value, ...number(bits), SIMD, ...unsigned(0xab)];
export const shiftRight = (value: Code, bits: number): Code => [...value, ...number(bits), SIMD, ...unsigned(0xad)];
/** Rotates a local to the left. */
export const rotated = (local: number, bits: number): Code =>
  or(shiftLeft(get(local), bits), shiftRight(get(local), 32 - bits));

/** The address of the four words at `offset` behind an i32 local, or at `offset` itself. */
export interface Place {
  readonly offset: number;
  readonly index?: number;
}
const base = ({ index }: Place): Code => (index === undefined ? number(0) : get(index));
export const load = (place: Place): Code => [...base(place), SIMD, 0x00, 4, ...unsigned(place.offset)];
export const store = (place: Place, value: Code): Code => [
  ...base(place),
  ...value,
  SIMD,
  0x0b,
  4,
  ...unsigned(place.offset),
];
/** The body for an i32 local from 0 by steps to an end that is not reached. */
export function loop(index: number, step: number, end: number, body: Code): Code {
  const next = [...get(index), ...number(step), 0x6a, 0x22, ...unsigned(index)];
  return [...set(index, number(0)), 0x03, 0x40, ...body, ...next, ...number(end), 0x49, 0x0d, 0, 0x0b];
}

const VERSION: Code = [1, 0, 0, 0];
/** A module of one function `run` over a memory `memory` of a page; its locals are an i32 and so many vectors. */
export function moduleOf(vectors: number, code: Code): Uint8Array<ArrayBuffer> {
  const section = (id: number, body: Code): Code => [id, ...unsigned(body.length), ...body];
  const name = (text: string): Code => [text.length, ...Buffer.from(text)];
  const body = [2, 1, 0x7f, ...unsigned(vectors), 0x7b, ...code, 0x0b];
  return Uint8Array.from([
    0,
    ...Buffer.from("asm"),
    ...VERSION,
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name("run"), 0, 0, ...name("memory"), 2, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
