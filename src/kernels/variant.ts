/** The functions of variants. */
import { BoolBuilder, type BytesBuilder, Utf8Builder } from "../arrow/builders.ts";
import { type ArrowVector, isValid } from "../arrow/vector.ts";
import {
  BINARY,
  BOOLEAN,
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  FLOAT,
  LONG,
  STRING,
  TIMESTAMP,
  TIMESTAMP_NTZ,
} from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { SparkError } from "../types/spark-error.ts";
import { VariantBuilder, type VariantBytes } from "../types/variant-builder.ts";
import { checkVariant, intact, nodeAt, placeInVariant, variantToJson } from "../types/variant-codec.ts";
import type { VariantNode } from "../types/variant-format.ts";
import { writeVariantJson } from "../types/variant-json.ts";
import { VariantJsonBytes } from "../types/variant-json-bytes.ts";
import { VariantView } from "../types/variant-view.ts";
import { Arguments, type BytesArgument, memoized, type TextArgument } from "./arguments.ts";
import { Attempts } from "./attempts.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { tryCast } from "./scalar-cast.ts";
import { typeOfJson, valueBuilder } from "./typed-values.ts";
import { VariantColumn, variantReader, variantWriter } from "./variant-columns.ts";
import {
  type Change,
  copyVariant,
  type Edit,
  parseVariantPath,
  type PathSegment,
  VariantEditor,
} from "./variant-copy.ts";
import { variantExplode } from "./variant-explode.ts";
import { VariantSchemaBytes } from "./variant-schema-bytes.ts";
import { jsonAppender, textAppender } from "./variant-text.ts";
import { bytesOfNode } from "./variant-tree.ts";

function internal({ value, metadata }: VariantBytes): InternalValue {
  return [value, metadata];
}

const parseJson: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const bytes = args.bytes(0);
  // Made where it is needed: the whole batch is decoded.
  let text: TextArgument | undefined;
  const { lenient } = options as { readonly lenient: boolean };
  const column = new VariantColumn(rows);
  const builder = new VariantBuilder();
  const reader = new VariantJsonBytes(builder);
  const attempts = new Attempts();
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) {
      column.appendNull();
      continue;
    }
    const done = attempts.note(attempts.worthwhile && isPlain(reader, bytes, row));
    if (done || parsed((text ??= args.text(0)).get(row)!, lenient, builder)) column.append(builder);
    else column.appendNull();
  }
  return column.finish();
};
function isPlain(reader: VariantJsonBytes, bytes: BytesArgument, row: number): boolean {
  try {
    return reader.write(bytes.data, bytes.start(row), bytes.end(row));
  } catch (e) {
    // The other reader says it of the text.
    if (e instanceof SparkError && e.condition === "VARIANT_DUPLICATE_KEY") return false;
    throw e;
  }
}
function parsed(text: string, lenient: boolean, builder: VariantBuilder): boolean {
  try {
    writeVariantJson(text, builder);
    return true;
  } catch (e) {
    const isData = e instanceof SyntaxError || (e instanceof SparkError && e.condition === "VARIANT_DUPLICATE_KEY");
    if (!isData) throw e;
    if (lenient) return false;
    throw new KernelError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
      badRecord: text,
      failFastMode: "FAILFAST",
    });
  }
}

const isVariantNull: Kernel = (columns, options, rows) => {
  const read = variantReader(new Arguments(columns, options).column(0));
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const view = read(row);
    out.append(view !== null && view.bytes[view.start] === 0);
  }
  return out.finish();
};
const isValidVariant: Kernel = (columns, options, rows) => {
  const read = variantReader(new Arguments(columns, options).column(0));
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    try {
      const view = read(row);
      if (view === null) {
        out.appendNull();
        continue;
      }
      checkVariant(view, view.start);
      out.append(true);
    } catch {
      out.append(false);
    }
  }
  return out.finish();
};
const schemaOfVariant: Kernel = (columns, options, rows) => {
  const read = variantReader(new Arguments(columns, options).column(0));
  const schema = new VariantSchemaBytes();
  const out = new Utf8Builder(rows);
  return intact(() => {
    for (let row = 0; row < rows; row++) {
      const view = read(row);
      if (view === null) {
        out.appendNull();
        continue;
      }
      schema.write(view);
      out.append(schema.out.bytes, 0, schema.out.used);
    }
    return out.finish();
  });
};

/** A path of one call; null for a text that is none. */
function paths(
  check: (path: readonly PathSegment[] | null, text: string) => void,
): (text: string) => readonly PathSegment[] {
  return memoized((text) => {
    const path = parseVariantPath(text);
    check(path, text);
    return path!;
  });
}

