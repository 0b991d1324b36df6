/** The entry of a thread that makes parts of kernel steps. It has no engine. */
import { type MessagePort, workerData } from "node:worker_threads";
import { runKernel } from "../kernels/registry.ts";
import { kernelPart } from "../polars/kernel-part.ts";
import { finishPart, type KernelJob, type KernelResult, takePart } from "./kernel-job.ts";

const { port } = workerData as { readonly port: MessagePort };

port.on("message", (job: KernelJob) => {
  for (let part = takePart(job); part !== null; part = takePart(job)) {
    try {
      const bytes = kernelPart(job.parts[part] as Uint8Array, job.calls, runKernel);
      port.postMessage({ job: job.id, part, bytes } satisfies KernelResult, [bytes.buffer]);
      finishPart(job, part, "done");
    } catch {
      finishPart(job, part, "failed");
    }
  }
});
