//! From a name to all its rows, in file order.
//!
//! A hash table of `u32` slots leads to the first row of each distinct name. A slot holds the row's number (or, for a
//! name with several rows, the number of its group) in its low bits and a part of the hash above it, so that nearly every
//! slot of another name is passed over without looking at that name.

use crate::columns::Columns;
use crate::columns::is_same;

use super::hash::hash;
use super::sort::sort_by_number;

/// No name here. Row numbers stay below it, since a slot's topmost bits hold hash and flag.
const EMPTY: u32 = u32::MAX;

/// Names to rows.
#[derive(Debug)]
pub(crate) struct NameIndex {
    seed: u64,
    slots: Vec<u32>,
    layout: Layout,
    /// Where each group starts in `members`, and where the last one ends.
    group_starts: Vec<u32>,
    /// Rows of the names that have several, group after group, in file order within a group.
    members: Vec<u32>,
    distinct: usize,
}

/// How a slot's 32 bits are parted: hash, flag, number.
#[derive(Debug, Clone, Copy)]
struct Layout {
    /// Bits of the row's or the group's number.
    number_bits: u32,
}

impl Layout {
    fn for_rows(rows: usize) -> Self {
        Self { number_bits: usize::BITS - rows.leading_zeros() }
    }
    #[inline]
    fn number(self, slot: u32) -> u32 {
        slot & !(u32::MAX << self.number_bits)
    }
    #[inline]
    fn flag(self) -> u32 {
        1 << self.number_bits
    }
    /// The part of a hash that a slot has room for, in its place.
    #[inline]
    fn tag(self, hash: u32) -> u32 {
        hash & (u32::MAX << (self.number_bits + 1))
    }
}

/// Rows of one name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rows<'a> {
    None,
    One(u32),
    Many(&'a [u32]),
}

impl Rows<'_> {
    pub(crate) fn to_vec(self) -> Vec<u32> {
        match self {
            Self::None => Vec::new(),
            Self::One(row) => vec![row],
            Self::Many(rows) => rows.to_vec(),
        }
    }
}

impl NameIndex {
    /// Indexes all rows. `hashes` holds each name's hash under `seed`, as it was made while the name was in the cache.
    pub(crate) fn build(columns: &Columns, hashes: &[u32], seed: u64) -> Self {
        let rows = columns.len();
        let layout = Layout::for_rows(rows);
        let mut index = Self {
            seed,
            slots: vec![EMPTY; slot_count(rows)],
            layout,
            group_starts: vec![0],
            members: Vec::new(),
            distinct: 0,
        };
        let repeats = index.insert_all(columns, hashes);
        index.form_groups(columns, hashes, repeats);
        index
    }

    /// Puts the first row of each name into the slots and gives back the other rows, each after its name's first one.
    fn insert_all(&mut self, columns: &Columns, hashes: &[u32]) -> Vec<(u32, u32)> {
        let mut repeats = Vec::new();
        for (row, &hash) in hashes.iter().enumerate() {
            let row = row as u32;
            let place = self.probe(hash, |number| is_same(columns.name(number), columns.name(row)));
            match self.slots[place] {
                EMPTY => {
                    self.slots[place] = self.layout.tag(hash) | row;
                    self.distinct += 1;
                }
                slot => repeats.push((self.layout.number(slot), row)),
            }
        }
        repeats
    }

    /// Brings the rows of each repeated name together and turns its slot's number into the group's.
    fn form_groups(&mut self, columns: &Columns, hashes: &[u32], mut repeats: Vec<(u32, u32)>) {
        sort_by_number(&mut repeats, |&(first, _)| first);
        let groups = repeats.chunk_by(|a, b| a.0 == b.0);
        self.members.reserve_exact(repeats.len() + groups.clone().count());
        for same in groups {
            let first = same[0].0;
            let hash = hashes[first as usize];
            let place = self.probe_to_row(hash, first);
            let group = self.group_starts.len() as u32 - 1;
            self.slots[place] = self.layout.tag(hash) | self.layout.flag() | group;
            self.members.push(first);
            self.members.extend(same.iter().map(|&(_, row)| row));
            self.group_starts.push(self.members.len() as u32);
        }
        self.group_starts.shrink_to_fit();
        debug_assert_eq!(self.distinct + repeats.len(), columns.len());
    }

    /// The slot of the name with this hash for which `is_same` holds, asked with a row number, else an empty slot.
    #[inline]
    fn probe(&self, hash: u32, is_same: impl Fn(u32) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let tag = self.layout.tag(hash);
        // The low bits of the hash, which the tag leaves out, say where to begin.
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == EMPTY || (self.layout.tag(slot) == tag && is_same(self.first_row(slot))) {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    /// The slot that still holds the number of this row and not of a group.
    fn probe_to_row(&self, hash: u32, row: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        while self.slots[place] != self.layout.tag(hash) | row {
            place = (place + 1) & mask;
        }
        place
    }

    #[inline]
    fn first_row(&self, slot: u32) -> u32 {
        let number = self.layout.number(slot);
        if slot & self.layout.flag() == 0 { number } else { self.members[self.group_starts[number as usize] as usize] }
    }

    /// All rows of a name, in file order.
    #[inline]
    pub(crate) fn find(&self, columns: &Columns, name: &[u8]) -> Rows<'_> {
        let slot = self.slots[self.probe(hash(name, self.seed), |row| is_same(columns.name(row), name))];
        match slot {
            EMPTY => Rows::None,
            _ if slot & self.layout.flag() == 0 => Rows::One(self.layout.number(slot)),
            _ => Rows::Many(self.group_rows(self.layout.number(slot) as usize)),
        }
    }

    fn group_rows(&self, group: usize) -> &[u32] {
        &self.members[self.group_starts[group] as usize..self.group_starts[group + 1] as usize]
    }

    /// The rows of each name that has several, in the order of their first rows.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.group_starts.len() - 1).map(|group| self.group_rows(group))
    }

    /// Number of different names.
    pub(crate) fn distinct(&self) -> usize {
        self.distinct
    }

    pub(crate) fn bytes(&self) -> usize {
        (self.slots.capacity() + self.group_starts.capacity() + self.members.capacity()) * 4
    }
}

/// Slots for so many rows: a power of two, between 4/3 and 8/3 a row.
fn slot_count(rows: usize) -> usize {
    (rows + rows / 3 + 1).next_power_of_two()
}
