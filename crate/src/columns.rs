//! The symbols as columns, a row each, in file order: address, type, owner, name, size.
//!
//! Rows are `u32`. Names lie one after the other in one blob, parted by offsets; owners are runs of rows, since a
//! kernel prints a module's symbols together.

use core::ops::Range;
use std::collections::BTreeMap;

use crate::error::Error;
use crate::error::Result;

/// Owner number of the kernel image; every module and pseudo-module has a number above it.
pub const SYSTEM: u32 = 0;

/// Text that names the kernel image as an owner.
pub const SYSTEM_NAME: &str = "system";

/// A size that the text doesn't tell.
pub(crate) const SIZE_UNKNOWN: u32 = u32::MAX;
/// A size that needs more than 32 bits; it stands in [`Columns::large_sizes`].
pub(crate) const SIZE_LARGE: u32 = u32::MAX - 1;

/// Most rows that a table holds: the name index keeps some bits of a row's number for itself.
pub(crate) const MOST_ROWS: usize = 1 << 28;

/// Consecutive rows of one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OwnerRun {
    /// First row; the run ends where the next one starts.
    pub(crate) start: u32,
    /// Owner number.
    pub(crate) owner: u32,
}

/// Rows per entry of the table that leads from a row to its run.
const RUN_STEP: usize = 256;

/// The columns, all of the same length.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) addresses: Vec<u64>,
    pub(crate) kinds: Vec<u8>,
    /// Where each name starts in `names`, and after the last row where the last name ends: one more than there are rows.
    pub(crate) name_starts: Vec<u32>,
    pub(crate) names: Vec<u8>,
    /// Size in bytes, [`SIZE_UNKNOWN`] or [`SIZE_LARGE`]; filled when all rows are there.
    pub(crate) sizes: Vec<u32>,
    /// Rows whose size needs 64 bits, ascending, with it.
    pub(crate) large_sizes: Vec<(u32, u64)>,
    pub(crate) runs: Vec<OwnerRun>,
    /// For every 256th row the run that holds it.
    run_hints: Vec<u32>,
    /// Text of each owner, by number; the first is the kernel image's.
    pub(crate) owners: Vec<Box<[u8]>>,
}

impl Columns {
    pub(crate) fn new() -> Self {
        Self { name_starts: vec![0], owners: vec![SYSTEM_NAME.as_bytes().into()], ..Self::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Appends a row. The caller has made room by [`Columns::make_room`].
    #[inline(always)]
    pub(crate) fn push(&mut self, address: u64, kind: u8, name: &[u8], owner: u32) {
        if self.runs.last().is_none_or(|run| run.owner != owner) {
            self.runs.push(OwnerRun { start: self.len() as u32, owner });
        }
        self.addresses.push(address);
        self.kinds.push(kind);
        self.names.extend_from_slice(name);
        self.name_starts.push(self.names.len() as u32);
    }

    /// Makes room for a row with a name of `name` bytes. `more` is a guess of how many times what is there will be
    /// there in the end, so that a file of known size is stored without moving columns again and again.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] where offsets or memory don't suffice.
    #[inline(always)]
    pub(crate) fn make_room(&mut self, name: usize, more: impl Fn(usize) -> usize) -> Result<()> {
        if self.addresses.len() == self.addresses.capacity() {
            self.grow_rows(&more)?;
        }
        if self.names.capacity() - self.names.len() < name {
            self.grow_names(name, &more)?;
        }
        Ok(())
    }

    #[cold]
    fn grow_rows(&mut self, more: &impl Fn(usize) -> usize) -> Result<()> {
        let rows = self.len();
        let too_large = |_| Error::TooLarge { symbols: rows };
        let extra = more(rows).max(1024).min(MOST_ROWS - rows.min(MOST_ROWS));
        if extra == 0 {
            return Err(Error::TooLarge { symbols: rows });
        }
        self.addresses.try_reserve_exact(extra).map_err(too_large)?;
        self.kinds.try_reserve_exact(extra).map_err(too_large)?;
        self.name_starts.try_reserve_exact(extra + 1).map_err(too_large)
    }

    #[cold]
    fn grow_names(&mut self, name: usize, more: &impl Fn(usize) -> usize) -> Result<()> {
        let symbols = self.len();
        let bytes = self.names.len();
        let most = u32::MAX as usize - bytes;
        if name > most {
            return Err(Error::TooLarge { symbols });
        }
        let extra = more(bytes).max(name).max(1 << 16).min(most);
        self.names.try_reserve_exact(extra).map_err(|_| Error::TooLarge { symbols })
    }

    /// Gives back what was reserved too much and makes the way from a row to its owner short.
    pub(crate) fn seal(&mut self) {
        self.addresses.shrink_to_fit();
        self.kinds.shrink_to_fit();
        self.name_starts.shrink_to_fit();
        self.names.shrink_to_fit();
        self.runs.shrink_to_fit();
        self.run_hints = run_hints(&self.runs, self.len());
    }

    #[inline]
    pub(crate) fn name(&self, row: u32) -> &[u8] {
        let row = row as usize;
        &self.names[self.name_starts[row] as usize..self.name_starts[row + 1] as usize]
    }

    /// Owner number of a row.
    #[inline]
    pub(crate) fn owner(&self, row: u32) -> u32 {
        self.runs[self.run(row)].owner
    }

    /// Number of the run that holds a row.
    #[inline]
    fn run(&self, row: u32) -> usize {
        let mut run = self.run_hints[row as usize / RUN_STEP] as usize;
        while self.runs.get(run + 1).is_some_and(|next| next.start <= row) {
            run += 1;
        }
        run
    }

    /// As [`Columns::owner`], for many rows of which one and the next mostly have one owner.
    pub(crate) fn owners_of_neighbours(&self) -> Owners<'_> {
        Owners { columns: self, rows: 0..0, owner: SYSTEM }
    }

    /// Size of a row's symbol in bytes.
    pub(crate) fn size(&self, row: u32) -> Option<u64> {
        match self.sizes[row as usize] {
            SIZE_UNKNOWN => None,
            SIZE_LARGE => {
                let at = self.large_sizes.binary_search_by_key(&row, |&(row, _)| row).ok()?;
                Some(self.large_sizes[at].1)
            }
            size => Some(u64::from(size)),
        }
    }

    /// The rows of each run with its owner, in file order.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (Range<u32>, u32)> + '_ {
        let ends = self.runs.iter().skip(1).map(|run| run.start).chain([self.len() as u32]);
        self.runs.iter().zip(ends).map(|(run, end)| (run.start..end, run.owner))
    }

