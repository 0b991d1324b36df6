/** Following queries as they run: the events, and ready-made subscribers. */
export type {
  OperatorStats,
  QueryEvent,
  QueryFinished,
  QueryStarted,
  StageFinished,
  StageProgress,
  StageStarted,
  Subscriber,
} from "./query-events.ts";
export { debugLog } from "./debug-log.ts";
export { eventLog } from "./event-log.ts";
export { openTelemetry, type OpenTelemetryApi } from "./open-telemetry.ts";
export { progressBar, type ProgressOptions, type ProgressStream } from "./progress-bar.ts";
