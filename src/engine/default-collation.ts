/** What DEFAULT COLLATION does not reach yet: texts that functions and conversions make of something else. */
import { exists } from "../logical/build.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { someExpression } from "../logical/tree.ts";
import type { DataType } from "../types/data-type.ts";
import { unsupported } from "../types/spark-error.ts";
import { someType } from "../types/some-type.ts";

/** Their texts are their own, whatever strings they are given. */
const MAKERS =
  /^(?:base64|collation|date_format|decode|from_unixtime|hex|md5|schema_of_\w+|sha[12]?|to_char|to_csv|to_json|to_varchar|to_xml|typeof)$/;

/** Refuses a query with a default collation in which something makes strings that would have to have it. */
export function checkCollated(plan: Logical, collation: string | undefined): void {
  if (collation === undefined || collation === "UTF8_BINARY" || !someExpression(plan, makesPlainText)) return;
  throw unsupported("functions and conversions that make strings, in a query with a default collation");
}
function makesPlainText(e: TypedExpr): boolean {
  if ((e.kind !== "Call" && e.kind !== "Cast") || !holdsPlain(e.dataType)) return false;
  if (e.kind === "Call" && MAKERS.test(e.name)) return true;
  const from = e.kind === "Call" ? (e.shown ?? e.args) : [e.child];
  return !from.some((child) => exists(child, (x) => holdsPlain(x.dataType)));
}
function holdsPlain(type: DataType): boolean {
  return someType(type, (t) => t.kind === "string" && t.collation === "UTF8_BINARY");
}
