// A child process that measures: it is asked by a line of text and answers by a line of JSON.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * The module's memory never shrinks, so that a second load finds it at hand. The C library of Linux gives memory back and is
 * kept from that here: the native side must not be slowed by the system's clearing of pages that the other doesn't need.
 */
const KEEP_MEMORY = { MALLOC_MMAP_MAX_: "0", MALLOC_TRIM_THRESHOLD_: String(2 ** 40) };

/** Room for the plain table of a debug kernel with five million symbols. */
const HEAP = "--max-old-space-size=12288";

export class Runner {
  #child;
  #lines;
  #name;

  /**
   * @param {string} name
   * @param {string} command
   * @param {readonly string[]} args
   */
  constructor(name, command, args) {
    this.#name = name;
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...KEEP_MEMORY } });
    // An input that is gone shows as a missing answer, which has the better message.
    this.#child.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @param {string} question */
  async ask(question) {
    this.#child.stdin.write(`${question}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#name} ended at "${question}" (exit ${this.#child.exitCode ?? this.#child.signalCode})`);
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(`${this.#name} failed at "${question}": ${answer.error}`);
    return answer;
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.stdin.end();
    await exit;
  }
}

/** @typedef {"wasm" | "plain" | "native"} Kind */

/** In the order in which they take turns. @type {readonly Kind[]} */
export const KINDS = ["wasm", "plain", "native"];

/**
 * @param {Kind} kind
 * @param {string} executable Of the native side.
 * @param {string} folder The questions.
 */
export function startRunner(kind, executable, folder) {
  if (kind === "native") return new Runner(kind, executable, ["serve", folder]);
  const serve = fileURLToPath(new URL("./serve.mjs", import.meta.url));
  return new Runner(kind, process.execPath, ["--expose-gc", HEAP, serve, kind, folder]);
}
