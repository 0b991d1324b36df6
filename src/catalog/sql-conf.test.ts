import { describe, expect, test } from "vitest";
import { SparkError } from "../types/spark-error.ts";
import { SqlConf } from "./sql-conf.ts";

function conditionOf(run: () => unknown): string | null {
  try {
    run();
  } catch (error) {
    if (error instanceof SparkError) return error.condition;
    throw error;
  }
  return "nothing thrown";
}

describe("SqlConf", () => {
  test("gives Spark's defaults, follows fallbacks and counts changes", () => {
    const conf = new SqlConf();
    expect(conf.get("spark.sql.ansi.enabled")).toBe("true");
    expect(conf.get("spark.sql.adaptive.advisoryPartitionSizeInBytes")).toBe("67108864b");
    expect(conf.get("spark.sql.adaptive.autoBroadcastJoinThreshold")).toBeNull();
    const before = conf.version;
    conf.set("spark.sql.ansi.enabled", "false");
    expect(conf.ansiEnabled).toBe(false);
    expect(conf.version).toBe(before + 1);
    conf.unset("spark.sql.ansi.enabled");
    expect(conf.ansiEnabled).toBe(true);
  });

  test("a clone is independent", () => {
    const conf = new SqlConf([["spark.sql.session.timeZone", "UTC"]]);
    const copy = conf.clone();
    copy.set("spark.sql.session.timeZone", "+8");
    expect([conf.timeZone, copy.timeZone]).toEqual(["UTC", "+8"]);
  });

  test("unknown names: reading fails, writing does not", () => {
    const conf = new SqlConf();
    expect(conditionOf(() => conf.get("spark.sql.foo"))).toBe("SQL_CONF_NOT_FOUND");
    expect(conf.getOr("spark.sql.foo", null)).toBeNull();
    conf.set("spark.sql.foo", "1");
    expect(conf.get("spark.sql.foo")).toBe("1");
  });

  test.each([
    ["spark.sql.ansi.enabled", "maybe", "INVALID_CONF_VALUE.TYPE_MISMATCH"],
    ["spark.sql.shuffle.partitions", "x", "INVALID_CONF_VALUE.TYPE_MISMATCH"],
    ["spark.sql.shuffle.partitions", "-1", "INVALID_CONF_VALUE.REQUIREMENT"],
    ["spark.sql.autoBroadcastJoinThreshold", "10ZB", "INVALID_CONF_VALUE.TYPE_MISMATCH"],
    ["spark.sql.broadcastTimeout", "5x", "INVALID_CONF_VALUE.TYPE_MISMATCH"],
    ["spark.sql.timestampType", "foo", "INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS"],
    ["spark.sql.session.timeZone", "Foo/Bar", "INVALID_CONF_VALUE.TIME_ZONE"],
    ["spark.sql.session.timeZone", "asia/tokyo", "INVALID_CONF_VALUE.TIME_ZONE"],
    ["spark.sql.session.timeZone", "+19", "INVALID_CONF_VALUE.TIME_ZONE"],
    ["spark.sql.warehouse.dir", "x", "CANNOT_MODIFY_STATIC_CONFIG"],
    ["spark.executor.memory", "1g", "CANNOT_MODIFY_CONFIG"],
  ])("refuses %s=%s as Spark does", (key, value, condition) => {
    expect(conditionOf(() => new SqlConf().set(key, value))).toBe(condition);
  });

  test.each(["PST", "Z", "+8", "+05:30:15", "GMT+5:3", "UTC+0530", "US/Pacific", "EST5EDT"])(
    "takes the time zone %s",
    (zone) => {
      const conf = new SqlConf();
      conf.set("spark.sql.session.timeZone", zone);
      expect(conf.timeZone).toBe(zone);
    },
  );
});
