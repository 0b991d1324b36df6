import type { OptionValue } from "../dataframe/io-options.ts";
import { notExpectedType } from "../functions/expression-input.ts";
import { PySparkRuntimeError, PySparkValueError, unsupported } from "../types/spark-error.ts";
import type { SparkSession } from "./spark-session.ts";

/** What the builder asks the session class to do. */
interface SessionFactory {
  readonly active: () => SparkSession | undefined;
  readonly create: (settings: ReadonlyMap<string, string>) => SparkSession;
}

/**
 * Configures and makes sessions, as `SparkSession.builder`.
 *
 * @example
 * ```ts
 * const session = SparkSession.builder.appName("trips").config("spark.sql.session.timeZone", "UTC").getOrCreate();
 * ```
 */
export class SparkSessionBuilder {
  readonly #factory: SessionFactory;
  readonly #settings: Map<string, string> = new Map();
  /** @internal */
  constructor(factory: SessionFactory) {
    this.#factory = factory;
  }

  /**
   * The name of the program.
   *
   * @example
   * ```ts
   * SparkSession.builder.appName("trips");
   * ```
   */
  appName(name: string): this {
    return this.config("spark.app.name", name);
  }
  /**
   * Where Spark would run. The embedded engine runs in this program, whatever is said here.
   *
   * @example
   * ```ts
   * SparkSession.builder.master("local[*]");
   * ```
   */
  master(master: string): this {
    return this.config("spark.master", master);
  }
  /**
   * A configuration, or several as an object (also as `{ map }`).
   *
   * @example
   * ```ts
   * SparkSession.builder.config({ "spark.sql.ansi.enabled": false });
   * ```
   */
  config(key: string, value: OptionValue): this;
  config(map: { readonly [key: string]: OptionValue }): this;
  config(first: string | { readonly [key: string]: unknown }, value?: OptionValue): this {
    if (typeof first === "string") {
      if (value === undefined || value === null) throw new PySparkValueError("CANNOT_BE_NONE", { arg_name: "value" });
      this.#settings.set(first, String(value));
      return this;
    }
    if (typeof first !== "object" || first === null) throw notExpectedType("key", "str", first);
    const map = typeof first["map"] === "object" && first["map"] !== null ? first["map"] : first;
    for (const [key, entry] of Object.entries(map)) this.config(key, entry as OptionValue);
    return this;
  }
  /**
   * A Spark Connect server to run on, `sc://host:port/;key=value;...`; without it the variable `SPARK_REMOTE` of the
   * environment says it, if set. Parameters: `token`, `use_ssl`, `user_id`, `user_agent`, `session_id`,
   * `grpc_keepalive_enabled`, `grpc_keepalive_time_ms`, `grpc_keepalive_timeout_ms`, `grpc_keepalive_without_calls`; all
   * others are sent as headers of every call. When the session is made, a wrong URL raises `INVALID_CONNECT_URL`, and a
   * URL together with a master `CANNOT_CONFIGURE_SPARK_CONNECT_MASTER`.
   *
   * @param url - where the server is; port 15002 where it says none
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.builder.remote.html}
   * @example
   * ```ts no-run
   * SparkSession.builder.remote("sc://localhost:15002/;user_id=ann").getOrCreate();
   * ```
   */
  remote(url: string): this {
    return this.config("spark.remote", url);
  }
  /** Hive's metastore is not supported: `UNSUPPORTED_FEATURE`. */
  enableHiveSupport(): never {
    throw unsupported("Hive support");
  }
  /**
   * The session of this program, made if there is none; the configurations given are set on it.
   *
   * @example
   * ```ts
   * SparkSession.builder.getOrCreate();
   * ```
   */
  getOrCreate(): SparkSession {
    const active = this.#factory.active();
    if (active === undefined) return this.create();
    if (this.#startSettings().has("spark.remote") && active.engine.kind !== "connect") {
      throw new PySparkRuntimeError("SESSION_ALREADY_EXIST", {});
    }
    for (const [key, value] of this.#settings) {
      // As in Spark: what can only be said at the start is passed over now.
      if (active.sqlConf.isModifiable(key) || !active.sqlConf.isKnown(key)) active.sqlConf.setInitial(key, value);
    }
    return active;
  }
  /**
   * A new session.
   *
   * @example
   * ```ts
   * SparkSession.builder.create();
   * ```
   */
  create(): SparkSession {
    return this.#factory.create(this.#startSettings());
  }

  /** The settings with what the environment says of the server. */
  #startSettings(): ReadonlyMap<string, string> {
    const { env } = process;
    const url = this.#settings.get("spark.remote") ?? env["SPARK_REMOTE"];
    if (url === undefined || url === "") return this.#settings;
    const master = this.#settings.get("spark.master") ?? env["MASTER"];
    if (master !== undefined) {
      throw new PySparkRuntimeError("CANNOT_CONFIGURE_SPARK_CONNECT_MASTER", { master_url: master, connect_url: url });
    }
    return new Map([...this.#settings, ["spark.remote", url]]);
  }
}
