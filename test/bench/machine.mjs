// What was measured on: a figure without its machine says little.
import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";

/** One line: processor, Node and rustc. The load of the last minute tells whether something else ran, too. */
export function machine() {
  const { stdout } = spawnSync("rustc", ["--version"], { encoding: "utf8" });
  const rustc = /^rustc (\S+)/.exec(stdout ?? "")?.[1] ?? "unknown";
  const [model, cores] = [cpus()[0]?.model ?? "unknown processor", cpus().length];
  return `${model}, ${cores} cores, load ${loadavg()[0]?.toFixed(1)}; Node ${process.versions.node}, rustc ${rustc}; ${process.platform} ${process.arch}`;
}
