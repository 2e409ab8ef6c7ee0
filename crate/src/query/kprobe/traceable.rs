//! Which addresses can be probed at all: `available_filter_functions` resolved from names to addresses, and the ranges
//! of the kprobe blacklist.
//!
//! Both are files of the same boot as the table: `/sys/kernel/tracing/available_filter_functions` and
//! `/sys/kernel/debug/kprobes/blacklist`. The first holds names, of which many have several addresses of which some can
//! be traced and others not. Its order tells them apart: the image's functions come first, then the modules, a block
//! each, every block ascending. So a line's address lies above the one before it and below the one after it; a pass
//! upwards gives the least address that each line can have, a pass downwards the greatest, and where the two agree the
//! line is resolved. In three real files that resolved all of the 501, 562 and 663 lines with a repeated name.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::ops::Range;

use crate::columns::SYSTEM;
use crate::columns::SYSTEM_NAME;
use crate::error::Result;
use crate::table::Table;

use super::occurrences::Occurrences;
use super::text::function_at;

/// What the kernel prints for a record whose place belongs to no function that it knows (6.1 to 6.14), before the
/// distance from the symbol below it: mostly of an overridden weak function.
const INVALID: &[u8] = b"__ftrace_invalid_address___";

/// Symbols looked at for each symbol of the table, all told, to place such records. Real files need less than one.
const LOOKS: usize = 16;

/// Whether ftrace has a record in a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Record {
    Yes,
    No,
    /// The file leaves it open.
    Open,
}

/// What can be probed, by address.
///
/// It belongs to the table with which it was made.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::query::kprobe::Traceable;
///
/// let table = Table::parse(b"ffffffff81001000 t f\nffffffff81002000 t g\nffffffff81003000 t f\nffffffff81004000 t h\n")?;
/// let traceable = Traceable::new(&table, Some(b"g\nf\nh\n"), None)?;
/// // The `f` after `g` is the second one.
/// assert_eq!(traceable.has_record(0xffffffff81003000), Some(true));
/// assert_eq!(traceable.has_record(0xffffffff81001000), Some(false));
/// # Ok::<(), kallsyms::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Traceable {
    /// Addresses of functions with a record and of those where the file leaves it open, ascending; `None` without the file.
    listed: Option<Listed>,
    /// Ranges of the blacklist, by beginning, disjoint.
    blacklist: Vec<Range<u64>>,
    is_blacklist_foreign: bool,
}

#[derive(Debug, Default)]
struct Listed {
    certain: Vec<u64>,
    open: Vec<u64>,
    unplaced: usize,
}

impl Traceable {
    /// Resolves the two files; either may be missing.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Restricted`] where the table has no addresses.
    pub fn new(table: &Table, available_filter_functions: Option<&[u8]>, blacklist: Option<&[u8]>) -> Result<Self> {
        table.require_addresses()?;
        let listed = available_filter_functions.map(|text| Listed::read(table, text));
        let (blacklist, is_blacklist_foreign) = blacklist.map(|text| read_blacklist(table, text)).unwrap_or_default();
        Ok(Self { listed, blacklist, is_blacklist_foreign })
    }

    /// Whether ftrace has a record in the function that begins at an address; `None` where the list wasn't given or leaves it
    /// open.
    pub fn has_record(&self, address: u64) -> Option<bool> {
        match self.listed.as_ref()?.record(address) {
            Record::Yes => Some(true),
            Record::No => Some(false),
            Record::Open => None,
        }
    }

    /// Whether an address is in a range of the blacklist.
    pub fn is_blacklisted(&self, address: u64) -> bool {
        let after = self.blacklist.partition_point(|range| range.start <= address);
        after.checked_sub(1).is_some_and(|at| self.blacklist[at].contains(&address))
    }

    /// Lines of `available_filter_functions` that are no function of the table, or break its order. Many of them tell
    /// that the file is of another kernel.
    pub fn unplaced(&self) -> usize {
        self.listed.as_ref().map_or(0, |listed| listed.unplaced)
    }

