import type { Engine } from "../engine/engine.ts";
import { isUserDefinedFunction, udf, type UserDefinedFunction } from "../functions/udf.ts";
import type { UserFunction } from "../plan/user-function.ts";
import type { DataType } from "../types/data-type.ts";
import { PySparkTypeError, unsupported } from "../types/spark-error.ts";

/** User's functions for SQL, as `spark.udf`. */
export class UDFRegistration {
  readonly #session: { readonly engine: Engine };
  /** @internal */
  constructor(session: { readonly engine: Engine }) {
    this.#session = session;
  }

  /**
   * Makes a function known to SQL by a name: a JavaScript function with the type it returns (default string), or what
   * `udf` and `udaf` made. Built-in functions of the same name stay what they are. Gives the function, for use as a Column
   * function. A return type beside an already made function raises `CANNOT_SPECIFY_RETURN_TYPE_FOR_UDF`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.UDFRegistration.register.html}
   * @example
   * ```ts
   * spark.udf.register("plusOne", (x: number) => x + 1, "long");
   * await spark.sql("SELECT plusOne(id) FROM range(3)").show();
   * ```
   */
  register<A extends readonly unknown[], R>(
    name: string,
    f: ((...args: A) => R) | UserDefinedFunction<A, R>,
    returnType?: DataType | string,
  ): UserDefinedFunction<A, R> {
    if (isUserDefinedFunction(f)) {
      if (returnType !== undefined) {
        throw new PySparkTypeError("CANNOT_SPECIFY_RETURN_TYPE_FOR_UDF", {
          arg_name: "f",
          return_type: String(returnType),
        });
      }
      this.#add(name, f.userFunction);
      return f as unknown as UserDefinedFunction<A, R>;
    }
    const made = udf(f as never, returnType) as unknown as UserDefinedFunction<A, R>;
    this.#add(name, made.userFunction);
    return made;
  }
  #add(name: string, fn: UserFunction): void {
    this.#session.engine.registerFunction(name, { ...fn, name });
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

/** User's table functions for SQL, as `spark.udtf`. */
export class UDTFRegistration {
  readonly #session: { readonly engine: Engine };
  /** @internal */
  constructor(session: { readonly engine: Engine }) {
    this.#session = session;
  }
  /**
   * Makes a table function known to SQL by a name, for FROM, LATERAL, LATERAL VIEW and select lists. What is no table function
   * raises `CANNOT_REGISTER_UDTF`.
   *
   * @see {@link https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.UDTFRegistration.register.html}
   * @example
   * ```ts
   * spark.udtf.register("up_to", F.udtf(function* (n: number) { for (let i = 0; i < n; i++) yield [i]; }, { returnType: "i INT" }));
   * await spark.sql("SELECT * FROM up_to(3)").show();
   * ```
   */
  register(name: string, f: UserDefinedFunction): UserDefinedFunction {
    if (!isUserDefinedFunction(f) || f.userFunction.kind !== "table") {
      throw new PySparkTypeError("CANNOT_REGISTER_UDTF", { name });
    }
    this.#session.engine.registerFunction(name, { ...f.userFunction, name });
    return f;
  }
}
