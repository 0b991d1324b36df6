/**
 * The doctests of PySpark's nine modules, all of them: `npm run test:connect [module,...]`. Needs an interpreter with
 * PySpark's Connect client (`SPARKWRIGHT_PYTHON`). Fails where an example fails that is not known to.
 */
import { knownFailures, pythonWithPySpark, runDoctests } from "./doctests.ts";

const MODULES = "dataframe,column,functions,group,window,readwriter,catalog,types,session";

async function main(modules: string): Promise<number> {
  const python = pythonWithPySpark();
  if (python === undefined) {
    console.error("There is no PySpark: set SPARKWRIGHT_PYTHON to an interpreter that has pyspark[connect].");
    return 2;
  }
  const known = knownFailures();
  const reasons = new Map<string, number>();
  let unknown = 0;
  const results = await runDoctests(python, modules.split(","), "", ({ example, passed, got }) => {
    if (passed) return;
    const reason = known.find(({ pattern }) => pattern.test(example))?.reason;
    if (reason === undefined) {
      unknown++;
      console.log(`FAILED ${example}\n${got}\n`);
    } else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  });
  for (const [reason, count] of reasons) console.log(`${String(count).padStart(4)}  ${reason}`);
  const passed = results.filter((r) => r.passed).length;
  console.log(`${passed} of ${results.length} examples pass (${((100 * passed) / results.length).toFixed(1)} %)`);
  return unknown === 0 && results.length > 0 ? 0 : 1;
}

main(process.argv[2] ?? MODULES).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