    /// Whether the blacklist was left out because its addresses aren't those of its names in this table: it is of
    /// another boot.
    pub fn is_blacklist_foreign(&self) -> bool {
        self.is_blacklist_foreign
    }

    /// Whether `available_filter_functions` was given.
    pub(super) fn has_list(&self) -> bool {
        self.listed.is_some()
    }

    /// Whether the kernel takes what begins at `row` for a function that must not be traced, and so not be probed:
    /// `within_notrace_func` in `kernel/trace/trace_kprobe.c`. A part such as `f.cold` goes by the first `f`. `None`
    /// where the list leaves it open; kernels with CONFIG_KPROBE_EVENTS_ON_NOTRACE don't ask.
    pub(super) fn is_notrace(&self, table: &Table, row: u32) -> Option<bool> {
        let Some(listed) = &self.listed else { return Some(false) };
        let symbol = table.symbol(row);
        match (listed.record(symbol.address), memchr::memchr(b'.', symbol.name)) {
            (Record::Yes, _) => Some(false),
            (Record::Open, _) => None,
            (Record::No, None) => Some(true),
            (Record::No, Some(dot)) => listed.is_notrace_base(table, &symbol.name[..dot]),
        }
    }
}

impl Listed {
    fn record(&self, address: u64) -> Record {
        if self.certain.binary_search(&address).is_ok() {
            Record::Yes
        } else if self.open.binary_search(&address).is_ok() {
            Record::Open
        } else {
            Record::No
        }
    }

    fn is_notrace_base(&self, table: &Table, name: &[u8]) -> Option<bool> {
        let Some(row) = Occurrences::of(table, name).taken() else { return Some(true) };
        let Some(function) = function_at(table, table.symbol(row).address) else { return Some(false) };
        match self.record(table.symbol(function).address) {
            Record::Yes => Some(false),
            Record::No => Some(true),
            Record::Open => None,
        }
    }

    fn read(table: &Table, text: &[u8]) -> Self {
        let numbers: HashMap<&[u8], u32> = table.owners().zip(0..).skip(1).collect();
        let mut blocks: BTreeMap<u32, Vec<&[u8]>> = BTreeMap::new();
        let mut listed = Self::default();
        for (name, owner) in lines(text) {
            match owner.map_or(Some(SYSTEM), |owner| numbers.get(owner).copied()) {
                Some(number) => blocks.entry(number).or_default().push(name),
                None => listed.unplaced += 1,
            }
        }
        let mut starts = Starts::new(table);
        for (owner, names) in blocks {
            listed.place(&Block::new(table, owner, &names), &mut starts);
        }
        sort(&mut listed.certain);
        sort(&mut listed.open);
        listed
    }

    fn place(&mut self, block: &Block, starts: &mut Starts<'_>) {
        self.unplaced += block.unknown;
        let (least, greatest) = (block.least(), block.greatest());
        for (line, (&least, &greatest)) in block.lines.iter().zip(least.iter().zip(&greatest)) {
            let (Some(least), Some(greatest)) = (least, greatest) else {
                self.unplaced += 1;
                continue;
            };
            let candidates = block.candidates(line);
            let from = candidates.partition_point(|&address| address < least);
            let to = candidates.partition_point(|&address| address <= greatest);
            match candidates.get(from..to) {
                Some([address]) => self.certain.push(*address),
                Some(several) if !several.is_empty() => self.open.extend_from_slice(several),
                _ => self.unplaced += 1,
            }
        }
        for gap in &block.invalid {
            let above = gap.line.checked_sub(1).and_then(|line| least[line]).unwrap_or(0);
            let below = greatest.get(gap.line).copied().flatten().unwrap_or(u64::MAX);
            starts.reaching(block.owner, above..below, gap.offset, &mut self.open);
        }
    }
}

