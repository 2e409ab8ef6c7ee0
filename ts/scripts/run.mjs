// Running other programs: quietly with signs of life, or with everything they say shown and kept.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A failure which the reader can act on: the message says what went wrong, `remedy` what to do. */
export class StepError extends Error {
  constructor(message, remedy) {
    super(message);
    this.name = "StepError";
    this.remedy = remedy;
  }
}

/** Prints one line of progress. */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Time in the shape people say it: `0.4 s`, `75 s`. */
export function seconds(since) {
  const elapsed = (Date.now() - since) / 1000;
  return `${elapsed < 10 ? elapsed.toFixed(1) : Math.round(elapsed)} s`;
}

/** The full path of a program on PATH, or undefined. */
export function which(name, path = process.env.PATH ?? "") {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of path.split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (isProgram(file)) return file;
    }
  }
  return undefined;
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What a short-running program says, or undefined when it is missing or fails. */
export function ask(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], ...options });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/** Runs a long program, showing only its latest line and the time; its whole end is shown when it fails. */
export async function runQuietly(label, command, args, { remedy, ...options } = {}) {
  const progress = startProgress(label);
  const { code, output } = await collect(command, args, options, (text) => progress.see(text));
  progress.stop();
  if (code !== 0) {
    say(lastLines(output, 60));
    throw new StepError(`${label}: ${command} ${args.join(" ")} failed (exit ${code})`, remedy);
  }
  say(`  ${label}: done in ${seconds(progress.since)}`);
  return output;
}

/** Runs a program with its output shown as it comes, and gives it back with the exit code. */
export function runShown(command, args, options = {}) {
  return collect(command, args, options, (text) => process.stdout.write(text));
}

/** Runs a program whose words are only for the caller. */
export function runUnseen(command, args, options = {}) {
  return collect(command, args, options, () => {});
}

function collect(command, args, options, onText) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    const take = (chunk) => {
      output += chunk;
      onText(chunk);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", take);
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

// On a terminal one line is rewritten; in a log, where lines stay, one line every 20 seconds is enough.
function startProgress(label) {
  const since = Date.now();
  const terminal = process.stdout.isTTY;
  let latest = "";
  const show = () => {
    const line = `  ${label}: ${seconds(since)}  ${latest}`;
    if (terminal) process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`);
    else say(line.slice(0, 120));
  };
  const timer = setInterval(show, terminal ? 250 : 20_000);
  return {
    since,
    see(text) {
      latest = lastLines(text, 1).trim() || latest;
    },
    stop() {
      clearInterval(timer);
      if (terminal) process.stdout.write("\r\x1b[K");
    },
  };
}

function lastLines(text, count) {
  return text.trimEnd().split(/\r?\n|\r/).slice(-count).join("\n");
}
