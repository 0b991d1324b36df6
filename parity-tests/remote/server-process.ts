/** A server in a process of its own: a client that waits for an answer must not stop who is to give it. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

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
  const child = spawn(command, [...args], {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => fail(`not ready after ${options.deadlineMs} ms`), options.deadlineMs);
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`${command} ${args.join(" ")}: ${why}\n${output.slice(-2000)}`));
    };
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      const match = options.ready.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      resolve(options.url(match));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
  return { url, stop: () => end(child) };
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
