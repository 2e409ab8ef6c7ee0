//! All rows in the order of a column.

use crate::columns::Columns;
use crate::table::Table;

/// What rows can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By address, as the text has it, also where the kernel hid them.
    Address,
    /// By the bytes of the name.
    Name,
    /// By size; unknown sizes come last.
    Size,
    /// By the type letter's byte.
    Kind,
    /// By the bytes of the owner's name; the kernel image comes first.
    Owner,
}

/// All rows, ascending, rows that are alike in file order.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::query::order::{Order, sorted_rows};
///
/// let table = Table::parse(b"ffffffff81000000 T udp_rcv\nffffffff81000010 t tcp_rcv\nffffffff81000020 T tcp\n")?;
/// assert_eq!(sorted_rows(&table, Order::Name), [2, 1, 0]);
/// assert_eq!(sorted_rows(&table, Order::Kind), [0, 2, 1]);
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub fn sorted_rows(table: &Table, order: Order) -> Vec<u32> {
    let columns = &table.columns;
    match order {
        Order::Address => table.addresses.rows().to_vec(),
        Order::Name => by_name(columns),
        Order::Size => by_size(columns),
        Order::Kind => by_place(columns, 256, |row| u32::from(columns.kinds[row as usize])),
        Order::Owner => by_owner(columns),
    }
}

/// Rows by one of `places` numbers: each is counted, then put behind all that are lower.
fn by_place(columns: &Columns, places: usize, mut place: impl FnMut(u32) -> u32) -> Vec<u32> {
    let places_of_rows: Vec<u32> = (0..columns.len() as u32).map(&mut place).collect();
    let mut starts = vec![0_u32; places + 1];
    for &place in &places_of_rows {
        starts[place as usize + 1] += 1;
    }
    for place in 0..places {
        starts[place + 1] += starts[place];
    }
    let mut rows = vec![0; columns.len()];
    for (row, &place) in (0..).zip(&places_of_rows) {
        let next = &mut starts[place as usize];
        rows[*next as usize] = row;
        *next += 1;
    }
    rows
}

fn by_owner(columns: &Columns) -> Vec<u32> {
    let mut ranks = vec![0; columns.owners.len()];
    // The map of the modules is in the order of their names; the kernel image isn't in it and keeps the first place.
    for (rank, &owner) in (1..).zip(columns.module_numbers().values()) {
        ranks[owner as usize] = rank;
    }
    let mut owners = columns.owners_of_neighbours();
    by_place(columns, ranks.len(), |row| ranks[owners.of(row) as usize])
}

fn by_size(columns: &Columns) -> Vec<u32> {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for row in 0..columns.len() as u32 {
        match columns.size(row) {
            Some(size) => known.push((size, row)),
            None => unknown.push(row),
        }
    }
    let mut room = half(&known);
    merge_sort(&mut known, &mut room);
    known.into_iter().map(|(_, row)| row).chain(unknown).collect()
}

/// Bytes of a name that a key holds; its last byte is a count.
const WINDOW: usize = 7;

/// A row with what it is sorted by.
type Keyed = (u64, u32);

