/** FROM: relations, joins between them, LATERAL VIEW. */
import type { Generate, Join, JoinType, LateralJoin, Relation } from "../plan/relation.ts";
import { anyExpression, lacksOperand } from "./expression.ts";
import { isName, name, nameList, startsClause } from "./identifier.ts";
import { integer } from "./integer.ts";
import { call, relation } from "./nodes.ts";
import type { Parser } from "./parser.ts";
import { pivot, unpivot } from "./pivot.ts";
import { mayBeLateral, relationPrimary } from "./relation.ts";
import { binBy, unsupportedRelation } from "./unsupported-relation.ts";

export function fromClause(p: Parser): Relation {
  const start = p.pos;
  p.expect("FROM");
  let result = anyRelation(p).relation;
  // The joins behind a comma have all that stands before them as their left side.
  while (p.accept(",")) {
    const lateral = acceptLateral(p);
    const right = relationPrimary(p);
    const both = { left: result, right, joinType: "inner" } as const;
    const crossed = lateral
      ? relation<LateralJoin>(p, start, { kind: "LateralJoin", ...both })
      : relation<Join>(p, start, { kind: "Join", ...both });
    result = extended(p, start, crossed);
  }
  const views = lateralViews(p, start, result);
  if (views !== result && (p.at("PIVOT", "(") || p.at("UNPIVOT", "("))) {
    p.reject(`NOT_ALLOWED_IN_FROM.LATERAL_WITH_${p.kind}`, {}, start);
  }
  return views;
}

interface FromItem {
  readonly relation: Relation;
  readonly lateral: boolean;
}

/** `[LATERAL] t JOIN u ...` */
function anyRelation(p: Parser): FromItem {
  const start = p.pos;
  const lateral = acceptLateral(p);
  return { relation: extended(p, start, relationPrimary(p)), lateral };
}
/** A relation in parentheses. */
export function nestedRelation(p: Parser): Relation {
  p.expect("(");
  const inner = p.nested(anyRelation);
  p.expect(")");
  return inner.relation;
}

function acceptLateral(p: Parser): boolean {
  if (p.kind !== "LATERAL" || lacksOperand(p, 1)) return false;
  const start = p.pos++;
  if (!mayBeLateral(p)) {
    p.defer("INVALID_SQL_SYNTAX.LATERAL_WITHOUT_SUBQUERY_OR_TABLE_VALUED_FUNC", {}, start);
  }
  return true;
}

