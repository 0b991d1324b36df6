/** Digests and checksums of byte strings. */
import { createHmac, hash as digestOf } from "node:crypto";
import { BytesBuilder, Int64Builder, Utf8Builder } from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments } from "./arguments.ts";
import { type BlockDigest, Digester, LONG, MD5, SHA1, SHA256 } from "./block-digest.ts";
import { hexDigests, laneHmacs } from "./digest-lanes.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { murmur3 } from "./murmur3.ts";
import { xxhash64 } from "./xxhash64.ts";

function digest(algorithm: BlockDigest): Kernel {
  return (columns, options, rows) => hexDigests(algorithm, new Arguments(columns, options).bytes(0), rows);
}

const SHA2: { readonly [bits: number]: string } = {
  0: "sha256",
  224: "sha224",
  256: "sha256",
  384: "sha384",
  512: "sha512",
};
/** Null for a length that SHA-2 does not have. */
const sha2: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [bytes, bits] = [args.bytes(0), args.number(1)];
  if (bits.constant?.value === 0 || bits.constant?.value === 256) return hexDigests(SHA256, bytes, rows);
  const out = new Utf8Builder(rows);
  for (let row = 0; row < rows; row++) {
    const [value, length] = [bytes.get(row), bits.get(row)];
    const algorithm = length === null ? undefined : SHA2[length];
    if (value === null || algorithm === undefined) out.appendNull();
    else out.appendString(digestOf(algorithm, value, "hex"));
  }
  return out.finish();
};

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});
const crc32: Kernel = (columns, options, rows) => {
  const bytes = new Arguments(columns, options).bytes(0);
  const out = new Int64Builder(arrowType.int64, rows);
  const { data } = bytes;
  for (let row = 0; row < rows; row++) {
    if (bytes.isNull(row)) {
      out.appendNull();
      continue;
    }
    let c = -1;
    const end = bytes.end(row);
    for (let i = bytes.start(row); i < end; i++) c = CRC_TABLE[(c ^ data[i]!) & 255]! ^ (c >>> 8);
    out.append((c ^ -1) >>> 0);
  }
  return out.finish();
};

const HMAC: { readonly [name: string]: string } = {
  MD5: "md5",
  SHA1: "sha1",
  "SHA-1": "sha1",
  SHA224: "sha224",
  "SHA-224": "sha224",
  SHA256: "sha256",
  "SHA-256": "sha256",
  SHA384: "sha384",
  "SHA-384": "sha384",
  SHA512: "sha512",
  "SHA-512": "sha512",
};
const HMAC_BLOCKS: { readonly [name: string]: BlockDigest } = { md5: MD5, sha1: SHA1, sha256: SHA256 };
/** HMAC by digests of 64-byte blocks; the states after the key are kept for as long as it stays the same. */
class BlockHmac {
  readonly #digester: Digester;
  #key: Uint8Array | undefined;
  #inner: Int32Array = new Int32Array(0);
  #outer: Int32Array = new Int32Array(0);
  constructor(algorithm: BlockDigest) {
    this.#digester = new Digester(algorithm);
  }
  of(key: Uint8Array, data: Uint8Array, start: number, end: number): Uint8Array {
    const digester = this.#digester;
    if (key !== this.#key) {
      this.#key = key;
      if (key.length > 64) digester.of(key, 0, key.length);
      const block = key.length > 64 ? digester.digest : key;
      this.#inner = digester.keyed(block, 0x36);
      this.#outer = digester.keyed(block, 0x5c);
    }
    digester.after(this.#inner, 64, data, start, end);
    digester.after(this.#outer, 64, digester.digest, 0, digester.digest.length);
    return digester.digest;
  }
}
function emptyKey(): KernelError {
  return new KernelError("INVALID_PARAMETER_VALUE.HMAC_CRYPTO_ERROR", {
    parameter: "`key`",
    functionName: "`hmac`",
    detailMessage: "Empty key",
  });
}
const hmac: Kernel = (columns, options, rows) => {
  const args = new Arguments(columns, options);
  const [key, bytes] = [args.bytes(0), args.bytes(1)];
  const algorithm = args.text(2);
  const always = HMAC_BLOCKS[HMAC[algorithm.constant?.value?.toUpperCase() ?? ""] ?? ""];
  const quick = always === undefined ? undefined : laneHmacs(always, key, bytes, rows, emptyKey);
  if (quick !== undefined) return quick;
  const blocks = new Map<string, BlockHmac>();
  const out = new BytesBuilder(arrowType.binary, rows);
  for (let row = 0; row < rows; row++) {
    const [value, secret, name] = [bytes.get(row), key.get(row), algorithm.get(row)];
    if (value === null || secret === null || name === null) {
      out.appendNull();
      continue;
    }
    const known = HMAC[name.toUpperCase()];
    if (known === undefined)
      throw new KernelError("INVALID_PARAMETER_VALUE.HMAC_ALGORITHM", {
        parameter: "`algorithm`",
        functionName: "`hmac`",
        algorithm: `'${name}'`,
      });
    if (secret.length === 0) throw emptyKey();
    const blockDigest = HMAC_BLOCKS[known];
    if (blockDigest === undefined || value.length >= LONG) {
      out.append(createHmac(known, secret).update(value).digest());
      continue;
    }
    let made = blocks.get(known);
    if (made === undefined) blocks.set(known, (made = new BlockHmac(blockDigest)));
    out.append(made.of(secret, value, 0, value.length));
  }
  return out.finish();
};

export const digestKernels: { readonly [name: string]: Kernel } = {
  md5: digest(MD5),
  sha1: digest(SHA1),
  sha2,
  crc32,
  hmac,
  hash: murmur3,
  xxhash64,
};
