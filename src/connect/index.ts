/** Spark Connect, both ways. */
export { type ConnectServer, type ConnectServerOptions, startConnectServer } from "./server/start-server.ts";
