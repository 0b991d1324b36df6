export * from "./literal.ts";
export * from "./values.ts";
