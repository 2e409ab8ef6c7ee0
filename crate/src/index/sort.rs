//! Rows in the order of their addresses, rows of one address in file order, in linear time.
//!
//! Kernels print the symbols of their image sorted and those of modules not, so the sorted beginning of the file is left
//! as it is and only the rest goes through a radix sort. Of that rest nearly all addresses have one upper half, so their
//! lower halves are enough to sort by; the few others are sorted apart, and the three are merged.

use core::ops::Range;

/// Bits of a key per pass of the radix sort.
const DIGIT_BITS: u32 = 11;

/// Widest range of numbers that are counted rather than compared.
const MOST_COUNTED: u32 = 1 << 16;

/// Sorts things by number, things of one number in their order. All sorts but that by address go through this one: a
/// sort compiled for one type of element is a tenth of the module's size.
pub(crate) fn sort_by_number<T: Copy>(things: &mut Vec<T>, number: impl Fn(&T) -> u32) {
    let places = things.iter().zip(0_u64..);
    let keys = sorted_keys(places.map(|(thing, place)| u64::from(number(thing)) << 32 | place).collect());
    *things = keys.into_iter().map(|key| things[key as u32 as usize]).collect();
}

/// Sorts keys of a number (the upper half) and a place (the lower half). They come in the order of their places, so that numbers
/// which lie near each other, as the scores of a search do, can be counted: that takes linear time.
pub(crate) fn sorted_keys(mut keys: Vec<u64>) -> Vec<u64> {
    let numbers = || keys.iter().map(|key| (key >> 32) as u32);
    let (low, high) = numbers().fold((u32::MAX, 0), |(low, high), number| (low.min(number), high.max(number)));
    if high.saturating_sub(low) >= MOST_COUNTED {
        keys.sort_unstable();
        return keys;
    }
    let mut next = vec![0; (high.saturating_sub(low) + 2) as usize];
    numbers().for_each(|number| next[(number - low + 1) as usize] += 1);
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let mut sorted = vec![0; keys.len()];
    for key in keys {
        let place: &mut usize = &mut next[((key >> 32) as u32 - low) as usize];
        sorted[*place] = key;
        *place += 1;
    }
    sorted
}

/// All rows by address and then by row, with the addresses in that order.
#[derive(Debug)]
pub(crate) struct Sorted {
    pub(crate) rows: Vec<u32>,
    pub(crate) addresses: Vec<u64>,
}

impl Sorted {
    /// Sorts the rows of a column of addresses.
    pub(crate) fn new(addresses: &[u64]) -> Self {
        let beginning = sorted_beginning(addresses);
        let rest = &addresses[beginning..];
        let upper = rest.get(rest.len() / 2).map_or(0, |address| address >> 32);
        let keyed = || rest.iter().copied().zip(beginning as u32..);
        let near = keyed().filter(|(address, _)| address >> 32 == upper);
        let far = keyed().filter(|(address, _)| address >> 32 != upper);
        let near = radix_sorted(near.map(|(address, row)| Keyed { key: address as u32, row }).collect());
        let far = radix_sorted(far.map(|(address, row)| Keyed { key: address, row }).collect());
        let near = Self::unzip(near.iter().map(|keyed| (upper << 32 | u64::from(keyed.key), keyed.row)));
        let far = Self::unzip(far.iter().map(|keyed| (keyed.key, keyed.row)));
        let first = Self { rows: (0..beginning as u32).collect(), addresses: addresses[..beginning].to_vec() };
        first.merge(near.merge(far))
    }

    fn unzip(pairs: impl ExactSizeIterator<Item = (u64, u32)>) -> Self {
        let mut sorted = Self { rows: Vec::with_capacity(pairs.len()), addresses: Vec::with_capacity(pairs.len()) };
        for (address, row) in pairs {
            sorted.rows.push(row);
            sorted.addresses.push(address);
        }
        sorted
    }

    /// Two sorted sequences as one. Long runs of one lie between neighbours of the other, so whole runs are copied.
    fn merge(self, other: Self) -> Self {
        if other.rows.is_empty() {
            return self;
        }
        let len = self.rows.len() + other.rows.len();
        let mut merged = Self { rows: Vec::with_capacity(len), addresses: Vec::with_capacity(len) };
        let (mut from, mut rest) = (&self, &other);
        let (mut at, mut rest_at) = (0, 0);
        while rest_at < rest.rows.len() {
            let end = from.end_of_run(at, (rest.addresses[rest_at], rest.rows[rest_at]));
            merged.extend(from, at..end);
            (from, at, rest, rest_at) = (rest, rest_at, from, end);
        }
        merged.extend(from, at..from.rows.len());
        merged
    }

