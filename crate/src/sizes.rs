//! Sizes by the kernel's rule: a symbol ends where the next higher address of its owner begins.
//!
//! `get_symbol_pos` in `kernel/kallsyms.c` does so for the image and `find_kallsyms_symbol` in
//! `kernel/module/kallsyms.c` for modules, where it passes over mapping and local names and ends the last text symbol
//! with the module's text area. That end isn't in the text, so there the size stays unknown.
//!
//! Since Linux 6.4 the areas of one module lie apart, with other modules between them. A size that spans another owner's
//! symbol says where the next symbol is, but not that all between belongs to this one: it isn't firm.

use crate::columns::Columns;
use crate::columns::SIZE_LARGE;
use crate::columns::SIZE_UNKNOWN;
use crate::columns::SYSTEM;
use crate::index::address::AddressIndex;
use crate::index::bits::Bits;
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

/// Whether an address can be resolved to a row: not where its symbol begins nothing, nor to a module's percpu offset.
pub(crate) fn is_resolvable(columns: &Columns, locals: &Bits, row: u32) -> bool {
    let percpu = || is_absolute(columns.kinds[row as usize]) && columns.owner(row) != SYSTEM;
    !locals.contains(row as usize) && !percpu()
}

/// Fills the size column and gives back the rows whose sizes are firm.
pub(crate) fn fill(columns: &mut Columns, index: &AddressIndex, hints: &Hints<'_>) -> Bits {
    let mut pass = Downward::new(columns, hints);
    let same_address = |&a: &u32, &b: &u32| columns.addresses[a as usize] == columns.addresses[b as usize];
    for same in index.order().chunk_by(same_address).rev() {
        pass.measure(same);
        pass.advance(same);
    }
    let Downward { sizes, mut large, firm, .. } = pass;
    sort_by_number(&mut large, |&(row, _)| row);
    columns.sizes = sizes;
    columns.large_sizes = large;
    firm
}

/// The nearest beginning above the current address in one owner.
#[derive(Debug, Clone, Copy)]
struct Next {
    address: u64,
    has_text: bool,
    /// Whether it is the end of the owner's memory and no symbol.
    is_end: bool,
}

/// A pass over all addresses from the highest to the lowest.
struct Downward<'a> {
    columns: &'a Columns,
    hints: &'a Hints<'a>,
    /// By owner.
    next: Vec<Option<Next>>,
    /// The nearest row above, of any owner, to which an address can be resolved.
    above: Option<u32>,
    sizes: Vec<u32>,
    large: Vec<(u32, u64)>,
    firm: Bits,
}

impl<'a> Downward<'a> {
    fn new(columns: &'a Columns, hints: &'a Hints<'a>) -> Self {
        let end = |address: u64| Next { address, has_text: false, is_end: true };
        let next = hints.owner_ends.iter().map(|known| known.map(end)).collect();
        let (sizes, firm) = (vec![SIZE_UNKNOWN; columns.len()], Bits::new(columns.len()));
        let mut pass = Self { columns, hints, next, above: None, sizes, large: Vec::new(), firm };
        for &(row, size) in hints.told {
            pass.store(row, size, true);
        }
        pass
    }

    /// Gives the rows of one address their sizes.
    fn measure(&mut self, rows: &[u32]) {
        for &row in rows {
            let Some(next) = self.next[self.columns.owner(row) as usize] else { continue };
            if self.sizes[row as usize] == SIZE_UNKNOWN && !self.is_last_text(row, next) {
                let size = next.address - self.columns.addresses[row as usize];
                self.store(row, size, next.is_end || self.is_followed_by_its_own(row));
            }
        }
    }

    /// Whether a row is the last of a module's text before its data.
    fn is_last_text(&self, row: u32, next: Next) -> bool {
        self.columns.owner(row) != SYSTEM && is_text(self.columns.kinds[row as usize]) && !next.has_text
    }

    /// Whether nothing of another owner, and no jump from absolute values to addresses, comes before the next symbol.
    fn is_followed_by_its_own(&self, row: u32) -> bool {
        let absolute = |row: u32| is_absolute(self.columns.kinds[row as usize]);
        self.above.is_some_and(|above| {
            self.columns.owner(above) == self.columns.owner(row) && (absolute(above) || !absolute(row))
        })
    }

    fn store(&mut self, row: u32, size: u64, is_firm: bool) {
        self.sizes[row as usize] = match u32::try_from(size) {
            Ok(size) if size < SIZE_LARGE => size,
            _ => {
                self.large.push((row, size));
                SIZE_LARGE
            }
        };
        if is_firm {
            self.firm.insert(row as usize);
        }
    }

    /// Goes on below the rows of one address.
    fn advance(&mut self, rows: &[u32]) {
        let columns = self.columns;
        for &row in rows.iter().filter(|&&row| !self.hints.locals.contains(row as usize)) {
            let address = columns.addresses[row as usize];
            let has_text = is_text(columns.kinds[row as usize]);
            match &mut self.next[columns.owner(row) as usize] {
                Some(next) if next.address == address => next.has_text |= has_text,
                next => *next = Some(Next { address, has_text, is_end: false }),
            }
        }
        let resolvable = rows.iter().find(|&&row| is_resolvable(columns, self.hints.locals, row));
        self.above = resolvable.copied().or(self.above);
    }
}
