/** Queries with a DEFAULT COLLATION: what their columns may be, and what it does not reach yet. */
import { exists } from "../logical/build.ts";
import { hasIndeterminate } from "../logical/collation.ts";
import type { TypedExpr } from "../logical/expression.ts";
import type { Logical } from "../logical/relation.ts";
import { someExpression } from "../logical/tree.ts";
import type { DataType } from "../types/data-type.ts";
import { AnalysisException, unsupported } from "../types/spark-error.ts";

export function checkCollated(plan: Logical, collation: string | undefined): void {
  if (collation === undefined) return;
  const paths = plan.output.flatMap((a) => undetermined(a.dataType, a.name));
  if (paths.length > 0) {
    throw new AnalysisException("INDETERMINATE_COLLATION_IN_SCHEMA", { columnPaths: paths.join(", ") });
  }
  if (collation === "UTF8_BINARY") return;
  const made = new Set<TypedExpr>();
  const isLeft = (e: TypedExpr): boolean => {
    if (e.kind === "Cast" && !e.explicit) made.add(e.child);
    return e.kind === "Call" && LEFT.test(e.name) && !made.has(e);
  };
  if (someExpression(plan, (e) => exists(e, isLeft))) {
    throw unsupported("this function that makes strings, in a query with a default collation");
  }
}
/** What may be written without parentheses: the default collation is not given to such texts. */
const LEFT = /^(?:current_user|user|session_user|current_schema|current_database|current_catalog)$/;

/** Where in a type there is a string of no determined collation. */
function undetermined(type: DataType, path: string): string[] {
  if (!hasIndeterminate(type)) return [];
  switch (type.kind) {
    case "array":
      return undetermined(type.elementType, `${path}.element`);
    case "map":
      return [...undetermined(type.keyType, `${path}.key`), ...undetermined(type.valueType, `${path}.value`)];
    case "struct":
      return type.fields.flatMap((f) => undetermined(f.dataType, `${path}.${f.name}`));
    default:
      return [path];
  }
}
