import fc from "fast-check";
import { expect, it } from "vitest";
import type { Expression, UnresolvedFunction } from "../plan/expression.ts";
import type { Relation } from "../plan/relation.ts";
import { BOOLEAN, DATE, DecimalType, INT, LONG, NULL, STRING } from "../types/data-type.ts";
import { expressionOf, queryOf } from "./testing.ts";
import { printed, printedQuery } from "./testing-print.ts";

const operation = (name: string, args: readonly Expression[]): UnresolvedFunction => ({
  kind: "UnresolvedFunction",
  nameParts: [name],
  arguments: args,
  isInternal: true,
});
/** Names of all kinds: keywords, odd characters, other alphabets. */
const word = fc.oneof(
  fc.constantFrom("a", "b", "select", "FROM", "order", "no space", "`", "x.y", "1st", "ä", "名"),
  fc.string({ minLength: 1, maxLength: 4 }),
);
const attribute = fc
  .array(word, { minLength: 1, maxLength: 2 })
  .map((nameParts): Expression => ({ kind: "UnresolvedAttribute", nameParts }));
const literal: fc.Arbitrary<Expression> = fc.oneof(
  fc.nat(0x7fffffff).map((value): Expression => ({ kind: "Literal", value, dataType: INT })),
  fc.bigInt(0n, (1n << 63n) - 1n).map((value): Expression => ({ kind: "Literal", value, dataType: LONG })),
  fc
    .string({ unit: "binary", maxLength: 6 })
    .map((value): Expression => ({ kind: "Literal", value, dataType: STRING })),
  fc.boolean().map((value): Expression => ({ kind: "Literal", value, dataType: BOOLEAN })),
  fc.constant<Expression>({ kind: "Literal", value: null, dataType: NULL }),
);

