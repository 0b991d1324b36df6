/**
 * `Px`: one Polars DSL expression as plain data, in the nested JSON form that Polars' own serde reads.
 *
 * The JSON has limits which callers watch through `depth` and `size`: serde stops at 128 nested brackets, and a subtree
 * used twice is written twice.
 */
export interface Px {
  /** Nested Polars JSON; integers may be bigint, floats are `PxFloat`. Subtrees are shared, never changed. */
  readonly json: PxJson;
  /** Nested brackets, as serde counts them. */
  readonly depth: number;
  /** Nodes when written out, a shared subtree counted at each use. */
  readonly size: number;
}

export type PxJson =
  | null
  | boolean
  | number
  | bigint
  | string
  | PxFloat
  | readonly PxJson[]
  | ReadonlyMap<string, PxJson>
  | { readonly [key: string]: PxJson };

/** A number that must be written so that serde reads a float (`5.0`, `-0.0`). Finite only. */
export class PxFloat {
  readonly value: number;
  constructor(value: number) {
    if (!Number.isFinite(value)) throw new RangeError(`JSON has no ${value}; make a cast of a string`);
    this.value = value;
  }
}

/** What serde reads without "recursion limit exceeded", less some room for wrappers (alias, cast, the plan around it). */
export const MAX_DEPTH = 110;

/** A node whose own JSON adds `levels` brackets around its children. */
export function node(json: PxJson, levels: number, ...children: readonly Px[]): Px {
  let depth = 0;
  let size = 1;
  for (const child of children) {
    if (child.depth > depth) depth = child.depth;
    size += child.size;
  }
  return { json, depth: depth + levels, size };
}

/** `{"Function":{"input":[..],"function":..}}`, the form of most operations. */
export function fn(name: PxJson, ...input: readonly Px[]): Px {
  const made = node({ Function: { input: input.map((px) => px.json), function: name } }, 3, ...input);
  const own = 2 + jsonDepth(name);
  return own > made.depth ? { ...made, depth: own } : made;
}

/** Brackets inside a small piece of JSON (options, types). */
export function jsonDepth(json: PxJson): number {
  if (json === null || typeof json !== "object" || json instanceof PxFloat) return 0;
  let depth = 0;
  for (const child of Array.isArray(json) ? (json as readonly PxJson[]) : Object.values(json as object)) {
    depth = Math.max(depth, jsonDepth(child as PxJson));
  }
  return depth + 1;
}

/** The text Polars deserialises. */
export function pxToJson(px: Px): string {
  return jsonText(px.json);
}

export function jsonText(json: PxJson): string {
  switch (typeof json) {
    case "string":
      return JSON.stringify(json);
    case "number":
      if (!Number.isSafeInteger(json)) throw new RangeError(`${json} is no safe integer: use bigint or PxFloat`);
      return String(json);
    case "bigint":
    case "boolean":
      return String(json);
    default:
  }
  if (json === null) return "null";
  if (json instanceof PxFloat) return floatText(json.value);
  if (Array.isArray(json)) return `[${(json as readonly PxJson[]).map(jsonText).join(",")}]`;
  let text = "";
  // A Map where the keys are names: an object would put "2" before "b".
  const entries = json instanceof Map ? json : Object.entries(json);
  for (const [key, value] of entries as Iterable<readonly [string, PxJson]>) {
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${jsonText(value)}`;
  }
  return `{${text}}`;
}

function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Whether the expression reads a column, and so has a value for each row. */
export function readsColumn({ json }: Px): boolean {
  const stack: PxJson[] = [json];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === null || typeof at !== "object" || at instanceof PxFloat) continue;
    if (Array.isArray(at)) stack.push(...(at as readonly PxJson[]));
    else if (at instanceof Map) stack.push(...(at as ReadonlyMap<string, PxJson>).values());
    else if ("Column" in at) return true;
    else stack.push(...Object.values(at));
  }
  return false;
}
