/** The place of an expression in the query, as errors carry it. */
import type { Origin } from "./origin.ts";
import type { QueryContext } from "../types/spark-error.ts";

export function contextFrom(origin: Origin | undefined): readonly QueryContext[] {
  if (origin?.sqlText !== undefined && origin.start !== undefined && origin.stop !== undefined) {
    const fragment = origin.sqlText.slice(origin.start, origin.stop + 1);
    return [
      {
        contextType: "SQL",
        objectType: "",
        objectName: "",
        fragment,
        startIndex: origin.start,
        stopIndex: origin.stop,
      },
    ];
  }
  if (origin?.fragment !== undefined) {
    return [{ contextType: "DataFrame", fragment: origin.fragment, callSite: origin.callSite ?? "" }];
  }
  return [];
}
