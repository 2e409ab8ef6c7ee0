//! Names close to one that isn't there: its variants, other cases of it, and slips of the keyboard.

use crate::table::Table;

use super::variant::Variant;

/// Longest name for which slips are looked for; longer ones still find their variants.
const LONGEST: usize = 64;

/// Up to `limit` rows, each of another name, that may be meant by a name that isn't in the table: best first, then in
/// file order.
pub fn suggest(table: &Table, name: &[u8], limit: usize) -> Vec<u32> {
    if name.is_empty() || limit == 0 {
        return Vec::new();
    }
    let wanted = Wanted { name, base: Variant::of(name).base, most: (name.len() / 4).min(2) };
    let mut nearest: Vec<(usize, u32)> = Vec::new();
    for row in 0..table.len() as u32 {
        let Some(distance) = wanted.distance(table.columns.name(row)) else { continue };
        let place = nearest.partition_point(|&(other, _)| other <= distance);
        let known = |&(_, other): &(usize, u32)| table.columns.name(other) == table.columns.name(row);
        if place < limit && !nearest.iter().any(known) {
            nearest.insert(place, (distance, row));
            nearest.truncate(limit);
        }
    }
    nearest.into_iter().map(|(_, row)| row).collect()
}

/// The name that isn't there.
struct Wanted<'a> {
    name: &'a [u8],
    base: &'a [u8],
    /// Most edits.
    most: usize,
}

impl Wanted<'_> {
    /// 0 for a variant, 1 for another case, then twice the number of edits; `None` where a name is too far away.
    fn distance(&self, name: &[u8]) -> Option<usize> {
        let &Self { name: wanted, base: wanted_base, most } = self;
        // Its base is no longer than a name.
        if name.len() < wanted_base.len().min(wanted.len() - most) {
            return None;
        }
        let base = Variant::of(name).base;
        if base == wanted_base {
            return Some(0);
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(1);
        }
        if wanted.len() > LONGEST || base.len().abs_diff(wanted.len()) > most {
            return None;
        }
        edits(wanted, base).filter(|&edits| edits <= most).map(|edits| 2 * edits)
    }
}

/// Levenshtein's distance by Myers' bit vectors (Hyyrö 2003): a column of the table in two words. `a` has 1 to 64 bytes.
fn edits(a: &[u8], b: &[u8]) -> Option<usize> {
    let last = 1_u64.checked_shl(a.len().checked_sub(1)? as u32)?;
    let mut places = [0_u64; 256];
    for (at, &byte) in a.iter().enumerate() {
        places[usize::from(byte)] |= 1 << at;
    }
    let (mut plus, mut minus, mut edits) = (u64::MAX, 0, a.len());
    for &byte in b {
        let equal = places[usize::from(byte)];
        let diagonal = ((equal & plus).wrapping_add(plus) ^ plus) | equal | minus;
        let mut right = minus | !(diagonal | plus);
        let mut left = plus & diagonal;
        edits = edits + usize::from(right & last != 0) - usize::from(left & last != 0);
        right = right << 1 | 1;
        left <<= 1;
        plus = left | !(diagonal | right);
        minus = right & diagonal;
    }
    Some(edits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(a: &[u8], b: &[u8]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut before = core::mem::replace(&mut row[0], i + 1);
            for (j, y) in b.iter().enumerate() {
                let change = before + usize::from(x != y);
                before = row[j + 1];
                row[j + 1] = change.min(before + 1).min(row[j] + 1);
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn edits_agree_with_the_table(a in "[abc_]{1,64}", b in "[abc_]{0,70}") {
            prop_assert_eq!(edits(a.as_bytes(), b.as_bytes()), Some(naive(a.as_bytes(), b.as_bytes())));
        }
    }

    #[test]
    fn variants_come_before_slips() {
        let text =
            b"ffffffff81000000 T tcp_sendmsh\nffffffff81000010 t tcp_sendmsg.isra.0\nffffffff81000020 T unrelated\n";
        let table = Table::parse(text).unwrap();
        assert_eq!(suggest(&table, b"tcp_sendmsg", 5), [1, 0]);
        assert_eq!(suggest(&table, b"TCP_SENDMSH", 5), [0]);
        assert_eq!(suggest(&table, b"x", 5), []);
        assert_eq!(suggest(&table, b"", 5), []);
    }
}
