/** Who may call. */
import { createHash, timingSafeEqual } from "node:crypto";
import { isIPv4 } from "node:net";
import { type Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { plainStatus } from "./connect-error.ts";

/** The refusal of a call, if it is refused. */
export type Authorize = (metadata: Metadata) => Partial<ServiceError> | undefined;

export function authorizeBy(token: string | undefined): Authorize {
  if (token === undefined) return () => undefined;
  const expected = digest(`Bearer ${token}`);
  return (metadata) => {
    const [given] = metadata.get("authorization");
    if (given !== undefined && timingSafeEqual(digest(String(given)), expected)) return undefined;
    return plainStatus(status.UNAUTHENTICATED, "The token is missing or wrong.");
  };
}

/** Of equal length for all texts, so that comparing tells nothing. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Whether only programs on this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}
