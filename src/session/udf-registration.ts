import { unsupported } from "../types/spark-error.ts";

/** User's functions for SQL, as `spark.udf`. Not supported yet. */
export class UDFRegistration {
  /** Not supported yet: `UNSUPPORTED_FEATURE`. */
  register(_name: string, _f: unknown, _returnType?: unknown): never {
    throw unsupported("user-defined functions (udf.register)");
  }
  /** There is no Java here: `UNSUPPORTED_FEATURE`. */
  registerJavaFunction(_name: string, _javaClassName: string, _returnType?: unknown): never {
    throw unsupported("udf.registerJavaFunction");
  }
  /** There is no Java here: `UNSUPPORTED_FEATURE`. */
  registerJavaUDAF(_name: string, _javaClassName: string): never {
    throw unsupported("udf.registerJavaUDAF");
  }
}
