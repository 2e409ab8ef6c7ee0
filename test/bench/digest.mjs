// A digest of symbols, the same in all three runners: FNV-1a with 32 bits over a line of text a symbol.

export class Digest {
  #state = 0x811c_9dc5;

  /** @param {string} text */
  text(text) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7f) {
        for (const byte of Buffer.from(text.slice(at))) this.#byte(byte);
        return;
      }
      this.#byte(code);
    }
  }

  /** @param {{ address: bigint, type: string, name: string, owner: string }} symbol */
  symbol({ address, type, name, owner }) {
    this.text(`${address.toString(16)} ${type} ${name} ${owner}\n`);
  }

  /** @param {number} byte */
  #byte(byte) {
    this.#state = Math.imul(this.#state ^ byte, 0x0100_0193);
  }

  get value() {
    return this.#state >>> 0;
  }
}
