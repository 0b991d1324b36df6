/** Reads JSON files in the engine host: their rows, and the types that their records would have. */
import { columnAppender } from "../arrow/encode.ts";
import { Utf8Builder } from "../arrow/builders.ts";
import { ArrayType, StructField, StructType, STRING } from "../types/data-type.ts";
import { errorFor } from "../types/error-class.ts";
import type { InternalValue } from "../types/internal-value.ts";
import { eachLine, fileBytes, type FilePart, partBytes } from "./file-text.ts";
import { type InferOptions, JsonTypes, type JsonShape, shapeText } from "./json-shape.ts";
import type { TextOptions } from "./json-options.ts";
import { JsonReader } from "./json-reader.ts";
import type { Kernel } from "./kernel.ts";
import { XorShift } from "./xor-shift.ts";
import { validUtf8 } from "./text-reader.ts";

export interface ReadJsonOptions {
  readonly parts: readonly FilePart[];
  readonly multiLine: boolean;
  /** The fields asked for, as JSON of a struct type. */
  readonly schema: unknown;
  /** Adds the text of malformed records. */
  readonly record: boolean;
  readonly mode: "PERMISSIVE" | "DROPMALFORMED" | "FAILFAST";
  readonly options: TextOptions;
  readonly zone: string;
}

/** Calls for each record: a line, or a whole file. */
function eachRecord(
  parts: readonly FilePart[],
  multiLine: boolean,
  call: (text: string) => void,
  taken: () => boolean = () => true,
): void {
  for (const part of parts) {
    const bytes = validUtf8(multiLine ? fileBytes(part.path, part.encoding) : partBytes(part).bytes);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (multiLine) {
      call(buffer.toString("utf8"));
      continue;
    }
    eachLine(bytes, part.lineSep, (start, end) => {
      if (!taken()) return;
      // Blank lines are no records.
      let at = start;
      while (at < end && (bytes[at] as number) <= 32) at++;
      if (at < end) call(buffer.toString("utf8", start, end));
    });
  }
}

/** One list of all rows: a struct of the fields asked for, then the text of a malformed record. */
const readJson: Kernel = (_args, given, rowCount) => {
  const { parts, multiLine, schema, record, mode, options, zone } = given as ReadJsonOptions;
  const type = StructType.fromJson(schema);
  const row = record ? new StructType([...type.fields, new StructField("record", STRING)]) : type;
  const out = columnAppender(new ArrayType(row));
  const one = new JsonReader(type, options, zone);
  const many = new JsonReader(new ArrayType(type), options, zone);
  const nothing = type.fields.map((): InternalValue => null);
  const add = (rows: InternalValue[], value: InternalValue, text: string | null): void => {
    const cells = (value ?? nothing) as readonly InternalValue[];
    rows.push(record ? [...cells, text] : cells);
  };
  for (let i = 0; i < rowCount; i++) {
    const rows: InternalValue[] = [];
    eachRecord(parts, multiLine, (text) => {
      const first = /\S/.exec(text)?.[0];
      if (first === undefined) return;
      const list = first === "[" ? many.read(text) : undefined;
      if (list !== undefined && !list.bad && Array.isArray(list.value)) {
        for (const value of list.value) add(rows, value, null);
        return;
      }
      const reading = list === undefined ? one.read(text) : { value: null, bad: true };
      if (!reading.bad && first === "{") add(rows, reading.value, null);
      else if (mode === "FAILFAST") throw malformed(text, parts);
      else if (mode === "PERMISSIVE") add(rows, reading.value, text);
    });
    out.append(rows);
  }
  return out.builder.finish();
};
function malformed(badRecord: string, parts: readonly FilePart[]): Error {
  const path = parts[0]?.path ?? "";
  const cause = errorFor("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord, failFastMode: "FAILFAST" });
  return errorFor("FAILED_READ_FILE.NO_HINT", { path }, { cause });
}

export interface InferJsonOptions extends InferOptions {
  readonly parts: readonly FilePart[];
  readonly multiLine: boolean;
  readonly mode: ReadJsonOptions["mode"];
  readonly corruptName: string;
  /** The part of the lines that is looked at, drawn as Spark draws it from one partition. */
  readonly samplingRatio: number;
}
/** Spark's seed for samples of lines. */
const SAMPLE_SEED = 1n;
/** The shape of all records of the files, as text. */
const inferJson: Kernel = (_args, given, rowCount) => {
  const options = given as InferJsonOptions;
  const out = new Utf8Builder(1);
  for (let i = 0; i < rowCount; i++) {
    const types = new JsonTypes(options);
    const shape: JsonShape = { kind: "struct", fields: new Map() };
    const random = new XorShift(SAMPLE_SEED);
    const isTaken = (): boolean => random.nextDouble() < options.samplingRatio;
    const bad = (text: string): void => {
      if (options.mode === "FAILFAST") {
        throw errorFor("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", { badRecord: text, failFastMode: "FAILFAST" });
      }
      if (options.mode === "PERMISSIVE") shape.fields.set(options.corruptName, { kind: "string" });
    };
    const look = (text: string): void => {
      let found = types.of(text);
      while (found?.kind === "array") found = found.element;
      if (found === undefined || (found.kind !== "struct" && found.kind !== "null")) bad(text);
      else if (found.kind === "struct") types.mergeInto(shape, found);
    };
    eachRecord(options.parts, options.multiLine, look, options.samplingRatio < 1 ? isTaken : undefined);
    out.appendString(shapeText(shape));
  }
  return out.finish();
};

export const jsonFileKernels: { readonly [name: string]: Kernel } = { read_json: readJson, infer_json: inferJson };
