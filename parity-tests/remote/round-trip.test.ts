/**
 * The law of the round trip: a program on this package's own server, reached through the client, has the answers that it
 * has on the embedded engine. No Java is needed.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRemoteEngine } from "../../src/connect/client/remote-engine.ts";
import type { SparkSession } from "../../src/index.ts";
import { provideRemote } from "../../src/session/open-engine.ts";
import { type CaseFile, readCaseFiles } from "../case-files.ts";
import { difference, sameAnswer } from "../compare.ts";
import { CaseRunner, openRoot, tearDown } from "../run-case.ts";
import { startOwnServer } from "./own-server.ts";
import type { RunningServer } from "./server-process.ts";

type Reasons = { readonly [subject: string]: { readonly [name: string]: string } };
const reasons = (file: string): Reasons => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as Reasons;
/** Where the embedded engine itself differs from Spark. */
const embedded = reasons("../known-differences.json");
/** Where Spark Connect differs from classic Spark, and this server with it. */
const own = reasons("own-differences.json");

let server: RunningServer;
let root: SparkSession;

beforeAll(async () => {
  // Loaded here already: a second copy of its classes would not be equal to these.
  provideRemote(createRemoteEngine);
  server = await startOwnServer();
  root = openRoot(server.url);
});
afterAll(async () => {
  await tearDown(root);
  await server.stop();
});

async function differences(file: CaseFile): Promise<string[]> {
  const runner = new CaseRunner(root, file);
  const found: string[] = [];
  for (const given of file.cases) {
    const want = file.answers.get(given.name);
    if (want === undefined || embedded[file.subject]?.[given.name] !== undefined) continue;
    const got = { ...(await runner.run(given)), sorted: want.sorted === true };
    const same = sameAnswer(got, want);
    const reason = own[file.subject]?.[given.name];
    if (same && reason !== undefined) found.push(`${given.name}: differs no longer (${reason})`);
    if (!same && reason === undefined) found.push(`${given.name}: ${difference(got, want)}`);
  }
  return found;
}

describe.each(["api", "sql"] as const)("%s", (kind) => {
  test.each(readCaseFiles(kind).map((file) => [file.subject, file] as const))(
    "%s",
    async (_, file) => expect(await differences(file)).toEqual([]),
    300_000,
  );
});
