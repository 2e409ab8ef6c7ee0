//! The table: every column and every index, complete and immutable; the only type that the queries see.

use core::fmt;
use core::ops::Range;

use crate::columns::Columns;
use crate::error::Error;
use crate::error::Result;
use crate::index::address::AddressIndex;
use crate::index::address::Head;
use crate::index::address::equal_ranges;
use crate::index::bits::Bits;
use crate::index::name::NameIndex;
use crate::index::name::Rows;
use crate::index::sort::Sorted;
use crate::index::sort::sort_by_number;
use crate::intake::Loaded;
use crate::report::Report;
use crate::sizes;
use crate::sizes::Hints;
use crate::sizes::Reaches;
use crate::sizes::is_resolvable;
use crate::symbol::Symbol;

/// A symbol whose end isn't known is taken to reach to the end of its page at most: a kernel gives memory to its image
/// and to each area of a module in whole pages, so that the rest of the page belongs to the same owner.
const PAGE: u64 = 4096;

/// A loaded symbol table.
///
/// Rows are `u32` numbers in file order. Every list of rows is in file order, so that the first at an address is the one
/// that the kernel itself would print.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
///
/// let table = Table::parse(b"ffffffff81000000 T _text\nffffffff81000000 T _stext\nffffffff81000040 t init_once\n")?;
/// assert_eq!(table.rows_by_address(0xffffffff81000000)?, [0, 1]);
/// let (row, offset) = table.resolve(0xffffffff81000010)?.unwrap();
/// assert_eq!((table.symbol(row).name, offset), (&b"_text"[..], 0x10));
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub struct Table {
    pub(crate) columns: Columns,
    pub(crate) names: NameIndex,
    pub(crate) addresses: AddressIndex,
    /// Rows whose whole size belongs to them.
    firm: Bits,
    /// Rows whose symbols begin nothing.
    pub(crate) locals: Bits,
    /// Rows whose names are at more than one address.
    pub(crate) ambiguous: Bits,
    /// Rows whose addresses bear more than one symbol.
    pub(crate) shared: Bits,
    /// Rows whose names aren't UTF-8, ascending.
    undecodable: Vec<u32>,
    /// Sizes that the text itself told.
    pub(crate) told_sizes: Vec<(u32, u64)>,
    /// By owner, the end of its memory where `/proc/modules` told it.
    pub(crate) owner_ends: Vec<Option<u64>>,
    pub(crate) report: Report,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("len", &self.len()).field("report", &self.report).finish_non_exhaustive()
    }
}

impl Table {
    pub(crate) fn build(loaded: Loaded) -> Self {
        let Loaded { mut columns, hashes, seed, locals, undecodable, told_sizes, owner_ends, report } = loaded;
        let names = NameIndex::build(&columns, &hashes, seed);
        drop(hashes);
        let sorted = Sorted::new(&columns.addresses);
        let mut addresses = AddressIndex::build(&sorted, |row| is_resolvable(&columns, &locals, row));
        let hints = Hints { locals: &locals, told: &told_sizes, owner_ends: &owner_ends };
        let Reaches { firm, whole } = sizes::fill(&mut columns, &sorted, &hints);
        addresses.set_whole(whole);
        let shared = shared_rows(&sorted);
        drop(sorted);
        let ambiguous = ambiguous_rows(&columns, &names, report.restricted);
        Self { columns, names, addresses, firm, locals, ambiguous, shared, undecodable, told_sizes, owner_ends, report }
    }

    /// Number of symbols.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is no symbol, which happens only where the options left all of them out.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The account of the load.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Whether the addresses were hidden from whoever took the file.
    pub fn is_restricted(&self) -> bool {
        self.report.restricted
    }

