// The native side: the crate's bench `native`, compiled as cargo compiles every bench.
import { spawnSync } from "node:child_process";
import { crate } from "../../ts/scripts/places.mjs";

/** Compiles the bench and gives the path of its executable. */
export function buildNative() {
  const args = ["bench", "--locked", "--no-run", "--bench", "native", "--message-format", "json-render-diagnostics"];
  const { status, stdout, error } = spawnSync("cargo", args, { cwd: crate, encoding: "utf8", maxBuffer: 2 ** 26, stdio: ["ignore", "pipe", "inherit"] });
  if (error) throw error;
  const messages = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const made = messages.find(({ reason, target, executable }) => reason === "compiler-artifact" && target.name === "native" && executable);
  if (status !== 0 || !made) throw new Error(`cargo ${args.join(" ")} made no executable (exit ${status})`);
  return made.executable;
}
