/** AES as Spark's aes_encrypt and aes_decrypt have it. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { BytesBuilder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { AesEcb } from "./aes-ecb.ts";
import { Arguments, type BytesArgument, type TextArgument } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";

/** One name for both, as Spark reports them. */
const FUNCTION = "`aes_encrypt`/`aes_decrypt`";
const GCM_IV = 12;
const CBC_IV = 16;
const TAG = 16;

interface Suite {
  readonly mode: "ecb" | "cbc" | "gcm";
  readonly iv: number;
}
function suiteOf(mode: string, padding: string): Suite {
  const m = mode.toUpperCase();
  const p = padding.toUpperCase();
  if (m === "ECB" && (p === "PKCS" || p === "DEFAULT")) return { mode: "ecb", iv: 0 };
  if (m === "CBC" && (p === "PKCS" || p === "DEFAULT")) return { mode: "cbc", iv: CBC_IV };
  if (m === "GCM" && (p === "NONE" || p === "DEFAULT")) return { mode: "gcm", iv: GCM_IV };
  throw new KernelError("UNSUPPORTED_FEATURE.AES_MODE", { mode, padding, functionName: FUNCTION });
}
const KEY_LENGTHS: readonly number[] = [16, 24, 32];
function checkKey(key: Uint8Array): void {
  if (KEY_LENGTHS.includes(key.length)) return;
  throw new KernelError("INVALID_PARAMETER_VALUE.AES_KEY_LENGTH", {
    parameter: "`key`",
    functionName: FUNCTION,
    actualLength: String(key.length),
  });
}
function cryptoError(e: unknown): KernelError {
  return new KernelError("INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR", {
    parameter: "`expr`, `key`",
    functionName: FUNCTION,
    detailMessage: e instanceof Error ? e.message : String(e),
  });
}
interface Given {
  readonly iv: Uint8Array;
  readonly aad: Uint8Array;
  /** Where all values have one key. */
  readonly ecb: AesEcb | undefined;
}
/** The ciphers of a key that is the same for all values. */
function ecbOf(key: BytesArgument, rows: number): AesEcb | undefined {
  const value = rows === 0 ? null : key.get(0);
  if (value === null || !KEY_LENGTHS.includes(value.length)) return undefined;
  // A key that was cast comes as a column.
  for (let row = 1; row < rows && key.constant === undefined; row++) {
    const start = key.start(row);
    if (key.isNull(row) || key.end(row) - start !== value.length) return undefined;
    for (let i = 0; i < value.length; i++) if (key.data[start + i] !== value[i]) return undefined;
  }
  return new AesEcb(value);
}
/** Whether all values are encrypted block by block. */
function isEcb(mode: TextArgument, padding: TextArgument): boolean {
  const named = padding.constant?.value?.toUpperCase();
  return mode.constant?.value?.toUpperCase() === "ECB" && (named === "PKCS" || named === "DEFAULT");
}
function encrypt(input: Uint8Array, key: Uint8Array, suite: Suite, { iv, aad, ecb }: Given): Uint8Array {
  const { mode } = suite;
  const name = `aes-${key.length * 8}-${mode}`;
  if (mode === "ecb") return (ecb ?? new AesEcb(key)).encrypt(input);
  const used = iv.length === 0 ? randomBytes(suite.iv) : iv;
  if (mode === "cbc") return Buffer.concat([used, ...finish(createCipheriv(name, key, used), input)]);
  const cipher = createCipheriv(name as "aes-256-gcm", key, used);
  if (aad.length > 0) cipher.setAAD(aad);
  return Buffer.concat([used, ...finish(cipher, input), cipher.getAuthTag()]);
}
function decrypt(input: Uint8Array, key: Uint8Array, suite: Suite, { aad, ecb }: Omit<Given, "iv">): Uint8Array {
  const { mode } = suite;
  const name = `aes-${key.length * 8}-${mode}`;
  if (mode === "ecb") {
    // What is no whole number of padded blocks fails with OpenSSL's words.
    if (input.length === 0) return input;
    return ecb?.decrypt(input) ?? Buffer.concat(finish(createDecipheriv(name, key, null), input));
  }
  const iv = input.subarray(0, suite.iv);
  if (mode === "cbc") return Buffer.concat(finish(createDecipheriv(name, key, iv), input.subarray(suite.iv)));
  if (input.length < GCM_IV + TAG) throw new Error("Input data too short to contain an expected tag length of 16bytes");
  const cipher = createDecipheriv(name as "aes-256-gcm", key, iv, { authTagLength: TAG });
  cipher.setAuthTag(input.subarray(input.length - TAG));
  if (aad.length > 0) cipher.setAAD(aad);
  return Buffer.concat(finish(cipher, input.subarray(GCM_IV, input.length - TAG)));
}
function finish(
  cipher: { update(data: Uint8Array): Buffer; final(): Buffer },
  input: Uint8Array,
): readonly Uint8Array[] {
  return [cipher.update(input), cipher.final()];
}

