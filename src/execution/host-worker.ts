/** The entry of an engine host: a worker thread or a child process, by how it was started. */
import { type MessagePort, type Transferable, parentPort, workerData } from "node:worker_threads";
import { HostLoop } from "./host-loop.ts";
import type { ToHost } from "./host-protocol.ts";

/** For the synchronous bridge: answers go to this port, and the counter wakes the waiting thread. */
export interface BridgeData {
  readonly port: MessagePort;
  readonly counter: Int32Array;
}

if (parentPort !== null) {
  const bridge = (workerData as { readonly bridge?: BridgeData } | null)?.bridge;
  const port = bridge?.port ?? parentPort;
  const loop = new HostLoop((message, transfer) => {
    port.postMessage(message, transfer as Transferable[]);
    if (bridge === undefined) return;
    Atomics.add(bridge.counter, 0, 1);
    Atomics.notify(bridge.counter, 0);
  });
  parentPort.on("message", (message: ToHost) => loop.receive(message));
} else {
  const loop = new HostLoop((message) => void process.send?.(message));
  process.on("message", (message) => loop.receive(message as ToHost));
  // The app is gone: so is the reason to be here.
  process.on("disconnect", () => process.exit());
}
