/** Hands a file to the browser, which asks where to keep it or puts it where downloads go. */

export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has taken the bytes by the next task at the latest that the browser gives us after a while.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
