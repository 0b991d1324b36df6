/** The ports of servers in this very process: a client here that waits for one of them would wait for ever. */
const ports = new Set<number>();

export function serverOpened(port: number): void {
  ports.add(port);
}
export function serverClosed(port: number): void {
  ports.delete(port);
}
/** Is the server at `host:port` part of this process? */
export function isOwnServer(endpoint: string): boolean {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(endpoint) ?? [];
  return ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"].includes(host) && ports.has(Number(port));
}
