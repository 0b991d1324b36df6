/** The entry of the thread that holds the connection. Only here gRPC is loaded. */
import { parentPort, workerData } from "node:worker_threads";
import { ConnectionLoop } from "./connection-loop.ts";
import { GrpcTransport } from "./grpc-transport.ts";
import { type FromWorker, type Piece, type ToWorker, type WorkerData, WorkerState } from "./worker-protocol.ts";

const { target, syncPort, counter } = workerData as WorkerData;

function becomes(state: number): void {
  Atomics.store(counter, 1, state);
  Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 0);
}
becomes(WorkerState.RUNNING);
process.once("exit", () => becomes(WorkerState.ENDED));

/** Buffers that a message owns alone move to the other thread; those that are part of a larger one are copied. */
function owned(pieces: readonly Piece[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const piece of pieces) {
    const bytes = piece.type === "batch" ? piece.data : piece.bytes;
    if (bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength) buffers.add(bytes.buffer);
  }
  return [...buffers];
}

const loop = new ConnectionLoop(new GrpcTransport(target), (message: FromWorker, sync) => {
  const port = sync ? syncPort : parentPort;
  port?.postMessage(message, message.type === "pieces" ? owned(message.pieces) : []);
  if (!sync) return;
  Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 0);
});
parentPort?.on("message", (message: ToWorker) => loop.receive(message));
