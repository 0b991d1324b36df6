/** Recursion over trees that may be deeper than the call stack: sums of thousands of terms, chains of functions. */

/** How many levels are walked by recursion at a time. */
const STEP = 64;

/**
 * The result of a recursive function for `root`. `visit` works out one node and asks `recur` for the nodes below; `below`
 * names these, or the most of them: where the tree is deep, the nodes at every so many levels counted from the leaves
 * are worked out first, so that no recursion goes far.
 */
export function deeply<N extends object, R>(
  root: N,
  below: (node: N) => readonly N[],
  visit: (node: N, recur: (node: N) => R) => R,
): R {
  let done: Map<N, R> | undefined;
  let level = 0;
  const recur = (node: N): R => {
    const known = done?.get(node);
    if (known !== undefined) return known;
    if (level >= STEP) {
      done ??= new Map();
      for (const n of landings(node, below, done)) {
        level = 0;
        done.set(n, visit(n, recur));
      }
      level = STEP;
    }
    level++;
    const result = visit(node, recur);
    level--;
    return result;
  };
  return recur(root);
}

/** The nodes at every {@link STEP}th level counted from the leaves, the lowest first, `root` left out. */
function landings<N extends object>(
  root: N,
  below: (node: N) => readonly N[],
  done: ReadonlyMap<N, unknown>,
): readonly N[] {
  const heights = new Map<N, number>();
  const picked: N[] = [];
  const stack: N[] = [root];
  for (let n = stack.at(-1); n !== undefined; n = stack.at(-1)) {
    if (heights.has(n)) {
      stack.pop();
      continue;
    }
    const under = below(n).filter((b) => !done.has(b));
    const waiting = under.filter((b) => !heights.has(b));
    if (waiting.length > 0) {
      stack.push(...waiting);
      continue;
    }
    stack.pop();
    let height = 0;
    for (const b of under) height = Math.max(height, heights.get(b)! + 1);
    heights.set(n, height);
    if (height > 0 && height % STEP === 0 && n !== root) picked.push(n);
  }
  return picked;
}
