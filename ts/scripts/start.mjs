// `npm start`: set-up, build, and the built page served on this machine only.
import { createServer } from "node:net";
import { join } from "node:path";
import { build } from "./build.mjs";
import { root } from "./places.mjs";
import { say, StepError } from "./run.mjs";
import { main, setUp } from "./setup.mjs";

const HOST = "127.0.0.1";
const FIRST_PORT = 5173;
const PORTS_TRIED = 100;

await main(async () => {
  await setUp({ browser: false });
  await build();
  const { preview } = await import("vite");
  const port = await freePort(FIRST_PORT);
  const configFile = join(root, "vite.config.ts");
  await preview({ configFile, logLevel: "warn", preview: { host: HOST, port, strictPort: true } });
  say(`\nThe analyzer is at http://${HOST}:${port}/\nPress Ctrl-C to stop it.`);
});

async function freePort(first) {
  for (let port = first; port < first + PORTS_TRIED; port++) {
    if (await isFree(port)) return port;
  }
  throw new StepError(`no free port from ${first} to ${first + PORTS_TRIED - 1}`, "Stop a server which runs there.");
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, HOST, () => probe.close(() => resolve(true)));
  });
}
