/** Bytes as text and back, in the styles of `spark.sql.binaryOutputStyle`. */
import { javaUtf8 } from "./charset.ts";

export type BinaryStyle = "UTF-8" | "BASIC" | "BASE64" | "HEX" | "HEX_DISCRETE";

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}

export function textOfBytes(bytes: Uint8Array, style: BinaryStyle): string {
  switch (style) {
    case "UTF-8":
      return javaUtf8(bytes);
    case "BASIC":
      return `[${Array.from(new Int8Array(bytes)).join(", ")}]`;
    case "BASE64":
      return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
    case "HEX":
      return hex(bytes);
    case "HEX_DISCRETE":
      return `[${hex(bytes).match(/../g)?.join(" ") ?? ""}]`;
  }
}

/** The bytes that a text means; undefined where it is none of the style. */
export function bytesOfText(text: string, style: BinaryStyle): Uint8Array | undefined {
  switch (style) {
    case "UTF-8":
      return Buffer.from(text);
    case "BASIC": {
      const inner = withoutBrackets(text);
      const parts = inner.split(",");
      // Java's split leaves out empty parts at the end.
      while (inner !== "" && parts.at(-1) === "") parts.pop();
      const numbers = parts.map((part) => (/^[+-]?\d+$/.test(part.trim()) ? Number(part) : NaN));
      return numbers.every((n) => n >= -128 && n <= 127) ? Uint8Array.from(numbers) : undefined;
    }
    case "BASE64": {
      const whole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text);
      return whole ? Buffer.from(text, "base64") : undefined;
    }
    case "HEX": {
      const even = text.length % 2 === 0 ? text : `0${text}`;
      return /^[0-9a-fA-F]*$/.test(text) ? Buffer.from(even, "hex") : undefined;
    }
    case "HEX_DISCRETE": {
      const inner = withoutBrackets(text);
      if (inner === "" && text !== "") return new Uint8Array(0);
      if (!/^[0-9a-fA-F]{2}( [0-9a-fA-F]{2})*$/.test(inner)) return undefined;
      return Buffer.from(inner.replaceAll(" ", ""), "hex");
    }
  }
}
function withoutBrackets(text: string): string {
  return text.replace(/^\[/, "").replace(/\]$/, "");
}
