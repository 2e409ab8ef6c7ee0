// Packages of Debian and its kin: is this such a machine, may we install, and installing.
import { ask, runQuietly, say, StepError, which } from "./run.mjs";

/** Whether apt-get is here and may be used without asking for a password. */
export function canInstall() {
  return which("apt-get") !== undefined && asRoot() !== undefined;
}

/** The words to put before a command which needs root, or undefined where there is no way to become root. */
export function asRoot() {
  if (process.getuid?.() === 0) return [];
  if (which("sudo") && ask("sudo", ["-n", "true"]) !== undefined) return ["sudo", "-n"];
  return undefined;
}

/** Installs those of the packages that are missing. */
export async function installPackages(packages) {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const remedy = `Run by hand: apt-get update && apt-get install --no-install-recommends ${missing.join(" ")}`;
  if (!canInstall()) throw new StepError(`Debian packages are missing: ${missing.join(" ")}`, remedy);
  say(`  installing Debian packages: ${missing.join(" ")}`);
  await aptGet("refreshing the package list", ["update"], remedy);
  await aptGet("installing", ["install", "--yes", "--no-install-recommends", ...missing], remedy);
}

/** Runs a command as root. */
export async function runAsRoot(label, command, args) {
  const prefix = asRoot();
  if (!prefix) throw new StepError(`${label}: needs root`, "Run the set-up as root or with passwordless sudo.");
  const [first, ...rest] = [...prefix, command, ...args];
  return runQuietly(label, first, rest);
}

function isInstalled(name) {
  return ask("dpkg-query", ["--show", "--showformat=${db:Status-Status}", name]) === "installed";
}

async function aptGet(label, args, remedy) {
  const prefix = asRoot();
  // Another apt-get may be at work: wait for it rather than fail.
  const words = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=600", ...args];
  await runQuietly(label, words[0], words.slice(1), { remedy });
}
