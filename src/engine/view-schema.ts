/** The columns that a permanent view remembers, and what they must be like. */
import type { ViewDefinition } from "../catalog/session-catalog.ts";
import { exists } from "../logical/build.ts";
import type { Logical } from "../logical/relation.ts";
import { someExpression } from "../logical/tree.ts";
import { schemaOf } from "../lowering/index.ts";
import type { CreateView } from "../plan/command.ts";
import { quoteNames } from "../types/name-text.ts";
import { AnalysisException } from "../types/spark-error.ts";
import type { EmbeddedEngine } from "./embedded-engine.ts";
import { refuseTwice } from "./table-checks.ts";

export function keptSchema(
  engine: EmbeddedEngine,
  place: readonly string[],
  command: Pick<CreateView, "query" | "sqlText" | "columnAliases" | "schemaMode">,
): Pick<ViewDefinition, "schema" | "schemaMode"> {
  if (command.sqlText === undefined) return {};
  const logical = engine.analyzeSync(command.query);
  refuseVariables(logical, place);
  const schema = schemaOf(logical);
  if (command.columnAliases === undefined) {
    const unnamed = unnamedColumn(logical);
    if (unnamed !== undefined) {
      throw new AnalysisException("CREATE_PERMANENT_VIEW_WITHOUT_ALIAS", {
        name: quoteNames(["spark_catalog", ...place]),
        attr: `"${unnamed}"`,
      });
    }
  }
  refuseTwice(command.columnAliases?.map((a) => a.name) ?? schema.names);
  return { schema, schemaMode: command.schemaMode ?? defaultMode(engine) };
}
/** What is not written is decided when the view is made. */
function defaultMode({ conf }: EmbeddedEngine): ViewDefinition["schemaMode"] {
  if (!conf.boolean("spark.sql.legacy.viewSchemaBindingMode")) return undefined;
  return conf.boolean("spark.sql.legacy.viewSchemaCompensation") ? "compensation" : "binding";
}
/** A column of the select list that only the analyzer named; literals need no name of their own. */
function unnamedColumn(rel: Logical): string | undefined {
  switch (rel.kind) {
    case "Sort":
    case "Limit":
    case "Filter":
    case "Distinct":
    case "SubqueryAlias":
      return unnamedColumn(rel.input);
    case "Project":
      return rel.expressions.find((e) => e.kind === "Alias" && e.auto === true && e.child.kind !== "Literal")?.name;
    default:
      return undefined;
  }
}
function refuseVariables(logical: Logical, place: readonly string[]): void {
  someExpression(logical, (e) =>
    exists(e, (x) => {
      if (x.kind !== "Literal" || x.variable === undefined) return false;
      throw new AnalysisException("INVALID_TEMP_OBJ_REFERENCE", {
        obj: "VIEW",
        objName: quoteNames(["spark_catalog", ...place]),
        tempObj: "VARIABLE",
        tempObjName: quoteNames(x.variable.split(".")),
      });
    }),
  );
}
