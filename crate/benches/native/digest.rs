//! A digest of symbols, the same in all three runners: FNV-1a with 32 bits over a line of text a symbol.

use kallsyms::Symbol;

pub(crate) struct Digest(u32);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(0x811c_9dc5)
    }

    pub(crate) fn text(&mut self, text: &[u8]) {
        for &byte in text {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }

    pub(crate) fn symbol(&mut self, symbol: &Symbol<'_>) {
        let Symbol { address, kind, .. } = symbol;
        let [name, owner] = [symbol.name, symbol.owner].map(String::from_utf8_lossy);
        self.text(format!("{address:x} {} {name} {owner}\n", char::from(*kind)).as_bytes());
    }

    pub(crate) fn value(&self) -> u32 {
        self.0
    }
}
