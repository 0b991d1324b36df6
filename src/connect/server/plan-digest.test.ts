import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import type { ExpressionSchema } from "../generated/spark/connect/expressions_pb.ts";
import { RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import { planDigest } from "./plan-digest.ts";

type RelationInit = MessageInitShape<typeof RelationSchema>;
const range = (planId: number, end: number): RelationInit => ({
  common: { planId: BigInt(planId) },
  relType: { case: "range", value: { end: BigInt(end), step: 1n } },
});
const select = (
  planId: number,
  input: RelationInit,
  column: MessageInitShape<typeof ExpressionSchema>,
): RelationInit => ({
  common: { planId: BigInt(planId) },
  relType: { case: "project", value: { input, expressions: [column] } },
});
const column = (name: string, planId?: number): MessageInitShape<typeof ExpressionSchema> => ({
  exprType: {
    case: "unresolvedAttribute",
    value: { unparsedIdentifier: name, ...(planId === undefined ? {} : { planId: BigInt(planId) }) },
  },
});
/** As it comes from a client: a message of its own. */
const digest = (init: RelationInit): string =>
  planDigest(fromBinary(RelationSchema, toBinary(RelationSchema, create(RelationSchema, init))));

describe("the digest of a plan", () => {
  it("is the same for plans that say the same", () => {
    expect(digest(range(1, 5))).toBe(digest(range(2, 5)));
    expect(digest(select(3, range(1, 5), column("id")))).toBe(digest(select(4, range(2, 5), column("id"))));
  });
  it("differs where anything that is said differs", () => {
    const all = [
      range(1, 5),
      range(1, 6),
      select(2, range(1, 5), column("id")),
      select(2, range(1, 5), column("ID")),
      select(2, select(3, range(1, 5), column("id")), column("id")),
    ].map(digest);
    expect(new Set(all).size).toBe(all.length);
  });
  it("knows relations by their ids where columns do", () => {
    const one = select(2, range(1, 5), column("id", 1));
    expect(digest(one)).toBe(digest(select(2, range(1, 5), column("id", 1))));
    expect(digest(one)).not.toBe(digest(select(2, range(7, 5), column("id", 1))));
  });
});
