/** What the compiler knows of nodes: names and types of inputs and outputs, taken from the functions. */

/** Values by name: a pipeline's inputs or outputs. */
export type Values = { readonly [name: string]: unknown };

/** A type with its parts written out, as an editor should show it. */
export type Shown<T> = { [K in keyof T]: T[K] } & {};

/** A function of the user. What `this` is, a function may declare (`CallContext`). */
export type NodeFunction = (this: CallContext, ...args: never[]) => unknown;

/** What a node's function finds as `this`. */
export interface CallContext {
  /** Aborts when the run is given up or another call has failed: hand it to `fetch` and the like. */
  readonly signal: AbortSignal;
  /** The node's name, with those of the pipelines around it: `search/encode`. */
  readonly node: string;
}

type Tail<A extends readonly unknown[]> = A extends readonly [unknown, ...infer Rest] ? Rest : A;
type Items<T> = T extends readonly (infer E)[] ? E : T extends ArrayLike<infer E> ? E : unknown;

/** The parameters that inputs are handed to: all, or those behind the stateful object. */
type InputParameters<F extends NodeFunction, S> = [S] extends [undefined] ? Parameters<F> : Tail<Parameters<F>>;

/** The inputs of a node by name; those of a batch function are its lists' items. */
export type NodeInputs<I extends readonly string[], F extends NodeFunction, S, B> = Shown<{
  [X in Exclude<keyof I, keyof (readonly unknown[])> as I[X] & string]: X extends keyof InputParameters<F, S>
    ? [B] extends [false]
      ? InputParameters<F, S>[X]
      : Items<InputParameters<F, S>[X]>
    : unknown;
}>;

type Result<F extends NodeFunction, B> = [B] extends [false] ? Awaited<ReturnType<F>> : Items<Awaited<ReturnType<F>>>;

/** The outputs of a node by name: the function's result, or the parts of it that are named. */
export type NodeOutputs<O extends string | readonly string[], F extends NodeFunction, B> = O extends string
  ? { [K in O]: Result<F, B> }
  : Shown<{
      [K in O[number & keyof O] & string]: K extends keyof Result<F, B> ? Result<F, B>[K] : unknown;
    }>;

type UnionToIntersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

/** Carries the types of a node; there is no such value at run time. */
export interface Typed<In, Out> {
  readonly "~types"?: { readonly in: In; readonly out: Out };
}

type InOf<N> = N extends Typed<infer In, unknown> ? In : never;
type OutOf<N> = N extends Typed<unknown, infer Out> ? Out : never;

/** All that a list of nodes makes. */
export type OutputsOf<N extends readonly unknown[]> = Shown<UnionToIntersection<OutOf<N[number]>>>;
/** All that a list of nodes needs and does not make itself. */
export type InputsOf<N extends readonly unknown[]> = Shown<
  Omit<UnionToIntersection<InOf<N[number]>>, keyof UnionToIntersection<OutOf<N[number]>>>
>;

/** Some members of a type made optional. */
export type Optional<T, K> = Shown<Omit<T, K & keyof T> & Partial<Pick<T, K & keyof T>>>;

/** One name or several. */
export type Names = string | readonly string[];
export type NameIn<N extends Names> = N extends readonly string[] ? N[number] : N;

/** Inputs of a mapped pipeline: lists where it maps. */
export type MappedInputs<In, M> = Shown<{
  [K in keyof In]: K extends M ? readonly In[K][] | null : In[K];
}>;

/** Members renamed by a table from the new name to the old one. */
export type RenamedFrom<T, Map> = Shown<
  { [K in keyof Map]: Map[K] extends keyof T ? T[Map[K]] : never } & Omit<T, Map[keyof Map] & keyof T>
>;

/** Only the members in a table from the old name to the new one, renamed; all members where there is no table. */
export type RenamedTo<T, Map> = [Map] extends [undefined]
  ? T
  : Shown<{ [K in keyof T & keyof Map as Map[K] & string]: T[K] }>;

/** Outputs of a mapped pipeline: lists, or lists joined to one. */
export type MappedOutputs<Out, M, Flat> = [M] extends [undefined]
  ? Out
  : { [K in keyof Out]: Flat extends true ? Out[K] | null : Out[K][] | null };
