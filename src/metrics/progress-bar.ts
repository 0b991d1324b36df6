import type { StageProgress, StageStarted, Subscriber } from "./query-events.ts";

/** What a progress bar writes to: a terminal, or any stream that says whether it is one. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}
/** Options of {@link progressBar}. */
export interface ProgressOptions {
  /** Where to draw; `process.stderr` by default. */
  readonly stream?: ProgressStream;
  /** Milliseconds that a query runs before a bar is drawn, 500 by default. */
  readonly delay?: number;
  /** Milliseconds between two drawings, 200 by default. */
  readonly interval?: number;
}

interface Running {
  readonly stage: StageStarted;
  progress: StageProgress | null;
}

/**
 * A subscriber that draws the stages under way, in one line of a terminal, and wipes it off when the query ends. Morsels
 * done are shown of their number where that is known, and alone where it is not. A stream that is no terminal is left
 * alone. `spark.ui.showConsoleProgress` gives a session one from its beginning.
 *
 * @see {@link https://spark.apache.org/docs/latest/configuration.html#spark-ui}
 * @example
 * ```ts
 * import { progressBar, SparkSession } from "sparkwright";
 *
 * const spark = SparkSession.builder.getOrCreate();
 * const stop = spark.subscribe(progressBar({ delay: 100 }));
 * await spark.range(3).count();
 * stop();
 * ```
 */
export function progressBar(options: ProgressOptions = {}): Subscriber {
  const { stream = process.stderr, delay = 500, interval = 200 } = options;
  if (stream.isTTY !== true) return () => {};
  const started = new Map<number, number>();
  const stages = new Map<string, Running>();
  let timer: NodeJS.Timeout | undefined;
  let drawn = false;

  const draw = (): void => {
    const now = Date.now();
    const shown = [...stages.values()].filter(({ stage }) => now - (started.get(stage.queryId) ?? now) >= delay);
    if (shown.length === 0) return wipe();
    const width = Math.max(20, (stream.columns ?? 80) - 1);
    const each = Math.max(16, Math.floor(width / shown.length));
    stream.write(
      `\r\u001b[K${shown
        .map((running) => bar(running, each))
        .join("")
        .slice(0, width)}`,
    );
    drawn = true;
  };
  const wipe = (): void => {
    if (drawn) stream.write("\r\u001b[K");
    drawn = false;
  };

  return (event) => {
    const key = `${event.queryId} ${"stageId" in event ? event.stageId : ""}`;
    switch (event.type) {
      case "queryStarted":
        started.set(event.queryId, Date.now());
        timer ??= setInterval(draw, interval).unref();
        return;
      case "stageStarted":
        stages.set(key, { stage: event, progress: null });
        return;
      case "stageProgress": {
        const running = stages.get(key);
        if (running !== undefined) running.progress = event;
        return;
      }
      case "stageFinished":
        stages.delete(key);
        return;
      case "queryFinished":
        started.delete(event.queryId);
        if (started.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        wipe();
    }
  };
}

/** `[groupBy ====>      3/10]`; without a total `[groupBy 3]`. */
function bar({ stage, progress }: Running, width: number): string {
  const total = progress?.total ?? null;
  const done = progress?.done ?? 0;
  const head = `[${stage.name} `;
  if (total === null) return `${head}${done}]`;
  const tail = ` ${done}/${total}]`;
  const room = Math.max(0, width - head.length - tail.length);
  const filled = Math.round((room * done) / Math.max(1, total));
  const line = done < total && filled > 0 ? `${"=".repeat(filled - 1)}>` : "=".repeat(filled);
  return `${head}${line.padEnd(room)}${tail}`;
}
