import { zstdDecompressSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { type Plan, PlanSchema } from "../generated/spark/connect/base_pb.ts";
import { CommandSchema } from "../generated/spark/connect/commands_pb.ts";
import { RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { PlanCompression, type ReadSettings } from "./plan-compression.ts";

const relation = create(RelationSchema, { relType: { case: "sql", value: { query: "SELECT 1 ".repeat(500) } } });
const ROOT = create(PlanSchema, { opType: { case: "root", value: relation } });
const SIZE = toBinary(PlanSchema, ROOT).byteLength;

function compression(settings: readonly string[] | Error): { readonly of: PlanCompression; readonly asked: number[] } {
  const asked: number[] = [];
  const read: ReadSettings = (keys) => {
    asked.push(keys.length);
    return settings instanceof Error ? Promise.reject(settings) : Promise.resolve(settings);
  };
  return { of: new PlanCompression(read, 100), asked };
}

function operationIn({ opType }: Plan): { readonly data: Uint8Array; readonly opType: number } {
  if (opType.case !== "compressedOperation") throw new Error(`the plan is a ${opType.case}`);
  return opType.value;
}

describe("plans above the server's threshold", () => {
  test("travel compressed, and the server is asked once", async () => {
    const { of, asked } = compression(["1000", "ZSTD"]);
    const { data, opType } = operationIn(await of.of(ROOT, SIZE));
    expect(data.byteLength).toBeLessThan(SIZE / 10);
    expect(Uint8Array.from(zstdDecompressSync(data))).toEqual(toBinary(RelationSchema, relation));
    expect(opType).toBe(1);
    await of.of(ROOT, SIZE);
    expect(asked).toEqual([2]);
  });

  test("commands too", async () => {
    const command = create(CommandSchema, { commandType: { case: "sqlCommand", value: { input: relation } } });
    const plan = create(PlanSchema, { opType: { case: "command", value: command } });
    const { data, opType } = operationIn(await compression(["0", "ZSTD"]).of.of(plan, SIZE));
    expect(Uint8Array.from(zstdDecompressSync(data))).toEqual(toBinary(CommandSchema, command));
    expect(opType).toBe(2);
  });

  test("go as they are once the server could not read one", async () => {
    const { of } = compression(["0", "ZSTD"]);
    of.giveUp();
    expect(await of.of(ROOT, SIZE)).toBe(ROOT);
  });
});

describe("plans go as they are", () => {
  test.each([
    ["below the threshold", ["100000", "ZSTD"]],
    ["where it is switched off", ["-1", "ZSTD"]],
    ["where the server wants no algorithm", ["0", "NONE"]],
    ["where the server wants another", ["0", "LZ4"]],
    ["where the server has no such settings", new Error("SQL_CONF_NOT_FOUND")],
  ])("%s", async (_, settings) => {
    expect(await compression(settings).of.of(ROOT, SIZE)).toBe(ROOT);
  });

  test("where they are so small that nobody asks", async () => {
    const { of, asked } = compression(["0", "ZSTD"]);
    expect(await of.of(ROOT, 99)).toBe(ROOT);
    expect(asked).toEqual([]);
  });
});
