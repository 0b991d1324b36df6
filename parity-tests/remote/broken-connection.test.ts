/** Connections that break under way, and a server that is started anew. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRemoteEngine } from "../../src/connect/client/remote-engine.ts";
import { functions as F, SparkSession } from "../../src/index.ts";
import { provideRemote } from "../../src/session/open-engine.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import { startOwnServer } from "./own-server.ts";
import { freePort } from "./server-process.ts";

beforeAll(() => provideRemote(createRemoteEngine));

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});
const portOf = (url: string): number => Number(new URL(url.replace(/^sc:/, "http:")).port);

test("a result arrives whole, each row once, though the connection breaks again and again", async () => {
  const server = await startOwnServer();
  stops.push(() => server.stop());
  const proxy = await startCuttingProxy(portOf(server.url), 2_000_000, 3);
  stops.push(() => proxy.stop());
  const spark = SparkSession.builder.remote(proxy.url).create();
  const df = spark.range(400_000).withColumn("text", F.concat(F.lit("row number "), F.col("id").cast("string")));
  let next = 0;
  for await (const row of df.toLocalIterator()) {
    if (row.at(0) !== next || row.at(1) !== `row number ${next}`) expect(row.toString()).toBe(`row ${next}`);
    next++;
  }
  expect(next).toBe(400_000);
  expect(proxy.cuts).toBe(3);
  await spark.stop();
}, 120_000);

test("a server that was started anew has forgotten the session, and says so", async () => {
  const port = await freePort();
  const first = await startOwnServer("--port", String(port));
  const spark = SparkSession.builder.remote(first.url).create();
  expect(await spark.range(3).count()).toBe(3);
  await first.stop();
  const second = await startOwnServer("--port", String(port));
  stops.push(() => second.stop());
  await expect(spark.range(3).count()).rejects.toMatchObject({ message: expect.stringMatching(/restarted|SESSION/) });
  const again = SparkSession.builder.remote(second.url).create();
  expect(await again.range(3).count()).toBe(3);
  await Promise.all([spark.stop(), again.stop()]);
}, 120_000);