function checkIv(iv: Uint8Array, suite: Suite, mode: string): void {
  if (iv.length === 0) return;
  if (suite.iv === 0) {
    throw new KernelError("UNSUPPORTED_FEATURE.AES_MODE_IV", { mode, functionName: "`aes_encrypt`" });
  }
  if (iv.length === suite.iv) return;
  throw new KernelError("INVALID_PARAMETER_VALUE.AES_IV_LENGTH", {
    mode,
    parameter: "`iv`",
    functionName: FUNCTION,
    actualLength: String(iv.length),
  });
}

const aesEncrypt: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [input, key, iv, aad] = [args.bytes(0), args.bytes(1), args.bytes(4), args.bytes(5)];
  const [mode, padding] = [args.text(2), args.text(3)];
  const ecb = ecbOf(key, rows);
  const plain = [iv, aad].every(({ constant }) => constant?.value?.length === 0);
  if (plain && isEcb(mode, padding)) {
    const all = ecb?.encryptAll(input, rows);
    if (all !== undefined) return all;
  }
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [b, k, m, p, v, a] = [
      input.get(row),
      key.get(row),
      mode.get(row),
      padding.get(row),
      iv.get(row),
      aad.get(row),
    ];
    if (b === null || k === null || m === null || p === null || v === null || a === null) {
      out.appendNull();
      continue;
    }
    checkKey(k);
    const suite = suiteOf(m, p);
    checkIv(v, suite, m);
    if (a.length > 0 && suite.mode !== "gcm") {
      throw new KernelError("UNSUPPORTED_FEATURE.AES_MODE_AAD", { mode: m, functionName: "`aes_encrypt`" });
    }
    try {
      out.append(encrypt(b, k, suite, { iv: v, aad: a, ecb }));
    } catch (e) {
      throw cryptoError(e);
    }
  }
  return out.finish();
};
const aesDecrypt: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const { lenient } = options as { readonly lenient: boolean };
  const [input, key, aad] = [args.bytes(0), args.bytes(1), args.bytes(4)];
  const [mode, padding] = [args.text(2), args.text(3)];
  const ecb = ecbOf(key, rows);
  if (aad.constant?.value?.length === 0 && isEcb(mode, padding)) {
    const all = ecb?.decryptAll(input, rows);
    if (all !== undefined) return all;
  }
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [b, k, m, p, a] = [input.get(row), key.get(row), mode.get(row), padding.get(row), aad.get(row)];
    if (b === null || k === null || m === null || p === null || a === null) {
      out.appendNull();
      continue;
    }
    try {
      out.append(decryptChecked(b, k, [m, p], { aad: a, ecb }));
    } catch (e) {
      if (!lenient) throw e;
      out.appendNull();
    }
  }
  return out.finish();
};
function decryptChecked(
  input: Uint8Array,
  key: Uint8Array,
  [mode, padding]: readonly [string, string],
  given: Omit<Given, "iv">,
): Uint8Array {
  checkKey(key);
  const suite = suiteOf(mode, padding);
  if (given.aad.length > 0 && suite.mode !== "gcm") {
    throw new KernelError("UNSUPPORTED_FEATURE.AES_MODE_AAD", { mode, functionName: "`aes_decrypt`" });
  }
  try {
    return decrypt(input, key, suite, given);
  } catch (e) {
    throw cryptoError(e);
  }
}

export const aesKernels: { readonly [name: string]: Kernel } = { aes_encrypt: aesEncrypt, aes_decrypt: aesDecrypt };
