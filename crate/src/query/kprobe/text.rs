//! Which function an address is in, and whether code is there that stays.

use crate::columns::SYSTEM;
use crate::index::address::Head;
use crate::symbol::is_text;
use crate::table::Table;

use super::occurrences::Occurrences;
use super::occurrences::is_in_module;

/// How far the last function of a module may reach where nothing tells its end.
const LONGEST_FUNCTION: u64 = 1 << 20;

/// Address of the first row of the kernel image with a name, such as `_stext`.
pub(super) fn marker(table: &Table, name: &str) -> Option<u64> {
    let row = *Occurrences::of(table, name.as_bytes()).image.first()?;
    Some(table.columns.addresses[row as usize])
}

/// The row that begins what an address is in, as `kallsyms_lookup_size_offset` finds it: nothing below `_stext` is the
/// kernel's, so percpu offsets near 0 aren't either.
pub(super) fn function_at(table: &Table, address: u64) -> Option<u32> {
    if let Some((row, _)) = table.covering(address) {
        let below_image = || marker(table, "_stext").is_some_and(|start| address < start);
        return (table.owner_number(row) != SYSTEM || !below_image()).then_some(row);
    }
    let Head { row, offset, .. } = table.addresses.head(&table.columns, address)?;
    (is_in_module(table, row) && offset < LONGEST_FUNCTION).then_some(row)
}

/// Whether an address, in what begins at `row`, is text that can be probed: in the image between `_stext` and `_etext` (so
/// without the init functions, which are gone after boot; since 7.x type letters alone don't part code from data there), in a
/// module where a text symbol begins.
pub(super) fn is_kernel_text(table: &Table, row: u32, address: u64) -> bool {
    let owner = table.owner_number(row);
    if owner == SYSTEM {
        if let (Some(start), Some(end)) = (marker(table, "_stext"), marker(table, "_etext")) {
            return (start..end).contains(&address);
        }
    } else if !is_in_module(table, row) {
        return false;
    }
    let begin = table.columns.addresses[row as usize];
    let here = table.addresses.at(&table.columns, begin).iter();
    here.filter(|&&other| table.owner_number(other) == owner).any(|&other| is_text(table.columns.kinds[other as usize]))
}
