// Runs after `npm install` and `npm ci` in this checkout (never for users of the package).
//
// npm started by an older Node skips packages whose `engines` ask for a newer one, among them the engine's binary for
// this platform. This script runs on the Node that the `node` devDependency brought, so one more install finds them.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Whether the engine loads: asked in a process of its own, because a failed native load stays failed in this one. */
function engineLoads() {
  const probe = spawnSync(process.execPath, ["-e", 'require("nodejs-polars").DataFrame({ a: [1] })'], { cwd: root });
  return probe.status === 0;
}

/** @param {string} message */
function fail(message) {
  console.error(`prepare: ${message}`);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  fail(
    `Node ${process.versions.node} is too old. The "node" devDependency brings a newer one: allow its install script.`,
  );
}

if (!engineLoads()) {
  const npm = process.env["npm_execpath"];
  if (npm === undefined) fail("start me by `npm install` or `npm run prepare`.");
  else {
    console.log("prepare: the engine's binary was skipped; installing once more on Node " + process.versions.node);
    // The nested npm must not see the flags of the outer one as its own, nor run this script again.
    spawnSync(process.execPath, [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: root,
      stdio: "inherit",
    });
    if (!engineLoads()) fail(`nodejs-polars has no working binary for ${process.platform}-${process.arch}.`);
  }
}