interface CastOptions {
  readonly fails: boolean;
  readonly zone: string;
}
const NOTHING = Symbol("no value");
/** The Spark value of a variant; NOTHING where it is none of the type's. */
export function castNode(node: VariantNode, to: DataType, options: CastOptions): InternalValue {
  const found = castOrNothing(node, to, options);
  if (found !== NOTHING) return found;
  if (!options.fails) return null;
  throw new KernelError("INVALID_VARIANT_CAST", { value: variantToJson(node, options.zone), dataType: `"${to.sql}"` });
}
function castOrNothing(node: VariantNode, to: DataType, options: CastOptions): InternalValue | typeof NOTHING {
  if (to.kind === "variant") return internal(bytesOfNode(node));
  if (node.kind === "null") return null;
  switch (to.kind) {
    case "array":
      if (node.kind !== "array") return NOTHING;
      return node.elements.map((e) => castNode(e, to.elementType, options));
    case "map":
      if (node.kind !== "object" || to.keyType.kind !== "string") return NOTHING;
      return node.entries.map(([key, value]) => [key, castNode(value, to.valueType, options)]);
    case "struct": {
      if (node.kind !== "object") return NOTHING;
      const values = new Map(node.entries);
      return to.fields.map((f) => {
        const value = values.get(f.name);
        return value === undefined ? null : castNode(value, f.dataType, options);
      });
    }
    default:
      return castAtom(node, to, options);
  }
}
function castAtom(node: VariantNode, to: DataType, { zone }: CastOptions): InternalValue | typeof NOTHING {
  const isText = to.kind === "string";
  if (node.kind === "array" || node.kind === "object") return isText ? variantToJson(node, zone) : NOTHING;
  // Decimals lose their trailing zeros as text.
  if (isText && node.kind === "decimal") return variantToJson(node);
  const [value, from] = atomOf(node);
  return tryCast(value, from, to, zone) ?? NOTHING;
}
function atomOf(node: Exclude<VariantNode, { kind: "array" | "object" }>): [InternalValue, DataType] {
  switch (node.kind) {
    case "null":
      return [null, STRING];
    case "boolean":
      return [node.value, BOOLEAN];
    case "long":
      return [node.value, LONG];
    case "double":
      return [node.value, DOUBLE];
    case "float":
      return [node.value, FLOAT];
    case "decimal":
      return [node.unscaled, new DecimalType(38, node.scale)];
    case "string":
    case "uuid":
      return [node.value, STRING];
    case "binary":
      return [node.value, BINARY];
    case "date":
      return [node.days, DATE];
    case "timestamp":
      return [node.micros, TIMESTAMP];
    case "timestamp_ntz":
      return [node.micros, TIMESTAMP_NTZ];
    case "time":
      return [node.micros, LONG];
  }
}

const variantGet: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { type, function: fn, ...cast } = options as CastOptions & { readonly type: string; readonly function: string };
  const to = typeOfJson(type);
  const read = variantReader(args.column(0));
  const path = args.text(1);
  const find = paths((found, text) => {
    if (found === null) throw new KernelError("INVALID_VARIANT_GET_PATH", { path: text, functionName: `\`${fn}\`` });
  });
  const { builder, append } = valueBuilder(to, rows);
  const asText = to.kind === "string" ? textAppender(cast.zone, builder as BytesBuilder) : undefined;
  return intact(() => {
    for (let row = 0; row < rows; row++) {
      const view = read(row);
      const p = path.get(row);
      const at = view === null || p === null ? -1 : placeInVariant(view, find(p));
      if (at >= 0 && asText?.(view!, at) === true) continue;
      append(at < 0 ? null : castNode(nodeAt(view!, at), to, cast));
    }
    return builder.finish();
  });
};

/** As JSON text. */
const variantText: Kernel = (columns, options, rows) => {
  const { timeZone } = options as { readonly timeZone: string };
  return variantJson(new Arguments(columns, options).column(0), timeZone, rows);
};
/** The JSON text of each row of a column of variants. */
export function variantJson(column: ArrowVector, zone: string, rows: number): ArrowVector {
  const read = variantReader(column);
  const out = new Utf8Builder(rows);
  const append = jsonAppender(zone, out);
  return intact(() => {
    for (let row = 0; row < rows; row++) {
      const view = read(row);
      if (view === null) out.appendNull();
      else append(view, view.start);
    }
    return out.finish();
  });
}

