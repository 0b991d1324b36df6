#!/usr/bin/env node
/** The command `sparkwright`. */

const USAGE = `sparkwright COMMAND

  connect-server    serves Spark Connect from the embedded engine; --help lists its options
`;

async function main([command, ...args]: readonly string[]): Promise<number | undefined> {
  switch (command) {
    case "connect-server": {
      const { connectServerCommand } = await import("./connect/server/connect-server-cli.ts");
      return connectServerCommand(args);
    }
    case "help":
    case "--help":
      process.stdout.write(USAGE);
      return 0;
    default:
      process.stderr.write(command === undefined ? USAGE : `sparkwright: there is no command "${command}"\n\n${USAGE}`);
      return 2;
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`sparkwright: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
