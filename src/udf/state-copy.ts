/** Copies of users' states: of plain data, of which a copy is as good as the original. */

/** Whether the state is made of nothing but plain values, arrays, plain objects, Maps, Sets and typed arrays. */
export function isCopyable(state: unknown): boolean {
  const seen = new Set<unknown>();
  const pending = [state];
  while (pending.length > 0) {
    const at = pending.pop();
    if (typeof at === "function" || typeof at === "symbol") return false;
    if (typeof at !== "object" || at === null || seen.has(at)) continue;
    seen.add(at);
    if (ArrayBuffer.isView(at)) continue;
    const prototype: unknown = Object.getPrototypeOf(at);
    if (prototype === Map.prototype)
      pending.push(...(at as Map<unknown, unknown>).keys(), ...(at as Map<unknown, unknown>).values());
    else if (prototype === Set.prototype) pending.push(...(at as Set<unknown>));
    else if (prototype === Array.prototype || prototype === Object.prototype || prototype === null) {
      pending.push(...(Object.values(at) as unknown[]));
    } else return false;
  }
  return true;
}

export function copyOf(state: unknown): unknown {
  if (typeof state !== "object" || state === null) return state;
  const values: unknown[] = Object.values(state);
  const isFlat =
    Object.getPrototypeOf(state) === Object.prototype && !values.some((v) => typeof v === "object" && v !== null);
  return isFlat ? { ...state } : structuredClone(state);
}
