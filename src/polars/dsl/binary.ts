/** `px.bin.*`: byte strings. */
import { fn, type Px, type PxJson } from "../px.ts";
import type { PolarsType } from "../polars-type.ts";

function binFn(name: PxJson, ...input: readonly Px[]): Px {
  return fn({ BinaryExpr: name }, ...input);
}
export function contains(px: Px, part: Px): Px {
  return binFn("Contains", px, part);
}
export function startsWith(px: Px, prefix: Px): Px {
  return binFn("StartsWith", px, prefix);
}
export function endsWith(px: Px, suffix: Px): Px {
  return binFn("EndsWith", px, suffix);
}
export function size(px: Px): Px {
  return binFn("Size", px);
}
export function hexEncode(px: Px): Px {
  return binFn("HexEncode", px);
}
export function hexDecode(px: Px, strict: boolean): Px {
  return binFn({ HexDecode: strict }, px);
}
export function base64Encode(px: Px): Px {
  return binFn("Base64Encode", px);
}
export function base64Decode(px: Px, strict: boolean): Px {
  return binFn({ Base64Decode: strict }, px);
}
export function slice(px: Px, offset: Px, length: Px): Px {
  return binFn("Slice", px, offset, length);
}
export function head(px: Px, count: Px): Px {
  return binFn("Head", px, count);
}
export function tail(px: Px, count: Px): Px {
  return binFn("Tail", px, count);
}
/** One byte as UInt8. */
export function get(px: Px, index: Px, nullOnOob = true): Px {
  return binFn({ Get: nullOnOob }, px, index);
}
/** Bytes of fixed width read as a number. */
export function reinterpret(px: Px, type: PolarsType, littleEndian: boolean): Px {
  return binFn({ Reinterpret: [{ Literal: type as PxJson }, littleEndian] }, px);
}
