// The built page as one file: its script and styles, allowed by their hashes, and the parts as data in the document.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { oneFilePolicy } from "./page-policy.mjs";
import { StepError } from "./run.mjs";

const POLICY = /(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)/g;
const SCRIPT = /<script type="module" crossorigin src="\.\/([^"]+)"><\/script>/g;
const STYLES = /<link rel="stylesheet" crossorigin href="\.\/([^"]+)">/g;
const PART = /(<script type="application\/octet-stream" data-part="\w+") data-from="\.\/([^"]+)">/g;

/** @param files - The built files by name. `script`: the page's script as one, without others that it imports. */
export function oneFile(files, script) {
  const held = { scripts: [], styles: [] };
  const read = (name) => {
    if (!files.has(name)) throw new StepError(`the page names ${name}, which isn't built`);
    return files.get(name);
  };
  const html = [
    [SCRIPT, 1, () => `<script type="module">${hold(held.scripts, script)}</script>`],
    [STYLES, 1, (_, name) => `<style>${hold(held.styles, read(name))}</style>`],
    [PART, undefined, (_, start, name) => `${start}>${gzipSync(read(name), { level: 9 }).toString("base64")}`],
    [POLICY, 1, (_, start, _policy, end) => start + escape(oneFilePolicy({ scripts: held.scripts.join(" "), styles: held.styles.join(" ") })) + end],
  ].reduce(replaceAll, String(read("index.html")));
  if (/\s(?:src|href|data-from)="\.\//.test(html.replace(/<script type="module">.*?<\/script>/s, ""))) {
    throw new StepError("the page as one file still names another file", "page-one-file.mjs tells what it takes in.");
  }
  return html;
}

function replaceAll(html, [pattern, times, by]) {
  const found = html.match(pattern)?.length ?? 0;
  if (found === 0 || (times !== undefined && found !== times)) throw new StepError(`index.html has ${found} times ${pattern}`);
  return html.replace(pattern, by);
}

// What is between the tags is hashed as it stands, so nothing in it may end it or look like a comment.
function hold(hashes, source) {
  const text = String(source).trim();
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new StepError("a script or style of the page holds a tag that would end it");
  hashes.push(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  return text;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("'", "&#39;");
}
