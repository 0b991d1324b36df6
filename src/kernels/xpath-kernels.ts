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
import { Arguments, memoized, type TextArgument } from "./arguments.ts";
import { Attempts } from "./attempts.ts";
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
import { type PlainXPath, plainXPath, XPathCursor } from "./xpath-cursor.ts";
import { parseXPath, XPathSyntaxError } from "./xpath-syntax.ts";

interface Compiled {
  readonly evaluate: (xml: string) => XPathValue;
  readonly plain: PlainXPath | null;
}
function compiled(path: string): Compiled {
  let evaluate: (root: XmlNode) => XPathValue;
  let plain: PlainXPath | null;
  try {
    evaluate = compileXPath(path);
    plain = plainXPath(parseXPath(path));
  } catch (e) {
    if (!(e instanceof XPathSyntaxError)) throw e;
    throw new KernelError(null, {}, { message: `Invalid XPath '${path}': ${e.message}` });
  }
  return {
    plain,
    evaluate: (xml) => {
      try {
        return evaluate(parseXml(xml));
      } catch (e) {
        if (!(e instanceof XmlError)) throw e;
        throw new KernelError(null, {}, { message: `Error loading expression '${path}': ${e.message}` });
      }
    },
  };
}
/** A kernel that gives each value to `append`, or what was found quickly to `take`; null for empty documents and paths. */
function xpathKernel<B extends ColumnBuilder>(
  builder: (rows: number) => B,
  append: (out: B, value: XPathValue) => void,
  take: (out: B, found: XPathCursor) => void,
): Kernel {
  return (columns, options, rows) => {
    const args = new Arguments(columns, options);
    const xml = args.bytes(0);
    const path = args.text(1);
    // Made where it is needed: the whole batch is decoded.
    let text: TextArgument | undefined;
    const compile = memoized(compiled);
    const out = builder(rows);
    const cursor = new XPathCursor();
    const attempts = new Attempts();
    for (let row = 0; row < rows; row++) {
      const expression = path.get(row);
      const [start, end] = [xml.start(row), xml.end(row)];
      if (xml.isNull(row) || expression === null || start === end || expression === "") {
        out.appendNull();
        continue;
      }
      const { evaluate, plain } = compile(expression);
      if (plain !== null && attempts.worthwhile && attempts.note(cursor.find(plain, xml.data, start, end))) {
        take(out, cursor);
        continue;
      }
      const document = (text ??= args.text(0)).get(row)!;
      try {
        append(out, evaluate(document));
      } catch (e) {
        if (!(e instanceof XPathError)) throw e;
        throw new KernelError(null, {}, { message: `Invalid XML document: ${e.message}\n${document}` });
      }
    }
    return out.finish();
  };
}
/** A kernel of numbers. */
function xpathNumber<B extends ColumnBuilder>(
  builder: (rows: number) => B,
  append: (out: B, value: number) => void,
): Kernel {
  return xpathKernel(
    builder,
    (out, value) => append(out, numberValue(value)),
    (out, found) => append(out, found.number()),
  );
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

function takeList(out: ListBuilder<Utf8Builder>, found: XPathCursor): void {
  const { data, places } = found;
  if (found.areElements) for (let i = 0; i < found.matches; i++) out.child.appendNull();
  else for (let i = 0; i < places.length; i += 2) out.child.append(data, places[i], places[i + 1]);
  out.append();
}
function takeText(out: Utf8Builder, found: XPathCursor): void {
  const { data, places } = found;
  const to = found.areElements ? places.length : Math.min(places.length, 2);
  for (let i = 0; i < to; i += 2) out.write(data, places[i], places[i + 1]);
  out.endValue();
}

export const xpathKernels: { readonly [name: string]: Kernel } = {
  xpath: xpathKernel((n) => new ListBuilder(new Utf8Builder(n)), list, takeList),
  xpath_boolean: xpathKernel(
    () => new BoolBuilder(),
    (out, v) => out.append(booleanValue(v)),
    (out, found) => out.append(found.matches > 0),
  ),
  xpath_short: xpathNumber(
    (n) => new NumberBuilder(arrowType.int16, n),
    (out, v) => out.append((toInt(v) << 16) >> 16),
  ),
  xpath_int: xpathNumber(
    (n) => new NumberBuilder(arrowType.int32, n),
    (out, v) => out.append(toInt(v)),
  ),
  xpath_long: xpathNumber(
    (n) => new Int64Builder(arrowType.int64, n),
    (out, v) => out.append(toLong(v)),
  ),
  xpath_float: xpathNumber(
    (n) => new NumberBuilder(arrowType.float32, n),
    (out, v) => out.append(v),
  ),
  xpath_double: xpathNumber(
    (n) => new NumberBuilder(arrowType.float64, n),
    (out, v) => out.append(v),
  ),
  xpath_string: xpathKernel(
    (n) => new Utf8Builder(n),
    (out, v) => out.appendString(textValue(v)),
    takeText,
  ),
};
