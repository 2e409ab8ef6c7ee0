//! Which owner of one table is which of the other.

use crate::columns::SYSTEM;
use crate::table::Table;

use super::NONE;
use super::Tables;
use super::none;

/// Owner numbers of two tables.
#[derive(Debug)]
pub(super) struct Owners {
    /// By old number the new one, or `NONE`.
    pub(super) to_new: Vec<u32>,
    /// By new number the old one, or `NONE`.
    pub(super) to_old: Vec<u32>,
}

impl Owners {
    pub(super) fn new(Tables { old, new }: Tables<'_>) -> Self {
        let mut owners = Self { to_new: none(old.owners().len()), to_old: none(new.owners().len()) };
        owners.pair(SYSTEM, SYSTEM);
        // A module may be called as the kernel image is here, which isn't among them.
        let numbers = new.columns.module_numbers();
        for (number, owner) in (0..).zip(old.owners()).skip(1) {
            if let Some(&other) = numbers.get(owner) {
                owners.pair(number, other);
            }
        }
        owners
    }

    fn pair(&mut self, old: u32, new: u32) {
        self.to_new[old as usize] = new;
        self.to_old[new as usize] = old;
    }
}

/// Numbers of a table's owners that have symbols there and none in the other table.
pub(super) fn only_in(table: &Table, others: &[u32], other: &Table) -> Vec<u32> {
    let has_image = |table: &Table| table.columns.runs.iter().any(|run| run.owner == SYSTEM);
    let mut only: Vec<u32> = Vec::new();
    if has_image(table) && !has_image(other) {
        only.push(SYSTEM);
    }
    only.extend((1..others.len() as u32).filter(|&owner| others[owner as usize] == NONE));
    only
}
