/** What a user's function can learn of the call it is in, however deep in the program it asks. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { UserFunctionContext } from "./user-function.ts";

export const callContext: AsyncLocalStorage<Pick<UserFunctionContext, "signal" | "count">> = new AsyncLocalStorage();
