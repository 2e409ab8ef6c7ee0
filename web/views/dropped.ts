/** Files out of a drop or the clipboard, those in folders too, with the paths by which the page knows them. */

import type { Listing } from "../state/table.js";
import { plainName } from "../text/names.js";
import { count, counted } from "../text/numbers.js";
import type { PickedFile } from "../worker/protocol.js";

/** Files and depth of folders that are taken; more are no crash report. */
const MOST_FILES = 100_000;
const MOST_DEPTH = 64;

/** A file by the path that the list of members has for it: what can't be seen, and what could lead elsewhere, is written out. */
export function pickedFile(file: File, path = file.webkitRelativePath || file.name): PickedFile {
  return { path: plainName(path).replace(/^[\\/]+/, "").replace(/^([A-Za-z]):/, "$1\\x3a"), file };
}

/** A walk through folders. */
interface Walk {
  readonly files: PickedFile[];
  readonly signal: AbortSignal;
  readonly tell: (files: number) => void;
  tooDeep: number;
  isFull: boolean;
}

/** All files that were dropped, each with its path from what was dropped. */
export async function droppedFiles(data: DataTransfer, signal: AbortSignal, tell: (files: number) => void): Promise<Listing> {
  // The list is gone after the first pause, so everything is taken from it at once.
  const items = [...data.items].filter(({ kind }) => kind === "file");
  const roots = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const walk: Walk = { files: [], signal, tell, tooDeep: 0, isFull: false };
  for (const { entry, file } of roots) {
    if (entry?.isDirectory === true) await walkFolder(walk, entry as FileSystemDirectoryEntry, 0);
    else if (file !== null) walk.files.push(pickedFile(file, file.name));
  }
  return { files: walk.files, leftOut: leftOutOf(walk) };
}

function leftOutOf({ tooDeep, isFull }: Walk): string {
  const parts = [
    isFull ? `Only the first ${count(MOST_FILES)} files were taken; choose the folder that matters.` : "",
    tooDeep > 0 ? `${counted(tooDeep, "folder")} more than ${MOST_DEPTH} deep ${tooDeep === 1 ? "was" : "were"} left out.` : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

async function walkFolder(walk: Walk, folder: FileSystemDirectoryEntry, depth: number): Promise<void> {
  if (depth > MOST_DEPTH) {
    walk.tooDeep++;
    return;
  }
  const reader = folder.createReader();
  try {
    // A browser gives a hundred entries at a time, and none at the end.
    for (let entries = await read(reader); entries.length > 0; entries = await read(reader)) {
      await takeEntries(walk, entries, depth);
      if (walk.isFull || walk.signal.aborted) return;
    }
  } catch (error) {
    walk.files.push(unreadable(folder, error));
  }
}

async function takeEntries(walk: Walk, entries: readonly FileSystemEntry[], depth: number): Promise<void> {
  const files = entries.filter(({ isFile }) => isFile);
  const room = MOST_FILES - walk.files.length;
  walk.isFull ||= files.length > room;
  walk.files.push(...(await Promise.all(files.slice(0, room).map((entry) => fileOf(entry as FileSystemFileEntry)))));
  walk.tell(walk.files.length);
  for (const entry of entries.filter(({ isDirectory }) => isDirectory)) {
    if (walk.signal.aborted) return;
    await walkFolder(walk, entry as FileSystemDirectoryEntry, depth + 1);
  }
}

function read(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

/** One that can't be had is listed with the reason. */
async function fileOf(entry: FileSystemFileEntry): Promise<PickedFile> {
  try {
    return pickedFile(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), entry.fullPath);
  } catch (error) {
    return unreadable(entry, error);
  }
}

function unreadable({ name, fullPath }: FileSystemEntry, error: unknown): PickedFile {
  return { ...pickedFile(new File([], name), fullPath), note: `the browser can't read it: ${error instanceof Error ? error.message : String(error)}` };
}
