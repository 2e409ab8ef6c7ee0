//! From an address to the rows at it and to the nearest symbol below it.
//!
//! All rows stand in the order of their addresses. Every 16th of these addresses is kept close together, to be bisected
//! within the cache; of the others the distance from that one, in 16 bits, so that the rest of a search is one comparison
//! of 16 numbers at once. A bit per position marks the first row at each address that begins something, another whether
//! that row's symbol reaches to the next such position.

use core::ops::Range;

use crate::columns::Columns;

use super::bits::Bits;
use super::sort::Sorted;

/// Positions per sampled address.
const STEP: usize = 16;

/// A distance from the sample that doesn't fit, or a position behind the last one.
const FAR: u16 = u16::MAX;

/// Addresses to rows.
#[derive(Debug)]
pub(crate) struct AddressIndex {
    /// All rows by address, rows of one address in file order.
    order: Vec<u32>,
    /// The address at every 16th position.
    samples: Vec<u64>,
    /// For each position, and on to a multiple of 16, the distance of its address from its sample, or `FAR`.
    distances: Vec<u16>,
    /// Positions of the rows to which an address is resolved: at each address the first that begins something.
    heads: Bits,
    /// Those of them whose symbols reach to the next one.
    whole: Bits,
    /// Number of different addresses.
    distinct: usize,
}

impl AddressIndex {
    /// Indexes sorted rows. `begins` tells of a row whether an address can be resolved to it.
    pub(crate) fn build(sorted: &Sorted, begins: impl Fn(u32) -> bool) -> Self {
        let positions = sorted.rows.len();
        let samples: Vec<u64> = sorted.addresses.iter().copied().step_by(STEP).collect();
        let mut distances = Vec::with_capacity(samples.len() * STEP);
        for (block, &sample) in sorted.addresses.chunks(STEP).zip(&samples) {
            distances.extend(block.iter().map(|address| u16::try_from(address - sample).unwrap_or(FAR)));
        }
        distances.resize(samples.len() * STEP, FAR);
        let mut index = Self {
            order: sorted.rows.clone(),
            samples,
            distances,
            heads: Bits::new(positions),
            whole: Bits::new(positions),
            distinct: 0,
        };
        for group in equal_ranges(&sorted.addresses) {
            if let Some(head) = group.clone().find(|&position| begins(sorted.rows[position])) {
                index.heads.insert(head);
            }
            index.distinct += 1;
        }
        index
    }

    /// Notes the positions whose symbols reach to the next one.
    pub(crate) fn set_whole(&mut self, whole: Bits) {
        self.whole = whole;
    }

    /// All rows by address, rows of one address in file order.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.order
    }

    /// The rows at exactly this address, in file order.
    pub(crate) fn at(&self, columns: &Columns, address: u64) -> &[u32] {
        &self.up_to(columns, address)[self.below(columns, address)..]
    }

    /// The rows at or below an address, by address.
    pub(crate) fn up_to(&self, columns: &Columns, address: u64) -> &[u32] {
        let end = address.checked_add(1).map_or(self.order.len(), |next| self.below(columns, next));
        &self.order[..end]
    }

    /// Where an address is resolved to: at the greatest address not above it at which something begins, the first row that
    /// begins something.
    #[inline]
    pub(crate) fn head(&self, columns: &Columns, address: u64) -> Option<Head> {
        self.head_at(columns, address, self.up_to(columns, address).len())
    }

    /// As [`AddressIndex::head`], where the address is often in the block of the one asked for before: `block` remembers it.
    #[inline(always)]
    pub(crate) fn head_near(&self, columns: &Columns, address: u64, block: &mut usize) -> Option<Head> {
        let Some(next) = address.checked_add(1) else { return self.head(columns, address) };
        let begins_below = |at: usize| self.samples.get(at).is_some_and(|&sample| sample < next);
        if !begins_below(*block) || begins_below(*block + 1) {
            *block = self.samples.partition_point(|&sample| sample < next).checked_sub(1)?;
        }
        self.head_at(columns, address, self.below_in(columns, next, *block))
    }

    /// The head of an address below or at which so many positions are.
    #[inline(always)]
    fn head_at(&self, columns: &Columns, address: u64, positions: usize) -> Option<Head> {
        let position = self.heads.at_or_below(positions.checked_sub(1)?)?;
        let row = self.order[position];
        let start = match self.distances[position] {
            FAR => columns.addresses[row as usize],
            distance => self.samples[position / STEP] + u64::from(distance),
        };
        Some(Head { row, offset: address - start, is_whole: self.whole.contains(position) })
    }

    /// Number of positions whose addresses are below `address`.
    #[inline]
    fn below(&self, columns: &Columns, address: u64) -> usize {
        match self.samples.partition_point(|&sample| sample < address).checked_sub(1) {
            Some(block) => self.below_in(columns, address, block),
            None => 0,
        }
    }

    /// As [`AddressIndex::below`], in the last block that begins below the address.
    #[inline(always)]
    fn below_in(&self, columns: &Columns, address: u64, block: usize) -> usize {
        let start = block * STEP;
        let distances = &self.distances[start..start + STEP];
        match u16::try_from(address - self.samples[block]) {
            Ok(distance) if distance < FAR => {
                start + usize::from(distances.iter().map(|&other| u16::from(other < distance)).sum::<u16>())
            }
            _ => self.below_far(columns, address, start),
        }
    }

    /// As [`AddressIndex::below`], in a block that spans more than a distance can tell.
    #[cold]
    fn below_far(&self, columns: &Columns, address: u64, start: usize) -> usize {
        let end = self.order.len().min(start + STEP);
        let below = |&&row: &&u32| columns.addresses[row as usize] < address;
        start + self.order[start..end].iter().take_while(below).count()
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
        self.order.capacity() * 4
            + self.samples.capacity() * 8
            + self.distances.capacity() * 2
            + self.heads.bytes()
            + self.whole.bytes()
    }
}

/// What an address is resolved to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) row: u32,
    /// Bytes from the row's address.
    pub(crate) offset: u64,
    /// Whether the row's symbol reaches to the next head, so that it surely covers the address.
    pub(crate) is_whole: bool,
}

/// The ranges of equal addresses in a sorted sequence.
pub(crate) fn equal_ranges(addresses: &[u64]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    addresses.chunk_by(|a, b| a == b).map(move |same| {
        let range = start..start + same.len();
        start = range.end;
        range
    })
}
