import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  forgetOwnedDirectory,
  hasEnded,
  makeOwnedDirectory,
  type Owner,
  ownedName,
  ownerOf,
  sweepEnded,
  thisProgram,
} from "./owned-directory.ts";

const base: string = mkdtempSync(join(tmpdir(), "owned-"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(base, { recursive: true });
});

/** A program that makes a directory with a file, says which, and goes on until it is killed. */
async function program(): Promise<{ readonly child: ChildProcess; readonly path: string }> {
  const script = `
    const { makeOwnedDirectory } = await import(${JSON.stringify(new URL("owned-directory.ts", import.meta.url).href)});
    const { writeFileSync } = await import("node:fs");
    const path = makeOwnedDirectory(${JSON.stringify(base)}, "spill");
    writeFileSync(path + "/1.arrow", "rows");
    console.log(path);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [text] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  return { child, path: text.trim() };
}

let killed: Awaited<ReturnType<typeof program>>;
let alive: Awaited<ReturnType<typeof program>>;
beforeAll(async () => {
  [killed, alive] = await Promise.all([program(), program()]);
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
});

test("what a killed program has left goes, what a living one has stays", async () => {
  const own = makeOwnedDirectory(base, "stage");
  const others = ["sparkwright-spill-AbCdEf", "sparkwright-warehouse", "something"].map((name) => join(base, name));
  for (const path of others) mkdirSync(path);
  writeFileSync(join(base, "sparkwright-1"), "");
  expect(existsSync(killed.path)).toBe(true);
  await sweepEnded(base);
  expect(
    readdirSync(base)
      .map((name) => join(base, name))
      .sort(),
  ).toEqual([own, alive.path, ...others, join(base, "sparkwright-1")].sort());
  rmSync(own, { recursive: true });
  forgetOwnedDirectory(own);
});

test("a place that is not there, and one of files, are nothing to sweep", async () => {
  await sweepEnded(join(base, "nowhere"));
  await sweepEnded(join(base, "sparkwright-1"));
});

test("a name tells its owner", () => {
  const owner = thisProgram();
  expect(ownerOf(`${ownedName("spill", owner)}AbCdEf`)).toEqual(owner);
  expect(ownerOf("sparkwright-spill-AbCdEf")).toBeNull();
});

test("who has ended: only who surely has", () => {
  const here = thisProgram();
  const gone: Owner = { ...here, pid: killed.child.pid ?? 0 };
  expect(hasEnded(here)).toBe(false);
  expect(hasEnded(gone)).toBe(true);
  // Another machine's processes are unknown here.
  expect(hasEnded({ ...gone, place: "0123456789" })).toBe(false);
  // This machine was started anew since.
  expect(hasEnded({ ...here, boot: "0123456789" })).toBe(true);
  // The number belongs to another process now; where the system does not tell, it may still be the same.
  if (here.start !== "") expect(hasEnded({ ...here, start: "1" })).toBe(true);
  expect(hasEnded({ ...here, start: "" })).toBe(false);
});
