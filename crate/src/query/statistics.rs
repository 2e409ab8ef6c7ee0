//! Counts that tell what a table is like.

use crate::columns::SYSTEM;
use crate::table::Table;

use super::variant::Variant;

/// Counts over a whole table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// All symbols.
    pub symbols: usize,
    /// Symbols of the kernel image.
    pub system_symbols: usize,
    /// Owners, the kernel image included where it has symbols.
    pub owners: usize,
    /// Different names.
    pub names: usize,
    /// Different addresses.
    pub addresses: usize,
    /// Names at more than one address.
    pub ambiguous_names: usize,
    /// Symbols with such a name.
    pub ambiguous_symbols: usize,
    /// Addresses with more than one symbol.
    pub shared_addresses: usize,
    /// Symbols at such an address.
    pub shared_symbols: usize,
    /// Most symbols at one address.
    pub most_aliases: usize,
    /// Symbols at address 0.
    pub zero_addresses: usize,
    /// Mapping and local names inside modules.
    pub local_symbols: usize,
    /// Names with a prefix or suffix that the compiler or the build gave them.
    pub variants: usize,
    /// Those of them that hold only a part of a function.
    pub fragments: usize,
    /// Longest name in bytes.
    pub longest_name: usize,
    /// Bytes of all names.
    pub name_bytes: usize,
    /// Symbols by type letter.
    pub kinds: [u32; 256],
}

/// Counts a table. Where addresses are hidden, all counts about them are 0 and a name on several lines is ambiguous.
pub fn statistics(table: &Table) -> Statistics {
    let columns = &table.columns;
    let shared: Vec<usize> =
        table.shared_addresses().map(|groups| groups.iter().map(|rows| rows.len()).collect()).unwrap_or_default();
    let variants =
        || (0..table.len() as u32).map(|row| Variant::of(columns.name(row))).filter(|variant| !variant.is_plain());
    let mut kinds = [0; 256];
    columns.kinds.iter().for_each(|&kind| kinds[usize::from(kind)] += 1);
    let system_symbols = table.owner_runs().filter(|run| run.1 == SYSTEM).map(|(rows, _)| rows.len()).sum();
    Statistics {
        symbols: table.len(),
        system_symbols,
        owners: table.owners().len() - usize::from(system_symbols == 0),
        names: table.names.distinct(),
        addresses: if table.is_restricted() { 0 } else { table.addresses.distinct() },
        ambiguous_names: table.ambiguous_names().count(),
        ambiguous_symbols: table.ambiguous.count(),
        shared_addresses: shared.len(),
        shared_symbols: shared.iter().sum(),
        most_aliases: shared.iter().copied().max().unwrap_or(usize::from(!table.is_empty() && !table.is_restricted())),
        zero_addresses: if table.is_restricted() {
            0
        } else {
            columns.addresses.iter().filter(|&&address| address == 0).count()
        },
        local_symbols: table.locals.count(),
        variants: variants().count(),
        fragments: variants().filter(|variant| variant.is_fragment).count(),
        longest_name: (0..table.len() as u32).map(|row| columns.name(row).len()).max().unwrap_or(0),
        name_bytes: columns.names.len(),
        kinds,
    }
}