/// The names of `NAME` and `NAME [MODULE]` lines, with the module.
fn lines(text: &[u8]) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
    text.split(|&byte| byte == b'\n').filter_map(|line| {
        let mut fields = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty());
        let name = fields.next()?;
        let owner = fields.next().and_then(|field| field.strip_prefix(b"[")?.strip_suffix(b"]"));
        Some((name, owner))
    })
}

/// The lines of one owner.
#[derive(Debug)]
struct Block {
    owner: u32,
    /// By line, which name it has.
    lines: Vec<usize>,
    /// By name, the addresses that it can stand for, ascending.
    names: Vec<Vec<u64>>,
    /// Records that belong to no function that the kernel knows.
    invalid: Vec<Gap>,
    /// Lines whose names the table doesn't have.
    unknown: usize,
}

/// Records before a line that belong to no function: the least of their distances from the symbols below them.
#[derive(Debug)]
struct Gap {
    line: usize,
    offset: u64,
}

impl Block {
    fn new(table: &Table, owner: u32, texts: &[&[u8]]) -> Self {
        let mut block = Self { owner, lines: Vec::new(), names: Vec::new(), invalid: Vec::new(), unknown: 0 };
        let mut numbers: HashMap<&[u8], Option<usize>> = HashMap::new();
        for &text in texts {
            let number = *numbers.entry(text).or_insert_with(|| {
                let addresses = addresses_named(table, owner, text);
                (!addresses.is_empty()).then(|| {
                    block.names.push(addresses);
                    block.names.len() - 1
                })
            });
            match (number, invalid_offset(text)) {
                (Some(number), _) => block.lines.push(number),
                (None, Some(offset)) => block.add_invalid(offset),
                (None, None) => block.unknown += 1,
            }
        }
        block
    }

    fn add_invalid(&mut self, offset: u64) {
        let line = self.lines.len();
        match self.invalid.last_mut() {
            Some(gap) if gap.line == line => gap.offset = gap.offset.min(offset),
            _ => self.invalid.push(Gap { line, offset }),
        }
    }

    fn candidates(&self, line: &usize) -> &[u64] {
        &self.names[*line]
    }

    /// By line, the least address that it can have; `None` where no address lies above the line before it.
    ///
    /// A name on neighbouring lines may stay where it is: before the kernel marked them, a record in an overridden weak
    /// function was printed with the name of the function before it.
    fn least(&self) -> Vec<Option<u64>> {
        let mut before: Option<(usize, u64)> = None;
        let line = |line: &usize| {
            let candidates = self.candidates(line);
            let at = candidates.partition_point(|&address| {
                before.is_some_and(|(name, last)| address < last || (address == last && name != *line))
            });
            let found = candidates.get(at).copied();
            before = found.map(|address| (*line, address)).or(before);
            found
        };
        self.lines.iter().map(line).collect()
    }

    /// By line, the greatest address that it can have.
    fn greatest(&self) -> Vec<Option<u64>> {
        let mut after: Option<(usize, u64)> = None;
        let line = |line: &usize| {
            let candidates = self.candidates(line);
            let end = candidates.partition_point(|&address| {
                after.is_none_or(|(name, next)| address < next || (address == next && name == *line))
            });
            let found = end.checked_sub(1).map(|at| candidates[at]);
            after = found.map(|address| (*line, address)).or(after);
            found
        };
        let mut greatest: Vec<Option<u64>> = self.lines.iter().rev().map(line).collect();
        greatest.reverse();
        greatest
    }
}

/// The addresses of an owner at which the kernel prints a name, its first there; where there is none, all that have it.
fn addresses_named(table: &Table, owner: u32, name: &[u8]) -> Vec<u64> {
    let occurrences = Occurrences::of(table, name);
    let rows = if owner == SYSTEM { occurrences.image } else { occurrences.in_module(table, owner) };
    let mut all: Vec<u64> = rows.iter().map(|&row| table.symbol(row).address).collect();
    let mut printed: Vec<u64> =
        rows.iter().filter(|&&row| is_printed(table, owner, row)).map(|&row| table.symbol(row).address).collect();
    let addresses = if printed.is_empty() { &mut all } else { &mut printed };
    sort(addresses);
    core::mem::take(addresses)
}

