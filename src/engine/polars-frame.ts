/** What the facade hands to users of nodejs-polars. */
export { type PolarsFrame, userFrame } from "../polars/user-frame.ts";
