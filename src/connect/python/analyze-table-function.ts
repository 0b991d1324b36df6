/** What Python's table functions say of their result (`analyze`), asked in a process of PySpark's own. */
import { createHash } from "node:crypto";
import { canceledError } from "../../execution/canceled.ts";
import { type DataType, dataTypeFromJson, StructType, type TypeJson } from "../../types/data-type.ts";
import { AnalysisException, unsupported } from "../../types/spark-error.ts";
import type { PythonUDTF } from "../generated/spark/connect/relations_pb.ts";
import { MessageWriter } from "./byte-stream.ts";
import type { PythonEnvironment } from "./python-environment.ts";
import type { PythonWorker } from "./python-workers.ts";

const END_OF_STREAM = -4;
const PYTHON_EXCEPTION_THROWN = -2;
/** Analyses that are remembered: a plan is analysed at each request. */
const MAX_KNOWN = 64;

export interface AnalyzedArgument {
  readonly name: string | undefined;
  readonly dataType: DataType;
  readonly isTable: boolean;
  /** The value as a pickle, where it is known before the query runs. */
  readonly constant: Uint8Array | undefined;
}
export interface TableFunctionAnalysis {
  readonly schema: StructType;
  /** The function's own object, which its calls are given. */
  readonly result: Uint8Array;
}

const known = new WeakMap<PythonEnvironment, Map<string, TableFunctionAnalysis>>();

export async function analyzeTableFunction(
  environment: PythonEnvironment,
  name: string,
  { command, pythonVer }: PythonUDTF,
  args: readonly AnalyzedArgument[],
  signal: AbortSignal | undefined,
): Promise<TableFunctionAnalysis> {
  const question = questionOf(environment, name, pythonVer, command, args);
  const key = createHash("sha256").update(question).digest("hex");
  let analyses = known.get(environment);
  if (analyses === undefined) known.set(environment, (analyses = new Map()));
  const before = analyses.get(key);
  if (before !== undefined) return before;
  const worker = await environment.workers.planner("pyspark.sql.worker.analyze_udtf");
  const kill = (): void => environment.workers.kill(worker);
  signal?.addEventListener("abort", kill, { once: true });
  try {
    worker.socket.write(question);
    const analysis = await answerOf(worker, name);
    for (const oldest of analyses.keys()) {
      if (analyses.size < MAX_KNOWN) break;
      analyses.delete(oldest);
    }
    analyses.set(key, analysis);
    return analysis;
  } catch (error) {
    throw signal?.aborted === true ? canceledError() : error;
  } finally {
    signal?.removeEventListener("abort", kill);
    kill();
  }
}

function questionOf(
  environment: PythonEnvironment,
  name: string,
  pythonVersion: string,
  command: Uint8Array,
  args: readonly AnalyzedArgument[],
): Buffer {
  const { filesDirectory, includes } = environment.task;
  const out = new MessageWriter().text(pythonVersion).text(filesDirectory).int(includes.length);
  for (const include of includes) out.text(include);
  // No broadcast variables, and no settings that it reads.
  out.flag(false).int(0).int(0).text(name).bytes(command).int(args.length);
  for (const { name: keyword, dataType, isTable, constant } of args) {
    out.text(JSON.stringify(dataType.jsonValue())).flag(constant !== undefined);
    if (constant !== undefined) out.bytes(constant);
    out.flag(isTable).flag(keyword !== undefined);
    if (keyword !== undefined) out.text(keyword);
  }
  return out.int(END_OF_STREAM).finish();
}

async function answerOf({ reader }: PythonWorker, name: string): Promise<TableFunctionAnalysis> {
  const length = await reader.int();
  if (length === PYTHON_EXCEPTION_THROWN) {
    const msg = (await reader.bytes()).toString();
    throw new AnalysisException("TABLE_VALUED_FUNCTION_FAILED_TO_ANALYZE_IN_PYTHON", { msg });
  }
  const schema = dataTypeFromJson(JSON.parse((await reader.read(length)).toString()) as TypeJson);
  if (!(schema instanceof StructType)) throw new TypeError("the analysis of a table function gave no schema");
  const result = Buffer.from(await reader.bytes());
  // All rows are in one partition here.
  await reader.int();
  for (const what of ["partitions", "orders", "columns"]) {
    if ((await reader.int()) > 0) throw unsupported(`${what} of its table that ${name} asks for by analyze`);
  }
  return { schema, result };
}