    /// The symbol of a row.
    ///
    /// # Panics
    ///
    /// Where `row` isn't below [`Table::len`].
    pub fn symbol(&self, row: u32) -> Symbol<'_> {
        Symbol {
            index: row,
            name: self.columns.name(row),
            address: self.columns.addresses[row as usize],
            kind: self.columns.kinds[row as usize],
            owner: &self.columns.owners[self.columns.owner(row) as usize],
            size: self.columns.size(row),
        }
    }

    /// All symbols in file order.
    pub fn symbols(&self) -> impl ExactSizeIterator<Item = Symbol<'_>> {
        (0..self.len() as u32).map(|row| self.symbol(row))
    }

    /// All rows of a name, by its bytes; and where the name holds U+FFFD, as a reader copies it from a screen, also the
    /// rows whose names are shown like that.
    pub fn rows_by_name(&self, name: &[u8]) -> Vec<u32> {
        let exact = self.find_name(name);
        if self.undecodable.is_empty() || memchr::memmem::find(name, "\u{fffd}".as_bytes()).is_none() {
            return exact.to_vec();
        }
        let shown_so = |&row: &u32| String::from_utf8_lossy(self.columns.name(row)).as_bytes() == name;
        let mut rows = exact.to_vec();
        rows.extend(self.undecodable.iter().copied().filter(shown_so));
        sort_by_number(&mut rows, |&row| row);
        rows
    }

    /// As [`Table::rows_by_name`], without a copy where one isn't needed.
    pub(crate) fn find_name(&self, name: &[u8]) -> Rows<'_> {
        self.names.find(&self.columns, name)
    }

    /// All rows at exactly this address.
    ///
    /// # Errors
    ///
    /// [`Error::Restricted`] where the table has no addresses.
    pub fn rows_by_address(&self, address: u64) -> Result<&[u32]> {
        self.require_addresses()?;
        Ok(self.addresses.at(&self.columns, address))
    }

    /// The symbol that covers an address: its row (the first in file order where several begin at the same place, mapping
    /// and local names of modules passed over) and the distance from its beginning in bytes. `None` where nothing is known
    /// to reach that far.
    ///
    /// # Errors
    ///
    /// [`Error::Restricted`] where the table has no addresses.
    pub fn resolve(&self, address: u64) -> Result<Option<(u32, u64)>> {
        self.require_addresses()?;
        Ok(self.covering(address))
    }

    /// [`Table::resolve`] for many addresses, in any order; fastest when they are sorted.
    ///
    /// # Errors
    ///
    /// [`Error::Restricted`] where the table has no addresses.
    pub fn resolve_all(&self, addresses: &[u64], mut give: impl FnMut(usize, Option<(u32, u64)>)) -> Result<()> {
        self.require_addresses()?;
        let mut block = 0;
        for (place, &address) in addresses.iter().enumerate() {
            let head = self.addresses.head_near(&self.columns, address, &mut block);
            give(place, head.and_then(|head| self.within_reach(head)));
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn covering(&self, address: u64) -> Option<(u32, u64)> {
        self.within_reach(self.addresses.head(&self.columns, address)?)
    }

    #[inline(always)]
    fn within_reach(&self, head: Head) -> Option<(u32, u64)> {
        let Head { row, offset, is_whole } = head;
        (is_whole || self.reaches(row, offset)).then_some((row, offset))
    }

    /// Whether a symbol reaches `offset` bytes beyond its beginning.
    #[inline(always)]
    fn reaches(&self, row: u32, offset: u64) -> bool {
        let rest_of_page = || PAGE - self.columns.addresses[row as usize] % PAGE;
        match self.columns.size(row) {
            _ if offset == 0 => true,
            Some(size) if self.firm.contains(row as usize) => offset < size,
            Some(size) => offset < size.min(rest_of_page()),
            None => offset < rest_of_page(),
        }
    }

    /// Every row that begins at the same address as `row`, as [`Table::resolve`] gives it: all aliases that cover what it covers.
    pub fn aliases(&self, row: u32) -> Vec<u32> {
        let at = self.addresses.at(&self.columns, self.columns.addresses[row as usize]);
        at.iter().copied().filter(|&row| is_resolvable(&self.columns, &self.locals, row)).collect()
    }

    /// Names at more than one address, as rows, in the order of their first rows. Where addresses are hidden: names on more
    /// than one line.
    pub fn ambiguous_names(&self) -> impl Iterator<Item = &[u32]> {
        self.names.repeated().filter(|rows| self.ambiguous.contains(rows[0] as usize))
    }

    /// The rows of each address that bears more than one symbol, in the order of their first rows.
    ///
    /// # Errors
    ///
    /// [`Error::Restricted`] where the table has no addresses.
    pub fn shared_addresses(&self) -> Result<Vec<&[u32]>> {
        self.require_addresses()?;
        let mut groups: Vec<&[u32]> = self.addresses.shared(&self.columns).collect();
        sort_by_number(&mut groups, |rows| rows[0]);
        Ok(groups)
    }

    /// Texts of all owners by number; 0 is the kernel image.
    pub fn owners(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.columns.owners.iter().map(|owner| &**owner)
    }

    /// Owner number of a row.
    pub fn owner_number(&self, row: u32) -> u32 {
        self.columns.owner(row)
    }

    /// Runs of consecutive rows of one owner, with the owner's number.
    pub fn owner_runs(&self) -> impl Iterator<Item = (Range<u32>, u32)> {
        self.columns.runs()
    }

    /// Whether the symbol of a row begins something; mapping and local names inside modules don't.
    pub fn begins(&self, row: u32) -> bool {
        !self.locals.contains(row as usize)
    }

    /// Whether the name of a row is at more than one address.
    pub fn is_ambiguous(&self, row: u32) -> bool {
        self.ambiguous.contains(row as usize)
    }

    /// Whether the address of a row bears more than one symbol.
    pub fn is_shared(&self, row: u32) -> bool {
        self.shared.contains(row as usize)
    }

    /// Bytes held in memory, by part.
    pub fn memory(&self) -> Memory {
        Memory {
            columns: self.columns.bytes(),
            names: self.names.bytes(),
            addresses: self.addresses.bytes(),
            marks: self.firm.bytes()
                + self.locals.bytes()
                + self.ambiguous.bytes()
                + self.shared.bytes()
                + self.undecodable.capacity() * 4
                + self.told_sizes.capacity() * size_of::<(u32, u64)>(),
        }
    }

    pub(crate) fn require_addresses(&self) -> Result<()> {
        if self.report.restricted { Err(Error::Restricted) } else { Ok(()) }
    }
}

/// Bytes that a table holds, by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Addresses, types, names, sizes, owners.
    pub columns: usize,
    /// The index by name.
    pub names: usize,
    /// The index by address.
    pub addresses: usize,
    /// The sets of rows.
    pub marks: usize,
}

impl Memory {
    /// Bytes of all parts.
    pub const fn total(&self) -> usize {
        self.columns + self.names + self.addresses + self.marks
    }
}

fn ambiguous_rows(columns: &Columns, names: &NameIndex, restricted: bool) -> Bits {
    let mut ambiguous = Bits::new(columns.len());
    for rows in names.repeated() {
        let address = columns.addresses[rows[0] as usize];
        if restricted || rows.iter().any(|&row| columns.addresses[row as usize] != address) {
            rows.iter().for_each(|&row| ambiguous.insert(row as usize));
        }
    }
    ambiguous
}

fn shared_rows(sorted: &Sorted) -> Bits {
    let mut shared = Bits::new(sorted.rows.len());
    for group in equal_ranges(&sorted.addresses).filter(|group| group.len() > 1) {
        sorted.rows[group].iter().for_each(|&row| shared.insert(row as usize));
    }
    shared
}
