/**
 * Passes bytes on, and cuts each of the first connections after so many bytes of answers. In a thread of its own: the
 * client may be asleep in the other.
 */
import { type AddressInfo, createServer, connect } from "node:net";
import { parentPort, Worker, workerData } from "node:worker_threads";

interface ProxyData {
  readonly target: number;
  readonly bytes: number;
  readonly cuts: number;
  /** Counts the cuts. */
  readonly done: Int32Array;
}
export interface Proxy {
  readonly url: string;
  readonly cuts: number;
  stop(): Promise<unknown>;
}

export async function startCuttingProxy(target: number, bytes: number, cuts: number): Promise<Proxy> {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { target, bytes, cuts, done } satisfies ProxyData,
  });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return {
    url: `sc://127.0.0.1:${port}`,
    get cuts() {
      return Atomics.load(done, 0);
    },
    stop: () => worker.terminate(),
  };
}

function serve({ target, bytes, cuts, done }: ProxyData): void {
  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    let left = Atomics.load(done, 0) < cuts ? bytes : Number.POSITIVE_INFINITY;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    client.pipe(upstream);
    upstream.on("data", (chunk) => {
      left -= chunk.length;
      if (left > 0) {
        client.write(chunk);
        return;
      }
      Atomics.add(done, 0, 1);
      end();
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port));
}

const data = workerData as Partial<ProxyData> | null;
if (data?.target !== undefined) serve(data as ProxyData);