/** to_variant_object, and casts to variant. */
const toVariant: Kernel = (columns, options, rows) => {
  const type = typeOfJson((options as { readonly type: string }).type);
  const column = new Arguments(columns, options).column(0);
  const builder = new VariantBuilder();
  const write = variantWriter(column, type, builder);
  return rewritten(rows, builder, (row) => {
    if (!isValue(column, row)) return false;
    write(row);
    return true;
  });
};
function isValue(column: ArrowVector, row: number): boolean {
  return column.type.kind !== "null" && isValid(column, row);
}
/** A column of what is written for each row; null where `write` says that there is nothing. */
function rewritten(rows: number, builder: VariantBuilder, write: (row: number) => boolean): ArrowVector {
  const column = new VariantColumn(rows);
  return intact(() => {
    for (let row = 0; row < rows; row++) {
      builder.reset();
      if (write(row)) column.append(builder);
      else column.appendNull();
    }
    return column.finish();
  });
}

interface EditOptions {
  readonly change: Change;
  readonly function: string;
  readonly create: boolean;
  readonly lenient: boolean;
  /** Type of the value put in. */
  readonly type: string;
}
const MISMATCHES: readonly (string | null)[] = ["VARIANT_PATH_TYPE_MISMATCH", "VARIANT_DUPLICATE_KEY"];
/** variant_insert, variant_set and variant_array_append: variant, path, value. */
const variantEdit: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { change, function: fn, create, lenient, type } = options as EditOptions;
  const read = variantReader(args.column(0));
  const path = args.text(1);
  const values = args.column(2);
  const builder = new VariantBuilder();
  const write = variantWriter(values, typeOfJson(type), builder);
  const find = editPaths(fn, change);
  let current = 0;
  const value = (): void => write(current);
  const editOf = memoized((text): Edit => ({ change, fn, create, text, path: find(text), value }));
  const editor = new VariantEditor(builder);
  return rewritten(rows, builder, (row) => {
    const view = read(row);
    const text = path.get(row);
    if (view === null || text === null || !isValue(values, row)) return false;
    current = row;
    try {
      editor.write(view, editOf(text));
      return true;
    } catch (e) {
      if (!lenient || !(e instanceof SparkError) || !MISMATCHES.includes(e.condition)) throw e;
      return false;
    }
  });
};
function editPaths(fn: string, change: Change): (text: string) => readonly PathSegment[] {
  return paths((found, text) => {
    if (found !== null && (found.length > 0 || change === "append")) return;
    throw new KernelError("INVALID_VARIANT_PATH", { path: text, functionName: `\`${fn}\`` });
  });
}
/** variant_delete: variant, then any number of paths; a null path does nothing. */
const variantDelete: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const fn = "variant_delete";
  const read = variantReader(args.column(0));
  const targets = Array.from({ length: args.count - 1 }, (_, i) => args.text(i + 1));
  const find = editPaths(fn, "delete");
  const value = (): void => undefined;
  const editOf = memoized((text): Edit => ({ change: "delete", fn, create: false, text, path: find(text), value }));
  const builder = new VariantBuilder();
  const last = new VariantEditor(builder);
  const before = targets.map(() => {
    const out = new VariantBuilder();
    return { out, editor: new VariantEditor(out) };
  });
  const between = new VariantView();
  return rewritten(rows, builder, (row) => {
    let view = read(row);
    if (view === null) return false;
    let edit: Edit | undefined;
    for (let i = 0; i < targets.length; i++) {
      const text = targets[i]!.get(row);
      if (text === null) continue;
      if (edit !== undefined) {
        // What an edit makes is read again by the one after it.
        const { out, editor } = before[i]!;
        out.reset();
        editor.write(view, edit);
        const metadata = out.metadata();
        view = between.set(out.buffer, 0, out.size).setDictionary(metadata, 0, metadata.length);
      }
      edit = editOf(text);
    }
    if (edit === undefined) copyVariant(view, view.start, builder);
    else last.write(view, edit);
    return true;
  });
};
const variantStripNulls: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const read = variantReader(args.column(0));
  const arrays = args.boolean(1);
  const builder = new VariantBuilder();
  return rewritten(rows, builder, (row) => {
    const view = read(row);
    const all = arrays.get(row);
    if (view === null || all === null) return false;
    copyVariant(view, view.start, builder, all ? "top" : "elements");
    return true;
  });
};

export const variantKernels: { readonly [name: string]: Kernel } = {
  parse_json: parseJson,
  is_variant_null: isVariantNull,
  is_valid_variant: isValidVariant,
  schema_of_variant: schemaOfVariant,
  variant_get: variantGet,
  to_variant: toVariant,
  variant_to_string: variantText,
  variant_edit: variantEdit,
  variant_delete: variantDelete,
  variant_strip_nulls: variantStripNulls,
  variant_explode: variantExplode,
};
