/** The stack of an error as the user of this package needs it: where the program called, not what happened inside. */
import { fileURLToPath } from "node:url";

/** The folder of this package's code, as its frames name it. */
const PACKAGE: readonly string[] = [new URL("..", import.meta.url).href, fileURLToPath(new URL("..", import.meta.url))];

/** As many frames as there may be between the program and the error. */
const DEEP = 200;

/** V8's limit, unless the user wants more (`node --stack-trace-limit=100`) and then gets all. */
const USUAL = 10;

/**
 * Gives an error a stack without the frames of this package, except the method that the program called. It is worked out
 * when it is asked for. Without a frame of the program nothing is left out.
 */
export function shortenStack(error: Error, above: NewableFunction): void {
  const limit = Error.stackTraceLimit;
  if (limit !== USUAL || !Reflect.set(Error, "stackTraceLimit", DEEP)) return;
  const trace: { readonly stack?: string } = {};
  Error.captureStackTrace(trace, above);
  Error.stackTraceLimit = limit;
  const settle = (stack: unknown): void => {
    Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true, enumerable: false });
  };
  Object.defineProperty(error, "stack", {
    configurable: true,
    enumerable: false,
    get: () => {
      const frames = (trace.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
      const stack = [`${error.name}: ${error.message}`, ...ofProgram(frames)].join("\n");
      settle(stack);
      return stack;
    },
    set: settle,
  });
}

function ofProgram(frames: readonly string[]): readonly string[] {
  const first = frames.findIndex((frame) => !isInside(frame) && !/node:|\(<anonymous>\)$/.test(frame));
  if (first < 0) return frames.slice(0, USUAL);
  const called = frames.slice(0, first).findLast(isInside);
  const outside = frames.slice(first).filter((frame) => !isInside(frame));
  return [...(called === undefined ? [] : [called]), ...outside].slice(0, USUAL);
}

const isInside = (frame: string): boolean =>
  PACKAGE.some((folder) => frame.includes(folder)) && !frame.includes(".test.ts");