    /// Number of every module and pseudo-module by its name.
    pub(crate) fn module_numbers(&self) -> BTreeMap<Vec<u8>, u32> {
        let mut numbers = BTreeMap::new();
        // One by one, and not by `collect`, which would compile a sort of its own into the module.
        for (number, owner) in (0..).zip(&self.owners).skip(1) {
            numbers.insert(owner.to_vec(), number);
        }
        numbers
    }

    /// Bytes held, by column.
    pub(crate) fn bytes(&self) -> usize {
        self.addresses.capacity() * 8
            + self.kinds.capacity()
            + self.name_starts.capacity() * 4
            + self.names.capacity()
            + self.sizes.capacity() * 4
            + self.large_sizes.capacity() * size_of::<(u32, u64)>()
            + self.runs.capacity() * size_of::<OwnerRun>()
            + self.run_hints.capacity() * 4
    }
}

/// Whether two short slices are the same, compared word by word.
#[inline]
pub(crate) fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let ((a_words, a_rest), (b_words, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    a_words.iter().zip(b_words).all(|(a, b)| a == b) && a_rest.iter().zip(b_rest).all(|(a, b)| a == b)
}

/// Remembers the run of the row before.
#[derive(Debug)]
pub(crate) struct Owners<'a> {
    columns: &'a Columns,
    rows: Range<u32>,
    owner: u32,
}

impl Owners<'_> {
    /// Owner number of a row.
    #[inline]
    pub(crate) fn of(&mut self, row: u32) -> u32 {
        if !self.rows.contains(&row) {
            let run = self.columns.run(row);
            let end = self.columns.runs.get(run + 1).map_or(self.columns.len() as u32, |next| next.start);
            let OwnerRun { start, owner } = self.columns.runs[run];
            (self.rows, self.owner) = (start..end, owner);
        }
        self.owner
    }
}

fn run_hints(runs: &[OwnerRun], rows: usize) -> Vec<u32> {
    let mut run = 0;
    (0..rows)
        .step_by(RUN_STEP)
        .map(|row| {
            while runs.get(run + 1).is_some_and(|next| next.start as usize <= row) {
                run += 1;
            }
            run as u32
        })
        .collect()
}
