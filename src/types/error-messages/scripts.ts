/** Texts of errors about SQL scripts, EXECUTE IMMEDIATE and variables set in SQL. */
export const SCRIPTS_MESSAGES: { readonly [condition: string]: string } = {
  UNSUPPORTED_EXPR_FOR_PARAMETER: "A parameter cannot be <invalidExprSql>.",
  "INVALID_VARIABLE_DECLARATION.QUALIFIED_LOCAL_VARIABLE":
    "A variable of a script has no qualifier: declare <varName> by its last name.",
  "UNSUPPORTED_FEATURE.SET_VARIABLE_USING_SET": "<variableName> is a variable: use SET VARIABLE.",
  DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE: "The variable <variableName> is declared twice.",
  ASSIGNMENT_ARITY_MISMATCH: "There are <numTarget> targets for <numExpr> values.",
  DUPLICATE_CONDITION_IN_SCOPE: "The condition <condition> is declared twice in one BEGIN ... END.",
  "DUPLICATE_EXCEPTION_HANDLER.CONDITION": "The condition <condition> has two handlers in one BEGIN ... END.",
  "DUPLICATE_EXCEPTION_HANDLER.SQLSTATE": "The SQLSTATE <sqlState> has two handlers in one BEGIN ... END.",
  END_LABEL_WITHOUT_BEGIN_LABEL: "The label <endLabel> is at an end whose beginning has no label.",
  LABELS_MISMATCH: "The label is <beginLabel> at the beginning and <endLabel> at the end.",
  LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS: "There is a label or FOR variable <label> around this one already.",
  "INVALID_LABEL_USAGE.DOES_NOT_EXIST": "<statementType> names the label <labelName>, which nothing around it has.",
  "INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND": "ITERATE goes on with a loop, but <labelName> labels a BEGIN ... END.",
  INVALID_BOOLEAN_STATEMENT: "The condition of IF, CASE, WHILE or REPEAT must be of type BOOLEAN: <invalidStatement>.",
  "INVALID_ERROR_CONDITION_DECLARATION.NOT_AT_START_OF_COMPOUND_STATEMENT":
    "The condition <conditionName> must be declared at the beginning of its BEGIN ... END.",
  "INVALID_HANDLER_DECLARATION.CONDITION_NOT_FOUND":
    "The handler is for <condition>, which is no declared or built-in condition.",
  "INVALID_HANDLER_DECLARATION.DUPLICATE_CONDITION_IN_HANDLER_DECLARATION":
    "The handler names the condition <condition> twice.",
  "INVALID_HANDLER_DECLARATION.DUPLICATE_SQLSTATE_IN_HANDLER_DECLARATION":
    "The handler names the SQLSTATE <sqlState> twice.",
  "INVALID_HANDLER_DECLARATION.INVALID_CONDITION_COMBINATION":
    "SQLEXCEPTION and NOT FOUND cannot be combined with other conditions in one handler.",
  "INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION":
    "Handlers are declared after the variables and conditions and before the statements of their BEGIN ... END.",
  INVALID_SQLSTATE:
    "<sqlState> is no SQLSTATE that can be declared: it needs 5 letters or digits and cannot begin with 00, 01 or XX.",
  "INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING":
    "The variable <varName> must be declared at the beginning of its BEGIN ... END.",
  "INVALID_VARIABLE_DECLARATION.REPLACE_LOCAL_VARIABLE":
    "The local variable <varName> cannot be declared with OR REPLACE.",
  "UNSUPPORTED_FEATURE.CONTINUE_EXCEPTION_HANDLER": "CONTINUE handlers are not supported. Use an EXIT handler.",
  "UNSUPPORTED_FEATURE.SQL_CURSOR": "Cursors are not supported. Use FOR to go through rows.",
  "UNSUPPORTED_FEATURE.SQL_SCRIPTING_DROP_TEMPORARY_VARIABLE":
    "DROP TEMPORARY VARIABLE is not possible inside of a script.",
  INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE:
    "EXECUTE IMMEDIATE takes a statement as a string, not a value of type <exprType>.",
  INVALID_STATEMENT_FOR_EXECUTE_INTO: "EXECUTE IMMEDIATE ... INTO needs a query, which this is not: <sqlString>.",
  NULL_QUERY_STRING_EXECUTE_IMMEDIATE: "The statement for EXECUTE IMMEDIATE is null: <varName>.",
  SQL_SCRIPT_IN_EXECUTE_IMMEDIATE: "EXECUTE IMMEDIATE runs a single statement, not a script: <sqlString>.",
  DUPLICATE_ASSIGNMENTS: "A variable is set twice in one statement: <nameList>.",
};
