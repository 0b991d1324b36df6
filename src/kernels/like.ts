/** LIKE with patterns that differ from row to row. */
import { BoolBuilder } from "../arrow/builders.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { likeMatcher, LikePatternError, parseLike } from "./like-pattern.ts";

const like: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { escape } = options as { readonly escape: string };
  const [text, pattern] = [args.text(0), args.text(1)];
  const matcher = memoized((p) => {
    try {
      return likeMatcher(parseLike(p, escape));
    } catch (e) {
      throw e instanceof LikePatternError ? new KernelError(e.condition, e.parameters) : e;
    }
  });
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const [s, p] = [text.get(row), pattern.get(row)];
    if (s === null || p === null) out.appendNull();
    else out.append(matcher(p)(s));
  }
  return out.finish();
};

export const likeKernels: { readonly [name: string]: Kernel } = { like };
