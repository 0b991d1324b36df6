/**
 * Maps in Parquet files. The engine writes a map as a list of structs. Where neither the structs nor the keys can be null
 * the pages of both are the same, so it is enough to say in the footer that the column is a map.
 */
import { open } from "node:fs/promises";
import { ArrayType, type DataType, MapType, type StructType } from "../types/data-type.ts";
import { THRIFT } from "../sources/thrift-bytes.ts";
import { readThrift, type ThriftField, type ThriftList, type ThriftNode, writeThrift } from "./thrift-edit.ts";

/** Fields of Parquet's FileMetaData, SchemaElement, RowGroup, ColumnChunk and ColumnMetaData. */
const FILE = { schema: 2, rowGroups: 4 };
const ELEMENT = { repetition: 3, name: 4, children: 5, converted: 6, logical: 10 };
const CHUNK = { columns: 1, meta: 3, path: 3 };
const CONVERTED_MAP = 1n;
const LOGICAL_MAP = 2;

/** Rewrites the footer of a file whose columns are the schema's. */
export async function markMaps(path: string, schema: StructType): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(8);
    await file.read(tail, 0, 8, size - 8);
    const length = tail.readUInt32LE(0);
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, size - 8 - length);
    const footer = writeThrift(marked(readThrift(bytes), schema));
    const end = Buffer.alloc(8);
    end.writeUInt32LE(footer.length, 0);
    end.write("PAR1", 4, "latin1");
    const start = size - 8 - length;
    await file.truncate(start);
    await file.write(Buffer.concat([footer, end]), 0, footer.length + 8, start);
  } finally {
    await file.close();
  }
}

interface Node {
  readonly element: ThriftField[];
  readonly children: Node[];
}
function marked(footer: ThriftField[], schema: StructType): ThriftField[] {
  const elements = fieldOf(footer, FILE.schema) as ThriftList;
  let at = 0;
  const take = (): Node => {
    const element = elements.items[at++] as ThriftField[];
    const count = Number((fieldOf(element, ELEMENT.children) as bigint | undefined) ?? 0n);
    return { element, children: Array.from({ length: count }, take) };
  };
  const root = take();
  const paths = new Map<string, Uint8Array[]>();
  const nodes = root.children.map((node, i) => mark(node, schema.fields[i]?.dataType, [], [], paths));
  const flat: ThriftNode[] = [];
  const put = (node: Node): void => {
    flat.push(node.element);
    node.children.forEach(put);
  };
  put({ element: root.element, children: nodes });
  setField(footer, FILE.schema, { element: THRIFT.struct, items: flat });
  for (const group of (fieldOf(footer, FILE.rowGroups) as ThriftList | undefined)?.items ?? []) {
    for (const chunk of (fieldOf(group as ThriftField[], CHUNK.columns) as ThriftList).items) {
      const meta = fieldOf(chunk as ThriftField[], CHUNK.meta) as ThriftField[] | undefined;
      const path = meta && (fieldOf(meta, CHUNK.path) as ThriftList);
      const renamed = path && paths.get(keyOf(path.items as Uint8Array[]));
      if (meta !== undefined && renamed !== undefined)
        setField(meta, CHUNK.path, { element: THRIFT.binary, items: renamed });
    }
  }
  return footer;
}
/** The node as Spark writes the type, and the paths of its leaves, old to new. */
function mark(
  node: Node,
  type: DataType | undefined,
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
  paths: Map<string, Uint8Array[]>,
): Node {
  const name = fieldOf(node.element, ELEMENT.name) as Uint8Array;
  const [old, made] = [
    [...before, name],
    [...after, name],
  ];
  const inner = node.children[0];
  if (type instanceof MapType && inner !== undefined) {
    const entry = inner.children[0] as Node;
    const names = [inner, entry].map((n) => fieldOf(n.element, ELEMENT.name) as Uint8Array);
    const entries = [type.keyType, type.valueType].map((t, i) =>
      mark(entry.children[i] as Node, t, [...old, ...names], [...made, KEY_VALUE], paths),
    );
    return { element: mapElement(node.element), children: [{ element: entriesElement(), children: entries }] };
  }
  if (type instanceof ArrayType && inner !== undefined) {
    const innerName = fieldOf(inner.element, ELEMENT.name) as Uint8Array;
    const element = mark(inner.children[0] as Node, type.elementType, [...old, innerName], [...made, innerName], paths);
    return { ...node, children: [{ ...inner, children: [element] }] };
  }
  if (type?.kind === "struct" && node.children.length === type.fields.length) {
    return { ...node, children: node.children.map((n, i) => mark(n, type.fields[i]?.dataType, old, made, paths)) };
  }
  const leaves = (n: Node, o: readonly Uint8Array[], m: readonly Uint8Array[]): void => {
    if (n.children.length === 0) paths.set(keyOf(o), [...m]);
    for (const child of n.children) {
      const own = fieldOf(child.element, ELEMENT.name) as Uint8Array;
      leaves(child, [...o, own], [...m, own]);
    }
  };
  leaves(node, old, made);
  return node;
}
const KEY_VALUE: Uint8Array = new TextEncoder().encode("key_value");
function mapElement(list: readonly ThriftField[]): ThriftField[] {
  const kept = list.filter((f) => f.id < ELEMENT.converted);
  const logical: ThriftField[] = [{ id: LOGICAL_MAP, type: THRIFT.struct, value: [] }];
  return [
    ...kept,
    { id: ELEMENT.converted, type: THRIFT.i32, value: CONVERTED_MAP },
    { id: ELEMENT.logical, type: THRIFT.struct, value: logical },
  ];
}
function entriesElement(): ThriftField[] {
  return [
    { id: ELEMENT.repetition, type: THRIFT.i32, value: 2n },
    { id: ELEMENT.name, type: THRIFT.binary, value: KEY_VALUE },
    { id: ELEMENT.children, type: THRIFT.i32, value: 2n },
  ];
}
function fieldOf(fields: readonly ThriftField[], id: number): ThriftNode | undefined {
  return fields.find((f) => f.id === id)?.value;
}
function setField(fields: readonly ThriftField[], id: number, value: ThriftNode): void {
  const field = fields.find((f) => f.id === id);
  if (field !== undefined) field.value = value;
}
function keyOf(path: readonly Uint8Array[]): string {
  return path.map((part) => Buffer.from(part).toString("latin1")).join("\u0000");
}
