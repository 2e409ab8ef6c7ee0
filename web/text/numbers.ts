/** Numbers as the page writes them. */

const COUNT = new Intl.NumberFormat("en");

/** `122,153` */
export function count(value: number): string {
  return COUNT.format(value);
}

/** `1 symbol`, `2 symbols` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `0x1f0` */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** `612 B`, `1.1 MB` */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 999_500) return `${Math.round(value / 1000)} kB`;
  return `${(value / 1e6).toFixed(value < 99.5e6 ? 1 : 0)} MB`;
}
