import type { ConfAccess } from "../engine/conf-access.ts";
import { notExpectedType } from "../functions/expression-input.ts";

/**
 * The configurations of a session, as `spark.conf`.
 *
 * @example
 * ```ts
 * spark.conf.set("spark.sql.ansi.enabled", false);
 * console.log(spark.conf.get("spark.sql.ansi.enabled")); // false
 * ```
 */
export class RuntimeConfig {
  readonly #conf: ConfAccess;
  /** @internal */
  constructor(conf: ConfAccess) {
    this.#conf = conf;
  }

  /**
   * Sets a configuration for what is done from now on. A value that does not fit raises `INVALID_CONF_VALUE`, one that is
   * fixed at the start `CANNOT_MODIFY_STATIC_CONFIG`.
   *
   * @example
   * ```ts
   * spark.conf.set("spark.sql.session.timeZone", "Europe/Paris");
   * ```
   */
  set(key: string, value: string | number | boolean): void {
    checkKey(key);
    if (!["string", "number", "boolean"].includes(typeof value))
      throw notExpectedType("value", "str, int or bool", value);
    this.#conf.set(key, String(value));
  }
  /**
   * The value of a configuration: what was set, else the fallback given here, else Spark's default (null where it has none).
   * An unknown name without a fallback raises `SQL_CONF_NOT_FOUND`.
   *
   * @example
   * ```ts
   * console.log(spark.conf.get("spark.sql.shuffle.partitions")); // 200
   * ```
   */
  get(key: string, fallback?: string | null): string | null {
    checkKey(key);
    return fallback === undefined ? this.#conf.get(key) : this.#conf.getOr(key, fallback);
  }
  /**
   * Sets a configuration back to its default.
   *
   * @example
   * ```ts
   * spark.conf.unset("spark.sql.ansi.enabled");
   * ```
   */
  unset(key: string): void {
    checkKey(key);
    this.#conf.unset(key);
  }
  /**
   * Whether a configuration may be changed in a running session.
   *
   * @example
   * ```ts
   * console.log(spark.conf.isModifiable("spark.sql.warehouse.dir")); // false
   * ```
   */
  isModifiable(key: string): boolean {
    checkKey(key);
    return this.#conf.isModifiable(key);
  }
  /** All that was set. */
  get getAll(): { readonly [key: string]: string } {
    return Object.fromEntries(this.#conf.entries());
  }
}

function checkKey(key: unknown): void {
  if (typeof key !== "string") throw notExpectedType("key", "str", key);
}
