import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { SparkSession } from "../../session/spark-session.ts";
import { IllegalArgumentException, SparkException } from "../../types/spark-error.ts";
import { PythonWorkers } from "../python/python-workers.ts";
import { serverClosed, serverOpened } from "../own-servers.ts";
import { authorizeBy, isLoopback } from "./authorize.ts";
import { serviceDefinition } from "./grpc-definition.ts";
import { serviceImplementation } from "./service.ts";
import { SessionStore } from "./session-store.ts";

/** Options of {@link startConnectServer}. */
export interface ConnectServerOptions {
  /** The port, 15002 by default; 0 takes a free one. */
  readonly port?: number | undefined;
  /** The address to listen on, 127.0.0.1 by default. Others need a token or TLS. */
  readonly host?: string | undefined;
  /** What clients must send as `authorization: Bearer ...` (PySpark: `sc://host:port/;token=...`). */
  readonly token?: string | undefined;
  /** Key and certificate chain, both PEM. */
  readonly tls?: { readonly key: string | Uint8Array; readonly cert: string | Uint8Array } | undefined;
  /**
   * The interpreter for functions that clients write in Python, with PySpark of the clients' version. Without it they are
   * refused. They run with all rights of this program.
   */
  readonly python?: string | undefined;
  /** Milliseconds without a request after which a session is closed; an hour by default. */
  readonly sessionIdleMs?: number | undefined;
  /** Milliseconds that a query goes on for a client whose connection broke; a minute by default. */
  readonly detachedMs?: number | undefined;
}

/** A server that listens. */
export interface ConnectServer {
  readonly host: string;
  readonly port: number;
  /** Sessions that are open. */
  readonly sessionCount: number;
  /** Queries that run or whose results are kept for their clients. */
  readonly operationCount: number;
  /** Ends all sessions and stops listening. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Messages of clients may be this large, as Spark has it. */
const MAX_MESSAGE = 128 * 1024 * 1024;

/**
 * Serves Spark Connect from this program: PySpark and all other clients of Spark 4 connect to it and run on the embedded
 * engine. Each client session has configurations, temporary views and artifacts of its own; databases, tables and global
 * views are those of `spark`. An address that other machines reach is refused without a token or TLS
 * (`IllegalArgumentException`).
 *
 * @see {@link https://spark.apache.org/docs/latest/spark-connect-overview.html}
 * @example
 * ```ts no-run
 * import { startConnectServer } from "sparkwright/connect";
 *
 * const server = await startConnectServer(spark, { port: 15002 });
 * console.log(`sc://${server.host}:${server.port}`);
 * await server.stop();
 * ```
 */
export async function startConnectServer(
  spark: SparkSession,
  options: ConnectServerOptions = {},
): Promise<ConnectServer> {
  const { port = 15002, host = "127.0.0.1", token, tls, sessionIdleMs = 3_600_000, detachedMs = 60_000 } = options;
  if (token === "") throw new IllegalArgumentException(null, {}, { message: "The token of the server is empty." });
  if (!isLoopback(host) && token === undefined && tls === undefined) {
    const message = `Other machines reach ${host}: give the server a token or TLS, or listen on 127.0.0.1.`;
    throw new IllegalArgumentException(null, {}, { message });
  }
  const workers = options.python === undefined ? undefined : new PythonWorkers(options.python);
  const store = new SessionStore(spark, { idleMs: sessionIdleMs, detachedMs }, workers);
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE, "grpc.max_send_message_length": -1 });
  server.addService(serviceDefinition(), serviceImplementation(store, authorizeBy(token)));
  try {
    const bound = await bind(
      server,
      host.includes(":") && !host.startsWith("[") ? `[${host}]:${port}` : `${host}:${port}`,
      tls,
    );
    serverOpened(bound);
    const stop = async (): Promise<void> => {
      serverClosed(bound);
      const closed = store.closeAll();
      server.forceShutdown();
      await closed;
    };
    return {
      host,
      port: bound,
      get sessionCount() {
        return store.size;
      },
      get operationCount() {
        return store.operations;
      },
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await store.closeAll();
    throw error;
  }
}

function bind(server: Server, address: string, tls: ConnectServerOptions["tls"]): Promise<number> {
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }]);
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (cause, port) => {
      if (cause === null) resolve(port);
      else {
        const message = `The server cannot listen on ${address}: ${cause.message}`;
        reject(new SparkException(null, {}, { cause, message }));
      }
    });
  });
}
