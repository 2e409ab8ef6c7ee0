//! The errors of the crate: a stable code each, with the numbers and the remedy that the reader needs.

use core::fmt;

use crate::line::Reason;

/// Result of a fallible operation of this crate.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// What went wrong, with the numbers needed to act on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The text is no symbol table; what it is instead.
    NotATable(NotATable),
    /// A line was rejected and the options ask to stop at the first one.
    MalformedLine {
        /// Number of the line, from 1.
        line: u64,
        /// Why it is no symbol.
        reason: Reason,
        /// The line, shown with U+FFFD for bytes that aren't UTF-8 and cut to 200 bytes.
        text: String,
    },
    /// An address is asked of a table whose addresses are all zero.
    Restricted,
    /// The names or the rows outgrow what 32-bit offsets hold, or memory ran out.
    TooLarge {
        /// Symbols accepted so far.
        symbols: usize,
    },
    /// The search pattern can't be compiled.
    Pattern(String),
    /// The serialized table can't be opened.
    Serialized(&'static str),
}

/// What a text that is no symbol table is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotATable {
    /// No bytes at all, or nothing but blank lines.
    Empty,
    /// Bytes that are no text; named where the format is known.
    Binary(&'static str),
    /// UTF-16 text, as some editors save it.
    Utf16,
    /// A web page, as a failed download leaves it.
    Html,
    /// The System.map that Debian ships in place of the real one.
    DebianStub,
    /// Every address is `(null)`.
    NullAddresses,
    /// Text, but not one line of it is a symbol.
    NoSymbols {
        /// Number of the first line that isn't blank.
        line: u64,
        /// Why it is no symbol.
        reason: Reason,
        /// That line, shortened.
        text: String,
    },
}

impl Error {
    /// Stable identifier of the kind of error, upper case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotATable(_) => "NOT_A_SYMBOL_TABLE",
            Self::MalformedLine { .. } => "MALFORMED_LINE",
            Self::Restricted => "RESTRICTED_ADDRESSES",
            Self::TooLarge { .. } => "TABLE_TOO_LARGE",
            Self::Pattern(_) => "BAD_PATTERN",
            Self::Serialized(_) => "BAD_SERIALIZED_TABLE",
        }
    }

    /// Line of the input that the error is about, from 1.
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::MalformedLine { line, .. } | Self::NotATable(NotATable::NoSymbols { line, .. }) => Some(*line),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotATable(what) => write!(f, "{what}"),
            Self::MalformedLine { line, reason, text } => write!(f, "line {line}: {reason}: {text:?}"),
            Self::Restricted => f.write_str(
                "every text symbol of this table is at address 0: the kernel hid the addresses from the reader; \
                 take the file again as root with kernel.kptr_restrict at most 1, or with kernel.kptr_restrict=0 and \
                 kernel.perf_event_paranoid at most 1",
            ),
            Self::TooLarge { symbols } => write!(
                f,
                "the table is too large for this machine's memory or for 32-bit offsets (stopped after {symbols} \
                 symbols); load only the owners that are needed",
            ),
            Self::Pattern(why) => write!(f, "the pattern can't be used: {why}"),
            Self::Serialized(why) => {
                write!(f, "this is no serialized table that can be opened: {why}; make it again from the text")
            }
        }
    }
}

impl fmt::Display for NotATable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "the file is empty; /proc files report a size of 0, so copy them by reading (cat /proc/kallsyms > FILE)",
            ),
            Self::Binary(what) => write!(
                f,
                "this is {what}, not the text of a symbol table; for a kernel image run nm -n on its vmlinux and load what it prints",
            ),
            Self::Utf16 => f.write_str("this is UTF-16 text; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"),
            Self::Html => f.write_str("this is a web page, not a symbol table; the download went wrong"),
            Self::DebianStub => f.write_str(
                "this is the placeholder that Debian installs as System.map; the real one is in the package \
                 linux-image-VERSION-dbg (/usr/lib/debug/boot/System.map-VERSION)",
            ),
            Self::NullAddresses => f.write_str(
                "every address is \"(null)\": the kernel hid the addresses from the reader; take the file again as \
                 root, or with kernel.kptr_restrict=0",
            ),
            Self::NoSymbols { line, reason, text } => {
                write!(f, "not one line of this text is a symbol; line {line}: {reason}: {text:?}")
            }
        }
    }
}

impl core::error::Error for Error {}
