/** `sc://host:port/;key=value;...`: where a Spark Connect server is, and how to speak to it. */
import { PySparkValueError, SparkException } from "../../types/spark-error.ts";

/** Plain data: it goes to the thread that holds the connection. */
export interface ConnectTarget {
  /** `host:port`; an IPv6 address stands in brackets. */
  readonly endpoint: string;
  /** TLS; also where a token would otherwise travel in the open. */
  readonly secure: boolean;
  readonly token?: string;
  readonly userId?: string;
  readonly userAgent: string;
  readonly sessionId?: string;
  /** Sent with every call: all parameters that mean nothing to the client. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly keepalive?: { readonly timeMs: number; readonly timeoutMs: number; readonly withoutCalls: boolean };
}

const DEFAULT_PORT = 15002;
const OWN_PARAMETERS = new Set([
  "token",
  "use_ssl",
  "user_id",
  "user_agent",
  "session_id",
  "grpc_keepalive_enabled",
  "grpc_keepalive_time_ms",
  "grpc_keepalive_timeout_ms",
  "grpc_keepalive_without_calls",
]);
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** Reads a connection string. A wrong one raises `INVALID_CONNECT_URL`, a wrong session id `INVALID_SESSION_UUID_ID`. */
export function parseConnectUrl(
  url: string,
  env: { readonly [name: string]: string | undefined } = process.env,
): ConnectTarget {
  const rest = /^sc:\/\/(.*)$/s.exec(url)?.[1];
  if (rest === undefined) throw invalid("it must start with 'sc://', as 'sc://hostname:port' does.");
  const [, authority = "", location = ""] = /^([^/?#]*)([^?#]*)/.exec(rest) ?? [];
  const semicolon = location.indexOf(";");
  const path = semicolon < 0 ? location : location.slice(0, semicolon);
  if (path !== "" && path !== "/") throw invalid(`the path '${path}' must be empty, as in 'sc://hostname:port'.`);
  const parameters = semicolon < 0 ? new Map<string, string>() : parametersOf(location.slice(semicolon + 1));
  const { host, port } = hostOf(authority, url);
  return targetOf(host, port, parameters, env);
}

function targetOf(
  host: string,
  port: number,
  parameters: ReadonlyMap<string, string>,
  env: { readonly [name: string]: string | undefined },
): ConnectTarget {
  const flag = (name: string, byDefault: boolean): boolean =>
    (parameters.get(name) ?? String(byDefault)).toLowerCase() === "true";
  const milliseconds = (name: string, byDefault: number): number => {
    const value = Number(parameters.get(name) ?? byDefault);
    if (!Number.isInteger(value)) throw invalid(`parameter '${name}' must be a whole number of milliseconds.`);
    return value;
  };
  const token = parameters.get("token") ?? env["SPARK_CONNECT_AUTHENTICATE_TOKEN"];
  const userId = parameters.get("user_id") ?? env["SPARK_USER"] ?? env["USER"];
  const sessionId = parameters.get("session_id");
  if (sessionId !== undefined && !UUID.test(sessionId)) {
    throw new PySparkValueError("INVALID_SESSION_UUID_ID", {
      arg_name: "session_id",
      origin: `${sessionId} is none`,
    });
  }
  // A token for this very machine may travel without TLS; any other may not.
  const secure = flag("use_ssl", false) || (token !== undefined && host !== "localhost");
  return {
    endpoint: `${host}:${port}`,
    secure,
    userAgent: userAgentOf(parameters.get("user_agent") ?? env["SPARK_CONNECT_USER_AGENT"]),
    headers: [...parameters].filter(([name]) => !OWN_PARAMETERS.has(name)),
    ...(token === undefined ? {} : { token }),
    ...(userId === undefined ? {} : { userId }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(flag("grpc_keepalive_enabled", true)
      ? {
          keepalive: {
            timeMs: milliseconds("grpc_keepalive_time_ms", 60_000),
            timeoutMs: milliseconds("grpc_keepalive_timeout_ms", 20_000),
            withoutCalls: flag("grpc_keepalive_without_calls", true),
          },
        }
      : {}),
  };
}

function parametersOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of text === "" ? [] : text.split(";")) {
    const [name, value, ...more] = part.split("=");
    if (name === undefined || value === undefined || more.length > 0) {
      throw invalid(`parameter '${part}' must be a key and a value with an equal sign between them, 'key=value'.`);
    }
    found.set(name, unquoted(value));
  }
  return found;
}

/** Percent escapes read; what is none stays as it is. */
function unquoted(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostOf(authority: string, url: string): { readonly host: string; readonly port: number } {
  const place = authority.slice(authority.lastIndexOf("@") + 1);
  const [, address, name = "", port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(place) ?? [];
  const host = (address ?? name).toLowerCase();
  if (host === "") throw invalid(`the host is missing in '${url}'; write it as in 'sc://hostname:port'.`);
  const number = port === undefined || port === "" ? DEFAULT_PORT : Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) throw invalid(`the port '${port}' is none.`);
  return { host: address === undefined ? host : `[${host}]`, port: number };
}

const MAX_USER_AGENT = 2048;

function userAgentOf(given = "_SPARK_CONNECT_NODE"): string {
  const { length } = encodeURIComponent(given);
  if (length > MAX_USER_AGENT) {
    const message = `'user_agent' must not exceed ${MAX_USER_AGENT} characters when URL-escaped; it has ${length}.`;
    throw new SparkException(null, {}, { message });
  }
  return `${given} spark/4.3.0 os/${process.platform} node/${process.versions.node}`;
}

function invalid(detail: string): PySparkValueError {
  return new PySparkValueError("INVALID_CONNECT_URL", { detail });
}
