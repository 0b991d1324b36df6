/** The functions of variants. */
import { BoolBuilder, Utf8Builder } from "../arrow/builders.ts";
import type { ArrowVector } from "../arrow/vector.ts";
import {
  ArrayType,
  BINARY,
  BOOLEAN,
  type DataType,
  DATE,
  DecimalType,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  STRING,
  StructField,
  StructType,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VARIANT,
} from "../types/data-type.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { SparkError } from "../types/spark-error.ts";
import { decodeVariant, findInVariant, readVariant, variantToJson } from "../types/variant-codec.ts";
import type { VariantBytes } from "../types/variant-encode.ts";
import type { VariantNode } from "../types/variant-format.ts";
import { variantJsonEncoder } from "../types/variant-json.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { tryCast } from "./scalar-cast.ts";
import { typeOfJson, valueBuilder, valueReader } from "./typed-values.ts";
import { schemaOfNode, schemaText } from "./variant-schema.ts";
import {
  bytesOfNode,
  type Change,
  edited,
  nodeEncoder,
  nodeOf,
  parseVariantPath,
  type PathSegment,
  stripNulls,
} from "./variant-tree.ts";

type VariantReader = (row: number) => VariantNode | null;
function variantReader(column: ArrowVector): VariantReader {
  const read = valueReader(column, VARIANT);
  return (row) => {
    const value = read(row) as readonly [Uint8Array, Uint8Array] | null;
    return value === null ? null : readVariant(value[0], value[1]);
  };
}
function internal({ value, metadata }: VariantBytes): InternalValue {
  return [value, metadata];
}

const parseJson: Kernel = (columns, options, rows) => {
  const text = new Arguments(columns, options).text(0);
  const { lenient } = options as { readonly lenient: boolean };
  const { builder, append } = valueBuilder(VARIANT);
  const encode = variantJsonEncoder();
  for (let row = 0; row < rows; row++) {
    const s = text.get(row);
    if (s === null) append(null);
    else append(parsed(s, lenient, encode));
  }
  return builder.finish();
};
function parsed(text: string, lenient: boolean, encode: (text: string) => VariantBytes): InternalValue {
  try {
    return internal(encode(text));
  } catch (e) {
    const isData = e instanceof SyntaxError || (e instanceof SparkError && e.condition === "VARIANT_DUPLICATE_KEY");
    if (!isData) throw e;
    if (lenient) return null;
    throw new KernelError("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", {
      badRecord: text,
      failFastMode: "FAILFAST",
    });
  }
}

const isVariantNull: Kernel = (columns, options, rows) => {
  const read = valueReader(new Arguments(columns, options).column(0), VARIANT);
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    const value = read(row) as readonly [Uint8Array, Uint8Array] | null;
    out.append(value !== null && value[0][0] === 0);
  }
  return out.finish();
};
const isValidVariant: Kernel = (columns, options, rows) => {
  const read = variantReader(new Arguments(columns, options).column(0));
  const out = new BoolBuilder();
  for (let row = 0; row < rows; row++) {
    try {
      if (read(row) === null) out.appendNull();
      else out.append(true);
    } catch {
      out.append(false);
    }
  }
  return out.finish();
};
const schemaOfVariant: Kernel = (columns, options, rows) => {
  const read = variantReader(new Arguments(columns, options).column(0));
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const node = read(row);
    if (node === null) out.appendNull();
    else out.appendString(schemaText(schemaOfNode(node)));
  }
  return out.finish();
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
  const read = valueReader(args.column(0), VARIANT);
  const path = args.text(1);
  const find = paths((found, text) => {
    if (found === null) throw new KernelError("INVALID_VARIANT_GET_PATH", { path: text, functionName: `\`${fn}\`` });
  });
  const { builder, append } = valueBuilder(to);
  for (let row = 0; row < rows; row++) {
    const value = read(row) as readonly [Uint8Array, Uint8Array] | null;
    const p = path.get(row);
    const at = value === null || p === null ? null : findInVariant(value[0], value[1], find(p));
    append(at === null ? null : castNode(at, to, cast));
  }
  return builder.finish();
};

/** As JSON text. */
const variantText: Kernel = (columns, options, rows) => {
  const { timeZone } = options as { readonly timeZone: string };
  const read = valueReader(new Arguments(columns, options).column(0), VARIANT);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const value = read(row) as readonly [Uint8Array, Uint8Array] | null;
    if (value === null) out.appendNull();
    else out.appendString(decodeVariant(value[0], value[1], timeZone));
  }
  return out.finish();
};

/** to_variant_object, and casts to variant. */
const toVariant: Kernel = (columns, options, rows) => {
  const type = typeOfJson((options as { readonly type: string }).type);
  const read = valueReader(new Arguments(columns, options).column(0), type);
  const { builder, append } = valueBuilder(VARIANT);
  const encode = nodeEncoder();
  for (let row = 0; row < rows; row++) {
    const value = read(row);
    append(value === null ? null : internal(encode(nodeOf(value, type))));
  }
  return builder.finish();
};

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
  const from = typeOfJson(type);
  const read = variantReader(args.column(0));
  const path = args.text(1);
  const value = valueReader(args.column(2), from);
  const find = editPaths(fn, change);
  const { builder, append } = valueBuilder(VARIANT);
  const encode = nodeEncoder();
  for (let row = 0; row < rows; row++) {
    const [node, text, v] = [read(row), path.get(row), value(row)];
    if (node === null || text === null || v === null) {
      append(null);
      continue;
    }
    try {
      const edit = { change, fn, create, text, path: find(text), value: nodeOf(v, from) };
      append(internal(encode(edited(node, edit))));
    } catch (e) {
      if (!lenient || !(e instanceof SparkError) || !MISMATCHES.includes(e.condition)) throw e;
      append(null);
    }
  }
  return builder.finish();
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
  const { builder, append } = valueBuilder(VARIANT);
  const encode = nodeEncoder();
  for (let row = 0; row < rows; row++) {
    let node = read(row);
    for (const target of targets) {
      const text = target.get(row);
      if (node === null || text === null) continue;
      node = edited(node, { change: "delete", fn, create: false, text, path: find(text), value: null });
    }
    append(node === null ? null : internal(encode(node)));
  }
  return builder.finish();
};
const variantStripNulls: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const read = variantReader(args.column(0));
  const arrays = args.boolean(1);
  const { builder, append } = valueBuilder(VARIANT);
  const encode = nodeEncoder();
  for (let row = 0; row < rows; row++) {
    const [node, all] = [read(row), arrays.get(row)];
    append(node === null || all === null ? null : internal(encode(stripNulls(node, all))));
  }
  return builder.finish();
};

const EXPLODED = new ArrayType(
  new StructType([
    new StructField("pos", INT, false),
    new StructField("key", STRING, true),
    new StructField("value", VARIANT, false),
  ]),
  false,
);
/** The elements of an array with their places, the fields of an object with their names; of anything else nothing. */
const variantExplode: Kernel = (columns, options, rows) => {
  const read = variantReader(new Arguments(columns, options).column(0));
  const { builder, append } = valueBuilder(EXPLODED);
  for (let row = 0; row < rows; row++) {
    const node = read(row);
    if (node === null) append(null);
    else if (node.kind === "array") append(node.elements.map((e, i) => [i, null, internal(bytesOfNode(e))]));
    else if (node.kind === "object") append(node.entries.map(([key, e], i) => [i, key, internal(bytesOfNode(e))]));
    else append([]);
  }
  return builder.finish();
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
