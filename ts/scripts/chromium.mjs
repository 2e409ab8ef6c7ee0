// The browser that the browser tests drive.
import { canInstall, installPackages } from "./debian.mjs";
import { StepError, which } from "./run.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS";

/** The browser's program file, or undefined. CHROME_PATH comes before what is on PATH. */
export function findChromium() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  const known = NAMES.map((name) => which(name)).find(Boolean);
  return known ?? which("Google Chrome", MAC);
}

/** Makes sure that there is a browser. */
export async function ensureChromium() {
  if (findChromium()) return;
  const remedy = "Install Chromium or Chrome, or name its program file in the environment variable CHROME_PATH.";
  if (!canInstall()) throw new StepError("no Chromium found", remedy);
  await installPackages(["chromium"]);
  if (!findChromium()) throw new StepError("the package chromium brought no program of that name", remedy);
}
