/** Columns that were added with a default: rows of files that are older than the column have that value. */
import { alias, attribute } from "../logical/build.ts";
import type { Attribute, TypedAlias } from "../logical/expression.ts";
import type { FileScan, Logical, ScanFile } from "../logical/relation.ts";
import type { TableDefinition } from "../catalog/session-catalog.ts";
import { parseExpression } from "../sql/index.ts";
import { STRING, type StructField } from "../types/data-type.ts";
import type { Analyzer } from "./analyzer.ts";
import { freshIds, project } from "./rename.ts";

/** What `EXISTS_DEFAULT` says, where the column had no default when it was added. */
const NOTHING = "NULL";

/** The scan with defaults in place of columns that files lack; the scan itself where none lacks one. */
export function withDefaultsOfOld(cx: Analyzer, scan: Logical, t: TableDefinition): Logical {
  const added = t.schema.fields.filter((f) => defaultOf(f) !== undefined);
  if (added.length === 0 || scan.kind !== "FileScan") return scan;
  const groups = Map.groupBy(scan.files, (file) => JSON.stringify(lacking(scan, t, file, added)));
  if (groups.size === 0 || (groups.size === 1 && groups.has("[]"))) return scan;
  const inputs = [...groups].map(([names, files]) => {
    const columns = new Set(JSON.parse(names) as readonly string[]);
    return columns.size === 0 ? freshIds({ ...scan, files }).plan : filled(cx, { ...scan, files }, columns, added);
  });
  const first = inputs[0] as Logical;
  if (inputs.length === 1) return first;
  const output = scan.output.map((a) => attribute(a.name, a.dataType, a.nullable, a.qualifier, a.metadata));
  return { kind: "Union", isOneSource: true, inputs, output };
}
function defaultOf({ metadata }: StructField): string | undefined {
  const text = metadata["EXISTS_DEFAULT"];
  return typeof text === "string" && text !== NOTHING ? text : undefined;
}

/** The columns that the file is older than, or that its own schema is known not to have. */
function lacking(scan: FileScan, t: TableDefinition, file: ScanFile, added: readonly StructField[]): string[] {
  const name = file.path.slice(Math.max(file.path.lastIndexOf("/"), file.path.lastIndexOf("\\")) + 1);
  const schema = scan.facts.parquet?.find((group) => group.paths.has(file.path))?.schema;
  const own = schema === undefined ? undefined : new Set(schema.names.map((n) => n.toLowerCase()));
  return added
    .map((f) => f.name.toLowerCase())
    .filter((column) => t.olderFiles?.get(column)?.has(name) === true || own?.has(column) === false);
}

function filled(cx: Analyzer, scan: FileScan, columns: ReadonlySet<string>, added: readonly StructField[]): Logical {
  const { plan } = freshIds(scan);
  const resolver = cx.resolver(cx.scope(plan, [], {}));
  const expressions = plan.output.map((a): Attribute | TypedAlias => {
    const field = added.find((f) => f.name.toLowerCase() === a.name.toLowerCase());
    if (field === undefined || !columns.has(a.name.toLowerCase())) return a;
    const declared = field.dataType;
    const dataType = declared.kind === "char" || declared.kind === "varchar" ? STRING : declared;
    const child = parseExpression(defaultOf(field) ?? NOTHING);
    const value = resolver.value({ kind: "Cast", child, dataType });
    return { ...alias(value, a.name, a.metadata), nullable: true };
  });
  return project(plan, expressions);
}
