//! Whole lines in, rows out, with an account of every line and of what the lines tell about the text as a whole.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::columns::Columns;
use crate::columns::SYSTEM;
use crate::columns::is_same;
use crate::error::Error;
use crate::error::NotATable;
use crate::error::Result;
use crate::index::bits::Bits;
use crate::index::hash::hash_and_ascii;
use crate::line;
use crate::line::Line;
use crate::line::Reason;
use crate::line::Shape;
use crate::modules;
use crate::report::Format;
use crate::report::REJECTED_LINES_KEPT;
use crate::report::RejectedLine;
use crate::report::Report;
use crate::report::shown;
use crate::sniff::sniff;
use crate::symbol::is_local;
use crate::symbol::is_text;

/// How to load.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Stop at the first rejected line instead of counting it.
    pub stop_at_malformed: bool,
    /// Load only the symbols of these owners (`system` for the kernel image).
    pub owners: Option<Vec<Vec<u8>>>,
    /// Text of `/proc/modules` taken together with the table.
    pub modules: Vec<u8>,
    /// Bytes of the whole text where they are known, so that memory is taken once; a wrong number does no harm.
    pub expected_bytes: Option<u64>,
    /// Any number that the author of a hostile file can't know; it keeps him from choosing names that collide.
    pub seed: u64,
}

/// What whole lines become: rows, and an account of the lines.
#[derive(Debug)]
pub(crate) struct Intake {
    options: Options,
    wanted: Option<BTreeSet<Vec<u8>>>,
    /// How lines look; `None` until one is seen that could be a symbol.
    pub(crate) shape: Option<Shape>,
    /// Whether lines end in CR LF; `None` until one has ended.
    pub(crate) crlf: Option<bool>,
    columns: Columns,
    /// Hash of each row's name.
    hashes: Vec<u32>,
    /// Rows whose symbols begin nothing: mapping and local names inside modules.
    locals: Bits,
    /// Rows whose names aren't UTF-8.
    undecodable: Vec<u32>,
    /// Sizes that the text tells.
    told_sizes: Vec<(u32, u64)>,
    owner_numbers: BTreeMap<Vec<u8>, u32>,
    /// Bytes of the lines read so far.
    bytes_seen: u64,
    counts: Counts,
    rejected_lines: Vec<RejectedLine>,
    /// The first line that isn't blank, if it was rejected.
    first_rejected: Option<RejectedLine>,
    traits: Traits,
}

#[derive(Debug, Default)]
struct Counts {
    lines: u64,
    accepted: u64,
    blank: u64,
    rejected: u64,
    skipped: u64,
    null_addresses: u64,
    undefined: u64,
}

/// What the symbols seen so far tell about the text as a whole.
#[derive(Debug, Default)]
struct Traits {
    unsorted: bool,
    last_address: u64,
    has_text: bool,
    has_placed_text: bool,
    has_owners: bool,
    has_sizes: bool,
    /// `kallsyms_token_table` is in vmlinux, but not in the table that it is a part of.
    has_own_tables: bool,
    has_module_called_system: bool,
}

