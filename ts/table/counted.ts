/** Numbers in sentences. */

/** A number with its thousands apart, and what it counts: `1 address`, `1,204 addresses`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
