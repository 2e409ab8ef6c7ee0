//! Names that compilers and the build make of one function's name: clones, fragments, prefixes, mangled paths.
//!
//! GCC appends `.isra.N`, `.constprop.N`, `.part.N`, `.cold` and `.lto_priv.N`; Clang `.llvm.HASH`, `.cfi_jt` and
//! `.cfi`; the kernel's build puts `__pfx_` (padding before an entry) and `__cfi_` before names; ppc64 ELFv1 a dot
//! before the entry of a function whose own name is the descriptor's. A `.cold` part holds only the unlikely blocks of
//! its function: it is a fragment, and a probe there isn't a probe on the function.

use core::fmt;
use core::fmt::Write;

/// Most bytes of a demangled name; a hostile name could unfold to megabytes.
const LONGEST_DEMANGLED: usize = 4096;

/// A name, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variant<'a> {
    /// `__pfx_`, `__cfi_`, `.` or nothing.
    pub prefix: &'a [u8],
    /// The name that the source gave, or its mangled form.
    pub base: &'a [u8],
    /// All suffixes together, such as `.isra.0.cold`, or nothing.
    pub suffix: &'a [u8],
    /// Whether only a part of the function is there (`.cold`).
    pub is_fragment: bool,
}

impl<'a> Variant<'a> {
    /// Takes a name apart. What isn't known as a variant's mark stays in the base.
    ///
    /// ```
    /// use kallsyms::query::variant::Variant;
    ///
    /// let variant = Variant::of(b"__pfx_lruvec_stat_mod_folio.constprop.0.cold");
    /// assert_eq!(variant.base, b"lruvec_stat_mod_folio");
    /// assert!(variant.is_fragment);
    /// ```
    pub fn of(name: &'a [u8]) -> Self {
        let (prefix, rest) = name.split_at(prefix_length(name));
        let mut base = rest;
        let mut is_fragment = false;
        while let Some((shorter, cold)) = without_suffix(base) {
            base = shorter;
            is_fragment |= cold;
        }
        Self { prefix, base, suffix: &rest[base.len()..], is_fragment }
    }

    /// Whether the name is the base alone.
    pub fn is_plain(&self) -> bool {
        self.prefix.is_empty() && self.suffix.is_empty()
    }
}

fn prefix_length(name: &[u8]) -> usize {
    match name {
        [b'_', b'_', b'p', b'f', b'x', b'_', _, ..] | [b'_', b'_', b'c', b'f', b'i', b'_', _, ..] => 6,
        // Not the local label `.L…`.
        [b'.', next, ..] if *next != b'L' && (next.is_ascii_alphabetic() || *next == b'_') => 1,
        _ => 0,
    }
}

/// The name without its last suffix, if that is one of a variant, and whether it says that this is a fragment.
fn without_suffix(name: &[u8]) -> Option<(&[u8], bool)> {
    let (rest, last) = split_last_part(name)?;
    match last {
        b"cold" => return Some((rest, true)),
        b"cfi_jt" | b"cfi" | b"localalias" => return Some((rest, false)),
        _ if !last.iter().all(u8::is_ascii_digit) => return None,
        _ => {}
    }
    let (rest, mark) = split_last_part(rest)?;
    match mark {
        b"cold" => Some((rest, true)),
        b"isra" | b"constprop" | b"part" | b"llvm" | b"lto_priv" | b"localalias" => Some((rest, false)),
        _ => None,
    }
}

/// What stands before and after the last dot, both not empty.
fn split_last_part(name: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = memchr::memrchr(b'.', name).filter(|&dot| dot > 0 && dot + 1 < name.len())?;
    Some((&name[..dot], &name[dot + 1..]))
}

/// The path that a mangled Rust name (v0 `_R…` or legacy `_ZN…E`) stands for, without its hash; `None` for other names.
///
/// ```
/// use kallsyms::query::variant::demangled;
///
/// assert_eq!(demangled(b"_RNvNtCs1234_7mycrate3foo3bar").as_deref(), Some("mycrate::foo::bar"));
/// assert_eq!(demangled(b"init_once"), None);
/// ```
pub fn demangled(name: &[u8]) -> Option<String> {
    let base = Variant::of(name).base;
    if !base.starts_with(b"_R") && !base.starts_with(b"_ZN") {
        return None;
    }
    let path = rustc_demangle::try_demangle(core::str::from_utf8(base).ok()?).ok()?;
    let mut text = Bounded(String::new());
    // An error means that the text is long enough.
    let _ = write!(text, "{path:#}");
    Some(text.0)
}

/// Text that refuses to grow beyond a bound.
struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = LONGEST_DEMANGLED.saturating_sub(self.0.len());
        let fits = part.floor_char_boundary(room.min(part.len()));
        self.0.push_str(&part[..fits]);
        if fits < part.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> (&str, &str, &str, bool) {
        let variant = Variant::of(name.as_bytes());
        let text = |bytes| core::str::from_utf8(bytes).unwrap();
        (text(variant.prefix), text(variant.base), text(variant.suffix), variant.is_fragment)
    }

    #[test]
    fn every_known_mark_is_taken_off() {
        assert_eq!(parts("ttwu_do_wakeup.isra.20"), ("", "ttwu_do_wakeup", ".isra.20", false));
        assert_eq!(parts("f.part.0.constprop.1"), ("", "f", ".part.0.constprop.1", false));
        assert_eq!(parts("f.cold"), ("", "f", ".cold", true));
        assert_eq!(parts("f.isra.0.cold.12"), ("", "f", ".isra.0.cold.12", true));
        assert_eq!(
            parts("ovl_create.llvm.10133695243223489424"),
            ("", "ovl_create", ".llvm.10133695243223489424", false)
        );
        assert_eq!(parts("f.cfi_jt"), ("", "f", ".cfi_jt", false));
        assert_eq!(parts("__pfx_run_init_process"), ("__pfx_", "run_init_process", "", false));
        assert_eq!(parts("__cfi_f.llvm.1"), ("__cfi_", "f", ".llvm.1", false));
        assert_eq!(parts(".sys_open"), (".", "sys_open", "", false));
    }

    #[test]
    fn other_names_stay_whole() {
        for name in [
            "__func__.0",
            "__key.12",
            "f.cold_path",
            "isra.0",
            "f.",
            "__pfx_",
            ".L0 ",
            ".L123",
            ".",
            "f.isra",
            "f.5.isra",
        ] {
            assert_eq!(parts(name), ("", name, "", false), "{name}");
        }
    }

    #[test]
    fn both_rust_manglings_are_read_with_suffixes_and_prefixes() {
        let legacy = b"_ZN4core3fmt5write17h0123456789abcdefE";
        assert_eq!(demangled(legacy).as_deref(), Some("core::fmt::write"));
        assert_eq!(demangled(b"__pfx__RNvCs1234_7mycrate3foo.llvm.77").as_deref(), Some("mycrate::foo"));
        assert_eq!(demangled(b"_ZN"), None);
        assert_eq!(demangled(b"_R\xff"), None);
    }

    #[test]
    fn a_name_that_unfolds_without_end_is_cut() {
        let long = format!("_ZN{}E", format!("4000{}", "x".repeat(4000)).repeat(3));
        assert_eq!(demangled(long.as_bytes()).map(|text| text.len()), Some(LONGEST_DEMANGLED));
    }
}
