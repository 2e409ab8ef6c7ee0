//! The grammar of one line: bytes in, address, type, name and owner out; a pure function.
//!
//! A line of `/proc/kallsyms` is printed by `s_show` in the kernel's `kernel/kallsyms.c` as `"%px %c %s\n"` or
//! `"%px %c %s\t[%s]\n"`. System.map and `nm` have the same first three columns; `nm -S` has a size between address and
//! type; `/proc/ksyms` of Linux 2.4 has no type. Copies of such text bring CRLF, leading blanks, upper-case hex digits
//! and a TAB that became blanks.

use core::fmt;

use memchr::memchr;
use memchr::memrchr;

/// One line, taken apart. The slices are parts of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Address as printed.
    pub address: u64,
    /// Type letter as `nm` prints it; `?` in ksyms text, which has none.
    pub kind: u8,
    /// Every byte between the type's blank and the TAB or the end of the line, blanks and control bytes included.
    pub name: &'a [u8],
    /// Text in the brackets; `None` for a symbol of the kernel image.
    pub owner: Option<&'a [u8]>,
    /// Size in bytes where the text has that column (`nm -S`).
    pub size: Option<u64>,
}

/// What the lines of one text have in common: told once from its beginning, so that a cut line can't pass for a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Hex digits of an address, 8 or 16.
    pub digits: usize,
    /// Whether there is a type column (all formats but ksyms).
    pub typed: bool,
}

impl Default for Shape {
    /// That of a 64-bit kernel.
    fn default() -> Self {
        Self { digits: 16, typed: true }
    }
}

/// Why a line is no symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The line doesn't begin with a hexadecimal address.
    NoAddress,
    /// The address is printed as `(null)`: it was hidden from the reader by an old kernel.
    NullAddress,
    /// The address has another number of digits than the table's; often a line that was cut at its beginning.
    AddressWidth,
    /// No type letter where one belongs.
    NoType,
    /// Nothing after the type.
    NoName,
    /// A TAB isn't followed by `[owner]` at the end of the line; often a line that was cut at its end.
    BadOwner,
    /// An undefined symbol of `nm` (`U`, `w` or `v` without address).
    Undefined,
    /// The line is longer than [`crate::load::LONGEST_LINE`].
    TooLong,
}

impl Reason {
    /// The reason in words, for the load report.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoAddress => "expected a hexadecimal address at the beginning of the line",
            Self::NullAddress => "the address is \"(null)\": hidden from the reader by the kernel",
            Self::AddressWidth => {
                "the address has another number of digits than the rest of the table; the line may be cut"
            }
            Self::NoType => "expected one type letter between blanks after the address",
            Self::NoName => "expected a name after the type",
            Self::BadOwner => "expected \"[module]\" and the end of the line after the TAB; the line may be cut",
            Self::Undefined => "an undefined symbol, which has no address",
            Self::TooLong => "the line is too long to be a symbol",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// Takes one line apart. `line` has neither its LF nor, in CRLF text, its CR.
///
/// # Errors
///
/// The first [`Reason`] for which the line is no symbol.
///
/// # Example
///
/// ```
/// use kallsyms::line::{Shape, parse};
///
/// let line = parse(b"ffffffffc03a40e0 t virtio_uevent\t[virtio]", Shape { digits: 16, typed: true }).unwrap();
/// assert_eq!((line.address, line.kind), (0xffff_ffff_c03a_40e0, b't'));
/// assert_eq!((line.name, line.owner), (&b"virtio_uevent"[..], Some(&b"virtio"[..])));
/// ```
#[inline(always)]
pub fn parse(line: &[u8], shape: Shape) -> Result<Line<'_>, Reason> {
    match plain(line, shape) {
        Some(parsed) => Ok(parsed),
        None => tolerant(line, shape),
    }
}

/// The form in which kernels print: no blanks before the address, single blanks between the columns.
#[inline(always)]
fn plain(line: &[u8], shape: Shape) -> Option<Line<'_>> {
    let rest = line.get(shape.digits..)?;
    let &[b' ', kind, b' ', _, ..] = rest else { return None };
    if !shape.typed || !is_kind(kind) {
        return None;
    }
    let address = match shape.digits {
        16 => hex8(line.first_chunk()?)? << 32 | hex8(line[8..].first_chunk()?)?,
        _ => hex8(line.first_chunk()?)?,
    };
    let (name, owner) = name_and_owner(&rest[3..]).ok()?;
    Some(Line { address, kind, name, owner, size: None })
}

