// Build step: the analyzer page, in dist-web.
import { join } from "node:path";
import { dist, nodeModules, pageOutput, root } from "./places.mjs";
import { runQuietly } from "./run.mjs";
import { hashOf } from "./stamp.mjs";

const INPUTS = ["web", "vite.config.ts", "ts/scripts/page-policy.mjs", "tsconfig.json", "package.json", "package-lock.json"];

export const pageStep = {
  name: "page",
  outputs: () => [join(pageOutput, "index.html")],
  hash: () => hashOf([...INPUTS.map((name) => join(root, name)), dist]),
  run: () => runQuietly("vite build", process.execPath, [vite, "build"], { cwd: root }),
};

const vite = join(nodeModules, "vite", "bin", "vite.js");
