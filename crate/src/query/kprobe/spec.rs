//! A probe's place as it is written to `kprobe_events`, read by the kernel's own rules.

/// Most that can be added to a symbol: `struct kprobe` keeps the offset in 32 bits, and more is refused.
pub(super) const MOST_OFFSET: u64 = u32::MAX as u64;

/// Where a probe is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spec<'a> {
    /// A raw address.
    Address(u64),
    /// A symbol and a distance from it.
    Symbol {
        /// The module before the colon; a bare name has none. The kernel image can't be named like this: `vmlinux:f` waits
        /// for a module of that name.
        owner: Option<&'a [u8]>,
        /// Name.
        name: &'a [u8],
        /// Distance in bytes.
        offset: u64,
    },
}

impl<'a> Spec<'a> {
    /// Reads `NAME`, `MODULE:NAME`, `NAME+OFFSET` or `ADDRESS` as `trace_kprobe_create` in `kernel/trace/trace_kprobe.c`
    /// does: numbers with base 0 (`010` is 8, an address needs its `0x`), the name up to the first `+` or `-`, the module
    /// up to the first `:`. `None` where the kernel says EINVAL: an offset that is no number, negative or above 32 bits.
    ///
    /// ```
    /// use kallsyms::query::kprobe::Spec;
    ///
    /// assert_eq!(Spec::parse(b"0xffffffff81001000"), Some(Spec::Address(0xffffffff81001000)));
    /// let name: &[u8] = b"init_once";
    /// assert_eq!(Spec::parse(b"ext4:init_once+010"), Some(Spec::Symbol { owner: Some(b"ext4"), name, offset: 8 }));
    /// assert_eq!(Spec::parse(b"init_once-4"), None);
    /// ```
    pub fn parse(text: &'a [u8]) -> Option<Self> {
        if let Some(address) = number(text) {
            return Some(Self::Address(address));
        }
        let end = text.iter().position(|byte| matches!(byte, b'+' | b'-')).unwrap_or(text.len());
        let (symbol, tail) = text.split_at(end);
        let offset = if tail.is_empty() { 0 } else { number(tail).filter(|&offset| offset <= MOST_OFFSET)? };
        let (owner, name) = match memchr::memchr(b':', symbol) {
            Some(colon) => (Some(&symbol[..colon]), &symbol[colon + 1..]),
            None => (None, symbol),
        };
        Some(Self::Symbol { owner, name, offset })
    }
}

/// `kstrtoul` with base 0: `0x…`, `0…` octal, decimal, a plus before it, and nothing else.
fn number(text: &[u8]) -> Option<u64> {
    let digits = core::str::from_utf8(text.strip_prefix(b"+").unwrap_or(text)).ok()?;
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (digits, base) = match (hex, digits.strip_prefix('0')) {
        (Some(hex), _) => (hex, 16),
        (None, Some(octal)) if !octal.is_empty() => (octal, 8),
        _ => (digits, 10),
    };
    // Rust would take one more plus.
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u64::from_str_radix(digits, base).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_kernel_reads_them() {
        for (text, expected) in [
            ("0", Some(0)),
            ("+0x5", Some(5)),
            ("0X5", Some(5)),
            ("010", Some(8)),
            ("08", None),
            ("++5", None),
            ("-5", None),
            ("0x", None),
            ("ffffffff81000000", None),
            ("18446744073709551616", None),
            ("", None),
        ] {
            assert_eq!(number(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_a_symbol() {
        let symbol = |name| Some(Spec::Symbol { owner: None, name, offset: 0 });
        assert_eq!(Spec::parse(b"ffffffff81000000"), symbol(b"ffffffff81000000"));
        assert_eq!(Spec::parse(b"\"f\""), symbol(b"\"f\""));
        assert_eq!(Spec::parse(b":f"), Some(Spec::Symbol { owner: Some(b""), name: b"f", offset: 0 }));
        assert_eq!(Spec::parse(b"f+0x100000000"), None);
        assert_eq!(Spec::parse(b"f+-4"), None);
    }
}