interface Trees {
  readonly expression: Expression;
  readonly named: Expression;
  readonly table: Relation;
  readonly core: Relation;
  readonly query: Relation;
}
const { expression, query } = fc.letrec<Trees>((tie: fc.LetrecTypedTie<Trees>): fc.LetrecValue<Trees> => {
  const operand = tie("expression");
  const binary = fc.constantFrom(..."+ - * / % div == != < <= > >= <=> & | ^ || and or like ilike rlike".split(" "));
  const ordered = fc
    .tuple(operand, fc.boolean(), fc.constantFrom<"first" | "last" | undefined>("first", "last", undefined))
    .map(([child, down, nulls]) => ({
      kind: "SortOrder" as const,
      child,
      direction: down ? ("descending" as const) : ("ascending" as const),
      ...(nulls === undefined ? {} : { nullOrdering: nulls }),
    }));
  const project = fc
    .tuple(tie("table"), fc.array(tie("named"), { minLength: 1, maxLength: 3 }))
    .map(([input, expressions]): Relation => ({ kind: "Project", input, expressions }));
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      attribute,
      literal,
      fc.tuple(binary, operand, operand).map(([name, a, b]) => operation(name, [a, b])),
      fc
        .tuple(fc.constantFrom("not", "negative", "~", "isnull", "isnotnull", "istrue"), operand)
        .map(([name, a]) => operation(name, [a])),
      fc.tuple(operand, operand, operand).map((args) => operation("between", args)),
      // A query as the only value is a subquery of IN.
      fc.array(operand, { minLength: 3, maxLength: 4 }).map((args) => operation("in", args)),
      fc.array(operand, { minLength: 2, maxLength: 5 }).map((args) => operation("when", args)),
      fc
        .tuple(operand, fc.constantFrom(INT, STRING, DATE, new DecimalType(7, 2)), fc.boolean())
        .map(([child, dataType, isTry]): Expression => ({
          kind: "Cast",
          child,
          dataType,
          ...(isTry ? { evalMode: "try" as const } : {}),
        })),
      fc
        .tuple(word, fc.array(operand, { maxLength: 3 }))
        .map(([name, args]): Expression => ({ kind: "UnresolvedFunction", nameParts: [`f_${name}`], arguments: args })),
      fc
        .tuple(operand, fc.array(operand, { maxLength: 2 }), fc.array(ordered, { maxLength: 2 }))
        .map(([argument, partitionSpec, orderSpec]): Expression => ({
          kind: "Window",
          windowFunction: { kind: "UnresolvedFunction", nameParts: ["sum"], arguments: [argument] },
          partitionSpec,
          orderSpec,
        })),
      tie("query").map((plan): Expression => ({ kind: "SubqueryExpression", subqueryType: "scalar", plan })),
      tie("query").map((plan): Expression => ({ kind: "SubqueryExpression", subqueryType: "exists", plan })),
    ),
    named: fc.oneof(
      operand,
      fc.tuple(operand, word).map(([child, name]): Expression => ({ kind: "Alias", child, names: [name] })),
    ),
    table: fc.oneof(
      { maxDepth: 2 },
      fc
        .array(word, { minLength: 1, maxLength: 2 })
        .map((nameParts): Relation => ({ kind: "ReadNamedTable", nameParts })),
      fc.tuple(tie("query"), word).map(([input, alias]): Relation => ({ kind: "SubqueryAlias", input, alias })),
      fc
        .tuple(tie("table"), tie("table"), fc.constantFrom("inner", "left", "right", "full"), operand)
        .map(([left, right, joinType, joinCondition]): Relation => ({
          kind: "Join",
          left,
          right,
          joinType: joinType as "inner",
          joinCondition,
        })),
    ),
    core: fc.oneof(
      project,
      fc.tuple(project, operand).map(([core, condition]): Relation => {
        const { input } = core as { input: Relation };
        return { ...core, input: { kind: "Filter", input, condition } } as Relation;
      }),
      project.map((input): Relation => ({ kind: "Deduplicate", input })),
      fc
        .tuple(tie("table"), fc.array(operand, { minLength: 1, maxLength: 2 }), fc.option(operand, { nil: undefined }))
        .map(([input, groupingExpressions, condition]): Relation => {
          const aggregate: Relation = {
            kind: "Aggregate",
            input,
            groupType: "groupBy",
            groupingExpressions,
            aggregateExpressions: groupingExpressions,
            fromSql: true,
          };
          return condition === undefined ? aggregate : { kind: "Having", input: aggregate, condition };
        }),
    ),
    query: fc.oneof(
      { maxDepth: 2 },
      tie("core"),
      fc
        .tuple(tie("core"), fc.array(ordered, { minLength: 1, maxLength: 2 }))
        .map(([input, order]): Relation => ({ kind: "Sort", input, order, isGlobal: true })),
      fc
        .tuple(tie("core"), fc.nat(99))
        .map(([input, n]): Relation => ({ kind: "Limit", input, limit: { kind: "Literal", value: n, dataType: INT } })),
      fc
        .tuple(tie("query"), tie("query"), fc.constantFrom("union", "intersect", "except"), fc.boolean())
        .map(([left, right, setOpType, isAll]): Relation => ({
          kind: "SetOperation",
          left,
          right,
          setOpType: setOpType as "union",
          isAll,
        })),
      fc
        .tuple(tie("core"), word, tie("core"))
        .map(([plan, name, input]): Relation => ({ kind: "WithCTE", recursive: false, ctes: [{ name, plan }], input })),
    ),
  };
});

/** `GROUP BY a` of a plain name is what it is; ALL there, or a number in ORDER BY, is read as more. */
const isPlain = (sql: string): boolean => !/`all`/i.test(sql);

it("an expression that is written and read again is the same", () => {
  fc.assert(
    fc.property(expression, (tree) => {
      const sql = printed(tree);
      const again = expressionOf(sql);
      expect(printed(again)).toBe(sql);
      expect(again).toEqual(tree);
    }),
    { numRuns: 500 },
  );
});
it("a query that is written and read again is the same", () => {
  fc.assert(
    fc.property(query, (tree) => {
      const sql = printedQuery(tree);
      fc.pre(isPlain(sql));
      const again = queryOf(sql);
      expect(printedQuery(again)).toBe(sql);
      expect(again).toEqual(tree);
    }),
    { numRuns: 300 },
  );
});
