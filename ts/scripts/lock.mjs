// One at a time, also between processes: a lock file whose owner shows that it lives.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cache } from "./places.mjs";
import { say } from "./run.mjs";

const HEARTBEAT_MS = 5_000;
const SILENT_MS = 60_000;

/** Runs `work` while no other process runs work under the same name. */
export async function withLock(name, work) {
  const file = join(cache, "locks", `${name}.lock`);
  mkdirSync(join(cache, "locks"), { recursive: true });
  const owner = { token: randomUUID(), pid: process.pid, host: hostname() };
  await take(file, owner);
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS);
  const release = () => giveBack(file, owner.token);
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off("exit", release);
    release();
  }
}

async function take(file, owner) {
  let told = false;
  while (!tryCreate(file, owner)) {
    const holder = readOwner(file);
    if (isStale(file, holder)) {
      removeStale(file, holder);
      continue;
    }
    if (!told) say(`  waiting for another set-up or build (process ${holder?.pid ?? "unknown"}) to finish`);
    told = true;
    await sleep(300);
  }
}

function tryCreate(file, owner) {
  try {
    writeFileSync(file, JSON.stringify(owner), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function readOwner(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // gone already, or its owner is just writing it
  }
}

function isStale(file, holder) {
  if (holder?.host === hostname() && !isAlive(holder.pid)) return true;
  return Date.now() - (modified(file) ?? Date.now()) > SILENT_MS;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function modified(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

// Two waiters may see the same dead owner. Moving the file away first shows whose lock it was: a living one is put back.
function removeStale(file, holder) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readOwner(aside)?.token === holder?.token) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody took the lock away; the work goes on and gives back only what is its own.
  }
}

function giveBack(file, token) {
  if (readOwner(file)?.token === token) rmSync(file, { force: true });
}
