//! From an address to the rows at it and to the nearest symbol below it.
//!
//! All rows stand in the order of their addresses; every 16th of these addresses stands beside them, close together, so
//! that a search touches few cache lines. A bit per position marks the first row at each address that begins something.

use core::ops::Range;

use crate::columns::Columns;

use super::bits::Bits;
use super::sort::rows_by_address;

/// Positions per sampled address.
const STEP: usize = 16;

/// Addresses to rows.
#[derive(Debug)]
pub(crate) struct AddressIndex {
    /// All rows by address, rows of one address in file order.
    order: Vec<u32>,
    /// The address at every 16th position.
    samples: Vec<u64>,
    /// Positions of the rows to which an address is resolved: at each address the first that begins something.
    heads: Bits,
    /// Number of different addresses.
    distinct: usize,
}

impl AddressIndex {
    /// Indexes all rows. `begins` tells of a row whether an address can be resolved to it.
    pub(crate) fn build(columns: &Columns, begins: impl Fn(u32) -> bool) -> Self {
        let order = rows_by_address(&columns.addresses);
        let samples = order.iter().step_by(STEP).map(|&row| columns.addresses[row as usize]).collect();
        let mut heads = Bits::new(order.len());
        let mut distinct = 0;
        let mut position = 0;
        for same in order.chunk_by(|&a, &b| columns.addresses[a as usize] == columns.addresses[b as usize]) {
            if let Some(first) = same.iter().position(|&row| begins(row)) {
                heads.insert(position + first);
            }
            position += same.len();
            distinct += 1;
        }
        Self { order, samples, heads, distinct }
    }

    /// All rows by address, rows of one address in file order.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// The rows at exactly this address, in file order.
    pub(crate) fn at(&self, columns: &Columns, address: u64) -> &[u32] {
        &self.order[self.positions_at(columns, address)]
    }

    fn positions_at(&self, columns: &Columns, address: u64) -> Range<usize> {
        let start = self.below(columns, address);
        let end = address.checked_add(1).map_or(self.order.len(), |next| self.below(columns, next));
        start..end
    }

    /// The row to which an address is resolved: at the greatest address not above it at which something begins, the first
    /// row that begins something.
    #[inline]
    pub(crate) fn head(&self, columns: &Columns, address: u64) -> Option<u32> {
        let positions = address.checked_add(1).map_or(self.order.len(), |next| self.below(columns, next));
        let position = self.heads.at_or_below(positions.checked_sub(1)?)?;
        Some(self.order[position])
    }

    /// Number of positions whose addresses are below `address`.
    #[inline]
    fn below(&self, columns: &Columns, address: u64) -> usize {
        let block = self.samples.partition_point(|&sample| sample < address);
        let start = block.saturating_sub(1) * STEP;
        let rows = &self.order[start..self.order.len().min(start + STEP)];
        start + rows.iter().take_while(|&&row| columns.addresses[row as usize] < address).count()
    }

    /// The rows of each address that has several, by address.
    pub(crate) fn shared<'a>(&'a self, columns: &'a Columns) -> impl Iterator<Item = &'a [u32]> {
        self.order
            .chunk_by(|&a, &b| columns.addresses[a as usize] == columns.addresses[b as usize])
            .filter(|same| same.len() > 1)
    }

    /// Number of different addresses.
    pub(crate) fn distinct(&self) -> usize {
        self.distinct
    }

    pub(crate) fn bytes(&self) -> usize {
        self.order.capacity() * 4 + self.samples.capacity() * 8 + self.heads.bytes()
    }
}
