export function decodeVariant(_value: Uint8Array, _metadata: Uint8Array, _timeZone = "UTC"): string {
  throw new Error("not yet");
}
