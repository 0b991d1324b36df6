/** The program of a TRANSFORM: a shell runs it, its input is the column of lines, its output becomes one. */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Writable } from "node:stream";
import { type ArrowBatch, offsetsOf } from "../arrow/index.ts";
import { SparkException } from "../types/spark-error.ts";
import { LineReader } from "./script-lines.ts";

const SHELL = "/bin/bash";
/** How much of the program's last words an error shows. */
const LAST_WORDS = 2048;
/** What a shell adds to the number of the signal that ended a program. */
const SIGNAL_BASE = 128;

/** No program outlives the app. */
const living = new Set<ChildProcess>();
function killAll(): void {
  for (const child of living) kill(child);
}
/** The shell and what it started: a group of processes of its own. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** Batches of the lines that `script` answers to `lines`; without a line it is not started. */
export async function* scriptLines(
  script: string,
  lines: AsyncIterable<ArrowBatch>,
  signal: AbortSignal,
): AsyncGenerator<ArrowBatch, void, undefined> {
  const source = lines[Symbol.asyncIterator]();
  let first = await source.next();
  while (first.done !== true && first.value.length === 0) first = await source.next();
  if (first.done === true) return;
  const child = spawn(SHELL, ["-c", script], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  if (living.size === 0) process.on("exit", killAll);
  living.add(child);
  const stop = (): void => kill(child);
  signal.addEventListener("abort", stop);
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words = (words + text).slice(-LAST_WORDS)));
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", (cause) => reject(failure(`${SHELL} cannot be run: ${cause.message}`, cause)));
    child.on("close", (code, by) => resolve(code ?? SIGNAL_BASE + signalNumber(by)));
  });
  // A program that does not start is told of below; one that stops reading has decided what it answers.
  ended.catch(() => {});
  child.stdin.on("error", () => {});
  const fed = feed(child.stdin, first.value, source);
  fed.catch(stop);
  try {
    const reader = new LineReader();
    for await (const piece of child.stdout) {
      const batch = reader.add(piece as Buffer);
      if (batch !== undefined) yield batch;
    }
    const status = await ended;
    signal.throwIfAborted();
    await fed;
    if (status !== 0) throw failure(`the program ended with status ${status}: ${words.trim()}`);
    const last = reader.finish();
    if (last !== undefined) yield last;
  } finally {
    signal.removeEventListener("abort", stop);
    if (child.exitCode === null && child.signalCode === null) stop();
    living.delete(child);
    if (living.size === 0) process.off("exit", killAll);
  }
}

/** Writes the lines as fast as they are read. */
async function feed(stdin: Writable, first: ArrowBatch, rest: AsyncIterator<ArrowBatch>): Promise<void> {
  for (let batch: ArrowBatch | undefined = first; batch !== undefined;) {
    const bytes = bytesOf(batch);
    if (bytes.length > 0 && !stdin.write(bytes)) await drained(stdin);
    if (stdin.destroyed) return;
    const next: IteratorResult<ArrowBatch, unknown> = await rest.next();
    batch = next.done === true ? undefined : next.value;
  }
  stdin.end();
}
/** The lines already end with their newlines, so that the column's bytes are the program's input. */
function bytesOf({ length, columns }: ArrowBatch): Uint8Array {
  const [column] = columns;
  if (column === undefined) return new Uint8Array(0);
  const offsets = offsetsOf(column);
  return (column.data as Uint8Array).subarray(offsets[0], offsets[length]);
}
function drained(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stdin.off("drain", done).off("close", done);
      resolve();
    };
    if (stdin.destroyed) resolve();
    else stdin.on("drain", done).on("close", done);
  });
}

function failure(what: string, cause?: unknown): SparkException {
  return new SparkException(null, {}, { message: `TRANSFORM: ${what}`, cause });
}
function signalNumber(name: NodeJS.Signals | null): number {
  return name === null ? 0 : (constants.signals[name] ?? 0);
}
