/** Functions and classes of nodes as code of another program: imported where their module is known, else written out. */
import { functionsIn, isSyntax, type Syntax } from "../udf/free-identifiers.ts";
import { outerNames, type Parse, readFunction } from "../udf/self-contained.ts";
import { PipelineError } from "./pipeline-error.ts";
import type { ModuleExport } from "./stateful.ts";

/** The text of a function, with the types of its parameters. */
export class FunctionCode {
  readonly #parse: Parse;
  constructor(parse: Parse) {
    this.#parse = parse;
  }

  /**
   * The function as an expression.
   *
   * @param types - TypeScript's types of its parameters
   * @throws PipelineError with `PIPELINE_NOT_PRINTABLE` where it uses names from around it, or has no text
   */
  expression(fn: (...args: never[]) => unknown, types: readonly string[], node: string): string {
    const fail = (problem: string): never => {
      throw new PipelineError("PIPELINE_NOT_PRINTABLE", { node, problem });
    };
    const own = Function.prototype.toString.call(fn);
    if (/\{\s*\[native code\]\s*\}\s*$/.test(own)) fail("its function is bound or built in: give its `module`");
    const { text, syntax } = readFunction(this.#parse, own) ?? fail("its function cannot be read: give its `module`");
    this.#check(syntax, "function", fail);
    if (syntax["generator"] === true) fail("its function is a generator");
    return this.#annotated(text, syntax, types);
  }

  /** The class as a declaration. */
  declaration(type: new (...args: never[]) => unknown, node: string): string {
    const fail = (problem: string): never => {
      throw new PipelineError("PIPELINE_NOT_PRINTABLE", { node, problem });
    };
    const { text, syntax } =
      readFunction(this.#parse, Function.prototype.toString.call(type)) ?? fail(`class ${type.name} cannot be read`);
    this.#check(syntax, `class ${type.name}`, fail);
    return this.#annotated(text, syntax, []);
  }

  #check(syntax: Syntax, what: string, fail: (problem: string) => never): void {
    const { names, usesThis } = outerNames(syntax);
    const unknown = names.map((name) => `\`${name}\``);
    if (unknown.length > 0) fail(`its ${what} uses ${unknown.join(", ")} from around it: give its \`module\``);
    if (usesThis) fail(`its ${what} uses \`this\` of the call: give its \`module\``);
  }

  /** The text with a type behind each parameter that has none: its own for the function's, `any` for those inside. */
  #annotated(text: string, syntax: Syntax, types: readonly string[]): string {
    const inserts: { readonly at: number; readonly text: string }[] = [];
    const annotate = (fn: Syntax, own: readonly string[]): void => {
      const params = (fn["params"] as readonly Syntax[] | undefined) ?? [];
      params.forEach((param, i) => {
        const pattern = param.type === "AssignmentPattern" ? (param["left"] as Syntax) : param;
        if (isSyntax(pattern["typeAnnotation"])) return;
        inserts.push({ at: pattern.end, text: `: ${param.type === "RestElement" ? "any[]" : (own[i] ?? "any")}` });
      });
      // `x => ...` takes no type without parentheses.
      const [only] = params;
      if (fn.type !== "ArrowFunctionExpression" || only === undefined || params.length > 1) return;
      const before = text.slice(fn.start, only.start);
      if (/^(async\b)?\s*$/.test(before)) inserts.push({ at: only.start, text: "(" }, { at: only.end, text: ")" });
    };
    annotate(syntax, types);
    for (const inside of functionsIn(syntax)) annotate(inside, []);
    let annotated = text;
    for (const { at, text: insert } of inserts.toReversed().sort((a, b) => b.at - a.at)) {
      annotated = annotated.slice(0, at) + insert + annotated.slice(at);
    }
    return annotated.slice(1, -1);
  }
}

/** The name a module gives a function or class, and the module. */
export function importOf(
  module: ModuleExport,
  own: string,
  node: string,
): { readonly name: string; readonly url: string } {
  const name = module.export ?? own;
  if (name === "")
    throw new PipelineError("PIPELINE_NOT_PRINTABLE", { node, problem: "`module` does not say what it exports" });
  return { name, url: module.url };
}
