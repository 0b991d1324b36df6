/** The ways in which Spark compares types. */
import { ArrayType, type DataType, MapType, StructField, StructType } from "./data-type.ts";

export interface TypeComparison {
  /** Array elements, map values and fields may differ in nullability. */
  readonly ignoreNullability?: boolean;
  /** Nullable on the right side is fine where the left side is not (`from` fits into `to`). */
  readonly compatibleNullability?: boolean;
  readonly ignoreCase?: boolean;
  readonly ignoreNames?: boolean;
  readonly ignoreMetadata?: boolean;
}

export function compareTypes(a: DataType, b: DataType, how: TypeComparison): boolean {
  if (a === b) return true;
  const nulls = (left: boolean, right: boolean): boolean =>
    how.ignoreNullability === true || left === right || (how.compatibleNullability === true && right);
  switch (a.kind) {
    case "array":
      return (
        b.kind === "array" && nulls(a.containsNull, b.containsNull) && compareTypes(a.elementType, b.elementType, how)
      );
    case "map":
      return (
        b.kind === "map" &&
        nulls(a.valueContainsNull, b.valueContainsNull) &&
        compareTypes(a.keyType, b.keyType, how) &&
        compareTypes(a.valueType, b.valueType, how)
      );
    case "struct":
      return (
        b.kind === "struct" &&
        a.fields.length === b.fields.length &&
        a.fields.every((left, i) => {
          const right = b.fields[i];
          return (
            right !== undefined &&
            sameName(left.name, right.name, how) &&
            nulls(left.nullable, right.nullable) &&
            (how.ignoreMetadata === true || sameMetadata(left, right)) &&
            compareTypes(left.dataType, right.dataType, how)
          );
        })
      );
    case "string":
      return b.kind === "string" && a.collation === b.collation;
    default:
      // Simple types are equal if they print the same: the text holds every parameter they have.
      return a.kind === b.kind && a.simpleString() === b.simpleString();
  }
}

function sameName(a: string, b: string, how: TypeComparison): boolean {
  if (how.ignoreNames === true || a === b) return true;
  return how.ignoreCase === true && a.toLowerCase() === b.toLowerCase();
}

function sameMetadata(a: StructField, b: StructField): boolean {
  return a.metadata === b.metadata || canonical(a.metadata) === canonical(b.metadata);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  );
}

/** Equal in everything: names, nullability, metadata. */
export function typesEqual(a: DataType, b: DataType): boolean {
  return compareTypes(a, b, {});
}

/** Equal but for nullability (and metadata). */
export function equalsIgnoreNullability(a: DataType, b: DataType): boolean {
  return compareTypes(a, b, { ignoreNullability: true, ignoreMetadata: true });
}

export function equalsIgnoreCaseAndNullability(a: DataType, b: DataType): boolean {
  return compareTypes(a, b, { ignoreNullability: true, ignoreMetadata: true, ignoreCase: true });
}

/** Spark's `sameType`: nullability plays no part, the case of names as the session says. */
export function sameType(a: DataType, b: DataType, caseSensitive = false): boolean {
  return caseSensitive ? equalsIgnoreNullability(a, b) : equalsIgnoreCaseAndNullability(a, b);
}

/** May a value of `from` be put where `to` is expected: equal, but for places where only `to` allows null. */
export function equalsIgnoreCompatibleNullability(from: DataType, to: DataType): boolean {
  return compareTypes(from, to, { compatibleNullability: true, ignoreMetadata: true });
}

/** Equal but for names of fields. */
export function equalsStructurally(a: DataType, b: DataType, ignoreNullability = false): boolean {
  return compareTypes(a, b, { ignoreNullability, ignoreNames: true, ignoreMetadata: true });
}

/** The type with null allowed in every part. */
export function asNullable<T extends DataType>(type: T): T;
export function asNullable(type: DataType): DataType {
  switch (type.kind) {
    case "array":
      return new ArrayType(asNullable(type.elementType), true);
    case "map":
      return new MapType(asNullable(type.keyType), asNullable(type.valueType), true);
    case "struct":
      return new StructType(type.fields.map((f) => new StructField(f.name, asNullable(f.dataType), true, f.metadata)));
    default:
      return type;
  }
}
