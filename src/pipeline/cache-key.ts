/** Under which key a node's result is kept: the node, its version, its object, the values of its inputs. */
import { createHash } from "node:crypto";
import type { FunctionNode } from "./node.ts";
import { type Encoded, encodeValue } from "./value-codec.ts";

/** A result's key, as a hash and in words. */
export interface CacheKey {
  /** SHA-256 of all that the result depends on, in hexadecimal. */
  readonly hash: string;
  /** The node's name, for people. */
  readonly node: string;
}

const digest = (value: Encoded): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/**
 * Makes the keys of a node's calls. A value that is the same object as in the call before is hashed once.
 *
 * @throws PipelineError with `PIPELINE_VALUE_NOT_CACHEABLE` (also from the function returned) for a value without a text
 */
export function keysOf(node: FunctionNode): (inputs: readonly unknown[]) => CacheKey {
  const fixed: Encoded = [
    "node",
    node.name,
    ["outputs", ...node.outputs],
    ["inputs", ...node.inputs],
    ["version", node.version ?? null],
    objectOf(node),
  ];
  const last: { value: object; digest: string }[] = [];
  return (inputs) => {
    const parts = inputs.map((value, i): Encoded => {
      const known = last[i];
      if (known !== undefined && known.value === value) return known.digest;
      const hash = digest(encodeValue(value, `input \`${node.inputs[i] ?? ""}\` of node ${node.name}`, true));
      if (typeof value === "object" && value !== null) last[i] = { value, digest: hash };
      return hash;
    });
    return { hash: digest([fixed, ...parts]), node: node.name };
  };
}

function objectOf({ use, name }: FunctionNode): Encoded {
  if (use === undefined) return null;
  if (use.version !== undefined) return ["object", use.name, "version", use.version];
  return ["object", use.name, "args", encodeValue(use.args, `arguments of ${use.name} in node ${name}`, true)];
}
