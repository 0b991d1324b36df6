/** Theta and tuple sketches: distinct keys, and distinct keys with a number each. */
import type { Call } from "../logical/expression.ts";
import type { FunctionRow } from "../logical/function-row.ts";
import { ANY, T_BINARY, T_DOUBLE, T_INT } from "../logical/input-type.ts";
import type { SketchOptions } from "../kernels/sketch-shared.ts";
import { BINARY, type DataType, DOUBLE, LONG } from "../types/data-type.ts";
import { byKernel } from "./by-kernel.ts";
import { family, optional, param, type RowSpec } from "./family.ts";
import { DEFAULT_LG, exactly, KEYS, shownWith, thetaSize, tupleMode, tupleSize } from "./sketch-arguments.ts";
import { coerceTo, numberOf, stringOf } from "./support.ts";

type Operation = "union" | "intersection" | "difference";

function options(call: Call, size: number, mode: number, integer = false): SketchOptions {
  return {
    functionName: `\`${call.name}\``,
    lg: numberOf(call.args[size]) ?? DEFAULT_LG,
    mode: (stringOf(call.args[mode]) ?? "sum") as SketchOptions["mode"],
    integer,
  };
}
const NONE = 99;

/** Two sketches to one; theta sketches on the right stand without numbers. */
function pair(operation: Operation, tuples: readonly [boolean, boolean], integer: boolean): RowSpec {
  const [tuple] = tuples;
  const sized = operation === "union";
  const params = [
    param("first", ANY),
    param("second", ANY),
    ...(sized ? [optional("lgNomEntries", ANY)] : []),
    ...(tuple && operation !== "difference" ? [optional("mode", ANY)] : []),
  ];
  const defaults = [...(sized ? ["12"] : []), ...(tuple && operation !== "difference" ? ["sum"] : [])];
  return {
    since: tuple ? "4.2.0" : "4.1.0",
    params,
    coerce: (args, cx) => {
      exactly(args, 0, T_BINARY, cx);
      exactly(args, 1, T_BINARY, cx);
      if (!tuple) {
        // The size of a union may differ from row to row.
        if (args[2] !== undefined) exactly(args, 2, T_INT, cx);
        return args;
      }
      const given = args.slice(0, 2);
      if (sized) return [...given, tupleSize(args, 2, cx), tupleMode(args, 3, cx)];
      return operation === "difference" ? given : [...given, tupleMode(args, 2, cx)];
    },
    returns: BINARY,
    display: shownWith(...defaults),
    lower: byKernel("sketch_set", (call) => ({
      ...options(call, tuple && sized ? 2 : NONE, tuple ? (sized ? 3 : 2) : NONE, integer),
      operation,
      tuples,
    })),
  };
}
function measure(tuple: boolean, what: "estimate" | "theta" | "summary", integer: boolean, type: DataType): RowSpec {
  const summary = what === "summary";
  return {
    since: tuple ? "4.2.0" : "4.1.0",
    params: [param("child", ANY), ...(summary ? [optional("mode", ANY)] : [])],
    coerce: (args, cx) => {
      exactly(args, 0, T_BINARY, cx);
      return summary ? [args[0]!, tupleMode(args, 1, cx)] : args;
    },
    returns: type,
    ...(summary ? { display: shownWith("sum") } : {}),
    lower: byKernel("sketch_measure", (call) => ({ ...options(call, NONE, 1, integer), tuple, measure: what })),
  };
}

