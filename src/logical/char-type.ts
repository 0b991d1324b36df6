/** The key of a column's metadata that has its declared type, where that is or holds char(n) or varchar(n). */
export const CHAR_VARCHAR = "__CHAR_VARCHAR_TYPE_STRING";

/** The n of a column that was declared char(n). */
export function charLength(metadata: { readonly [key: string]: unknown }): number | undefined {
  const declared = metadata[CHAR_VARCHAR];
  const length = typeof declared === "string" ? /^char\((\d+)\)$/.exec(declared)?.[1] : undefined;
  return length === undefined ? undefined : Number(length);
}
