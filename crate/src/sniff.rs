//! What the beginning of a text tells about all of it: the shape of its lines, or that it is no symbol table.

use memchr::memchr;
use memchr::memmem;

use crate::error::NotATable;
use crate::line;
use crate::line::Reason;
use crate::line::Shape;

/// Bytes looked at. The same bytes whatever the chunks, so that chunking never changes the result.
pub(crate) const SNIFFED: usize = 64 * 1024;

/// How to read the lines, as far as the beginning tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sniffed {
    /// `None` where no line could be a symbol.
    pub(crate) shape: Option<Shape>,
    /// Whether lines end in CR LF, so that the CR is no part of a name; `None` where no line ends.
    pub(crate) crlf: Option<bool>,
}

/// Looks at the first bytes of a text (at most [`SNIFFED`]) without its byte order mark.
///
/// # Errors
///
/// What the text is, where it is surely no symbol table.
pub(crate) fn sniff(beginning: &[u8]) -> Result<Sniffed, NotATable> {
    if memmem::find(beginning, b" B The real System.map is in the linux-image").is_some() {
        return Err(NotATable::DebianStub);
    }
    let tally = Tally::of(beginning);
    if let Some(what) = foreign(beginning).filter(|_| tally.symbols() == 0) {
        return Err(what);
    }
    let crlf = beginning.contains(&b'\n').then_some(tally.crlf * 2 > tally.lines);
    Ok(Sniffed { shape: (tally.symbols() > 0).then(|| tally.shape()), crlf })
}

/// How many of the first lines have which form.
#[derive(Debug, Default)]
struct Tally {
    lines: u32,
    crlf: u32,
    typed: [u32; 2],
    untyped: [u32; 2],
}

impl Tally {
    fn of(beginning: &[u8]) -> Self {
        let mut tally = Self::default();
        // Without a single LF the whole beginning is a part of one line.
        let complete = memchr::memrchr(b'\n', beginning).map_or(beginning.len(), |at| at);
        for line in beginning[..complete].split(|&byte| byte == b'\n') {
            tally.count(line);
        }
        tally
    }

    fn count(&mut self, line: &[u8]) {
        self.lines += 1;
        self.crlf += u32::from(line.last() == Some(&b'\r'));
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let digits = line::leading_digits(line);
        let width = match digits {
            8 => 0,
            16 => 1,
            _ => return,
        };
        match line::parse(line, Shape { digits, typed: true }) {
            Ok(_) => self.typed[width] += 1,
            Err(Reason::NoType) => self.untyped[width] += 1,
            Err(_) => {}
        }
    }

    fn symbols(&self) -> u32 {
        self.typed.iter().chain(&self.untyped).sum()
    }

    fn shape(&self) -> Shape {
        let typed = self.typed.iter().sum::<u32>() >= self.untyped.iter().sum::<u32>();
        let [narrow, wide] = if typed { self.typed } else { self.untyped };
        Shape { digits: if narrow > wide { 8 } else { 16 }, typed }
    }
}

/// What a text without a single symbol in its beginning is, where that can be told.
fn foreign(beginning: &[u8]) -> Option<NotATable> {
    const FORMATS: [(&[u8], &str); 8] = [
        (b"\x7fELF", "an ELF file"),
        (b"\x1f\x8b", "gzip-compressed data"),
        (b"\xfd7zXZ\0", "xz-compressed data"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
        (b"BZh", "bzip2-compressed data"),
        (b"PK\x03\x04", "a zip archive"),
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
    ];
    if let Some((_, what)) = FORMATS.iter().find(|(magic, _)| beginning.starts_with(magic)) {
        return Some(NotATable::Binary(what));
    }
    if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
        return Some(NotATable::Utf16);
    }
    if memchr(0, beginning).is_some() {
        let archive = beginning.get(257..262) == Some(b"ustar");
        return Some(NotATable::Binary(if archive { "a tar archive" } else { "binary data" }));
    }
    is_markup(beginning).then_some(NotATable::Html)
}

fn is_markup(beginning: &[u8]) -> bool {
    let start = beginning.trim_ascii_start();
    let opening = &start[..start.len().min(9)].to_ascii_lowercase();
    [&b"<!doctype"[..], b"<html", b"<head", b"<?xml", b"<!--"].iter().any(|tag| opening.starts_with(tag))
}
