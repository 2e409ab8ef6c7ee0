//! Which symbol of one table is which of the other.

use crate::index::address::equal_ranges;
use crate::index::name::Rows;
use crate::index::sort::Sorted;
use crate::table::Table;

use super::NONE;
use super::Tables;
use super::areas::Areas;
use super::none;
use super::owner_of;
use super::owners::Owners;

/// In place of a partner: rows of the same owner and name are left on both sides, and which is which can't be told.
pub(super) const AMBIGUOUS: u32 = NONE - 1;

/// The partner of each row, `NONE` or `AMBIGUOUS`.
#[derive(Debug)]
pub(super) struct Pairs<'a> {
    tables: Tables<'a>,
    /// By old row the new one.
    pub(super) to_new: Vec<u32>,
    /// By new row the old one.
    pub(super) to_old: Vec<u32>,
    repeated: Repeated,
}

/// Rows of owners' names of which one table has several and the other has some.
#[derive(Debug, Default)]
struct Repeated {
    /// Of each name the old rows, then the new ones, in file order.
    rows: Vec<u32>,
    /// Of each name the owner in the old table, and where its old rows and its new rows end.
    ends: Vec<(u32, u32, u32)>,
}

impl<'a> Pairs<'a> {
    /// Pairs what name and owner tell. Where both tables have a name equally often, its rows are paired in file order for now,
    /// so that slides can be found by them.
    pub(super) fn by_name(tables: Tables<'a>, owners: &Owners) -> Self {
        let Tables { old, new } = tables;
        let (to_new, to_old) = (none(old.len()), none(new.len()));
        let mut pairs = Self { tables, to_new, to_old, repeated: Repeated::default() };
        for row in 0..old.len() as u32 {
            match old.find_name(old.columns.name(row)) {
                Rows::Many(rows) if rows[0] == row => pairs.pair_name(rows, owners),
                Rows::One(_) => pairs.pair_name(&[row], owners),
                _ => {}
            }
        }
        pairs
    }

    fn pair_name(&mut self, olds: &[u32], owners: &Owners) {
        let Tables { old, new } = self.tables;
        match (olds, new.find_name(old.columns.name(olds[0]))) {
            (_, Rows::None) => {}
            (_, Rows::Many(news)) => self.pair_by_owner(olds, news, owners),
            // Also where the owners differ: the name stands once in each table.
            (&[row], Rows::One(partner)) => self.pair(row, partner),
            (_, Rows::One(row)) => self.pair_by_owner(olds, &[row], owners),
        }
    }

    fn pair_by_owner(&mut self, olds: &[u32], news: &[u32], owners: &Owners) {
        let Tables { old, new } = self.tables;
        let old_owners = keys(olds, &|row| u64::from(owner_of(old, row)));
        let new_owners = keys(news, &|row| u64::from(owners.to_old[owner_of(new, row) as usize]));
        for_each_match(&old_owners, &new_owners, &mut |old_places, new_places| {
            let owner = old_owners[old_places[0] as usize] as u32;
            if old_places.len() == new_places.len() {
                self.pair_in_order(olds, old_places, news, new_places);
            }
            if old_places.len().max(new_places.len()) > 1 {
                let Repeated { rows, ends } = &mut self.repeated;
                rows.extend(old_places.iter().map(|&place| olds[place as usize]));
                let middle = rows.len() as u32;
                rows.extend(new_places.iter().map(|&place| news[place as usize]));
                ends.push((owner, middle, rows.len() as u32));
            }
        });
    }

    fn pair_in_order(&mut self, olds: &[u32], old_places: &[u32], news: &[u32], new_places: &[u32]) {
        for (&old, &new) in old_places.iter().zip(new_places) {
            self.pair(olds[old as usize], news[new as usize]);
        }
    }

    fn mark(&mut self, olds: &[u32], news: &[u32], partner: u32) {
        for (partners, rows) in [(&mut self.to_new, olds), (&mut self.to_old, news)] {
            rows.iter().for_each(|&row| partners[row as usize] = partner);
        }
    }

    fn pair(&mut self, old: u32, new: u32) {
        self.to_new[old as usize] = new;
        self.to_old[new as usize] = old;
    }

    /// Pairs by where the symbols are what was paired in file order and doesn't fit, and what couldn't be paired so.
    pub(super) fn settle(&mut self, areas: &Areas) {
        let Repeated { rows, ends } = core::mem::take(&mut self.repeated);
        let mut start = 0;
        for (owner, middle, end) in ends {
            let (olds, news) = rows[start as usize..end as usize].split_at((middle - start) as usize);
            start = end;
            self.settle_name(olds, news, owner, areas);
        }
    }

    fn settle_name(&mut self, olds: &[u32], news: &[u32], owner: u32, areas: &Areas) {
        let tables = self.tables;
        let are_placed = areas.are_known(tables, owner);
        self.mark(olds, news, NONE);
        let (mut olds, mut news) = (olds.to_vec(), news.to_vec());
        for by in [By::Place, By::Look, By::Nothing] {
            let old_keys = keys(&olds, &|row| match by {
                By::Place => areas.expected(tables, owner, row),
                By::Look => look(tables.old, row, are_placed),
                By::Nothing => 0,
            });
            let new_keys = keys(&news, &|row| match by {
                By::Place => tables.new.columns.addresses[row as usize],
                By::Look => look(tables.new, row, are_placed),
                By::Nothing => 0,
            });
            for_each_match(&old_keys, &new_keys, &mut |old_places, new_places| {
                let (old_count, new_count) = (old_places.len(), new_places.len());
                let can_be_told = match by {
                    By::Place => are_placed,
                    By::Look => old_count == new_count,
                    By::Nothing => old_count.max(new_count) == 1,
                };
                if can_be_told || !are_placed && by != By::Place {
                    self.pair_in_order(&olds, old_places, &news, new_places);
                }
            });
            olds = left(&self.to_new, &olds);
            news = left(&self.to_old, &news);
        }
        if !olds.is_empty() && !news.is_empty() {
            self.mark(&olds, &news, AMBIGUOUS);
        }
    }
}

/// What rows of one owner and name are paired by, one after the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Place,
    Look,
    Nothing,
}

fn left(partners: &[u32], rows: &[u32]) -> Vec<u32> {
    rows.iter().copied().filter(|&row| partners[row as usize] == NONE).collect()
}

fn keys(rows: &[u32], key: &dyn Fn(u32) -> u64) -> Vec<u64> {
    rows.iter().map(|&row| key(row)).collect()
}

/// A number that is the same for rows of one type and, where places tell sizes, of one size. A size of more than 55 bits, which
/// no kernel has, may pass for another.
fn look(table: &Table, row: u32, with_size: bool) -> u64 {
    let size = table.columns.size(row).filter(|_| with_size).map_or(0, |size| size.wrapping_add(1));
    size << 8 | u64::from(table.columns.kinds[row as usize])
}

/// Gives for each key that is in both lists the places at which it is, ascending.
fn for_each_match(old: &[u64], new: &[u64], give: &mut dyn FnMut(&[u32], &[u32])) {
    let (old, new) = (Sorted::new(old), Sorted::new(new));
    for alike in equal_ranges(&old.addresses) {
        let key = old.addresses[alike.start];
        let start = new.addresses.partition_point(|&other| other < key);
        let end = new.addresses.partition_point(|&other| other <= key);
        if start < end {
            give(&old.rows[alike], &new.rows[start..end]);
        }
    }
}