/// Every other form: leading blanks, several blanks between columns, a size column, no type column, or an error.
#[cold]
fn tolerant(line: &[u8], shape: Shape) -> Result<Line<'_>, Reason> {
    let start = line.trim_ascii_start();
    if start.starts_with(b"(null)") {
        return Err(Reason::NullAddress);
    }
    let (address, digits, rest) = match leading_hex(start) {
        Some(found) => found,
        None if is_undefined(line, start) => return Err(Reason::Undefined),
        None => return Err(Reason::NoAddress),
    };
    if digits != shape.digits {
        return Err(Reason::AddressWidth);
    }
    let rest = rest.trim_ascii_start();
    if !shape.typed {
        let (name, owner) = name_and_owner(rest)?;
        return Ok(Line { address, kind: b'?', name, owner, size: None });
    }
    let (size, rest) = match leading_hex(rest) {
        Some((size, digits, after)) if digits == shape.digits => (Some(size), after.trim_ascii_start()),
        _ => (None, rest),
    };
    let (kind, rest) = match rest {
        [kind, b' ' | b'\t', rest @ ..] if is_kind(*kind) => (*kind, rest),
        [kind] if is_kind(*kind) => return Err(Reason::NoName),
        _ => return Err(Reason::NoType),
    };
    let (name, owner) = name_and_owner(rest)?;
    Ok(Line { address, kind, name, owner, size })
}

/// What stands after the type, parted into name and owner at the last TAB, or, where there is none, at the blanks before
/// a closing `[…]`.
#[inline(always)]
fn name_and_owner(text: &[u8]) -> Result<(&[u8], Option<&[u8]>), Reason> {
    let (name, owner) = match text.last() {
        Some(b']') => split_owner(text)?,
        Some(b' ' | b'\t') if has_tab_or_bracket(text) => split_owner(text)?,
        Some(_) if memchr(b'\t', text).is_some() => return Err(Reason::BadOwner),
        _ => (text, None),
    };
    if name.is_empty() { Err(Reason::NoName) } else { Ok((name, owner)) }
}

/// Whether text that ends in a blank may still hold an owner, so that the blank isn't part of the name.
#[cold]
fn has_tab_or_bracket(text: &[u8]) -> bool {
    text.trim_ascii_end().last() == Some(&b']') || memchr(b'\t', text).is_some()
}

#[inline]
fn split_owner(text: &[u8]) -> Result<(&[u8], Option<&[u8]>), Reason> {
    let trimmed = text.trim_ascii_end();
    let closed = trimmed.last() == Some(&b']');
    if let Some(tab) = memrchr(b'\t', if closed { trimmed } else { text }) {
        let owner = bracketed(trimmed.get(tab + 1..).unwrap_or_default().trim_ascii()).ok_or(Reason::BadOwner)?;
        return Ok((&text[..tab], Some(owner)));
    }
    let found = memrchr(b'[', trimmed).filter(|&at| at > 0 && trimmed[at - 1] == b' ');
    match found.and_then(|at| Some((at, bracketed(&trimmed[at..])?))) {
        Some((at, owner)) => Ok((text[..at].trim_ascii_end(), Some(owner))),
        None => Ok((text, None)),
    }
}

/// The text between a `[` at the beginning and a `]` at the end, if it isn't empty.
#[inline]
fn bracketed(text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(b"[")?.strip_suffix(b"]").filter(|owner| !owner.is_empty())
}

/// Type letters of `nm` and of the kernel, `?` for unknown and `-` for a stabs entry.
#[inline]
fn is_kind(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'?' || byte == b'-'
}

/// `nm` prints blanks in the place of the address of an undefined symbol.
fn is_undefined(line: &[u8], start: &[u8]) -> bool {
    line.len() - start.len() >= 8 && matches!(start, [b'U' | b'w' | b'v', b' ', _, ..])
}

/// The hex number of 1 to 16 digits that a blank ends, with its digits and what follows the number.
fn leading_hex(text: &[u8]) -> Option<(u64, usize, &[u8])> {
    let digits = text.iter().position(|byte| !byte.is_ascii_hexdigit())?;
    if !(1..=16).contains(&digits) || !matches!(text[digits], b' ' | b'\t') {
        return None;
    }
    let value = text[..digits].iter().fold(0, |value, &byte| value << 4 | u64::from((byte & 15) + 9 * (byte >> 6)));
    Some((value, digits, &text[digits..]))
}

/// Number of hex digits with which a line begins, blanks before them aside; 0 where a blank doesn't follow.
pub(crate) fn leading_digits(line: &[u8]) -> usize {
    leading_hex(line.trim_ascii_start()).map_or(0, |(_, digits, _)| digits)
}

