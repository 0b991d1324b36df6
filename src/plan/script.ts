/** SQL scripts: `BEGIN ... END` with variables, conditions, handlers and control flow. */
import type { Statement } from "./command.ts";
import type { Expression } from "./expression.ts";
import type { Origin } from "./origin.ts";
import type { Relation } from "./relation.ts";

export type ScriptStatement =
  | ScriptBlock
  | ScriptSql
  | DeclareCondition
  | DeclareHandler
  | IfStatement
  | CaseStatement
  | WhileStatement
  | RepeatStatement
  | LoopStatement
  | ForStatement
  | LeaveStatement
  | IterateStatement;

interface Base {
  readonly origin?: Origin;
}
/** `label: BEGIN ... END`. Declarations stand before the other statements. */
export interface ScriptBlock extends Base {
  readonly kind: "ScriptBlock";
  readonly label?: string;
  readonly statements: readonly ScriptStatement[];
}
/** A query or command inside a script. */
export interface ScriptSql extends Base {
  readonly kind: "ScriptSql";
  readonly statement: Statement;
}
/** `DECLARE name CONDITION FOR SQLSTATE '22012'` */
export interface DeclareCondition extends Base {
  readonly kind: "DeclareCondition";
  readonly name: string;
  readonly sqlState: string;
}
/** `DECLARE EXIT HANDLER FOR ...`; conditions are names of conditions (upper case) or SQLSTATEs. */
export interface DeclareHandler extends Base {
  readonly kind: "DeclareHandler";
  readonly handlerType: "exit" | "continue";
  readonly conditions: readonly string[];
  readonly sqlStates: readonly string[];
  readonly sqlException: boolean;
  readonly notFound: boolean;
  readonly body: ScriptBlock;
}
export interface IfStatement extends Base {
  readonly kind: "IfStatement";
  readonly branches: readonly { readonly condition: Expression; readonly body: ScriptBlock }[];
  readonly otherwise?: ScriptBlock;
}
/** With a `subject`, the branches' conditions are values it is compared with. */
export interface CaseStatement extends Base {
  readonly kind: "CaseStatement";
  readonly subject?: Expression;
  readonly branches: readonly { readonly condition: Expression; readonly body: ScriptBlock }[];
  readonly otherwise?: ScriptBlock;
}
export interface WhileStatement extends Base {
  readonly kind: "WhileStatement";
  readonly label?: string;
  readonly condition: Expression;
  readonly body: ScriptBlock;
}
export interface RepeatStatement extends Base {
  readonly kind: "RepeatStatement";
  readonly label?: string;
  readonly body: ScriptBlock;
  readonly until: Expression;
}
export interface LoopStatement extends Base {
  readonly kind: "LoopStatement";
  readonly label?: string;
  readonly body: ScriptBlock;
}
/** `FOR row AS query DO ... END FOR` */
export interface ForStatement extends Base {
  readonly kind: "ForStatement";
  readonly label?: string;
  readonly variable?: string;
  readonly query: Relation;
  readonly body: ScriptBlock;
}
export interface LeaveStatement extends Base {
  readonly kind: "LeaveStatement";
  readonly label: string;
}
export interface IterateStatement extends Base {
  readonly kind: "IterateStatement";
  readonly label: string;
}
