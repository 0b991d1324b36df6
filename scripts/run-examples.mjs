// Started by check-docs.mjs: imports the modules given, one after another, and reports how each ended.
import { pathToFileURL } from "node:url";

const LIMIT_MS = 60_000;

/** @type {unknown} */
let unobserved;
process.on("unhandledRejection", (reason) => {
  unobserved ??= reason;
});

/**
 * @param {unknown} error
 * @param {string} url the module that failed
 */
function describe(error, url) {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const at = stack.indexOf(`${url}:`);
  const line = at < 0 ? undefined : Number.parseInt(stack.slice(at + url.length + 1), 10);
  return { text: stack, line };
}

for (const path of process.argv.slice(2)) {
  const url = pathToFileURL(path).href;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  /** @type {ReturnType<typeof describe> | undefined} */
  let error;
  try {
    await Promise.race([import(url), late]);
    await new Promise((resolve) => setImmediate(resolve)); // rejections nobody observed are told by now
    if (unobserved !== undefined) error = describe(unobserved, url);
  } catch (thrown) {
    error = describe(thrown, url);
  }
  clearTimeout(timer);
  unobserved = undefined;
  await new Promise((sent) => process.send?.({ error }, sent));
}
process.exit();
