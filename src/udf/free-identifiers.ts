/** Scope analysis of a function's text: which names it uses that it does not declare. */

/** A node of the syntax tree (ESTree). */
export interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

export interface FreeNames {
  /** Names used and nowhere declared, each once. */
  readonly free: readonly string[];
  /** Is `this` (or `super`) that of the caller? */
  readonly usesThis: boolean;
}

interface Scope {
  readonly names: Set<string>;
  readonly around: Scope | undefined;
  /** Does `this` mean that of the function analysed? */
  readonly outerThis: boolean;
}

export function isSyntax(value: unknown): value is Syntax {
  return typeof value === "object" && value !== null && typeof (value as Partial<Syntax>).type === "string";
}

const list = (value: unknown): readonly Syntax[] =>
  Array.isArray(value) ? value.filter(isSyntax) : isSyntax(value) ? [value] : [];
const isFunction = ({ type }: Syntax): boolean =>
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(type);
const childrenOf = (node: Syntax): Syntax[] => Object.values(node).flatMap(list);

/** The functions inside of a node, however deep. */
export function functionsIn(node: Syntax): Syntax[] {
  return childrenOf(node).flatMap((child) => [...(isFunction(child) ? [child] : []), ...functionsIn(child)]);
}

/** Analyses an expression, usually a function. */
export function freeNames(expression: Syntax): FreeNames {
  const analysis = new Analysis();
  analysis.visit(expression, { names: new Set(), around: undefined, outerThis: true });
  return { free: [...analysis.free], usesThis: analysis.usesThis };
}

class Analysis {
  readonly free = new Set<string>();
  usesThis = false;

  visit(node: Syntax, scope: Scope): void {
    switch (node.type) {
      case "Identifier":
        this.#reference(String(node["name"]), scope);
        return;
      case "ThisExpression":
      case "Super":
        if (scope.outerThis) this.usesThis = true;
        return;
      case "MemberExpression":
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        this.#named(node, scope);
        return;
      case "LabeledStatement":
        this.visit(node["body"] as Syntax, scope);
        return;
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        this.#class(node, scope);
        return;
      case "CatchClause":
        this.#block(node, scope, list(node["param"]).flatMap(boundNames));
        return;
      case "BlockStatement":
      case "StaticBlock":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "SwitchStatement":
        this.#block(node, scope, []);
        return;
      default:
        if (isFunction(node)) this.#function(node, scope);
        else for (const child of childrenOf(node)) this.visit(child, scope);
    }
  }

  #reference(name: string, scope: Scope): void {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.around) if (at.names.has(name)) return;
    this.free.add(name);
  }

  /** A member or property: its name is no reference unless it is computed. */
  #named(node: Syntax, scope: Scope): void {
    const name = node.type === "MemberExpression" ? "property" : "key";
    for (const [member, value] of Object.entries(node)) {
      if (member === name && node["computed"] !== true) continue;
      const isBody = node.type !== "Property" && node.type !== "MemberExpression" && member === "value";
      for (const child of list(value))
        this.visit(child, isBody && !isFunction(child) ? { ...scope, outerThis: false } : scope);
    }
  }

  #class(node: Syntax, scope: Scope): void {
    const own = list(node["id"]).flatMap(boundNames);
    const inner: Scope = { names: new Set(own), around: scope, outerThis: scope.outerThis };
    for (const child of list(node["superClass"])) this.visit(child, scope);
    for (const child of list(node["body"])) this.visit(child, inner);
  }

  #function(node: Syntax, scope: Scope): void {
    const arrow = node.type === "ArrowFunctionExpression";
    const params = list(node["params"]);
    const body = node["body"] as Syntax;
    const names = new Set([...params.flatMap(boundNames), ...hoistedNames(body)]);
    if (!arrow) names.add("arguments");
    if (node.type === "FunctionExpression") for (const name of list(node["id"]).flatMap(boundNames)) names.add(name);
    // The first function that is no arrow has a `this` of its own, which its caller gives: that is what is asked for.
    const first = scope.around === undefined && scope.outerThis;
    const inner: Scope = { names, around: scope, outerThis: scope.outerThis && (arrow || first) };
    for (const param of params) this.visit(param, inner);
    if (body.type === "BlockStatement" || body.type === "FunctionBody") this.#block(body, inner, []);
    else this.visit(body, inner);
  }

  #block(node: Syntax, scope: Scope, own: readonly string[]): void {
    const names = new Set([...own, ...declaredIn(node)]);
    const inner: Scope = { names, around: scope, outerThis: scope.outerThis && node.type !== "StaticBlock" };
    for (const child of childrenOf(node)) this.visit(child, inner);
  }
}

/** The names a pattern binds. */
function boundNames(pattern: Syntax): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [String(pattern["name"])];
    case "AssignmentPattern":
      return list(pattern["left"]).flatMap(boundNames);
    case "RestElement":
      return list(pattern["argument"]).flatMap(boundNames);
    case "ArrayPattern":
      return list(pattern["elements"]).flatMap(boundNames);
    case "ObjectPattern":
      return list(pattern["properties"]).flatMap((p) =>
        (p.type === "Property" ? list(p["value"]) : [p]).flatMap(boundNames),
      );
    default:
      return [];
  }
}

const declared = (declaration: Syntax): string[] =>
  list(declaration["declarations"])
    .flatMap((d) => list(d["id"]))
    .flatMap(boundNames);

/** Names that the statements of a block declare for it. */
function declaredIn(block: Syntax): string[] {
  const statements = [...list(block["body"]), ...list(block["init"]), ...list(block["left"])];
  for (const clause of list(block["cases"])) statements.push(...list(clause["consequent"]));
  return statements.flatMap((statement) => {
    if (statement.type === "VariableDeclaration") return declared(statement);
    const named = statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration";
    return named ? list(statement["id"]).flatMap(boundNames) : [];
  });
}

/** Names of `var`, which belong to the function however deep in blocks they stand. */
function hoistedNames(node: Syntax): string[] {
  if (isFunction(node) || node.type === "ClassDeclaration" || node.type === "ClassExpression") return [];
  const own = node.type === "VariableDeclaration" && node["kind"] === "var" ? declared(node) : [];
  return [...own, ...childrenOf(node).flatMap(hoistedNames)];
}