impl Intake {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            wanted: options.owners.as_ref().map(|owners| owners.iter().cloned().collect()),
            options,
            shape: None,
            crlf: None,
            columns: Columns::new(),
            hashes: Vec::new(),
            locals: Bits::default(),
            undecodable: Vec::new(),
            told_sizes: Vec::new(),
            owner_numbers: BTreeMap::new(),
            bytes_seen: 0,
            counts: Counts::default(),
            rejected_lines: Vec::new(),
            first_rejected: None,
            traits: Traits::default(),
        }
    }

    /// Takes a line without its LF.
    #[inline(never)]
    pub(crate) fn line(&mut self, line: &[u8]) -> Result<()> {
        self.bytes_seen += line.len() as u64 + 1;
        let crlf = *self.crlf.get_or_insert_with(|| line.ends_with(b"\r"));
        let line = if crlf { line.strip_suffix(b"\r").unwrap_or(line) } else { line };
        let shape = self.shape.or_else(|| self.learn_shape(line)).unwrap_or_default();
        match line::parse(line, shape) {
            Ok(parsed) => {
                self.counts.lines += 1;
                self.symbol(&parsed)
            }
            Err(_) if line.trim_ascii().is_empty() => {
                self.counts.lines += 1;
                self.counts.blank += 1;
                Ok(())
            }
            Err(reason) => self.reject(line, reason),
        }
    }

    /// The shape of the first line that is a symbol, where the beginning of the text held none.
    #[cold]
    fn learn_shape(&mut self, line: &[u8]) -> Option<Shape> {
        self.shape = sniff(line).ok()?.shape;
        self.shape
    }

    #[inline(always)]
    fn symbol(&mut self, symbol: &Line<'_>) -> Result<()> {
        self.observe(symbol);
        if self.wanted.as_ref().is_some_and(|wanted| !wanted.contains(symbol.owner.unwrap_or(b"system"))) {
            self.counts.skipped += 1;
            return Ok(());
        }
        self.append(symbol)
    }

    #[inline(always)]
    fn observe(&mut self, symbol: &Line<'_>) {
        let traits = &mut self.traits;
        traits.has_owners |= symbol.owner.is_some();
        traits.has_sizes |= symbol.size.is_some();
        traits.unsorted |= symbol.address < traits.last_address;
        traits.last_address = symbol.address;
        if is_text(symbol.kind) {
            traits.has_text = true;
            traits.has_placed_text |= symbol.address != 0;
        }
        traits.has_own_tables |= symbol.name == b"kallsyms_token_table";
    }

    #[inline(always)]
    fn append(&mut self, symbol: &Line<'_>) -> Result<()> {
        let row = self.columns.len() as u32;
        let owner = symbol.owner.map_or(SYSTEM, |owner| self.owner_number(owner));
        let (expected, seen) = (self.options.expected_bytes, self.bytes_seen);
        self.columns.make_room(symbol.name.len(), |have| still_to_come(have, expected, seen))?;
        if self.hashes.len() == self.hashes.capacity() {
            let room = self.columns.addresses.capacity() - self.hashes.len();
            self.hashes.try_reserve_exact(room).map_err(|_| Error::TooLarge { symbols: row as usize })?;
        }
        self.columns.push(symbol.address, symbol.kind, symbol.name, owner);
        let (hash, is_ascii) = hash_and_ascii(symbol.name, self.options.seed);
        self.hashes.push(hash);
        self.counts.accepted += 1;
        if owner != SYSTEM && is_local(symbol.name) {
            self.locals.insert_growing(row as usize);
        }
        if !is_ascii && core::str::from_utf8(symbol.name).is_err() {
            self.undecodable.push(row);
        }
        if let Some(size) = symbol.size {
            self.told_sizes.push((row, size));
        }
        Ok(())
    }

    #[inline(always)]
    fn owner_number(&mut self, owner: &[u8]) -> u32 {
        // A kernel prints an owner's symbols together, so it is nearly always the one before.
        let last = self.columns.runs.last().map(|run| run.owner).filter(|&owner| owner != SYSTEM);
        match last {
            Some(last) if is_same(&self.columns.owners[last as usize], owner) => last,
            _ => self.other_owner_number(owner),
        }
    }

    #[cold]
    fn other_owner_number(&mut self, owner: &[u8]) -> u32 {
        if let Some(&number) = self.owner_numbers.get(owner) {
            return number;
        }
        let number = self.columns.owners.len() as u32;
        self.traits.has_module_called_system |= owner == b"system";
        self.columns.owners.push(owner.into());
        self.owner_numbers.insert(owner.to_vec(), number);
        number
    }

    /// Counts a line that is no symbol.
    #[cold]
    pub(crate) fn reject(&mut self, line: &[u8], reason: Reason) -> Result<()> {
        self.counts.lines += 1;
        self.counts.rejected += 1;
        self.counts.null_addresses += u64::from(reason == Reason::NullAddress);
        self.counts.undefined += u64::from(reason == Reason::Undefined);
        let number = self.counts.lines;
        if self.options.stop_at_malformed {
            return Err(Error::MalformedLine { line: number, reason, text: shown(line) });
        }
        let rejected = || RejectedLine { line: number, reason, text: shown(line) };
        if self.first_rejected.is_none() {
            self.first_rejected = Some(rejected());
        }
        if self.rejected_lines.len() < REJECTED_LINES_KEPT {
            self.rejected_lines.push(rejected());
        }
        Ok(())
    }

    /// Everything that the text held.
    pub(crate) fn finish(mut self, ended_in_lf: bool) -> Result<Loaded> {
        if self.counts.accepted + self.counts.skipped == 0 {
            return Err(Error::NotATable(self.what_instead()));
        }
        self.columns.seal();
        let report = self.report(ended_in_lf);
        let owner_ends = modules::owner_ends(&self.columns, &self.options.modules);
        Ok(Loaded {
            columns: self.columns,
            hashes: self.hashes,
            seed: self.options.seed,
            locals: self.locals,
            undecodable: self.undecodable,
            told_sizes: self.told_sizes,
            owner_ends,
            report,
        })
    }

    fn what_instead(&self) -> NotATable {
        match &self.first_rejected {
            _ if self.counts.null_addresses > 0 => NotATable::NullAddresses,
            Some(first) => NotATable::NoSymbols { line: first.line, reason: first.reason, text: first.text.clone() },
            None => NotATable::Empty,
        }
    }

    fn report(&mut self, ended_in_lf: bool) -> Report {
        let counts = &self.counts;
        Report {
            format: self.format(),
            lines: counts.lines,
            accepted: counts.accepted,
            blank: counts.blank,
            rejected: counts.rejected,
            skipped: counts.skipped,
            rejected_lines: core::mem::take(&mut self.rejected_lines),
            restricted: self.traits.has_text && !self.traits.has_placed_text,
            address_bits: self.shape.unwrap_or_default().digits as u32 * 4,
            sorted: !self.traits.unsorted,
            warnings: self.warnings(ended_in_lf),
        }
    }

    fn format(&self) -> Format {
        let traits = &self.traits;
        if !self.shape.unwrap_or_default().typed {
            Format::Ksyms
        } else if traits.has_owners {
            Format::Kallsyms
        } else if traits.has_sizes || self.counts.undefined > 0 || traits.unsorted {
            Format::Nm
        } else if traits.has_own_tables {
            Format::SystemMap
        } else {
            Format::Kallsyms
        }
    }

    fn warnings(&self, ended_in_lf: bool) -> Vec<String> {
        let mut warnings = modules::warnings(&self.options.modules);
        let counts = &self.counts;
        if !ended_in_lf {
            warnings.push("The last line has no line feed: the file may be cut, and the last name with it.".into());
        }
        if counts.rejected * 10 > counts.accepted + counts.skipped {
            warnings.push(format!(
                "{} of {} lines are no symbols: the file may be damaged or of another kind.",
                counts.rejected, counts.lines
            ));
        }
        if self.traits.has_text && !self.traits.has_placed_text {
            warnings.push(Error::Restricted.to_string());
        }
        if self.traits.has_module_called_system {
            warnings.push(
                "A module is called \"system\", the name that stands for the kernel image here: look closely.".into(),
            );
        }
        warnings
    }
}

/// How many more rows or bytes will come after `have`, by the part of the text that was read; doubled where that is unknown.
fn still_to_come(have: usize, expected: Option<u64>, seen: u64) -> usize {
    match expected {
        Some(expected) if seen > 0 && expected > seen => {
            let left = have as u128 * u128::from(expected - seen) / u128::from(seen);
            // No more than a few steps at a time: the caller may be wrong about the text's length.
            (left + left / 16).min(have as u128 * 8) as usize + 4096
        }
        Some(_) => have / 16 + 4096,
        None => have,
    }
}

/// Everything that the text held, for the table to be built from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) columns: Columns,
    pub(crate) hashes: Vec<u32>,
    pub(crate) seed: u64,
    pub(crate) locals: Bits,
    pub(crate) undecodable: Vec<u32>,
    pub(crate) told_sizes: Vec<(u32, u64)>,
    /// By owner, the end of its memory where that is known.
    pub(crate) owner_ends: Vec<Option<u64>>,
    pub(crate) report: Report,
}
