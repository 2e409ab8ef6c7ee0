/** Owners as the page names them. */

/** The package calls the kernel image "system". */
export function ownerName(owner: string): string {
  return owner === "system" ? "kernel image" : owner;
}