function extended(p: Parser, start: number, first: Relation): Relation {
  let result = first;
  for (;;) {
    if (atJoin(p)) result = join(p, start, result);
    else if (p.at("PIVOT", "(")) result = pivot(p, start, result);
    else if (p.kind === "UNPIVOT" && /^(?:\(|INCLUDE|EXCLUDE)$/.test(p.peek())) result = unpivot(p, start, result);
    else if (p.at("BIN", "BY", "(")) result = binBy(p, start, result);
    else return result;
  }
}

// ---- joins ----
/** The kinds of words that begin a join at this place, and how many they are with JOIN. */
export function atJoin(p: Parser): boolean {
  switch (p.kind) {
    case "JOIN":
      return true;
    case "INNER":
    case "CROSS":
    case "SEMI":
    case "ANTI":
      return p.peek() === "JOIN" || (p.kind === "INNER" && p.peek() === "ASOF");
    case "LEFT":
      return /^(?:JOIN|OUTER|SEMI|ANTI|ASOF)$/.test(p.peek());
    case "RIGHT":
    case "FULL":
      return p.peek() === "JOIN" || p.peek() === "OUTER";
    case "NATURAL":
      return true;
    case "ASOF":
      return p.peek() === "JOIN";
    default:
      return false;
  }
}

function joinType(p: Parser): JoinType {
  switch (p.acceptAny("INNER", "CROSS", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI")) {
    case "CROSS":
      return "cross";
    case "SEMI":
      return "leftSemi";
    case "ANTI":
      return "leftAnti";
    case "LEFT":
      if (p.accept("SEMI")) return "leftSemi";
      if (p.accept("ANTI")) return "leftAnti";
      p.accept("OUTER");
      return "left";
    case "RIGHT":
      p.accept("OUTER");
      return "right";
    case "FULL":
      p.accept("OUTER");
      return "full";
    default:
      return "inner";
  }
}

export function join(p: Parser, start: number, left: Relation): Relation {
  const isNatural = p.accept("NATURAL");
  const type = joinType(p);
  if (p.kind === "ASOF" && !isNatural) return asOfJoin(p, start, left);
  p.expect("JOIN");
  const lateral = acceptLateral(p);
  if (lateral && isNatural) p.reject("INCOMPATIBLE_JOIN_TYPES", { joinType1: "LATERAL", joinType2: "NATURAL" }, start);
  const right = relationPrimary(p);
  if (isNatural) {
    if (type === "cross") p.reject("INCOMPATIBLE_JOIN_TYPES", { joinType1: "NATURAL", joinType2: "CROSS" }, start);
    return relation<Join>(p, start, { kind: "Join", left, right, joinType: type, isNatural });
  }
  if (lateral) return lateralJoin(p, start, left, right, type);
  if (p.accept("ON")) {
    const joinCondition = anyExpression(p);
    return relation<Join>(p, start, { kind: "Join", left, right, joinType: type, joinCondition });
  }
  if (p.accept("USING")) {
    const usingColumns = nameList(p);
    return relation<Join>(p, start, { kind: "Join", left, right, joinType: type, usingColumns });
  }
  if ((p.kind === "APPROX" || p.kind === "EXACT") && p.peek() === "NEAREST") return nearestJoin(p, start, left, right);
  return relation<Join>(p, start, { kind: "Join", left, right, joinType: type });
}

function lateralJoin(p: Parser, start: number, left: Relation, right: Relation, type: JoinType): Relation {
  if (type !== "inner" && type !== "left" && type !== "cross") {
    p.reject("INVALID_LATERAL_JOIN_TYPE", { joinType: type.toUpperCase() }, start);
  }
  if (p.kind === "USING") p.reject("UNSUPPORTED_FEATURE.LATERAL_JOIN_USING", {}, start);
  if (!p.accept("ON")) return relation<LateralJoin>(p, start, { kind: "LateralJoin", left, right, joinType: type });
  const joinCondition = anyExpression(p);
  return relation<LateralJoin>(p, start, { kind: "LateralJoin", left, right, joinType: type, joinCondition });
}

function asOfJoin(p: Parser, start: number, left: Relation): Relation {
  p.expect("ASOF", "JOIN");
  const right = relationPrimary(p);
  p.expect("MATCH_CONDITION", "(");
  anyExpression(p);
  p.expect(")");
  if (p.accept("ON")) anyExpression(p);
  else if (p.accept("USING")) nameList(p);
  return unsupportedRelation(p, start, "ASOF JOIN", [left, right]);
}
function nearestJoin(p: Parser, start: number, left: Relation, right: Relation): Relation {
  p.expectAny("APPROX", "EXACT");
  p.expect("NEAREST");
  if (p.kind === "integer") integer(p);
  p.expect("BY");
  p.expectAny("DISTANCE", "SIMILARITY");
  anyExpression(p);
  return unsupportedRelation(p, start, "NEAREST BY", [left, right]);
}

// ---- LATERAL VIEW ----
export function lateralViews(p: Parser, start: number, input: Relation): Relation {
  let result = input;
  while (p.at("LATERAL", "VIEW")) result = lateralView(p, start, result);
  return result;
}

/** `LATERAL VIEW [OUTER] f(x) t AS a, b` */
function lateralView(p: Parser, start: number, input: Relation): Relation {
  p.expect("LATERAL", "VIEW");
  const outer = p.kind === "OUTER" && p.peek() !== "(";
  if (outer) p.pos++;
  const at = p.pos;
  const nameParts = [name(p)];
  while (p.accept(".")) nameParts.push(name(p));
  p.expect("(");
  const args = p.kind === ")" ? [] : p.list(anyExpression);
  p.expect(")");
  const generator = call(p, at, nameParts, args);
  // Spark keeps this name in small letters.
  const qualifier = name(p).toLowerCase();
  const columnNames: string[] = [];
  if (p.accept("AS") || (isName(p, p.kind) && !startsClause(p))) columnNames.push(...p.list(name));
  return relation<Generate>(p, start, { kind: "Generate", input, generator, outer, qualifier, columnNames });
}
