//! Rows in the order of their addresses, rows of one address in file order, in linear time.
//!
//! Kernels print the symbols of their image sorted and those of modules not, so the sorted beginning of the file is left
//! as it is, only the rest goes through a radix sort, and the two are merged.

/// Sorts things by number, things of one number in their order. All sorts but that by address go through this one: a
/// sort compiled for one type of element is a tenth of the module's size.
pub(crate) fn sort_by_number<T: Copy>(things: &mut Vec<T>, number: impl Fn(&T) -> u32) {
    let places = things.iter().zip(0_u64..);
    let mut keys: Vec<u64> = places.map(|(thing, place)| u64::from(number(thing)) << 32 | place).collect();
    keys.sort_unstable();
    *things = keys.into_iter().map(|key| things[key as u32 as usize]).collect();
}

/// Bits of an address per pass of the radix sort.
const DIGIT_BITS: u32 = 11;

/// A row with its address, as the radix sort moves it.
#[derive(Clone, Copy, Default)]
struct Keyed {
    address: u64,
    row: u32,
}

/// All rows, by address and then by row.
pub(super) fn rows_by_address(addresses: &[u64]) -> Vec<u32> {
    let sorted = sorted_beginning(addresses);
    if sorted == addresses.len() {
        return (0..addresses.len() as u32).collect();
    }
    let rest = radix_sorted(&addresses[sorted..], sorted as u32);
    merge(&addresses[..sorted], &rest)
}

/// Number of leading addresses of which none is below the one before it.
fn sorted_beginning(addresses: &[u64]) -> usize {
    addresses.windows(2).position(|pair| pair[1] < pair[0]).map_or(addresses.len(), |at| at + 1)
}

/// Least significant digit first, each pass stable; passes over digits in which no two addresses differ are left out.
fn radix_sorted(addresses: &[u64], first_row: u32) -> Vec<Keyed> {
    let mut from: Vec<Keyed> =
        addresses.iter().zip(first_row..).map(|(&address, row)| Keyed { address, row }).collect();
    let mut to = vec![Keyed::default(); from.len()];
    let differing = addresses.iter().fold(0, |bits, address| bits | (address ^ addresses[0]));
    for shift in (0..u64::BITS).step_by(DIGIT_BITS as usize) {
        if differing >> shift & ((1 << DIGIT_BITS) - 1) != 0 {
            pass(&from, &mut to, shift);
            core::mem::swap(&mut from, &mut to);
        }
    }
    from
}

fn pass(from: &[Keyed], to: &mut [Keyed], shift: u32) {
    let digit = |keyed: &Keyed| (keyed.address >> shift) as usize & ((1 << DIGIT_BITS) - 1);
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

/// Merges the sorted first rows with the sorted others; at one address the first rows come first.
fn merge(first: &[u64], others: &[Keyed]) -> Vec<u32> {
    let mut rows = Vec::with_capacity(first.len() + others.len());
    let mut next = 0_u32;
    for other in others {
        while first.get(next as usize).is_some_and(|&address| address <= other.address) {
            rows.push(next);
            next += 1;
        }
        rows.push(other.row);
    }
    rows.extend(next..first.len() as u32);
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_a_stable_sort(addresses in prop::collection::vec(prop_oneof![0_u64..20, any::<u64>(), (0_u64..99).prop_map(|n| u64::MAX - n)], 0..200)) {
            let mut expected: Vec<u32> = (0..addresses.len() as u32).collect();
            expected.sort_by_key(|&row| addresses[row as usize]);
            prop_assert_eq!(rows_by_address(&addresses), expected);
        }
    }
}
