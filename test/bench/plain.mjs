// The rival: idiomatic JavaScript. Lines split, an object a symbol with a BigInt address, Maps of arrays, a sorted array.
// Taking a line apart with indexOf is the fastest of the usual ways; a regular expression takes a tenth longer, split twice as long.

/** @typedef {{ address: bigint, type: string, name: string, owner: string }} PlainSymbol */

export class PlainTable {
  /** @type {PlainSymbol[]} */
  symbols = [];
  /** @type {Map<string, PlainSymbol[]>} */
  byName = new Map();
  /** @type {Map<bigint, PlainSymbol[]>} */
  byAddress = new Map();
  /** By address, of one address in file order. @type {PlainSymbol[]} */
  sorted = [];

  /** @param {Buffer} bytes */
  constructor(bytes) {
    for (const line of bytes.toString().split("\n")) {
      if (line !== "") this.symbols.push(parseLine(line));
    }
    for (const symbol of this.symbols) {
      append(this.byName, symbol.name, symbol);
      append(this.byAddress, symbol.address, symbol);
    }
    this.sorted = [...this.symbols].sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  }

  /** @param {string} name */
  findName(name) {
    return this.byName.get(name) ?? [];
  }

  /** @param {bigint} address */
  findAddress(address) {
    return this.byAddress.get(address) ?? [];
  }

  /**
   * The symbols at the nearest address not above this one.
   * @param {bigint} address
   */
  resolve(address) {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (/** @type {PlainSymbol} */ (this.sorted[middle]).address <= address) low = middle + 1;
      else high = middle;
    }
    const nearest = this.sorted[low - 1];
    if (nearest === undefined) return undefined;
    return { symbols: this.findAddress(nearest.address), offset: address - nearest.address };
  }

  /**
   * @param {{ kind: string, pattern: string, anyCase?: boolean }} search
   * @param {number} limit
   */
  search({ kind, pattern, anyCase = false }, limit) {
    const found = kind === "exact" ? this.findName(pattern) : this.symbols.filter(matcher(kind, pattern, anyCase));
    return { total: found.length, symbols: found.slice(0, limit) };
  }
}

/** @param {string} line */
function parseLine(line) {
  const blank = line.indexOf(" ");
  const tab = line.lastIndexOf("\t");
  return {
    address: BigInt(`0x${line.slice(0, blank)}`),
    type: /** @type {string} */ (line[blank + 1]),
    name: tab < 0 ? line.slice(blank + 3) : line.slice(blank + 3, tab),
    owner: tab < 0 ? "system" : line.slice(tab + 2, -1),
  };
}

/**
 * @template K
 * @param {Map<K, PlainSymbol[]>} map
 * @param {K} key
 * @param {PlainSymbol} symbol
 */
function append(map, key, symbol) {
  const there = map.get(key);
  if (there) there.push(symbol);
  else map.set(key, [symbol]);
}

/**
 * @param {string} kind
 * @param {string} pattern
 * @param {boolean} anyCase
 * @returns {(symbol: PlainSymbol) => boolean}
 */
function matcher(kind, pattern, anyCase) {
  if (kind === "substring" && !anyCase) return ({ name }) => name.includes(pattern);
  if (kind === "prefix") return ({ name }) => name.startsWith(pattern);
  const expression = new RegExp(expressionOf(kind, pattern), anyCase ? "is" : "s");
  return ({ name }) => expression.test(name);
}

/**
 * @param {string} kind
 * @param {string} pattern
 */
function expressionOf(kind, pattern) {
  switch (kind) {
    case "glob":
      return `^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`;
    case "fuzzy":
      return [...pattern].join(".*");
    default:
      return pattern;
  }
}