/// Whether a row is the first of its owner at its address.
fn is_printed(table: &Table, owner: u32, row: u32) -> bool {
    let here = table.addresses.at(&table.columns, table.symbol(row).address).iter();
    here.copied().find(|&other| table.owner_number(other) == owner && table.begins(other)) == Some(row)
}

fn invalid_offset(name: &[u8]) -> Option<u64> {
    core::str::from_utf8(name.strip_prefix(INVALID)?).ok()?.parse().ok()
}

/// Where symbols begin, by owner, and how many may still be looked at.
struct Starts<'a> {
    table: &'a Table,
    runs: HashMap<u32, Vec<Range<u32>>>,
    addresses: HashMap<u32, Vec<u64>>,
    looks: usize,
}

impl<'a> Starts<'a> {
    fn new(table: &'a Table) -> Self {
        Self { table, runs: HashMap::new(), addresses: HashMap::new(), looks: LOOKS * table.len() }
    }

    /// The addresses in `range` whose symbols reach beyond `offset`. When there is nothing left to look with, which takes
    /// a file made for it, the rest isn't marked.
    fn reaching(&mut self, owner: u32, range: Range<u64>, offset: u64, found: &mut Vec<u64>) {
        if self.runs.is_empty() {
            for (rows, owner) in self.table.owner_runs() {
                self.runs.entry(owner).or_default().push(rows);
            }
        }
        let Self { table, runs, addresses, looks } = self;
        let starts = addresses.entry(owner).or_insert_with(|| starts(table, runs.get(&owner)));
        let first = starts.partition_point(|&start| start < range.start);
        let pairs = starts[first..].windows(2).take_while(|pair| pair[0] < range.end);
        for pair in pairs {
            *looks = looks.saturating_sub(1);
            if *looks == 0 {
                return;
            }
            if offset < pair[1].min(range.end) - pair[0] {
                found.push(pair[0]);
            }
        }
    }
}

fn starts(table: &Table, runs: Option<&Vec<Range<u32>>>) -> Vec<u64> {
    let rows = runs.into_iter().flatten().flat_map(Clone::clone).filter(|&row| table.begins(row));
    let mut starts: Vec<u64> = rows.map(|row| table.symbol(row).address).collect();
    sort(&mut starts);
    starts
}

/// The ranges of `0xSTART-0xEND<TAB>NAME` lines, and whether they are of another boot: then they are left out.
fn read_blacklist(table: &Table, text: &[u8]) -> (Vec<Range<u64>>, bool) {
    let entries: Vec<(Range<u64>, &[u8])> = text.split(|&byte| byte == b'\n').filter_map(blacklist_line).collect();
    let fits = entries.iter().filter(|(range, name)| is_named_so(table, range.start, name)).count();
    if fits * 2 < entries.len() {
        return (Vec::new(), true);
    }
    let mut ranges: Vec<Range<u64>> =
        entries.into_iter().map(|(range, _)| range).filter(|range| !range.is_empty()).collect();
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let joined = next.start <= last.end;
        if joined {
            last.end = last.end.max(next.end);
        }
        joined
    });
    (ranges, false)
}

fn blacklist_line(line: &[u8]) -> Option<(Range<u64>, &[u8])> {
    let mut fields = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty());
    let (start, end) = core::str::from_utf8(fields.next()?).ok()?.split_once('-')?;
    let address = |text: &str| u64::from_str_radix(text.strip_prefix("0x")?, 16).ok();
    Some((address(start)?..address(end)?, fields.next().unwrap_or(SYSTEM_NAME.as_bytes())))
}

fn is_named_so(table: &Table, address: u64, name: &[u8]) -> bool {
    table.addresses.at(&table.columns, address).iter().any(|&row| table.columns.name(row) == name)
}

fn sort(addresses: &mut Vec<u64>) {
    addresses.sort_unstable();
    addresses.dedup();
}
