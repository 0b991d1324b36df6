/** Questions about every part of an expression, asked once of each part. */
import { children } from "./build.ts";
import type { TypedExpr } from "./expression.ts";

/** What is worked out for an expression: its children, or what a call stands for. */
export function parts(e: TypedExpr): readonly TypedExpr[] {
  if (e.kind !== "Call") return children(e);
  if (e.replacement !== undefined) return [e.replacement];
  // The other arguments of a function of SQL only show in the name.
  return e.fn.name === "sql_function_call" ? e.args.slice(0, 1) : children(e);
}

/** Whether the test holds for the expression or one of its parts; answers are kept with the parts. */
export function anywhere(test: (e: TypedExpr) => boolean): (e: TypedExpr) => boolean {
  const known = new WeakMap<TypedExpr, boolean>();
  return (e) => {
    // An explicit stack: conditions may be thousands of terms deep.
    const stack: TypedExpr[] = [e];
    for (let x = stack.at(-1); x !== undefined; x = stack.at(-1)) {
      const below = parts(x);
      const holds = known.has(x) || test(x) || below.some((part) => known.get(part) === true);
      const unknown = holds ? [] : below.filter((part) => !known.has(part));
      for (const part of unknown) stack.push(part);
      if (unknown.length > 0) continue;
      if (!known.has(x)) known.set(x, holds);
      stack.pop();
    }
    return known.get(e) === true;
  };
}
