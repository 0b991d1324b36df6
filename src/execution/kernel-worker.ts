/** The entry of a thread that makes parts of kernel steps. It has no engine. */
import { type MessagePort, workerData } from "node:worker_threads";
import { readIpcStream } from "../arrow/ipc-reader.ts";
import type { ArrowTable } from "../arrow/vector.ts";
import { runKernel } from "../kernels/registry.ts";
import { kernelPart } from "../polars/kernel-part.ts";
import { finishPart, type KernelJob, type KernelResult, takePart } from "./kernel-job.ts";

const { port } = workerData as { readonly port: MessagePort };

port.on("message", (job: KernelJob) => {
  let args: ArrowTable | undefined;
  for (let part = takePart(job); part !== null; part = takePart(job)) {
    try {
      args ??= readIpcStream(job.args);
      const bytes = kernelPart(args, job.calls, runKernel, job.parts[part]);
      port.postMessage({ job: job.id, part, bytes } satisfies KernelResult, [bytes.buffer]);
      finishPart(job, part, "done");
    } catch {
      finishPart(job, part, "failed");
    }
  }
});
