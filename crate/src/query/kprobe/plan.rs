//! Every address of a name, how to attach there, and what attaching by the name would do.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::columns::SYSTEM;
use crate::columns::SYSTEM_NAME;
use crate::error::Result;
use crate::table::Table;

use super::explain;
use super::occurrences::Occurrences;
use super::occurrences::is_in_module;
use super::predict::Cause;
use super::predict::Kernel;
use super::predict::Outcome;
use super::predict::Verdict;
use super::predict::predict;
use super::spec::Spec;
use super::specs::Specs;
use super::specs::specs;

/// Most targets that a plan holds. No function's name comes near it, but a table may have a local label millions of times.
pub const MOST_TARGETS: usize = 10_000;

/// What is asked for beside the name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Distance from each address in bytes.
    pub offset: u64,
    /// Only this owner's symbols; attaching is then by `owner:name`, but for the kernel image (`system`), which has no such
    /// form.
    pub owner: Option<&'a [u8]>,
    /// What is known of the kernel.
    pub kernel: Kernel<'a>,
}

/// The plan for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One target for each different address, in file order; none where there are more than [`MOST_TARGETS`].
    pub targets: Vec<Target>,
    /// Number of different addresses.
    pub total: usize,
    /// What attaching by the name does, also where it has no address.
    pub outcome: Outcome,
}

/// One address of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The first row of the name at the address.
    pub row: u32,
    /// Where the specs attach: the symbol's address and the offset.
    pub address: u64,
    /// Which of the symbols of this name in its object (image or module) it is, from 1; 0 where it is the only one.
    /// That is how `livepatch` wants it (`klp_find_object_symbol` in `kernel/livepatch/core.c`).
    pub sympos: u32,
    /// Whether no other symbol of image and modules has this name.
    pub name_is_unique: bool,
    /// How to attach to this address and no other.
    pub specs: Specs,
    /// What attaching by the name does, seen from this target: attached elsewhere, it is [`Verdict::PicksOne`].
    pub outcome: Outcome,
    /// Why a kernel refuses a probe at this address, however it is written; `None` where nothing tells so.
    pub unprobeable: Option<String>,
}

/// Plans how to attach to a name.
///
/// # Errors
///
/// [`crate::Error::Restricted`] where the table has no addresses.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::query::kprobe::{Kernel, Options, Release, Verdict, plan};
///
/// let table = Table::parse(b"ffffffff81001000 t f\nffffffffc0001000 t f\t[ext4]\n")?;
/// let kernel = Kernel { release: Release::parse("7.3.4"), traceable: None };
/// let plan = plan(&table, b"f", &Options { kernel, ..Options::default() })?;
/// let verdicts: Vec<Verdict> = plan.targets.iter().map(|target| target.outcome.verdict).collect();
/// assert_eq!(verdicts, [Verdict::Attaches, Verdict::PicksOne]);
/// assert_eq!(plan.targets[1].specs.tracefs.as_deref(), Some("p ext4:f"));
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub fn plan(table: &Table, name: &[u8], options: &Options<'_>) -> Result<Plan> {
    table.require_addresses()?;
    let mut rows = table.rows_by_name(name);
    if let Some(owner) = options.owner {
        rows.retain(|&row| table.symbol(row).owner == owner);
    }
    let sympos = positions(table, &rows);
    let mut seen = HashSet::new();
    let first_there = |&at: &usize| seen.insert(table.symbol(rows[at]).address);
    let firsts: Vec<usize> = (0..rows.len()).filter(first_there).collect();
    let mut outcomes = Outcomes { table, options, by_name: HashMap::new() };
    let kept = firsts.iter().filter(|_| firsts.len() <= MOST_TARGETS);
    let targets = kept.map(|&at| outcomes.target(rows[at], sympos[at])).collect::<Result<Vec<Target>>>()?;
    // Where bytes that aren't UTF-8 are shown as U+FFFD, the name is that of the rows and not what was typed.
    let name = rows.first().map_or(name, |&row| table.symbol(row).name);
    let outcome = by_name(table, name, options, &targets)?;
    Ok(Plan { targets, total: firsts.len(), outcome })
}

