//! Chunks of text in, a table out, with an account of every line.

use memchr::memchr;

use crate::error::Error;
use crate::error::Result;
use crate::intake::Intake;
pub use crate::intake::Options;
use crate::line::Reason;
use crate::sniff::SNIFFED;
use crate::sniff::sniff;
use crate::table::Table;

/// Longest line that can be a symbol, in bytes; longer ones are rejected without being held. The kernel's own names have
/// at most 511 bytes (`KSYM_NAME_LEN`).
pub const LONGEST_LINE: usize = 4 << 20;

/// Takes the text in chunks that may end at any byte.
///
/// # Example
///
/// ```
/// use kallsyms::load::{Loader, Options};
///
/// let mut loader = Loader::new(Options::default());
/// loader.push(b"ffffffff81000000 T _ste")?;
/// loader.push(b"xt\nffffffff81000010 t init_once\n")?;
/// let table = loader.finish()?;
/// assert_eq!(table.len(), 2);
/// # Ok::<(), kallsyms::Error>(())
/// ```
#[derive(Debug)]
pub struct Loader {
    intake: Intake,
    /// Whether the beginning was looked at.
    is_sniffed: bool,
    /// The bytes from before this chunk that are still to be read: the beginning, until it is sniffed, then an unfinished line.
    carry: Vec<u8>,
    /// Whether the unfinished line is already too long to be a symbol, so that its bytes are dropped.
    overlong: bool,
    ended_in_lf: bool,
}

impl Loader {
    /// A loader that has seen nothing yet.
    pub fn new(options: Options) -> Self {
        Self { intake: Intake::new(options), is_sniffed: false, carry: Vec::new(), overlong: false, ended_in_lf: true }
    }

    /// Takes the next bytes of the text.
    ///
    /// # Errors
    ///
    /// [`Error::NotATable`] as soon as the beginning shows it, [`Error::MalformedLine`] where the options ask for it,
    /// [`Error::TooLarge`].
    pub fn push(&mut self, mut chunk: &[u8]) -> Result<()> {
        if let Some(&last) = chunk.last() {
            self.ended_in_lf = last == b'\n';
        }
        if !self.is_sniffed {
            let missing = (SNIFFED - self.carry.len()).min(chunk.len());
            self.carry.extend_from_slice(&chunk[..missing]);
            chunk = &chunk[missing..];
            if self.carry.len() < SNIFFED {
                return Ok(());
            }
            self.begin()?;
        }
        self.lines(chunk)
    }

    /// Builds the indexes when the whole text is there.
    ///
    /// # Errors
    ///
    /// As [`Loader::push`], and [`Error::NotATable`] where not one line was a symbol.
    pub fn finish(mut self) -> Result<Table> {
        if !self.is_sniffed {
            self.begin()?;
        }
        if self.overlong {
            self.intake.reject(&self.carry, Reason::TooLong)?;
        } else if !self.carry.is_empty() {
            let last = core::mem::take(&mut self.carry);
            self.intake.line(&last)?;
        }
        Ok(Table::build(self.intake.finish(self.ended_in_lf)?))
    }

    /// Sniffs the beginning, which `carry` holds, and reads the lines that are complete in it.
    fn begin(&mut self) -> Result<()> {
        let beginning = core::mem::take(&mut self.carry);
        let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&beginning);
        let sniffed = sniff(text).map_err(Error::NotATable)?;
        self.is_sniffed = true;
        self.intake.shape = sniffed.shape;
        self.intake.crlf = sniffed.crlf;
        self.lines(text)
    }

    /// Reads the lines that end in this chunk and keeps the rest.
    fn lines(&mut self, mut chunk: &[u8]) -> Result<()> {
        if !self.carry.is_empty() || self.overlong {
            let Some(end) = memchr(b'\n', chunk) else {
                self.keep(chunk);
                return Ok(());
            };
            self.keep(&chunk[..end]);
            self.finish_carried()?;
            chunk = &chunk[end + 1..];
        }
        while let Some(end) = memchr(b'\n', chunk) {
            let (line, rest) = chunk.split_at(end);
            if end > LONGEST_LINE {
                self.intake.reject(line, Reason::TooLong)?;
            } else {
                self.intake.line(line)?;
            }
            chunk = &rest[1..];
        }
        self.keep(chunk);
        Ok(())
    }

    fn finish_carried(&mut self) -> Result<()> {
        if core::mem::take(&mut self.overlong) {
            self.intake.reject(&self.carry, Reason::TooLong)?;
        } else {
            self.intake.line(&self.carry)?;
        }
        self.carry.clear();
        Ok(())
    }

    /// Keeps a part of an unfinished line, or only its beginning where the line is too long.
    fn keep(&mut self, part: &[u8]) {
        if self.overlong {
            return;
        }
        self.carry.extend_from_slice(part);
        if self.carry.len() > LONGEST_LINE {
            self.overlong = true;
            self.carry.truncate(1024);
            self.carry.shrink_to_fit();
        }
    }
}

impl Table {
    /// Loads a whole text with the default options.
    ///
    /// # Errors
    ///
    /// As [`Loader::push`] and [`Loader::finish`].
    pub fn parse(text: &[u8]) -> Result<Self> {
        let mut loader = Loader::new(Options { expected_bytes: Some(text.len() as u64), ..Options::default() });
        loader.push(text)?;
        loader.finish()
    }
}
