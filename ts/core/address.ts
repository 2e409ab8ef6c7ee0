/** Addresses as callers write them, to the `bigint` that stands for them everywhere else. */

/**
 * A 64-bit address: a `bigint`, a hex string with or without `0x` (`"ffffffff81000000"`), or a safe integer. A `number`
 * can't hold most kernel addresses exactly, which is why unsafe ones are refused.
 */
export type AddressLike = bigint | string | number;

const HIGHEST = 0xffff_ffff_ffff_ffffn;
const HEX = /^(?:0[xX])?[0-9a-fA-F]{1,16}$/;

/**
 * The address that a value stands for.
 *
 * @throws `TypeError` for anything but an integer from 0 to 2⁶⁴−1 in one of the forms of {@link AddressLike}.
 *
 * @example
 * ```ts
 * parseAddress("ffffffff81000000") === 0xffffffff81000000n
 * ```
 */
export function parseAddress(value: AddressLike): bigint {
  if (typeof value === "bigint" && value >= 0n && value <= HIGHEST) return value;
  if (typeof value === "string" && HEX.test(value)) return BigInt(/^0[xX]/.test(value) ? value : `0x${value}`);
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw new TypeError(
    `${describe(value)} is no address: expected a bigint from 0 to 0xffffffffffffffff, a hex string such as "ffffffff81000000", or a safe integer`,
  );
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return typeof value === "bigint" || typeof value === "number" ? String(value) : typeof value;
}

/** An address as tools print it: `0x` and hex digits without leading zeros. */
export function formatAddress(address: bigint): string {
  return `0x${address.toString(16)}`;
}