/// What attaching by each name does. There is more than one name only where bytes that aren't UTF-8 are shown alike.
struct Outcomes<'a> {
    table: &'a Table,
    options: &'a Options<'a>,
    by_name: HashMap<&'a [u8], Named>,
}

/// What is the same for all targets of a name.
#[derive(Clone)]
struct Named {
    outcome: Outcome,
    total: usize,
}

impl<'a> Outcomes<'a> {
    fn target(&mut self, row: u32, sympos: u32) -> Result<Target> {
        let Self { table, options, .. } = *self;
        let named = self.named(table.symbol(row).name)?;
        let address = table.symbol(row).address.wrapping_add(options.offset);
        let is_found = table.owner_number(row) == SYSTEM || is_in_module(table, row);
        Ok(Target {
            row,
            address,
            sympos,
            name_is_unique: is_found && named.total == 1,
            specs: specs(table, row, options.offset, &options.kernel),
            outcome: seen_from(table, address, named.outcome),
            unprobeable: unprobeable(table, address, &options.kernel)?,
        })
    }

    fn named(&mut self, name: &'a [u8]) -> Result<Named> {
        if let Some(named) = self.by_name.get(name) {
            return Ok(named.clone());
        }
        let outcome = predict(self.table, &spec(name, self.options), &self.options.kernel)?;
        let named = Named { outcome, total: Occurrences::of(self.table, name).total() };
        self.by_name.insert(name, named.clone());
        Ok(named)
    }
}

fn spec<'a>(name: &'a [u8], options: &Options<'a>) -> Spec<'a> {
    let owner = options.owner.filter(|&owner| owner != SYSTEM_NAME.as_bytes());
    Spec::Symbol { owner, name, offset: options.offset }
}

/// What attaching by the name does: where it is armed, as the target there has it.
fn by_name(table: &Table, name: &[u8], options: &Options<'_>, targets: &[Target]) -> Result<Outcome> {
    let outcome = predict(table, &spec(name, options), &options.kernel)?;
    let reached = |target: &&Target| outcome.address == Some(target.address);
    if outcome.address.is_none() || targets.iter().any(|target| reached(&target)) {
        return Ok(outcome);
    }
    match targets.first() {
        Some(target) => Ok(target.outcome.clone()),
        // The image was asked for and doesn't have it, but the bare name reaches a module.
        None => Ok(seen_from(table, 0, outcome)),
    }
}

/// An outcome as it is for a target: a probe that is armed elsewhere isn't the one that was meant.
fn seen_from(table: &Table, address: u64, outcome: Outcome) -> Outcome {
    match outcome.address {
        Some(armed) if armed != address => {
            let why = match super::text::function_at(table, armed) {
                Some(row) => explain::takes_another(table, row, &outcome.why),
                None => outcome.why,
            };
            Outcome { verdict: Verdict::PicksOne, why, ..outcome }
        }
        _ => outcome,
    }
}

fn unprobeable(table: &Table, address: u64, kernel: &Kernel<'_>) -> Result<Option<String>> {
    let outcome = predict(table, &Spec::Address(address), kernel)?;
    let refused =
        matches!(outcome.cause, Cause::Notrace | Cause::NotText | Cause::Blacklisted | Cause::InsideInstruction);
    Ok(refused.then_some(outcome.why))
}

/// For each row, which of the rows of its name in its object it is; 0 where it is the only one.
fn positions(table: &Table, rows: &[u32]) -> Vec<u32> {
    let object = |row: u32| (table.owner_number(row), table.symbol(row).name);
    let mut totals: HashMap<(u32, &[u8]), u32> = HashMap::new();
    for &row in rows {
        *totals.entry(object(row)).or_default() += 1;
    }
    let mut so_far: HashMap<(u32, &[u8]), u32> = HashMap::new();
    let position = |&row: &u32| {
        let position = so_far.entry(object(row)).or_default();
        *position += 1;
        if totals[&object(row)] == 1 { 0 } else { *position }
    };
    rows.iter().map(position).collect()
}
