/** Questions to the catalog, which the protocol asks as relations. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Relation as RelationMessage, RelationSchema } from "../generated/spark/connect/relations_pb.ts";
import type { CatalogSchema } from "../generated/spark/connect/catalog_pb.ts";

export type CatalogType = NonNullable<MessageInitShape<typeof CatalogSchema>["catType"]>;

export function catalogRelation(catType: CatalogType): RelationMessage {
  return create(RelationSchema, { relType: { case: "catalog", value: { catType } } });
}
