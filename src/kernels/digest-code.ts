/**
 * The compression of MD5, SHA-1 and SHA-256 for four values side by side, as WebAssembly. Memory holds the state, the words of
 * a block and constants, each as four words of 32 bits.
 */
import { type BlockDigest, MD5_K, SHA256_K } from "./block-digest.ts";
import {
  add,
  choose,
  type Code,
  get,
  load,
  loop,
  moduleOf,
  not,
  or,
  type Place,
  rotated,
  set,
  shiftRight,
  store,
  xor,
} from "./wasm-code.ts";

/** Bytes of four words. */
const FOUR = 16;
export const STATE_AT = 0;
export const WORDS_AT: number = 8 * FOUR;
export const CONSTANTS_AT: number = WORDS_AT + 80 * FOUR;
/** From here on memory is free. */
export const FREE_AT: number = CONSTANTS_AT + 64 * FOUR;
/** The i32 local; vectors come after it. */
const INDEX = 0;

const word = (i: number, index?: number): Place => ({
  offset: WORDS_AT + i * FOUR,
  ...(index === undefined ? {} : { index }),
});
const constant = (i: number, index?: number): Place => ({
  offset: CONSTANTS_AT + i * FOUR,
  ...(index === undefined ? {} : { index }),
});
const state = (i: number): Place => ({ offset: STATE_AT + i * FOUR });
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** Loads the state into the first vectors, and adds what they have become to it. */
function around(size: number, body: Code): Code {
  const before = range(size).flatMap((i) => set(i + 1, load(state(i))));
  const after = range(size).flatMap((i) => store(state(i), add(load(state(i)), get(i + 1))));
  return [...before, ...body, ...after];
}

function sha256(): Code {
  const x = 9;
  const [early, late] = [9, 10];
  const schedule = [
    ...set(early, load(word(1, INDEX))),
    ...set(late, load(word(14, INDEX))),
    ...store(
      word(16, INDEX),
      add(
        load(word(0, INDEX)),
        xor(rotated(early, 25), rotated(early, 14), shiftRight(get(early), 3)),
        load(word(9, INDEX)),
        xor(rotated(late, 15), rotated(late, 13), shiftRight(get(late), 10)),
      ),
    ),
  ];
  // After eight rounds each local has its own part again.
  const rounds = range(8).flatMap((r) => {
    const [a, b, c, d, e, f, g, h] = range(8).map((i) => ((i - r + 8) % 8) + 1) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return [
      ...set(
        x,
        add(
          get(h),
          xor(rotated(e, 26), rotated(e, 21), rotated(e, 7)),
          choose(get(e), get(f), get(g)),
          load(constant(r, INDEX)),
          load(word(r, INDEX)),
        ),
      ),
      ...set(d, add(get(d), get(x))),
      ...set(
        h,
        add(get(x), xor(rotated(a, 30), rotated(a, 19), rotated(a, 10)), choose(xor(get(a), get(b)), get(c), get(a))),
      ),
    ];
  });
  return around(8, [...loop(INDEX, FOUR, 48 * FOUR, schedule), ...loop(INDEX, 8 * FOUR, 64 * FOUR, rounds)]);
}

function sha1(): Code {
  const x = 6;
  const schedule = [
    ...set(x, xor(load(word(13, INDEX)), load(word(8, INDEX)), load(word(2, INDEX)), load(word(0, INDEX)))),
    ...store(word(16, INDEX), rotated(x, 1)),
  ];
  const rounds = range(80).flatMap((r) => {
    const [a, b, c, d, e] = range(5).map((i) => ((i - (r % 5) + 5) % 5) + 1) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const part = Math.floor(r / 20);
    const mix =
      part === 0
        ? choose(get(b), get(c), get(d))
        : part === 2
          ? choose(xor(get(b), get(c)), get(d), get(b))
          : xor(get(b), get(c), get(d));
    return [...set(e, add(get(e), rotated(a, 5), mix, load(constant(part)), load(word(r)))), ...set(b, rotated(b, 30))];
  });
  return around(5, [...loop(INDEX, FOUR, 64 * FOUR, schedule), ...rounds]);
}

const MD5_SHIFTS: readonly (readonly number[])[] = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const MD5_STEPS: readonly (readonly [factor: number, first: number])[] = [
  [1, 0],
  [5, 1],
  [3, 5],
  [7, 0],
];
function md5(): Code {
  const x = 5;
  const rounds = range(64).flatMap((r) => {
    const [a, b, c, d] = range(4).map((i) => ((i - (r % 4) + 4) % 4) + 1) as [number, number, number, number];
    const part = r >> 4;
    const mix = [
      choose(get(b), get(c), get(d)),
      choose(get(d), get(b), get(c)),
      xor(get(b), get(c), get(d)),
      xor(get(c), or(get(b), not(get(d)))),
    ][part]!;
    const [factor, first] = MD5_STEPS[part]!;
    return [
      ...set(x, add(get(a), mix, load(constant(r)), load(word((factor * r + first) & 15)))),
      ...set(a, add(get(b), rotated(x, MD5_SHIFTS[part]![r & 3]!))),
    ];
  });
  return around(4, rounds);
}

const SHA1_K: Int32Array = Int32Array.of(0x5a827999, 0x6ed9eba1, 0x8f1bbcdc | 0, 0xca62c1d6 | 0);
const CODES: { readonly [name in BlockDigest["name"]]: { readonly code: () => Code; readonly constants: Int32Array } } =
  {
    md5: { code: md5, constants: MD5_K },
    sha1: { code: sha1, constants: SHA1_K },
    sha256: { code: sha256, constants: SHA256_K },
  };

export interface LaneMachine {
  readonly memory: Int32Array;
  /** Takes the words into the state. */
  readonly run: () => void;
}
/** What is used here of the global that Node's types leave out. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => {
    readonly exports: { readonly memory: { readonly buffer: ArrayBuffer }; readonly run: () => void };
  };
}
const machines = new Map<string, LaneMachine | null>();
/** Undefined where the processor has no such vectors. */
export function laneMachine({ name }: BlockDigest): LaneMachine | undefined {
  let machine = machines.get(name);
  if (machine === undefined) {
    machine = make(name);
    machines.set(name, machine);
  }
  return machine ?? undefined;
}
function make(name: BlockDigest["name"]): LaneMachine | null {
  const { code, constants } = CODES[name];
  const bytes = moduleOf(10, code());
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly;
  if (api?.validate(bytes) !== true) return null;
  const { exports } = new api.Instance(new api.Module(bytes));
  const memory = new Int32Array(exports.memory.buffer);
  constants.forEach((value, i) => memory.fill(value, (CONSTANTS_AT >> 2) + i * 4, (CONSTANTS_AT >> 2) + i * 4 + 4));
  return { memory, run: exports.run };
}
