/**
 * Directories for what must not outlive the program: removed when it ends, and, if it was killed, by the next program that
 * uses the same place. A directory's name says whose it is, so that a record of it is there as soon as the directory is.
 */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** Which process, on which machine: numbers of processes mean something only there, and only until it starts anew. */
export interface Owner {
  readonly pid: number;
  /** When the process was started, in the system's own units; empty where the system does not tell. */
  readonly start: string;
  /** The machine, or the container, whose processes are numbered together. */
  readonly place: string;
  /** The machine's last start. */
  readonly boot: string;
}

function textOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}
/** Field 22 of Linux' account of a process: ticks since the machine's start. The name before it may hold anything. */
function startOf(pid: number | "self"): string {
  const account = textOf(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return account.slice(account.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 10);

let self: Owner | undefined;
export function thisProgram(): Owner {
  self ??= {
    pid: process.pid,
    start: startOf("self"),
    place: short(`${hostname()} ${textOf(() => readlinkSync("/proc/self/ns/pid"))}`),
    boot: short(textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"))),
  };
  return self;
}

/** The name of a directory, but for the random end. */
export function ownedName(kind: string, { pid, start, place, boot }: Owner): string {
  return `sparkwright-${kind}-${pid}.${start}.${place}.${boot}-`;
}
export function ownerOf(name: string): Owner | null {
  const found = /^sparkwright-[a-z]+-(\d+)\.(\d*)\.([\da-f]{10})\.([\da-f]{10})-[^-]+$/.exec(name);
  if (found === null) return null;
  const [, pid = "", start = "", place = "", boot = ""] = found;
  return { pid: Number(pid), start, place, boot };
}

/** Whether it is sure that a program has ended. What cannot be told counts as alive. */
export function hasEnded(owner: Owner): boolean {
  const own = thisProgram();
  if (owner.place !== own.place) return false;
  if (owner.boot !== own.boot) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // A process of another user may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const start = startOf(owner.pid);
  return owner.start !== "" && start !== "" && start !== owner.start;
}

/** Of this program: what is left of them goes with it. */
const living = new Set<string>();
function removeAll(): void {
  for (const path of living) rmSync(path, { recursive: true, force: true });
}

/** Makes a new directory; `kind` is a word for people. */
export function makeOwnedDirectory(base: string, kind: string): string {
  if (living.size === 0) process.on("exit", removeAll);
  mkdirSync(base, { recursive: true });
  const path = mkdtempSync(join(base, ownedName(kind, thisProgram())));
  living.add(path);
  return path;
}
/** The directory has been removed. */
export function forgetOwnedDirectory(path: string): void {
  if (living.delete(path) && living.size === 0) process.off("exit", removeAll);
}

const swept = new Map<string, Promise<void>>();
/** Removes what killed programs have left in a place, once: later calls wait for the first. Never fails. */
export function sweepOnce(base: string): Promise<void> {
  let sweep = swept.get(base);
  if (sweep === undefined) swept.set(base, (sweep = sweepEnded(base)));
  return sweep;
}
export async function sweepEnded(base: string): Promise<void> {
  const names = await readdir(base).catch(() => []);
  for (const name of names) {
    const owner = ownerOf(name);
    if (owner === null || !hasEnded(owner)) continue;
    // Another program may be at it too, or it may be another user's.
    await rm(join(base, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
