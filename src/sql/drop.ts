/** DROP. */
import type {
  Command,
  DropDatabase,
  DropFunction,
  DropTable,
  DropVariable,
  DropView,
  RefusedTableChange,
} from "../plan/command.ts";
import { commandName } from "./identifier-clause.ts";
import { name } from "./identifier.ts";
import { acceptNamespace, atNamespace, checkTemporaryName, command, ifExists, invalidClause } from "./node-command.ts";
import type { Parser } from "./parser.ts";

export function remove(p: Parser): Command {
  const start = p.pos;
  p.expect("DROP");
  if (atNamespace(p)) {
    acceptNamespace(p);
    const exists = ifExists(p);
    const nameParts = commandName(p);
    const cascade = p.acceptAny("RESTRICT", "CASCADE") === "CASCADE";
    return command<DropDatabase>(p, start, { kind: "DropDatabase", nameParts, ifExists: exists, cascade });
  }
  const temporary = p.accept("TEMPORARY");
  switch (p.acceptAny("TABLE", "VIEW", "FUNCTION", "VARIABLE", "VAR", "INDEX", "ROLE", "MACRO")) {
    case "TABLE": {
      if (temporary) p.fail(start + 1);
      const exists = ifExists(p);
      const nameParts = commandName(p);
      p.accept("PURGE");
      return command<DropTable>(p, start, { kind: "DropTable", nameParts, ifExists: exists });
    }
    case "VIEW": {
      if (temporary) p.fail(start + 1);
      const exists = ifExists(p);
      return command<DropView>(p, start, { kind: "DropView", nameParts: commandName(p), ifExists: exists });
    }
    case "FUNCTION": {
      const exists = ifExists(p);
      const nameParts = commandName(p);
      if (temporary) checkTemporaryName(p, start, "FUNCTION", nameParts);
      return command<DropFunction>(p, start, { kind: "DropFunction", nameParts, ifExists: exists, temporary });
    }
    case "VARIABLE":
    case "VAR": {
      if (!temporary) p.fail(start + 1);
      const exists = ifExists(p);
      return command<DropVariable>(p, start, { kind: "DropVariable", nameParts: commandName(p), ifExists: exists });
    }
    case "INDEX": {
      const nameParts = p.attempt("drop index", (inner) => {
        ifExists(inner);
        name(inner);
        inner.expect("ON");
        inner.accept("TABLE");
        return commandName(inner);
      });
      if (nameParts === undefined) return refused(p, start, "DROP INDEX");
      return command<RefusedTableChange>(p, start, { kind: "RefusedTableChange", nameParts, operation: "DropIndex" });
    }
    case "ROLE":
      return refused(p, start, "DROP ROLE");
    case "MACRO":
      if (temporary) return refused(p, start, "DROP TEMPORARY MACRO");
      return p.fail(start + 1);
    default:
      return p.fail();
  }
}
function refused(p: Parser, start: number, operation: string): never {
  p.restText();
  invalidClause(p, start, operation);
}
