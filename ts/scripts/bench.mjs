// `npm run bench`: set-up, build, then the measurements in test/bench, with the arguments given; `-- --help` lists them.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "./build.mjs";
import { root } from "./places.mjs";
import { main, setUp } from "./setup.mjs";

await main(async () => {
  const page = process.argv.includes("--page");
  await setUp({ browser: page });
  await build(page ? [] : ["wasm", "library"]);
  const bench = join(root, "test", "bench", "bench.mjs");
  const { status } = spawnSync(process.execPath, [bench, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
});
