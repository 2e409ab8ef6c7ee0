// The analyzer page: built from web/ into dist-web, able to lie in any folder of any server.
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { contentSecurityPolicy, pageHeaders } from "./ts/scripts/page-policy.mjs";

export default defineConfig({
  root: fileURLToPath(new URL("./web", import.meta.url)),
  base: "./",
  plugins: [policyTag()],
  worker: { format: "es" },
  build: {
    outDir: "../dist-web",
    emptyOutDir: true,
    target: ["es2022", "chrome111", "firefox114", "safari16.4"],
    // Inlined files would be data: addresses, which the policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  preview: { host: "127.0.0.1", port: 5173, headers: pageHeaders },
});

// In the built page only: while developing, Vite itself puts scripts and styles into the page.
function policyTag(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy },
        injectTo: "head-prepend",
      },
    ],
  };
}
