/** Addresses in their full width, and the beginning that many of them have in common. */

/** All digits, as kallsyms prints them. */
export function digits(address: bigint, bits: number): string {
  return address.toString(16).padStart(bits / 4, "0");
}

/** Number of leading digits that all of the addresses share; at least one digit always differs. */
export function sharedDigits(addresses: readonly bigint[], bits: number): number {
  const [first, ...others] = addresses;
  if (first === undefined || others.length === 0) return 0;
  const differing = others.reduce((difference, address) => difference | (address ^ first), 0n);
  const unlike = differing === 0n ? 1 : differing.toString(16).length;
  return Math.max(0, bits / 4 - unlike);
}
