// Makes src/connect/generated from proto/. With --check it changes nothing and fails if the two have drifted apart.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join("src", "connect", "generated");
const check = process.argv.includes("--check");
const target = check ? mkdtempSync(join(tmpdir(), "sparkwright-proto-")) : root;

/** @param {string} base */
function filesOf(base) {
  const directory = join(base, folder);
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return new Map(
    names.map((name) => [
      name.split(sep).join("/"),
      readFileSync(join(directory, name), "utf8").replaceAll("\r\n", "\n"),
    ]),
  );
}

const bin = join(root, "node_modules", ".bin");
const separator = process.platform === "win32" ? ";" : ":";
execFileSync(
  process.execPath,
  [join(root, "node_modules", "@bufbuild", "buf", "bin", "buf"), "generate", "-o", target],
  {
    cwd: root,
    env: { ...process.env, PATH: `${bin}${separator}${process.env["PATH"] ?? ""}` },
    stdio: "inherit",
  },
);
if (check) {
  const expected = filesOf(target);
  const actual = filesOf(root);
  const drifted = [...new Set([...expected.keys(), ...actual.keys()])].filter(
    (name) => expected.get(name) !== actual.get(name),
  );
  rmSync(target, { recursive: true, force: true });
  for (const name of drifted) console.error(`${folder}/${name} is not what proto/ gives: npm run generate:proto`);
  process.exitCode = drifted.length > 0 ? 1 : 0;
}
