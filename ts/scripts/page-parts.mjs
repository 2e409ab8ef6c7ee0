// Vite's part in the trust: the page's parts beside it, its policy in it, the service worker, and the page as one file.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { dist, root } from "./places.mjs";
import { oneFile } from "./page-one-file.mjs";
import { contentSecurityPolicy, headersFor } from "./page-policy.mjs";
import { buildProgram, buildServiceWorker, buildWhole } from "./page-program.mjs";

/** The page's parts as files, and the blocks in the document that name them; read by web/start/parts.ts. */
export function pageParts() {
  let parts = [];
  return {
    name: "page-parts",
    apply: "build",
    async buildStart() {
      parts = await collect();
      for (const { fileName, source } of parts) this.emitFile({ type: "asset", fileName, source });
    },
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy }, injectTo: "head-prepend" },
      ...parts.map(({ part, fileName }) => ({
        tag: "script",
        attrs: { type: "application/octet-stream", "data-part": part, "data-from": `./${fileName}` },
        injectTo: "body",
      })),
    ],
  };
}

async function collect() {
  const program = await buildProgram();
  return [
    ...program.map(({ name, text }) => asPart("program", name, text)),
    asPart("module", "kallsyms.wasm", readFileSync(join(dist, "kallsyms.wasm"))),
    asPart("sample", "sample.xz", readFileSync(join(root, "web", "sample", "kallsyms.xz"))),
  ];
}

function asPart(part, name, source) {
  const ending = extname(name);
  return { part, source, fileName: `assets/${basename(name, ending)}-${hash(source, "base64url").slice(0, 8)}${ending}` };
}

/** The icon as data in the document: browsers fetch it late, when the page may be locked already. */
export function pageIcon() {
  return {
    name: "page-icon",
    apply: "build",
    transformIndexHtml: {
      order: "pre",
      handler: (html) => html.replace('href="./icon.svg"', `href="data:image/svg+xml;base64,${readFileSync(join(root, "web", "icon.svg"), "base64")}"`),
    },
  };
}

/** Made of the built page, after everything else. */
export function pageCopies() {
  return {
    name: "page-copies",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const files = new Map(Object.values(bundle).map((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]));
        this.emitFile({ type: "asset", fileName: "kallsyms.html", source: oneFile(files, await buildWhole()) });
        this.emitFile({ type: "asset", fileName: "sw.js", source: await serviceWorker(files) });
      },
    },
  };
}

function serviceWorker(files) {
  const list = [...files].map(([name, source]) => [name === "index.html" ? "./" : name, `sha256-${hash(source, "base64")}`]);
  return buildServiceWorker(list, hash(JSON.stringify(list), "hex").slice(0, 16));
}

function hash(source, encoding) {
  return createHash("sha256").update(source).digest(encoding);
}

/** The headers of the built page's server. */
export function pageServer() {
  return {
    name: "page-server",
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? "/", "http://page");
        for (const [name, value] of Object.entries(headersFor(pathname))) response.setHeader(name, value);
        next();
      });
    },
  };
}
