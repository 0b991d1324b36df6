/** `sparkwright connect-server`. */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { SparkSession } from "../../session/spark-session.ts";
import { startConnectServer } from "./start-server.ts";

const USAGE = `sparkwright connect-server [options]

  --port NUMBER     the port (15002); 0 takes a free one
  --host ADDRESS    the address to listen on (127.0.0.1); others need --token or TLS
  --token TEXT      what clients must send; better in the variable SPARK_CONNECT_AUTHENTICATE_TOKEN
  --tls-key FILE    the server's key, PEM
  --tls-cert FILE   its certificate chain, PEM
  --python PROGRAM  the interpreter for functions that clients write in Python; without it they are refused
  --conf NAME=VALUE a configuration of all sessions; may be repeated
  --help
`;

/** Runs until the process is told to end. Gives the exit code where it does not run. */
export async function connectServerCommand(args: readonly string[]): Promise<number | undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      host: { type: "string" },
      token: { type: "string" },
      "tls-key": { type: "string" },
      "tls-cert": { type: "string" },
      python: { type: "string" },
      conf: { type: "string", multiple: true },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const port = Number(values.port ?? 15002);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new TypeError(`"${values.port}" is no port`);
  const tlsFiles = [values["tls-key"], values["tls-cert"]];
  if (tlsFiles.filter((file) => file !== undefined).length === 1) {
    throw new TypeError("--tls-key and --tls-cert belong together");
  }
  const [key, cert] = await Promise.all(tlsFiles.map((file) => fileContent(file)));
  const builder = SparkSession.builder.appName("Spark Connect server");
  for (const entry of values.conf ?? []) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(entry) ?? [];
    if (name === undefined || value === undefined) throw new TypeError(`"${entry}" is not NAME=VALUE`);
    builder.config(name, value);
  }
  const spark = builder.getOrCreate();
  const server = await startConnectServer(spark, {
    port,
    host: values.host,
    token: values.token ?? process.env["SPARK_CONNECT_AUTHENTICATE_TOKEN"],
    python: values.python,
    tls: key === undefined || cert === undefined ? undefined : { key, cert },
  });
  process.stdout.write(`Spark Connect server on sc://${server.host}:${server.port}\n`);
  const end = (): void => {
    server
      .stop()
      .then(() => spark.stop())
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  return undefined;
}

async function fileContent(file: string | undefined): Promise<Uint8Array | undefined> {
  return file === undefined ? undefined : await readFile(file);
}