    fn extend(&mut self, from: &Self, places: Range<usize>) {
        self.rows.extend_from_slice(&from.rows[places.clone()]);
        self.addresses.extend_from_slice(&from.addresses[places]);
    }

    /// The end of the elements from `start` on that come before `bound`, found in steps that double.
    fn end_of_run(&self, start: usize, bound: (u64, u32)) -> usize {
        let is_before = |at: usize| (self.addresses[at], self.rows[at]) < bound;
        let mut step = 1;
        while start + step < self.rows.len() && is_before(start + step) {
            step *= 2;
        }
        let (mut low, mut high) = (start + step / 2, self.rows.len().min(start + step));
        while low < high {
            let middle = low.midpoint(high);
            if is_before(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// Number of leading addresses of which none is below the one before it.
fn sorted_beginning(addresses: &[u64]) -> usize {
    addresses.windows(2).position(|pair| pair[1] < pair[0]).map_or(addresses.len(), |at| at + 1)
}

/// A row with what it is sorted by, as the radix sort moves it.
#[derive(Debug, Clone, Copy, Default)]
struct Keyed<K> {
    key: K,
    row: u32,
}

/// Least significant digit first, each pass stable; passes over digits in which no two keys differ are left out.
fn radix_sorted<K: Copy + Default + Into<u64>>(mut from: Vec<Keyed<K>>) -> Vec<Keyed<K>> {
    let Some(&Keyed { key: first, .. }) = from.first() else { return from };
    let differing = from.iter().fold(0, |bits, keyed| bits | (keyed.key.into() ^ first.into()));
    let mut to = vec![Keyed::default(); from.len()];
    for shift in (0..u64::BITS).step_by(DIGIT_BITS as usize) {
        if differing >> shift & ((1 << DIGIT_BITS) - 1) != 0 {
            pass(&from, &mut to, shift);
            core::mem::swap(&mut from, &mut to);
        }
    }
    from
}

fn pass<K: Copy + Into<u64>>(from: &[Keyed<K>], to: &mut [Keyed<K>], shift: u32) {
    let digit = |keyed: &Keyed<K>| (keyed.key.into() >> shift) as usize & ((1 << DIGIT_BITS) - 1);
    let mut places = [0_u32; 1 << DIGIT_BITS];
    for keyed in from {
        places[digit(keyed)] += 1;
    }
    let mut start = 0;
    for place in &mut places {
        start += core::mem::replace(place, start);
    }
    for keyed in from {
        let place = &mut places[digit(keyed)];
        to[*place as usize] = *keyed;
        *place += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_a_stable_sort(
            first in prop::collection::vec(0_u64..20, 0..20),
            rest in prop::collection::vec(prop_oneof![0_u64..20, any::<u64>(), (0_u64..99).prop_map(|n| u64::MAX - n)], 0..200),
        ) {
            let mut addresses = first;
            addresses.sort_unstable();
            addresses.extend(rest);
            let mut expected: Vec<u32> = (0..addresses.len() as u32).collect();
            expected.sort_by_key(|&row| addresses[row as usize]);
            let sorted = Sorted::new(&addresses);
            prop_assert_eq!(sorted.addresses, expected.iter().map(|&row| addresses[row as usize]).collect::<Vec<_>>());
            prop_assert_eq!(sorted.rows, expected);
        }

        #[test]
        fn numbers_agree_with_a_stable_sort(
            // Near each other, and also far apart.
            base in any::<u32>(),
            numbers in prop_oneof![prop::collection::vec((0_u32..9, any::<u8>()), 0..60), prop::collection::vec((any::<u32>(), any::<u8>()), 0..60)],
        ) {
            let numbers: Vec<(u32, u8)> = numbers.into_iter().map(|(number, mark)| (base.saturating_add(number), mark)).collect();
            let mut sorted = numbers.clone();
            sort_by_number(&mut sorted, |&(number, _)| number);
            let mut expected = numbers;
            expected.sort_by_key(|&(number, _)| number);
            prop_assert_eq!(sorted, expected);
        }
    }
}
