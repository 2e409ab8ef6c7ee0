// `npm test`: set-up, build, every check; all of them run even when one fails. The last line is `N passed, N failed`.
// `npm test -- rust`, `-- lint` and `-- vitest` run a part; further words choose among vitest's files.
import { build } from "./build.mjs";
import { CHECKS } from "./checks.mjs";
import { say, seconds } from "./run.mjs";
import { setUp } from "./setup.mjs";

const words = process.argv.slice(2);
const parts = words.filter((word) => CHECKS.some((check) => check.parts.includes(word)));
const filters = words.filter((word) => !parts.includes(word));
const chosen = parts.length === 0 ? CHECKS : CHECKS.filter((check) => check.parts.some((part) => parts.includes(part)));

const results = [];
if (await attempt("set-up", () => setUp({ browser: chosen.some((check) => check.needsBrowser) }))) {
  const built = !chosen.some((check) => check.needsBuild) || (await attempt("build", () => build()));
  for (const check of chosen) {
    if (built || !check.needsBuild || check.evenUnbuilt) await perform(check);
    else results.push({ name: check.name, passed: 0, failed: 1, time: "not run: the build failed" });
  }
}
summarize();

// Set-up and build are no tests: they count only when they fail.
async function attempt(name, work) {
  try {
    await work();
    return true;
  } catch (error) {
    say(`\n${error.remedy ? `${error.message}\n${error.remedy}` : error.stack}`);
    results.push({ name, passed: 0, failed: 1, time: "" });
    return false;
  }
}

async function perform(check) {
  say(`\n--- ${check.name}`);
  const since = Date.now();
  let counts = { passed: 0, failed: 1 };
  try {
    counts = await check.run(filters);
  } catch (error) {
    say(error.stack);
  }
  results.push({ name: check.name, ...counts, time: seconds(since) });
}

function summarize() {
  say("");
  for (const { name, passed, failed, time } of results) {
    say(`${failed === 0 ? "ok    " : "FAILED"} ${name.padEnd(22)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed  ${time}`);
  }
  const passed = sum("passed");
  const failed = sum("failed");
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  say(`\n${passed} passed, ${failed} failed`);
}

function sum(key) {
  return results.reduce((total, result) => total + result[key], 0);
}