/** A sketch of the group's keys, with the sum (or other) of a number for each. */
function tupleSketch(integer: boolean): RowSpec {
  return {
    since: "4.2.0",
    params: [param("key", ANY), param("summary", ANY), optional("lgNomEntries", ANY), optional("mode", ANY)],
    coerce: (args, cx) => {
      const [key, number] = coerceTo(args, [KEYS, integer ? T_INT : T_DOUBLE, ANY, ANY], cx);
      return [key!, number!, tupleSize(args, 2, cx), tupleMode(args, 3, cx)];
    },
    returns: BINARY,
    nullable: false,
    display: shownWith("12", "sum"),
    values: 2,
    groupKernel: {
      name: "hash_sketch",
      collect: ([key, number]) => [key!, number!],
      options: (call) => options(call, 2, 3, integer),
    },
  };
}
function tupleUnion(integer: boolean): RowSpec {
  return {
    since: "4.2.0",
    params: [param("child", ANY), optional("lgNomEntries", ANY), optional("mode", ANY)],
    coerce: (args, cx) => {
      const [sketch] = coerceTo(args, [T_BINARY, ANY], cx);
      return [sketch!, tupleSize(args, 1, cx), tupleMode(args, 2, cx)];
    },
    returns: BINARY,
    nullable: false,
    display: shownWith("12", "sum"),
    groupKernel: { name: "tuple_union", options: (call) => options(call, 1, 2, integer) },
  };
}
function tupleIntersection(integer: boolean): RowSpec {
  return {
    since: "4.2.0",
    params: [param("child", ANY), optional("mode", ANY)],
    coerce: (args, cx) => {
      const [sketch] = coerceTo(args, [T_BINARY, ANY], cx);
      return [sketch!, tupleMode(args, 1, cx)];
    },
    returns: BINARY,
    nullable: false,
    display: shownWith("sum"),
    groupKernel: { name: "tuple_intersection", options: (call) => options(call, NONE, 1, integer) },
  };
}

function tupleRows(suffix: "double" | "integer"): { readonly [name: string]: RowSpec } {
  const integer = suffix === "integer";
  return {
    [`tuple_sketch_estimate_${suffix}`]: measure(true, "estimate", integer, DOUBLE),
    [`tuple_sketch_summary_${suffix}`]: measure(true, "summary", integer, integer ? LONG : DOUBLE),
    [`tuple_sketch_theta_${suffix}`]: measure(true, "theta", integer, DOUBLE),
    [`tuple_union_${suffix}`]: pair("union", [true, true], integer),
    [`tuple_intersection_${suffix}`]: pair("intersection", [true, true], integer),
    [`tuple_difference_${suffix}`]: pair("difference", [true, true], integer),
    [`tuple_union_theta_${suffix}`]: pair("union", [true, false], integer),
    [`tuple_intersection_theta_${suffix}`]: pair("intersection", [true, false], integer),
    [`tuple_difference_theta_${suffix}`]: pair("difference", [true, false], integer),
  };
}

export const hashSketchFunctions: readonly FunctionRow[] = [
  ...family("sketch", "scalar", {
    theta_sketch_estimate: measure(false, "estimate", false, LONG),
    theta_union: pair("union", [false, false], false),
    theta_intersection: pair("intersection", [false, false], false),
    theta_difference: pair("difference", [false, false], false),
    ...tupleRows("double"),
    ...tupleRows("integer"),
  }),
  ...family("agg", "aggregate", {
    theta_sketch_agg: {
      since: "4.1.0",
      params: [param("expr", ANY), optional("lgNomEntries", ANY)],
      coerce: (args, cx) => {
        exactly(args, 0, KEYS, cx);
        return [args[0]!, thetaSize(args, 1, cx)];
      },
      returns: BINARY,
      nullable: false,
      display: shownWith("12"),
      groupKernel: { name: "hash_sketch", options: (call) => options(call, 1, NONE) },
    },
    theta_union_agg: {
      since: "4.1.0",
      params: [param("expr", ANY), optional("lgNomEntries", ANY)],
      coerce: (args, cx) => {
        exactly(args, 0, T_BINARY, cx);
        return [args[0]!, thetaSize(args, 1, cx)];
      },
      returns: BINARY,
      nullable: false,
      display: shownWith("12"),
      groupKernel: { name: "theta_union", options: (call) => options(call, 1, NONE) },
    },
    theta_intersection_agg: {
      since: "4.1.0",
      params: [param("expr", ANY)],
      coerce: (args, cx) => {
        exactly(args, 0, T_BINARY, cx);
        return args;
      },
      returns: BINARY,
      nullable: false,
      groupKernel: { name: "theta_intersection", options: (call) => options(call, NONE, NONE) },
    },
    tuple_sketch_agg_double: tupleSketch(false),
    tuple_sketch_agg_integer: tupleSketch(true),
    tuple_union_agg_double: tupleUnion(false),
    tuple_union_agg_integer: tupleUnion(true),
    tuple_intersection_agg_double: tupleIntersection(false),
    tuple_intersection_agg_integer: tupleIntersection(true),
  }),
];
