// A reporter of vitest for continuous integration. It writes into the file CI_ACCOUNT what failed, what passed at the
// second try only, and, in its last line, the counts: what the engine and the tests print themselves is not there.
import { writeFileSync } from "node:fs";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";

const LONGEST = 1500;

function text(error: Pick<SerializedError, "message" | "stack"> | undefined): string {
  return (error?.stack ?? error?.message ?? "no error given")
    .split("\n")
    .filter((line) => !/^\s+at .*(node_modules|<anonymous>)/.test(line))
    .join("\n")
    .slice(0, LONGEST);
}
function account(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}\n${text(test.result().errors?.[0])}`;
}

export default class CiReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const ended = (state: string): TestCase[] => tests.filter((test) => test.result().state === state);
    const failed = ended("failed");
    const broken = modules.flatMap((module) => module.errors().map((e) => `${module.relativeModuleId}\n${text(e)}`));
    const lines = [
      ...tests
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `passed at the second try only: ${account(test)}`),
      ...failed.map((test) => `failed: ${account(test)}`),
      ...broken.map((file) => `failed as a file: ${file}`),
      ...unhandled.map((e) => `caught by no test: ${text(e)}`),
      `${ended("passed").length} ${failed.length + broken.length + unhandled.length}`,
    ];
    writeFileSync(process.env["CI_ACCOUNT"] ?? "/dev/stdout", `${lines.join("\n")}\n`);
  }
}
