//! The rows of one name, parted as the kernel counts and finds them.

use std::collections::HashSet;

use crate::columns::SYSTEM;
use crate::index::name::Rows;
use crate::table::Table;

use super::release::Regime;

/// Owners that the kernel prints like modules but whose symbols it doesn't find by name: `bpf_get_kallsym`,
/// `ftrace_get_trampoline_kallsym` and `kprobe_get_kallsym` serve the file only.
const NO_MODULES: [&[u8]; 3] = [b"bpf", b"__builtin__ftrace", b"__builtin__kprobes"];

/// Whether the owner of a row is a module, neither the kernel image nor one of those that only look like modules.
pub(super) fn is_in_module(table: &Table, row: u32) -> bool {
    table.owner_number(row) != SYSTEM && !NO_MODULES.contains(&table.symbol(row).owner)
}

/// The number of a loaded module. A module without a symbol in the table isn't known to be loaded.
pub(super) fn module_number(table: &Table, name: &[u8]) -> Option<u32> {
    let number = table.owners().skip(1).position(|owner| owner == name)?;
    (!NO_MODULES.contains(&name)).then_some(number as u32 + SYSTEM + 1)
}

/// The rows of one name that can be found by it, in file order.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    /// Those of the kernel image.
    pub(super) image: Vec<u32>,
    /// Those of modules.
    pub(super) modules: Vec<u32>,
}

impl Occurrences {
    /// The rows of exactly these bytes.
    pub(super) fn of(table: &Table, name: &[u8]) -> Self {
        match table.find_name(name) {
            Rows::None => Self::default(),
            Rows::One(row) => Self::part(table, &[row]),
            Rows::Many(rows) => Self::part(table, rows),
        }
    }

    fn part(table: &Table, rows: &[u32]) -> Self {
        let (image, others): (Vec<u32>, Vec<u32>) = rows.iter().partition(|&&row| table.owner_number(row) == SYSTEM);
        Self { image, modules: others.into_iter().filter(|&row| is_in_module(table, row)).collect() }
    }

    /// Number of rows in image and modules.
    pub(super) fn total(&self) -> usize {
        self.image.len() + self.modules.len()
    }

    /// The row that `kallsyms_lookup_name` takes for the bare name: the first of the image, else of the modules in the order
    /// of `/proc/modules`, which is the file's.
    pub(super) fn taken(&self) -> Option<u32> {
        self.image.first().or(self.modules.first()).copied()
    }

    /// The rows in one module.
    pub(super) fn in_module(&self, table: &Table, module: u32) -> Vec<u32> {
        self.modules.iter().copied().filter(|&row| table.owner_number(row) == module).collect()
    }

    /// How many symbols a kernel counts for the bare name; `None` where it doesn't count.
    pub(super) fn counted(&self, regime: Regime) -> Option<usize> {
        let (image, modules) = (self.image.len(), self.modules.len());
        match regime {
            Regime::Unchecked => None,
            Regime::ImageCounted => Some(image),
            Regime::AllCounted | Regime::OwnerCounted => Some(image + modules),
            Regime::ModulesCountedTwice => Some(image + 2 * modules),
            Regime::ImageFirst => Some(if image > 0 { image } else { modules }),
        }
    }
}

/// Number of different addresses of some rows.
pub(super) fn addresses(table: &Table, rows: impl Iterator<Item = u32>) -> usize {
    rows.map(|row| table.columns.addresses[row as usize]).collect::<HashSet<u64>>().len()
}
