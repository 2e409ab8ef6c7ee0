/** Files out of a drop, those in folders too. */

import type { PickedFile } from "../worker/protocol.js";

/** Files and depth of folders that are taken; more are no crash report. */
const MOST_FILES = 100_000;
const MOST_DEPTH = 64;

/** All files that were dropped, each with its path from what was dropped. */
export async function droppedFiles(data: DataTransfer): Promise<PickedFile[]> {
  // The list is gone after the first pause, so everything is taken from it at once.
  const items = [...data.items].filter(({ kind }) => kind === "file");
  const roots = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files: PickedFile[] = [];
  for (const { entry, file } of roots) {
    if (entry?.isDirectory === true) await walk(entry as FileSystemDirectoryEntry, 0, files);
    else if (file !== null) files.push({ path: file.name, file });
  }
  return files;
}

async function walk(folder: FileSystemDirectoryEntry, depth: number, files: PickedFile[]): Promise<void> {
  if (depth > MOST_DEPTH) return;
  const reader = folder.createReader();
  // A browser gives a hundred entries at a time, and none at the end.
  for (let entries = await read(reader); entries.length > 0; entries = await read(reader)) {
    for (const entry of entries) {
      if (files.length >= MOST_FILES) return;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, depth + 1, files);
      else files.push({ path: entry.fullPath.replace(/^\//, ""), file: await fileOf(entry as FileSystemFileEntry) });
    }
  }
}

function read(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
