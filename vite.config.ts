// The analyzer page: built from web/ into dist-web, able to lie in any folder of any server.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { pageCopies, pageIcon, pageParts, pageServer } from "./ts/scripts/page-parts.mjs";

export default defineConfig({
  root: fileURLToPath(new URL("./web", import.meta.url)),
  base: "./",
  // What isn't there is not found; a page in its place would be taken for the file.
  appType: "mpa",
  plugins: [pageIcon(), pageParts(), pageCopies(), pageServer()],
  build: {
    outDir: "../dist-web",
    emptyOutDir: true,
    target: ["es2022", "chrome111", "firefox114", "safari16.4"],
    // Inlined files would be data: addresses, which the policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  preview: { host: "127.0.0.1", port: 5173 },
});
