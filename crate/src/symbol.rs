//! One symbol as a reader sees it, and the rules about types and names that the kernel itself applies.

/// A symbol of a table; its slices are the table's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// Place in file order among the accepted symbols.
    pub index: u32,
    /// Name, as the bytes that the file holds.
    pub name: &'a [u8],
    /// Address.
    pub address: u64,
    /// Type letter as `nm` prints it.
    pub kind: u8,
    /// `system` for the kernel image, else the module's or pseudo-module's name.
    pub owner: &'a [u8],
    /// Bytes to the next higher address of the same owner; `None` where the text doesn't tell the end.
    pub size: Option<u64>,
}

/// Whether a type letter stands for text: `t`, `T`, and weak symbols.
#[inline]
pub(crate) fn is_text(kind: u8) -> bool {
    matches!(kind, b't' | b'T' | b'w' | b'W')
}

/// Whether a type letter stands for an absolute value. In modules these are offsets into the percpu area.
#[inline]
pub(crate) fn is_absolute(kind: u8) -> bool {
    matches!(kind, b'a' | b'A')
}

/// Whether a name is a mapping or local name, at which the kernel lets nothing begin inside modules:
/// `is_mapping_symbol` in `include/linux/module_symbol.h`. `$a`, `$d`, `$t` and `$x`, alone or before a dot, are those of
/// ARM; RISC-V adds the instruction set, as in `$xrv64i2p1_m2p0`.
#[inline]
pub(crate) fn is_local(name: &[u8]) -> bool {
    matches!(
        name,
        [b'.', b'L', ..]
            | [b'L', b'0', ..]
            | [b'$', b'a' | b'd' | b't' | b'x']
            | [b'$', b'a' | b'd' | b't' | b'x', b'.', ..]
            | [b'$', b'x', b'r', b'v', ..]
    )
}
