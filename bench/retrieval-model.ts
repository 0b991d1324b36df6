/** What the pipelines of the benchmarks call: a stub of a model, and functions around it. */

/** Items of one call of the model for batches. */
export const BATCH = 32;
export const CALL_MS = 2;
export const BATCH_MS = 3;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A model on one device: calls wait for each other, whatever their number. */
export class Model {
  static made = 0;
  /** Of all models together. */
  static calls = 0;
  #last: Promise<unknown> = Promise.resolve();
  constructor() {
    Model.made++;
  }
  #turn<T>(ms: number, answer: () => T): Promise<T> {
    Model.calls++;
    const turn = this.#last.then(async () => {
      await sleep(ms);
      return answer();
    });
    this.#last = turn;
    return turn;
  }
  encode(text: string): Promise<number[]> {
    return this.#turn(CALL_MS, () => vector(text));
  }
  encodeAll(texts: readonly string[]): Promise<number[][]> {
    return this.#turn(BATCH_MS, () => texts.map(vector));
  }
}
function vector(text: string): number[] {
  return [text.length, text.codePointAt(0) ?? 0, text.codePointAt(text.length - 1) ?? 0];
}

export const encode = (model: Model, text: string): Promise<number[]> => model.encode(text);
export const encodeAll = (model: Model, texts: readonly string[]): Promise<number[][]> => model.encodeAll(texts);
export const find = (query: string): string[] =>
  Array.from({ length: 5 }, (_, i) => `${query} document ${i} of the corpus`);
export const chunk = (document: string): string[] => document.split(" ");
export const score = (vector: readonly number[]): number => vector.reduce((sum, x) => sum + x, 0);
