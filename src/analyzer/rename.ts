/** New names over the same columns. */
import { alias, toAttribute } from "../logical/build.ts";
import type { Attribute, TypedAlias } from "../logical/expression.ts";
import type { Logical, ProjectNode } from "../logical/relation.ts";
import { AnalysisException } from "../types/spark-error.ts";

export function project(
  input: Logical,
  expressions: readonly (Attribute | TypedAlias)[],
  hidden?: readonly Attribute[],
): ProjectNode {
  const output = expressions.map(toAttribute);
  return {
    kind: "Project",
    input,
    expressions,
    output,
    ...(hidden === undefined || hidden.length === 0 ? {} : { hidden }),
  };
}
/** The columns under new names, all of them (`t AS x(a, b)`, `toDF`). */
export function renameOutput(input: Logical, names: readonly string[]): Logical {
  if (names.length !== input.output.length) {
    throw new AnalysisException("ASSIGNMENT_ARITY_MISMATCH", {
      numExpr: String(names.length),
      numTarget: String(input.output.length),
    });
  }
  return project(
    input,
    input.output.map((a, i) => (a.name === names[i] ? a : alias(a, names[i] as string, a.metadata))),
  );
}
/** The same rows with fresh attribute ids, and the map from old ids to new attributes. */
export function freshIds(input: Logical): { plan: Logical; map: ReadonlyMap<number, Attribute> } {
  const map = new Map<number, Attribute>();
  const all = [...input.output, ...(input.hidden ?? [])];
  const aliases = all.map((a) => {
    const made = { ...alias(a, a.name, a.metadata), nullable: a.nullable };
    map.set(a.id, { ...toAttribute(made), qualifier: a.qualifier });
    return made;
  });
  const attributes = all.map((a) => map.get(a.id) as Attribute);
  const output = attributes.slice(0, input.output.length);
  const hidden = attributes.slice(input.output.length);
  const plan: Logical = {
    kind: "Project",
    input,
    expressions: aliases,
    output,
    ...(hidden.length === 0 ? {} : { hidden }),
  };
  return { plan, map };
}
