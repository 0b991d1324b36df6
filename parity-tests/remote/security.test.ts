/** Tokens and TLS, between the client and this package's own server. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRemoteEngine } from "../../src/connect/client/remote-engine.ts";
import { SparkSession } from "../../src/index.ts";
import { provideRemote } from "../../src/session/open-engine.ts";
import { startOwnServer } from "./own-server.ts";
import type { RunningServer } from "./server-process.ts";

beforeAll(() => provideRemote(createRemoteEngine));

/** Counts rows on the server at the URL, and ends the session. */
async function countOn(url: string): Promise<number> {
  const spark = SparkSession.builder.remote(url).create();
  try {
    return await spark.range(3).count();
  } finally {
    await spark.stop();
  }
}
const at = ({ url }: RunningServer, parameters: string): string =>
  `sc://localhost:${new URL(url.replace(/^sc:/, "http:")).port}/;${parameters}`;

describe("a token", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startOwnServer("--token", "secret");
  });
  afterAll(() => server.stop());

  test("opens the server", async () => {
    expect(await countOn(at(server, "token=secret"))).toBe(3);
  });
  test.each(["token=wrong", "user_id=ann"])("%s does not", async (parameters) => {
    await expect(countOn(at(server, parameters))).rejects.toMatchObject({ name: "SparkException" });
  });
});

const scratch = mkdtempSync(join(tmpdir(), "connect-tls-"));
const [key, cert] = [join(scratch, "key.pem"), join(scratch, "cert.pem")];
const made = spawnSync("openssl", [
  ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split(" "),
  "-addext",
  "subjectAltName=DNS:localhost",
  "-keyout",
  key,
  "-out",
  cert,
]);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(made.status !== 0)("TLS (needs openssl for a certificate)", () => {
  const ROOTS = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH";
  let server: RunningServer;
  beforeAll(async () => {
    server = await startOwnServer("--token", "secret", "--tls-key", key, "--tls-cert", cert);
  });
  afterAll(async () => {
    delete process.env[ROOTS];
    await server.stop();
  });

  test("with a certificate that is trusted", async () => {
    process.env[ROOTS] = cert;
    expect(await countOn(at(server, "use_ssl=true;token=secret"))).toBe(3);
  });
});
