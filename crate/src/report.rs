//! What became of every line of a text, and what the text is.

use crate::line::Reason;

/// Rejected lines that the report keeps; all are counted.
pub const REJECTED_LINES_KEPT: usize = 100;

/// Bytes of a rejected line that the report keeps.
const TEXT_KEPT: usize = 200;

/// Kind of symbol table text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `/proc/kallsyms`.
    Kallsyms,
    /// System.map, made from `nm -n vmlinux` when a kernel is built: link-time addresses, no modules.
    SystemMap,
    /// What `nm` prints: unsorted, with a size column (`-S`) or with undefined symbols.
    Nm,
    /// `/proc/ksyms` of Linux 2.4: no types.
    Ksyms,
}

impl Format {
    /// The name under which the format appears in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kallsyms => "kallsyms",
            Self::SystemMap => "system-map",
            Self::Nm => "nm",
            Self::Ksyms => "ksyms",
        }
    }
}

/// A line that is no symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedLine {
    /// Number of the line, from 1.
    pub line: u64,
    /// Why it is no symbol.
    pub reason: Reason,
    /// The line, with U+FFFD for bytes that aren't UTF-8, cut to 200 bytes.
    pub text: String,
}

/// The account of a load. `accepted + blank + rejected + skipped == lines`, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Kind of text.
    pub format: Format,
    /// All lines; a last line without LF counts.
    pub lines: u64,
    /// Lines that became symbols.
    pub accepted: u64,
    /// Lines of nothing but blanks.
    pub blank: u64,
    /// Lines that are neither.
    pub rejected: u64,
    /// Symbols left out because the options ask for other owners.
    pub skipped: u64,
    /// The first [`REJECTED_LINES_KEPT`] rejected lines.
    pub rejected_lines: Vec<RejectedLine>,
    /// Whether text symbols exist and all are at 0.
    pub restricted: bool,
    /// Width of an address in bits, 32 or 64.
    pub address_bits: u32,
    /// Whether no symbol's address is below that of the symbol before it.
    pub sorted: bool,
    /// What a reader should know before trusting the table, a sentence each.
    pub warnings: Vec<String>,
}

/// A line as the report shows it: readable, and short whatever the input holds.
pub(crate) fn shown(line: &[u8]) -> String {
    let cut = &line[..line.len().min(TEXT_KEPT)];
    let mut text = String::from_utf8_lossy(cut).into_owned();
    if cut.len() < line.len() {
        text.push('…');
    }
    text
}
