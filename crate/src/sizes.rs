//! Sizes by the kernel's rule: a symbol ends where the next higher address of its owner begins.
//!
//! `get_symbol_pos` in `kernel/kallsyms.c` does so for the image and `find_kallsyms_symbol` in
//! `kernel/module/kallsyms.c` for modules, where it passes over mapping and local names and ends the last text symbol
//! with the module's text area. That end isn't in the text, so there the size stays unknown.
//!
//! Since Linux 6.4 the areas of one module lie apart, with other modules between them. A size that spans another owner's
//! symbol says where the next symbol is, but not that all between belongs to this one: it isn't firm.

use core::ops::Range;

use crate::columns::Columns;
use crate::columns::Owners;
use crate::columns::SIZE_LARGE;
use crate::columns::SIZE_UNKNOWN;
use crate::columns::SYSTEM;
use crate::index::bits::Bits;
use crate::index::sort::Sorted;
use crate::index::sort::sort_by_number;
use crate::symbol::is_absolute;
use crate::symbol::is_text;

/// What is known of ends beside the addresses.
#[derive(Debug)]
pub(crate) struct Hints<'a> {
    /// Rows whose symbols begin nothing.
    pub(crate) locals: &'a Bits,
    /// Sizes that the text holds itself.
    pub(crate) told: &'a [(u32, u64)],
    /// By owner, the end of its memory where that is known.
    pub(crate) owner_ends: &'a [Option<u64>],
}

/// What sizes tell about the reach of symbols.
#[derive(Debug)]
pub(crate) struct Reaches {
    /// Rows whose whole size belongs to them.
    pub(crate) firm: Bits,
    /// Positions by address whose symbols reach to the next symbol of any owner, so that what lies between needs no look at
    /// the size.
    pub(crate) whole: Bits,
}

/// Whether an address can be resolved to a row: not where its symbol begins nothing, nor to a module's percpu offset.
pub(crate) fn is_resolvable(columns: &Columns, locals: &Bits, row: u32) -> bool {
    let percpu = || is_absolute(columns.kinds[row as usize]) && columns.owner(row) != SYSTEM;
    !locals.contains(row as usize) && !percpu()
}

/// Fills the size column.
pub(crate) fn fill(columns: &mut Columns, sorted: &Sorted, hints: &Hints<'_>) -> Reaches {
    let mut pass = Downward::new(columns, sorted, hints);
    let mut end = sorted.rows.len();
    for same in sorted.addresses.chunk_by(|a, b| a == b).rev() {
        let group = end - same.len()..end;
        end = group.start;
        pass.measure(group.clone());
        pass.advance(group);
    }
    let Downward { sizes, mut large, reaches, .. } = pass;
    sort_by_number(&mut large, |&(row, _)| row);
    columns.sizes = sizes;
    columns.large_sizes = large;
    reaches
}

/// The nearest beginning above the current address in one owner.
#[derive(Debug, Clone, Copy)]
struct Next {
    address: u64,
    has_text: bool,
    /// Whether it is the end of the owner's memory and no symbol.
    is_end: bool,
}

/// The nearest row above the current address, of any owner, to which an address can be resolved.
#[derive(Debug, Clone, Copy)]
struct Above {
    address: u64,
    owner: u32,
    is_absolute: bool,
}

/// A pass over all addresses from the highest to the lowest.
struct Downward<'a> {
    columns: &'a Columns,
    owners: Owners<'a>,
    sorted: &'a Sorted,
    hints: &'a Hints<'a>,
    /// By owner.
    next: Vec<Option<Next>>,
    above: Option<Above>,
    sizes: Vec<u32>,
    large: Vec<(u32, u64)>,
    reaches: Reaches,
}

impl<'a> Downward<'a> {
    fn new(columns: &'a Columns, sorted: &'a Sorted, hints: &'a Hints<'a>) -> Self {
        let end = |address: u64| Next { address, has_text: false, is_end: true };
        let next = hints.owner_ends.iter().map(|known| known.map(end)).collect();
        let rows = columns.len();
        let reaches = Reaches { firm: Bits::new(rows), whole: Bits::new(rows) };
        let (sizes, large) = (vec![SIZE_UNKNOWN; rows], Vec::new());
        let owners = columns.owners_of_neighbours();
        let mut pass = Self { columns, owners, sorted, hints, next, above: None, sizes, large, reaches };
        for &(row, size) in hints.told {
            pass.store(row, size);
            pass.reaches.firm.insert(row as usize);
        }
        pass
    }

    /// Gives the rows of one address their sizes.
    fn measure(&mut self, group: Range<usize>) {
        for position in group {
            let row = self.sorted.rows[position];
            let owner = self.owners.of(row);
            let Some(next) = self.next[owner as usize] else { continue };
            if self.sizes[row as usize] == SIZE_UNKNOWN && !self.is_last_text(row, owner, next) {
                let end = next.address;
                self.store(row, end - self.sorted.addresses[position]);
                if next.is_end || self.is_followed_by_its_own(row, owner) {
                    self.reaches.firm.insert(row as usize);
                    if self.above.is_some_and(|above| above.address == end) {
                        self.reaches.whole.insert(position);
                    }
                }
            }
        }
    }

    /// Whether a row is the last of a module's text before its data.
    fn is_last_text(&self, row: u32, owner: u32, next: Next) -> bool {
        owner != SYSTEM && is_text(self.columns.kinds[row as usize]) && !next.has_text
    }

    /// Whether nothing of another owner, and no jump from absolute values to addresses, comes before the next symbol.
    fn is_followed_by_its_own(&self, row: u32, owner: u32) -> bool {
        let absolute = is_absolute(self.columns.kinds[row as usize]);
        self.above.is_some_and(|above| above.owner == owner && (above.is_absolute || !absolute))
    }

    #[inline(always)]
    fn store(&mut self, row: u32, size: u64) {
        self.sizes[row as usize] = match u32::try_from(size) {
            Ok(size) if size < SIZE_LARGE => size,
            _ => {
                self.large.push((row, size));
                SIZE_LARGE
            }
        };
    }

    /// Goes on below the rows of one address.
    fn advance(&mut self, group: Range<usize>) {
        let address = self.sorted.addresses[group.start];
        let mut above = None;
        for &row in &self.sorted.rows[group] {
            if self.hints.locals.contains(row as usize) {
                continue;
            }
            let kind = self.columns.kinds[row as usize];
            let owner = self.owners.of(row);
            let has_text = is_text(kind);
            match &mut self.next[owner as usize] {
                Some(next) if next.address == address => next.has_text |= has_text,
                next => *next = Some(Next { address, has_text, is_end: false }),
            }
            let is_absolute = is_absolute(kind);
            if above.is_none() && (owner == SYSTEM || !is_absolute) {
                above = Some(Above { address, owner, is_absolute });
            }
        }
        self.above = above.or(self.above);
    }
}
