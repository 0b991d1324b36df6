/** The functions that look up XPath expressions in XML text. */
import {
  BoolBuilder,
  type ColumnBuilder,
  Int64Builder,
  ListBuilder,
  NumberBuilder,
  Utf8Builder,
} from "../arrow/builders.ts";
import { arrowType } from "../arrow/vector.ts";
import { Arguments, memoized } from "./arguments.ts";
import { type Kernel, KernelError } from "./kernel.ts";
import { parseXml, XmlError, type XmlNode } from "./xml-tree.ts";
import {
  booleanValue,
  compileXPath,
  nodesValue,
  numberValue,
  textValue,
  XPathError,
  type XPathValue,
} from "./xpath.ts";
import { XPathSyntaxError } from "./xpath-syntax.ts";

function compiled(path: string): (xml: string) => XPathValue {
  let evaluate: (root: XmlNode) => XPathValue;
  try {
    evaluate = compileXPath(path);
  } catch (e) {
    if (!(e instanceof XPathSyntaxError)) throw e;
    throw new KernelError(null, {}, { message: `Invalid XPath '${path}': ${e.message}` });
  }
  return (xml) => {
    try {
      return evaluate(parseXml(xml));
    } catch (e) {
      if (!(e instanceof XmlError)) throw e;
      throw new KernelError(null, {}, { message: `Error loading expression '${path}': ${e.message}` });
    }
  };
}
/** A kernel that gives each value to `append`; null for empty documents and paths. */
function xpathKernel<B extends ColumnBuilder>(
  builder: (rows: number) => B,
  append: (out: B, value: XPathValue) => void,
): Kernel {
  return (columns, options, rows) => {
    const args = new Arguments(columns, options);
    const [xml, path] = [args.text(0), args.text(1)];
    const compile = memoized(compiled);
    const out = builder(rows);
    for (let row = 0; row < rows; row++) {
      const [text, expression] = [xml.get(row), path.get(row)];
      if (text === null || expression === null || text === "" || expression === "") {
        out.appendNull();
        continue;
      }
      try {
        append(out, compile(expression)(text));
      } catch (e) {
        if (!(e instanceof XPathError)) throw e;
        throw new KernelError(null, {}, { message: `Invalid XML document: ${e.message}\n${text}` });
      }
    }
    return out.finish();
  };
}
/** As Java narrows a double to an integer: NaN is 0, what is too large the largest. */
function toInt(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.trunc(Math.min(Math.max(value, -2147483648), 2147483647));
}
const INT64_MAX = 2n ** 63n - 1n;
function toLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (Math.abs(value) >= 2 ** 63) return value > 0 ? INT64_MAX : -INT64_MAX - 1n;
  return BigInt(Math.trunc(value));
}
function list(out: ListBuilder<Utf8Builder>, value: XPathValue): void {
  for (const node of nodesValue(value)) {
    if (node.kind === "element" || node.kind === "root") out.child.appendNull();
    else out.child.appendString(node.first ?? node.value);
  }
  out.append();
}

export const xpathKernels: { readonly [name: string]: Kernel } = {
  xpath: xpathKernel((n) => new ListBuilder(new Utf8Builder(n)), list),
  xpath_boolean: xpathKernel(
    () => new BoolBuilder(),
    (out, v) => out.append(booleanValue(v)),
  ),
  xpath_short: xpathKernel(
    (n) => new NumberBuilder(arrowType.int16, n),
    (out, v) => out.append((toInt(numberValue(v)) << 16) >> 16),
  ),
  xpath_int: xpathKernel(
    (n) => new NumberBuilder(arrowType.int32, n),
    (out, v) => out.append(toInt(numberValue(v))),
  ),
  xpath_long: xpathKernel(
    (n) => new Int64Builder(arrowType.int64, n),
    (out, v) => out.append(toLong(numberValue(v))),
  ),
  xpath_float: xpathKernel(
    (n) => new NumberBuilder(arrowType.float32, n),
    (out, v) => out.append(numberValue(v)),
  ),
  xpath_double: xpathKernel(
    (n) => new NumberBuilder(arrowType.float64, n),
    (out, v) => out.append(numberValue(v)),
  ),
  xpath_string: xpathKernel(
    (n) => new Utf8Builder(n),
    (out, v) => out.appendString(textValue(v)),
  ),
};
