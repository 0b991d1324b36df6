/** A server in a process of its own: a client that waits for an answer must not stop who is to give it. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a process that prints a line matching `ready` when it can be called. */
export async function startServer(
  command: string,
  args: readonly string[],
  options: {
    readonly ready: RegExp;
    readonly url: (match: RegExpExecArray) => string;
    readonly env?: { readonly [name: string]: string | undefined };
    readonly deadlineMs: number;
  },
): Promise<RunningServer> {
  // Into a file: this program may be waiting for an answer, and a server whose pipe is full would wait for it.
  const directory = mkdtempSync(join(tmpdir(), "server-"));
  const log = join(directory, "output.txt");
  const output = openSync(log, "w");
  const child = spawn(command, [...args], {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const url = await new Promise<string>((resolve, reject) => {
    const settle = (): void => {
      clearInterval(looking);
      clearTimeout(timer);
    };
    const fail = (why: string): void => {
      settle();
      child.kill("SIGKILL");
      reject(new Error(`${command} ${args.join(" ")}: ${why}\n${readFileSync(log, "utf8").slice(-2000)}`));
    };
    const timer = setTimeout(() => fail(`not ready after ${options.deadlineMs} ms`), options.deadlineMs);
    const looking = setInterval(() => {
      const match = options.ready.exec(readFileSync(log, "utf8"));
      if (match === null) return;
      settle();
      resolve(options.url(match));
    }, 50);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(directory, { recursive: true, force: true });
  };
  return { url, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
