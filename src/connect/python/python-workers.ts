/**
 * Processes that run Python functions: PySpark's own workers, forked by its daemon, or started one by one where there is
 * no fork. Workers that are done are used again.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { SparkException } from "../../types/spark-error.ts";
import { MessageReader, MessageWriter } from "./byte-stream.ts";

export interface PythonWorker {
  readonly socket: Socket;
  readonly reader: MessageReader;
  readonly pid: number;
}

/** Idle workers that are kept. */
const MAX_IDLE = 4;
/** The last lines that the processes wrote to their standard error, for errors. */
const MAX_LOG = 4000;

export class PythonWorkers {
  /** The interpreter. */
  readonly python: string;
  readonly #idle: PythonWorker[] = [];
  readonly #secret: string = randomBytes(16).toString("hex");
  #daemon: Promise<{ readonly process: ChildProcess; readonly port: number }> | undefined;
  #log = "";
  #stopped = false;

  constructor(python: string) {
    this.python = python;
  }

  /** A worker that waits for a task. */
  async acquire(): Promise<PythonWorker> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.socket.destroyed) return idle;
    }
    if (this.#stopped) throw this.failure("The server stops.");
    return process.platform === "win32" ? this.planner("pyspark.worker") : this.#forked();
  }
  /** Takes a worker back that has finished its task. */
  release(worker: PythonWorker): void {
    const reusable = process.platform !== "win32" && !this.#stopped && this.#idle.length < MAX_IDLE;
    if (!reusable || worker.socket.destroyed) worker.socket.destroy();
    else {
      worker.socket.unref();
      this.#idle.push(worker);
    }
  }
  /** Ends a worker in the midst of its task. */
  kill(worker: PythonWorker): void {
    worker.socket.destroy();
    try {
      process.kill(worker.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { socket } of this.#idle.splice(0)) socket.destroy();
    const daemon = await this.#daemon?.catch(() => undefined);
    daemon?.process.kill("SIGTERM");
  }
  /** An error about the processes, with what they last said. */
  failure(message: string, cause?: unknown): SparkException {
    const said = this.#log.trim() === "" ? "" : `\n${this.#log.trim()}`;
    return new SparkException(null, {}, { message: `${message}${said}`, cause });
  }

  async #forked(): Promise<PythonWorker> {
    this.#daemon ??= this.#startDaemon();
    let port: number;
    try {
      ({ port } = await this.#daemon);
    } catch (error) {
      this.#daemon = undefined;
      throw error;
    }
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const reader = new MessageReader(socket);
    try {
      const pid = await reader.int();
      if (pid < 0) throw new Error("the daemon could not fork");
      socket.write(new MessageWriter().text(this.#secret).finish());
      if ((await reader.bytes()).toString() !== "ok") throw new Error("the worker refused the secret");
      return { socket, reader, pid };
    } catch (error) {
      socket.destroy();
      throw this.failure(`${this.python} gives no Python worker.`, error);
    }
  }
  async #startDaemon(): Promise<{ readonly process: ChildProcess; readonly port: number }> {
    const process = this.#spawn("pyspark.daemon", ["pyspark.worker"], {});
    const { stdout } = process;
    if (stdout === null) throw this.failure("The Python daemon has no output.");
    return new Promise((resolve, reject) => {
      let bytes = Buffer.alloc(0);
      const failed = (cause?: unknown): void =>
        reject(this.failure(`${this.python} does not start pyspark.daemon.`, cause));
      process.once("error", failed);
      process.once("exit", () => {
        this.#daemon = undefined;
        failed();
      });
      stdout.on("data", (chunk: Buffer) => {
        if (bytes.length >= 4) return;
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= 4) resolve({ process, port: bytes.readInt32BE() });
      });
    });
  }

  /** A process for one task of a module, which connects to us. */
  planner(module: string): Promise<PythonWorker> {
    return new Promise((resolve, reject) => {
      const server: Server = createServer((socket) => {
        server.close();
        const reader = new MessageReader(socket);
        const greeted = async (): Promise<PythonWorker> => {
          if ((await reader.bytes()).toString() !== this.#secret) throw new Error("the worker has a wrong secret");
          socket.write(new MessageWriter().text("ok").finish());
          return { socket, reader, pid: await reader.int() };
        };
        greeted().then(resolve, reject);
      });
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        const port = typeof address === "object" && address !== null ? address.port : 0;
        const process = this.#spawn(module, [], { PYTHON_WORKER_FACTORY_PORT: String(port) });
        process.once("exit", () => reject(this.failure(`${this.python} does not start ${module}.`)));
      });
    });
  }

  #spawn(module: string, args: readonly string[], env: { readonly [name: string]: string }): ChildProcess {
    const child = spawn(this.python, ["-m", module, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...process.env,
        PYTHONUNBUFFERED: "YES",
        PYTHON_WORKER_FACTORY_SECRET: this.#secret,
        SPARK_REUSE_WORKER: "1",
        SPARK_SIMPLIFIED_TRACEBACK: "1",
        ...env,
      },
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#log = `${this.#log}${chunk.toString()}`.slice(-MAX_LOG);
    });
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket | null)?.unref();
    return child;
  }
}