/// Eight hex digits at once: each byte of a word is tested and converted by the same operations.
#[inline(always)]
fn hex8(digits: &[u8; 8]) -> Option<u64> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // For bytes below 0x80: the high bit of each byte tells whether it is at least `bound`.
    let at_least = |word: u64, bound: u64| (word | HIGH) - bound * ONES;
    let word = u64::from_be_bytes(*digits);
    let lower = word | (0x20 * ONES);
    let decimal = at_least(word, 0x30) & !at_least(word, 0x3a);
    let letter = at_least(lower, 0x61) & !at_least(lower, 0x67);
    if (decimal | letter) & !word & HIGH != HIGH {
        return None;
    }
    let nibbles = (word & (0x0f * ONES)) + (word >> 6 & ONES) * 9;
    let bytes = (nibbles | nibbles >> 4) & 0x00ff_00ff_00ff_00ff;
    let pairs = (bytes | bytes >> 8) & 0x0000_ffff_0000_ffff;
    Some((pairs | pairs >> 16) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Shape = Shape { digits: 16, typed: true };
    const NARROW: Shape = Shape { digits: 8, typed: true };

    fn named<'a>(name: &'a [u8], owner: Option<&'a [u8]>) -> Result<(&'a [u8], Option<&'a [u8]>), Reason> {
        Ok((name, owner))
    }

    fn names(line: &[u8]) -> Result<(&[u8], Option<&[u8]>), Reason> {
        parse(line, WIDE).map(|line| (line.name, line.owner))
    }

    #[test]
    fn eight_hex_digits_agree_with_the_standard_library_for_every_byte_at_every_place() {
        for place in 0..8 {
            for byte in 0..=255_u8 {
                let mut digits = *b"90aFcB1d";
                digits[place] = byte;
                let expected = core::str::from_utf8(&digits)
                    .ok()
                    .filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))
                    .and_then(|text| u64::from_str_radix(text, 16).ok());
                assert_eq!(hex8(&digits), expected, "{digits:?}");
            }
        }
    }

    #[test]
    fn a_name_keeps_its_blanks_and_control_bytes() {
        assert_eq!(names(b"ffffffff80000000 t .L0 "), named(b".L0 ", None));
        assert_eq!(names(b"ffffffff80000000 t .L0 \t[rdma_ucm]"), named(b".L0 ", Some(b"rdma_ucm")));
        assert_eq!(names(b"ffffffff80000000 t .L1\x025\t[m]"), named(b".L1\x025", Some(b"m")));
        assert_eq!(names(b"ffffffff80000000 t a\tb\t[m]"), named(b"a\tb", Some(b"m")));
        assert_eq!(names(b"ffffffff80000000 t  leading"), named(b" leading", None));
    }

    #[test]
    fn blanks_part_name_and_owner_only_where_there_is_no_tab() {
        assert_eq!(names(b"ffffffff80000000 t hid_tail_call      [bpf]"), named(b"hid_tail_call", Some(b"bpf")));
        assert_eq!(names(b"ffffffff80000000 t hid_tail_call [bpf]  "), named(b"hid_tail_call", Some(b"bpf")));
        assert_eq!(names(b"ffffffff80000000 t array[3]"), named(b"array[3]", None));
        assert_eq!(names(b"ffffffff80000000 t a [x]\t[m]"), named(b"a [x]", Some(b"m")));
        assert_eq!(names(b"ffffffff80000000 t a\t[m] "), named(b"a", Some(b"m")));
    }

    #[test]
    fn cut_and_foreign_lines_have_their_reasons() {
        assert_eq!(names(b"ffffffff80000000 t tls_update\t[tl"), Err(Reason::BadOwner));
        assert_eq!(names(b"ffffffff80000000 t tls_update\t"), Err(Reason::BadOwner));
        assert_eq!(names(b"ffffffff80000000 t tls_update\t[]"), Err(Reason::BadOwner));
        assert_eq!(names(b"ffffffff80000000 t \t[m]"), Err(Reason::NoName));
        assert_eq!(names(b"ffffffff80000000 t "), Err(Reason::NoName));
        assert_eq!(names(b"ffffffff80000000 tcp_v4"), Err(Reason::NoType));
        assert_eq!(names(b"ffffffff80000000"), Err(Reason::NoAddress));
        assert_eq!(names(b"ffff80000000 t cut_at_its_beginning"), Err(Reason::AddressWidth));
        assert_eq!(names(b"          (null) T _stext"), Err(Reason::NullAddress));
        assert_eq!(names(b"                 U mcount"), Err(Reason::Undefined));
        assert_eq!(names(b"0xffffffff80000000 T a"), Err(Reason::NoAddress));
        assert_eq!(names(b"<html>"), Err(Reason::NoAddress));
    }

    #[test]
    fn copies_and_other_tools_are_understood() {
        assert_eq!(names(b"   FFFFFFFF80000000   T  x"), named(b" x", None));
        let sized = parse(b"ffffffff80000000 0000000000000010 T x", WIDE).unwrap();
        assert_eq!((sized.size, sized.name), (Some(16), &b"x"[..]));
        let narrow = parse(b"c0300000 T _stext", NARROW).unwrap();
        assert_eq!((narrow.address, narrow.name), (0xc030_0000, &b"_stext"[..]));
        let old = parse(b"c0105000 gdt_R__ver_gdt\t[apm]", Shape { digits: 8, typed: false }).unwrap();
        assert_eq!((old.kind, old.name, old.owner), (b'?', &b"gdt_R__ver_gdt"[..], Some(&b"apm"[..])));
    }
}