/// Sorts by the first bytes of the names, then, where these are alike, by the next ones, and so on. Each comparison is of
/// numbers that lie side by side, and each byte of a name is read once.
fn by_name(columns: &Columns) -> Vec<u32> {
    let mut keyed: Vec<Keyed> = (0..columns.len() as u32).map(|row| (0, row)).collect();
    let mut room = half(&keyed);
    // Ranges of rows whose names are alike up to a place.
    let mut todo = vec![(0, keyed.len(), 0)];
    while let Some((start, end, place)) = todo.pop() {
        let alike = &mut keyed[start..end];
        for (key, row) in alike.iter_mut() {
            *key = window(&columns.name(*row)[place..]);
        }
        merge_sort(alike, &mut room);
        let mut group_start = start;
        for group in alike.chunk_by(|a, b| a.0 == b.0) {
            let group_end = group_start + group.len();
            if group.len() > 1 && goes_on(group[0].0) {
                todo.push((group_start, group_end, place + WINDOW));
            }
            group_start = group_end;
        }
    }
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// The room that a sort needs.
fn half(keyed: &[Keyed]) -> Vec<Keyed> {
    keyed[..keyed.len() / 2].to_vec()
}

/// Longest run that is sorted by moving each element to its place.
const SHORT_RUN: usize = 16;

/// Sorts by key; what is alike stays in its order. The standard library's sort is no faster here, and compiled for one more type of
/// element it is a thirtieth of the module.
fn merge_sort(keyed: &mut [Keyed], room: &mut [Keyed]) {
    let middle = keyed.len() / 2;
    if keyed.len() <= SHORT_RUN {
        return insertion_sort(keyed);
    }
    let (left, right) = keyed.split_at_mut(middle);
    merge_sort(left, room);
    merge_sort(right, room);
    if left[middle - 1].0 <= right[0].0 {
        return;
    }
    let left = &mut room[..middle];
    left.copy_from_slice(&keyed[..middle]);
    let (mut taken, mut from) = (0, middle);
    for to in 0..keyed.len() {
        if taken == middle {
            break;
        }
        if from < keyed.len() && keyed[from].0 < left[taken].0 {
            keyed[to] = keyed[from];
            from += 1;
        } else {
            keyed[to] = left[taken];
            taken += 1;
        }
    }
}

fn insertion_sort(keyed: &mut [Keyed]) {
    for next in 1..keyed.len() {
        let moved = keyed[next];
        let mut place = next;
        while place > 0 && keyed[place - 1].0 > moved.0 {
            keyed[place] = keyed[place - 1];
            place -= 1;
        }
        keyed[place] = moved;
    }
}

/// The first bytes of a text, and below them how many they are: a text comes before those that it begins.
#[inline]
fn window(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(WINDOW);
    bytes[..length].copy_from_slice(&text[..length]);
    // A name can hold any byte, NUL too, so the count tells an end from zeros.
    bytes[WINDOW] = text.len().min(WINDOW + 1) as u8;
    u64::from_be_bytes(bytes)
}

/// Whether a window's text goes on behind it.
fn goes_on(window: u64) -> bool {
    window as u8 as usize > WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(names: &[&[u8]]) -> Vec<u8> {
        names.iter().flat_map(|name| [b"ffffffff81000000 t ", *name, b"\n"].concat()).collect()
    }

    #[test]
    fn names_are_ordered_by_their_bytes_at_every_length() {
        let names: Vec<&[u8]> = vec![
            b"1234567890123",
            b"12345678901234",
            b"1234567",
            b"12345678",
            b"123456",
            b"1234567\0",
            b"123456\0",
            b"12345678901234\0x",
            b"1234567",
            b"12345678901234",
            b"\xff",
            b"a",
            b"1234567890123",
        ];
        let table = Table::parse(&text(&names)).unwrap();
        let mut expected: Vec<u32> = (0..names.len() as u32).collect();
        expected.sort_by_key(|&row| names[row as usize]);
        assert_eq!(sorted_rows(&table, Order::Name), expected);
    }

    #[test]
    fn a_size_of_all_ones_comes_before_an_unknown_one() {
        let table = Table::parse(
            b"ffffffff81000000 ffffffffffffffff t most\nffffffff81000010 t unknown\nffffffff81000010 0000000000000008 t least\n",
        )
        .unwrap();
        let sizes: Vec<Option<u64>> =
            sorted_rows(&table, Order::Size).into_iter().map(|row| table.symbol(row).size).collect();
        assert_eq!(sizes, [Some(8), Some(u64::MAX), None]);
    }

    #[test]
    fn an_empty_table_has_an_empty_order() {
        let options = crate::load::Options { owners: Some(vec![b"nobody".to_vec()]), ..Default::default() };
        let mut loader = crate::load::Loader::new(options);
        loader.push(b"ffffffff81000000 t a\n").unwrap();
        let table = loader.finish().unwrap();
        for order in [Order::Address, Order::Name, Order::Size, Order::Kind, Order::Owner] {
            assert!(sorted_rows(&table, order).is_empty());
        }
    }
}
