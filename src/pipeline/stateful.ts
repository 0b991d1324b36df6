/** Objects that functions of nodes share, such as a loaded model: made once, at their first use, and disposed. */

/** Options of {@link stateful}. */
export interface StatefulOptions<A extends readonly unknown[], T> {
  /** What the constructor is called with. */
  readonly args?: A;
  /** Stands for the object in keys of a cache; without it, the class's name and the arguments do. */
  readonly version?: string | number;
  /** How to let go of the object; without it, its `Symbol.asyncDispose`, `Symbol.dispose` or `dispose` method is called. */
  readonly dispose?: (object: T) => unknown;
  /** true: the object outlives runs and is shared by them, until `dispose()` of what `stateful` gave. */
  readonly keep?: boolean;
  /** Where a generated program finds the class. */
  readonly module?: ModuleExport;
}

/** Where code is found: a module's URL or path, and the name it exports. */
export interface ModuleExport {
  readonly url: string;
  /** Absent: the function's or class's own name. */
  readonly export?: string;
}

/** An object that nodes `use`, as {@link stateful} makes it. It does not exist before a node first needs it. */
export class Stateful<T = unknown> {
  /** @internal */
  readonly construct: new (...args: never[]) => T;
  readonly args: readonly unknown[];
  readonly version: string | number | undefined;
  readonly keep: boolean;
  readonly module: ModuleExport | undefined;
  /** @internal How to let go of an object, where not by its own method. */
  readonly letGo: ((object: T) => unknown) | undefined;
  #kept: { readonly object: T } | undefined;

  constructor(construct: new (...args: never[]) => T, options: StatefulOptions<readonly unknown[], T>) {
    this.construct = construct;
    this.args = options.args ?? [];
    this.version = options.version;
    this.keep = options.keep ?? false;
    this.module = options.module;
    this.letGo = options.dispose;
  }
  get name(): string {
    return this.construct.name;
  }
  /** @internal A new object, or the one that is kept. */
  open(): T {
    if (!this.keep) return new this.construct(...(this.args as never[]));
    return (this.#kept ??= { object: new this.construct(...(this.args as never[])) }).object;
  }
  /** @internal Lets go of an object at the end of a run. */
  async close(object: T): Promise<void> {
    if (!this.keep) await this.#end(object);
  }
  /** Lets go of an object that was kept; a later run makes a new one. */
  async dispose(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined) await this.#end(kept.object);
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
  async #end(object: T): Promise<void> {
    if (this.letGo !== undefined) {
      await this.letGo(object);
      return;
    }
    const own = object as { [key: PropertyKey]: unknown };
    for (const key of [Symbol.asyncDispose, Symbol.dispose, "dispose"]) {
      const method = own[key];
      if (typeof method !== "function") continue;
      await (method as () => unknown).call(object);
      return;
    }
  }
}

/**
 * An object of a class that functions of nodes use. A run makes it when a node first needs it, once, and disposes it at
 * its end, also where it fails or is given up. `{ keep: true }` keeps it for later runs instead.
 *
 * @param type - the class
 * @param options - the constructor's arguments and how to let go of the object
 * @example
 * ```ts
 * import { Pipeline, node, stateful } from "sparkwright/pipeline";
 *
 * class Encoder {
 *   readonly size: number;
 *   constructor(size: number) {
 *     this.size = size;
 *   }
 *   encode(text: string): number[] {
 *     return Array.from({ length: this.size }, (_, i) => text.length + i);
 *   }
 *   dispose(): void {}
 * }
 * const encode = node({
 *   output: "vector",
 *   inputs: ["text"],
 *   use: stateful(Encoder, { args: [3] }),
 *   fn: (encoder: Encoder, text: string) => encoder.encode(text),
 * });
 * console.log(await new Pipeline([encode]).run({ text: "four" })); // { vector: [ 4, 5, 6 ] }
 * ```
 */
export function stateful<A extends readonly unknown[], T>(
  type: new (...args: A) => T,
  options: StatefulOptions<A, T> = {},
): Stateful<T> {
  return new Stateful<T>(
    type as unknown as new (...args: never[]) => T,
    options as StatefulOptions<readonly unknown[], T>,
  );
}
