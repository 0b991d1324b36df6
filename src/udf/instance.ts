/** An object with state behind a function: made when first called, given up at the end. */
import { PySparkTypeError } from "../types/spark-error.ts";
import type { AnyFunction } from "./row-loop.ts";

type Constructor = new (...args: never[]) => object;

export class Instance {
  readonly #construct: Constructor;
  readonly #args: readonly unknown[];
  #made: object | undefined;
  constructor(construct: Constructor, args: readonly unknown[]) {
    this.#construct = construct;
    this.#args = args;
  }
  get made(): object | undefined {
    return this.#made;
  }
  /** A function that calls the method of the object, which is made by the first call. */
  method(name: string): AnyFunction {
    const prototype = this.#construct.prototype as { readonly [name: string]: unknown };
    if (typeof prototype[name] !== "function") {
      throw new PySparkTypeError("NOT_CALLABLE", {
        arg_name: `${this.#construct.name}.prototype.${name}`,
        arg_type: typeof prototype[name],
      });
    }
    return (...values: never[]): unknown => {
      this.#made ??= new this.#construct(...(this.#args as never[]));
      return (this.#made as { readonly [name: string]: (...args: never[]) => unknown })[name]?.(...values);
    };
  }
}
/** Calls `dispose` (or `Symbol.asyncDispose`, `Symbol.dispose`) of the object, if it was made. */
export async function disposeOf(instance: Instance | undefined): Promise<void> {
  const made = instance?.made as { readonly [name: PropertyKey]: unknown } | undefined;
  if (made === undefined) return;
  for (const key of ["dispose", Symbol.asyncDispose, Symbol.dispose]) {
    const dispose = made[key];
    if (typeof dispose !== "function") continue;
    await (dispose as () => unknown).call(made);
    return;
  }
}
