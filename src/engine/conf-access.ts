/** The configurations of a session as the facade uses them, wherever they are kept. */
export interface ConfAccess {
  /** The value or its default; null for a known name without either; an error for an unknown name. */
  get(key: string): string | null;
  /** The value where it was set, else the fallback. */
  getOr<T extends string | null>(key: string, fallback: T): string | T;
  set(key: string, value: string): void;
  /** Sets what the builder was given: what only a start can set is passed over in silence. */
  setInitial(key: string, value: string): void;
  unset(key: string): void;
  isKnown(key: string): boolean;
  isModifiable(key: string): boolean;
  /** What was set, sorted by name. */
  entries(): (readonly [key: string, value: string])[];
  readonly timeZone: string;
  readonly longType: "number" | "bigint" | "string";
}
