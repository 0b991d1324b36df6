/** Texts of errors about what a query is made of: groups, windows, joins, subqueries, pivots. */
export const QUERIES_MESSAGES: { readonly [condition: string]: string } = {
  RECURSIVE_CTE_IN_LEGACY_MODE:
    "There is no recursion while outer common table expressions win over inner ones: set spark.sql.legacy.ctePrecedencePolicy otherwise.",
  AMBIGUOUS_ALIAS_IN_NESTED_CTE:
    "<name> is the name of a common table expression here and of one around. Set <config> to decide between them.",
  "UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE":
    "A user-defined function of both sides in the ON clause of a <joinType> JOIN is not supported. For an INNER JOIN write a CROSS JOIN with a WHERE clause.",
  "UNSUPPORTED_FEATURE.TIME_TRAVEL": "<relationId> has no earlier versions to read.",
  "UNSUPPORTED_FEATURE.PIVOT_AFTER_GROUP_BY": "pivot() is possible once, after groupBy().",
  "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC":
    "The alias <lca> of the same select list cannot be used inside of the aggregate <aggFunc>. Repeat its expression, or use a subquery.",
  "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GROUP_BY":
    "GROUP BY ALL does not go with aliases that are used in the same select list. Name the grouping columns.",
  "UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW":
    "The alias <lca> of the same select list cannot be used inside of the window function <windowExpr>. Repeat its expression, or use a subquery.",
  "UNSUPPORTED_FEATURE.LATERAL_JOIN_USING": "A LATERAL join cannot have USING. Write the condition after ON.",
  "UNSUPPORTED_FEATURE.TRANSFORM_DISTINCT_ALL": "TRANSFORM takes no DISTINCT or ALL.",
  "UNSUPPORTED_FEATURE.TRANSFORM_NON_HIVE": "TRANSFORM with these row formats needs Hive.",
  "UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE":
    "Rows with maps cannot be compared, as DISTINCT, INTERSECT and EXCEPT do: the column <colName> is of type <dataType>.",
  "UNSUPPORTED_FEATURE.SET_OPERATION_ON_VARIANT_TYPE":
    "Rows with variants cannot be compared, as DISTINCT, INTERSECT and EXCEPT do: the column <colName> is of type <dataType>.",
  MISSING_AGGREGATION: "<expression> is neither grouped nor aggregated; group by it or use <expressionAnyValue>.",
  MISSING_GROUP_BY: "The query aggregates without GROUP BY, but uses columns outside of the aggregates.",
  GROUP_BY_AGGREGATE: "GROUP BY cannot contain the aggregate <sqlExpr>.",
  GROUP_BY_POS_OUT_OF_RANGE: "GROUP BY position <index> is not between 1 and <size>.",
  ORDER_BY_POS_OUT_OF_RANGE: "ORDER BY position <index> is not between 1 and <size>.",
  NESTED_AGGREGATE_FUNCTION: "An aggregate function cannot contain another one.",
  INVALID_AGGREGATE_FILTER: "The FILTER of the aggregate is not valid.",
  "INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE":
    "The FILTER <filterExpr> of an aggregate cannot contain another aggregate: <aggExpr>.",
  "INVALID_AGGREGATE_FILTER.CONTAINS_WINDOW_FUNCTION":
    "The FILTER <filterExpr> of an aggregate cannot contain a window function: <windowExpr>.",
  "INVALID_AGGREGATE_FILTER.NON_DETERMINISTIC":
    "The FILTER <filterExpr> of an aggregate must give the same value each time.",
  "INVALID_AGGREGATE_FILTER.NOT_BOOLEAN": "The FILTER <filterExpr> of an aggregate must be of type BOOLEAN.",
  UNSUPPORTED_GROUPING_EXPRESSION: "grouping() and grouping_id() need GROUPING SETS, CUBE or ROLLUP.",
  INVALID_WHERE_CONDITION: "The condition <condition> cannot contain <expressionList>.",
  UNSUPPORTED_EXPR_FOR_OPERATOR: "The operator <operator> cannot contain <invalidExprSqls>.",
  UNSUPPORTED_GENERATOR: "The generator cannot be used here.",
  "UNSUPPORTED_GENERATOR.MULTI_GENERATOR": "Only one generator is possible in a select list, not <num>: <generators>.",
  "UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS": "A generator cannot be inside another expression: <expression>.",
  "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT": "A generator is possible in a select list only: <plan>.",
  "UNSUPPORTED_GENERATOR.NOT_GENERATOR": "<functionName> is no generator, as LATERAL VIEW and generate need.",
  MISSING_WINDOW_SPECIFICATION: "There is no window <windowName> in the WINDOW clause.",
  WINDOW_FUNCTION_WITHOUT_OVER_CLAUSE: "<funcName> needs an OVER clause.",
  WINDOW_FUNCTION_AND_FRAME_MISMATCH: "<funcName> cannot be computed over the frame <windowExpr>.",
  WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE: "Window functions are not possible in <clauseName>.",
  INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC: "<aggFunc> cannot be used as a window function.",
  DISTINCT_WINDOW_FUNCTION_UNSUPPORTED: "DISTINCT is not possible in a window function: <windowExpr>.",
  INCOMPATIBLE_COLUMN_TYPE:
    "The <columnOrdinalNumber> column of the <tableOrdinalNumber> input of <operator> is <dataType1>, that of the first input <dataType2>.<hint>",
  NUM_COLUMNS_MISMATCH:
    "The inputs of <operator> have different numbers of columns: the first has <firstNumColumns>, the <invalidOrdinalNum> has <invalidNumColumns>.",
  INVALID_RECURSIVE_CTE: "The recursive query is not a union of a start and a step that refers to itself.",
  RECURSION_LEVEL_LIMIT_EXCEEDED: "The recursion did not end within <levelLimit> levels.",
  UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY: "The subquery is not supported here.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.ACCESSING_OUTER_QUERY_COLUMN_IS_NOT_ALLOWED":
    "At this place the subquery cannot use columns of the outer query: <treeNode>",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES":
    "An aggregate in a subquery cannot mix columns of the outer query with its own: <function>.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.CORRELATED_REFERENCE":
    "The subquery uses columns of the outer query outside of WHERE and HAVING: <sqlExprs>.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.HIGHER_ORDER_FUNCTION": "A lambda function cannot contain a subquery.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.LATERAL_JOIN_CONDITION_NON_DETERMINISTIC":
    "The condition of a LATERAL join must give the same value each time: <condition>.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY":
    "A subquery in GROUP BY that uses columns of the outer query must be in the select list, too.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.NON_DETERMINISTIC_LATERAL_SUBQUERIES":
    "A LATERAL subquery that gives other rows each time can only be joined to a single row: <treeNode>",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.SCALAR_SUBQUERY_IN_VALUES": "VALUES cannot contain a subquery. Use SELECT.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_REFERENCE_DATA_TYPE":
    "The subquery uses <expr> of the outer query, whose type <dataType> cannot be compared.",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY":
    "A subquery used as a value that uses columns of the outer query can be in a select list, a filter, a grouping, UPDATE or DELETE only: <treeNode>",
  "UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY":
    "IN (SELECT ...) and EXISTS can be in a filter, a join condition, a select list, UPDATE or DELETE only: <treeNode>",
  SCALAR_SUBQUERY_TOO_MANY_ROWS: "A subquery used as a value gave more than one row.",
  ROW_SUBQUERY_TOO_MANY_ROWS: "A subquery used as a row gave more than one row.",
  "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE": "<name> must not be negative, but <expr> is <v>.",
  "INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE": "<name> must be a constant, which <expr> is not.",
  "INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE": "<name> must be an integer, but <expr> is of type <dataType>.",
  "INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL": "<name> must not be null, but <expr> is.",
  NON_LITERAL_PIVOT_VALUES: "The values of a pivot must be literals, which <expression> is not.",
  PIVOT_VALUE_DATA_TYPE_MISMATCH: "The pivot value <value> is <valueType>, but the column is <pivotType>.",
  UNPIVOT_REQUIRES_VALUE_COLUMNS: "UNPIVOT needs at least one column of values.",
  UNPIVOT_VALUE_DATA_TYPE_MISMATCH: "The value columns of an unpivot must have a common type: <types>.",
  STAR_GROUP_BY_POS: "A star in the select list and GROUP BY with positions do not go together.",
  ZIP_PLANS_NOT_MERGEABLE:
    "zip() needs two projections of the same rows: filters, joins and windows below must be equal.",
  DUPLICATED_METRICS_NAME: "Metrics with different results have one name: <metricName>.",
  "INVALID_OBSERVED_METRICS.MISSING_NAME": "Metrics need a name.",
  INVALID_OBSERVED_METRICS: "<expr> is no metric: it must be a literal or be made of aggregates.",
  "INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED": "A metric cannot have DISTINCT: <expr>.",
  "INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED":
    "A metric cannot have FILTER: <expr>. Use count_if, or an aggregate of when().",
  "INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED": "A metric cannot aggregate an aggregate: <expr>.",
  "INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE":
    "A metric can use a column inside of an aggregate only: <expr>.",
  "INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC":
    "A metric can use what gives another value each time inside of an aggregate only: <expr>.",
  "INVALID_OBSERVED_METRICS.WINDOW_EXPRESSIONS_UNSUPPORTED": "A metric cannot be a window function: <expr>.",
  GROUPING_COLUMN_MISMATCH:
    "<grouping>, the argument of grouping(), is none of the grouping columns <groupingColumns>.",
  GROUPING_ID_COLUMN_MISMATCH:
    "The arguments of grouping_id(), <groupingIdColumn>, must be the grouping columns in their order: <groupByColumns>.",
  GROUPING_SIZE_LIMIT_EXCEEDED: "CUBE, ROLLUP and GROUPING SETS take at most <maxSize> columns.",
  GROUP_BY_POS_AGGREGATE:
    "GROUP BY position <index> is the aggregate <aggExpr>; rows cannot be grouped by an aggregate.",
  "INVALID_INLINE_TABLE.CANNOT_EVALUATE_EXPRESSION_IN_INLINE_TABLE":
    "VALUES cannot contain <expr>, which cannot be computed from constants alone.",
  "INVALID_INLINE_TABLE.FAILED_SQL_EXPRESSION_EVALUATION": "<sqlExpr> in VALUES could not be computed.",
  "INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE":
    "The values of the column <colName> of VALUES have no common type.",
  "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH":
    "A row of VALUES has <actualNumCols> values instead of <expectedNumCols>: row <rowIndex>, counting from 0.",
  INVALID_LATERAL_JOIN_TYPE:
    "A <joinType> JOIN cannot have a LATERAL right side. Use an INNER, CROSS or LEFT OUTER JOIN.",
  INVALID_NON_DETERMINISTIC_EXPRESSIONS:
    "An expression that gives another value each time cannot be here: <sqlExprs>. Compute it as a column before.",
  "INVALID_RECURSIVE_REFERENCE.PLACE":
    "A recursive query can refer to itself only where each row counts by itself: not in a subquery expression, an aggregation, window or sort, nor on the side of an outer join that is filled up with nulls.",
  UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE: "UNION in a recursive query must be UNION ALL.",
  RECURSION_ROW_LIMIT_EXCEEDED:
    "The recursion gave more than <rowLimit> rows. Does it end? If so, set spark.sql.cteRecursionRowLimit higher.",
  "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN":
    "A subquery used as a value must have one column, not <number>.",
  INVALID_TABLESAMPLE_FRACTION: "TABLESAMPLE takes a part between 0 and 1 (0 to 100 PERCENT), not <fraction>.",
  "INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT": "TIMESTAMP AS OF needs a timestamp, which <expr> is not.",
  "INVALID_WITHIN_GROUP_EXPRESSION.DISTINCT_UNSUPPORTED": "<funcName> cannot have DISTINCT together with WITHIN GROUP.",
  "INVALID_WITHIN_GROUP_EXPRESSION.MISMATCH_WITH_DISTINCT_INPUT":
    "<funcName> with DISTINCT can be ordered by its argument <funcArg> only, not by <orderingExpr>.",
  "INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING": "<funcName> needs WITHIN GROUP (ORDER BY ...).",
  "INVALID_WITHIN_GROUP_EXPRESSION.WRONG_NUM_ORDERINGS":
    "<funcName> takes <expectedNum> expressions in WITHIN GROUP (ORDER BY ...), not <actualNum>.",
  QUALIFY_AGGREGATE_NOT_ALLOWED: "QUALIFY cannot contain the aggregate <aggregateExpr>. Use HAVING.",
  QUALIFY_REQUIRES_WINDOW_FUNCTION:
    "QUALIFY needs a window function, in its condition or in the select list. Use WHERE or HAVING.",
  SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION:
    "The correlated subquery <sqlExpr> must be in GROUP BY or inside of an aggregate to be in the select list of a query that groups.",
  SUM_OF_LIMIT_AND_OFFSET_EXCEEDS_MAX_INT: "LIMIT <limit> and OFFSET <offset> together are more than 2147483647.",
  TRANSPOSE_EXCEED_ROW_LIMIT:
    "A transpose makes a column of each row, and there are more than <maxValues>. Set <config> higher to allow that.",
  TRANSPOSE_INVALID_INDEX_COLUMN: "The index column of the transpose cannot be used: <reason>.",
  TRANSPOSE_NO_LEAST_COMMON_TYPE:
    "A transpose puts values of all columns into one, but <dt1> and <dt2> have no common type.",
  UNPIVOT_VALUE_SIZE_MISMATCH:
    "Each set of value columns of an unpivot must have as many columns as there are value names: <names>.",
  WINDOW_FUNCTION_FRAME_NOT_ORDERED: "<wf_expr> needs an order: add ORDER BY to its window.",
};
