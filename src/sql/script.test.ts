import { describe, expect, it } from "vitest";
import { parseStatement } from "./index.ts";
import { commandOf } from "./testing.ts";

const body = (sql: string): unknown => (commandOf(sql).body as { statements: unknown }).statements;

describe("scripts", () => {
  it("reads declarations and control flow", () => {
    expect(
      body(`BEGIN
        DECLARE x INT DEFAULT 0;
        DECLARE c CONDITION FOR SQLSTATE '12345';
        DECLARE EXIT HANDLER FOR c, SQLSTATE '22012' BEGIN SELECT 1; END;
        SET x = 1, y = 2;
        IF x > 1 THEN SELECT 1; ELSEIF x = 1 THEN SELECT 2; ELSE SELECT 3; END IF;
        CASE x WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE;
        lbl: WHILE x < 3 DO SET x = x + 1; ITERATE lbl; END WHILE lbl;
        REPEAT SET x = x - 1; UNTIL x < 0 END REPEAT;
        l: LOOP LEAVE l; END LOOP;
        FOR r AS SELECT 1 AS a DO SELECT r.a; END FOR;
        BEGIN END;
      END`),
    ).toMatchObject([
      { statement: { command: { kind: "DeclareVariable" } } },
      { kind: "DeclareCondition", name: "c", sqlState: "12345" },
      { kind: "DeclareHandler", handlerType: "exit", conditions: ["C"], sqlStates: ["22012"] },
      { statement: { command: { kind: "SetVariable", targets: [["x"], ["y"]] } } },
      { kind: "IfStatement", branches: [{}, {}], otherwise: {} },
      { kind: "CaseStatement", subject: {}, branches: [{}] },
      { kind: "WhileStatement", label: "lbl" },
      { kind: "RepeatStatement" },
      { kind: "LoopStatement", label: "l", body: { statements: [{ kind: "LeaveStatement", label: "l" }] } },
      { kind: "ForStatement", variable: "r" },
      { kind: "ScriptBlock", statements: [] },
    ]);
  });
  it.each([
    ["BEGIN SELECT 1 END", "PARSE_SYNTAX_ERROR"],
    ["BEGIN SELECT 1; DECLARE x INT; END", "INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING"],
    ["BEGIN a: LOOP LEAVE b; END LOOP; END", "INVALID_LABEL_USAGE.DOES_NOT_EXIST"],
    ["BEGIN a: BEGIN ITERATE a; END; END", "INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND"],
    ["BEGIN a: BEGIN SELECT 1; END b; END", "LABELS_MISMATCH"],
    ["BEGIN a: BEGIN a: BEGIN END; END; END", "LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS"],
    ["BEGIN DECLARE EXIT HANDLER FOR SQLSTATE '00000' SELECT 1; END", "INVALID_SQLSTATE"],
    ["BEGIN IF true THEN END IF; END", "PARSE_SYNTAX_ERROR"],
    ["BEGIN TRANSACTION", "PARSE_SYNTAX_ERROR"],
  ])("%s is refused", (sql, condition) => {
    expect(() => parseStatement(sql)).toThrow(expect.objectContaining({ condition }));
  });
});
