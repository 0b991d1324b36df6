import { describe, expect, test } from "vitest";
import { parseConnectUrl } from "./connect-url.ts";

const parse = (url: string, env = {}): ReturnType<typeof parseConnectUrl> => parseConnectUrl(url, env);

describe("connection strings", () => {
  test.each([
    ["sc://localhost", "localhost:15002"],
    ["sc://localhost/", "localhost:15002"],
    ["sc://Cluster.example:1234", "cluster.example:1234"],
    ["sc://[::1]:15003/;user_id=ann", "[::1]:15003"],
    ["sc://me@host:1/;x-a=b", "host:1"],
  ])("%s", (url, endpoint) => {
    expect(parse(url)).toMatchObject({ endpoint, secure: false });
  });

  test("parameters are the client's own, or headers", () => {
    const id = "12345678-1234-4234-8234-123456789abc";
    expect(
      parse(`sc://h:1/;token=a%3Db;use_ssl=true;user_id=ann;session_id=${id};user_agent=me;x-org=1;y=2`),
    ).toMatchObject({
      secure: true,
      token: "a=b",
      userId: "ann",
      sessionId: id,
      userAgent: expect.stringMatching(/^me spark\/4\.3\.0 os\/\w+ node\/\d/),
      headers: [
        ["x-org", "1"],
        ["y", "2"],
      ],
      keepalive: { timeMs: 60_000, timeoutMs: 20_000, withoutCalls: true },
    });
  });

  test("a token asks for TLS, but not on this machine", () => {
    expect(parse("sc://h/;token=t").secure).toBe(true);
    expect(parse("sc://localhost/;token=t").secure).toBe(false);
    expect(parse("sc://h", { SPARK_CONNECT_AUTHENTICATE_TOKEN: "t" })).toMatchObject({ secure: true, token: "t" });
  });

  test("keepalive can be set and turned off", () => {
    expect(parse("sc://h/;grpc_keepalive_time_ms=30000").keepalive?.timeMs).toBe(30_000);
    expect(parse("sc://h/;grpc_keepalive_enabled=false").keepalive).toBeUndefined();
  });

  test.each([
    "http://localhost",
    "sc://host/path",
    "sc://host/;token",
    "sc://host/;a=b=c",
    "sc://",
    "sc:///;a=b",
    "sc://host:port",
    "sc://host:70000",
    "sc://host/;grpc_keepalive_time_ms=soon",
  ])("%s is none", (url) => {
    expect(() => parse(url)).toThrow(expect.objectContaining({ condition: "INVALID_CONNECT_URL" }));
  });

  test("a session id is a UUID", () => {
    expect(() => parse("sc://h/;session_id=mine")).toThrow(
      expect.objectContaining({ condition: "INVALID_SESSION_UUID_ID" }),
    );
  });

  test("a user agent has a limit", () => {
    expect(() => parse(`sc://h/;user_agent=${"x".repeat(2049)}`)).toThrow(/2048/);
  });
});
