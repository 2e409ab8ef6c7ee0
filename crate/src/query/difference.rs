//! What differs between two tables after the slides are taken out: of the image as a whole, of each module by its areas.
//!
//! Symbols are paired by owner and name (`difference/pairs.rs`), the pairs tell how far each owner's memory slid
//! (`difference/areas.rs`), and what is left over or unlike in a pair is a change.

mod areas;
mod owners;
mod pairs;

use crate::table::Table;

use areas::Areas;
use areas::is_separate;
use owners::Owners;
use owners::only_in;
use pairs::AMBIGUOUS;
use pairs::Pairs;

/// No row, no owner.
const NONE: u32 = u32::MAX;

/// What happened to a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Only the new table has it.
    Added,
    /// Only the old table has it.
    Removed,
    /// Its address changed by another distance than its owner slid.
    Moved,
    /// Both sizes are known and differ.
    Resized,
    /// Its type letter differs.
    Retyped,
    /// Another owner has it: its name stands once in each table.
    Reowned,
    /// One of several symbols of one owner and name that are left on both sides and can't be told apart.
    Ambiguous,
}

impl ChangeKind {
    /// All kinds; [`Difference::numbers`] holds their places here.
    pub const ALL: [Self; 7] =
        [Self::Added, Self::Removed, Self::Moved, Self::Resized, Self::Retyped, Self::Reowned, Self::Ambiguous];
}

/// A change, with rows of the old and the new table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The symbol in the old table.
    pub old: Option<u32>,
    /// The symbol in the new table.
    pub new: Option<u32>,
}

/// A distance by which an owner's memory, or a part of it, lies elsewhere in the new table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slide {
    /// The owner's number in the old table.
    pub owner: u32,
    /// Address in the new table less that in the old one.
    pub slide: i64,
    /// Pairs of symbols that lie so far apart.
    pub agreeing: u32,
    /// Pairs in the same memory that don't.
    pub differing: u32,
}

/// What differs between two tables.
#[derive(Debug)]
pub struct Difference {
    /// Whether both tables have addresses; without them nothing is moved, resized or ambiguous.
    pub has_addresses: bool,
    /// The slides, owners by their numbers; none for an owner of which nothing tells how far it slid.
    pub slides: Vec<Slide>,
    /// Numbers, in the new table, of owners that the old one lacks.
    pub owners_added: Vec<u32>,
    /// Numbers, in the old table, of owners that the new one lacks.
    pub owners_removed: Vec<u32>,
    /// Pairs without any change.
    pub unchanged: usize,
    /// Of each change its kind's place in [`ChangeKind::ALL`], the old row and the new one; the highest number where there is none.
    pub numbers: Vec<u32>,
}

impl Difference {
    /// The changes: first those about symbols of the old table, in its file order, then what only the new one has, in its own.
    /// A pair has a change for everything that happened to it.
    pub fn changes(&self) -> impl ExactSizeIterator<Item = Change> {
        let some = |row| (row != NONE).then_some(row);
        let (changes, _) = self.numbers.as_chunks::<3>();
        changes.iter().map(move |&[kind, old, new]| Change {
            kind: ChangeKind::ALL[kind as usize],
            old: some(old),
            new: some(new),
        })
    }
}

/// What differs from `old` to `new`, in n log n time.
///
/// Symbols of one owner and name are paired; where there are several, first those whose addresses fit the slide, then those
/// of one size and type where both tables have as many, in file order, then what is left if it is one on each side. An
/// image has one slide, by the majority of its pairs, a module one for each of its areas; absolute symbols may stay. Programs
/// and trampolines that the kernel generates (`bpf`, `__builtin__…`) lie anywhere: their sizes are never compared, and
/// their addresses only where the image didn't slide.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::query::difference::{ChangeKind, difference};
///
/// let old = Table::parse(b"ffffffff81000000 T _text\nffffffff81000100 T f\nffffffff81000200 T g\nffffffff81000300 T h\n")?;
/// let new = Table::parse(b"ffffffff9a000000 T _text\nffffffff9a000100 T f\nffffffff9a000240 T g\nffffffff9a000300 T h\n")?;
/// let difference = difference(&old, &new);
/// assert_eq!((difference.slides[0].slide, difference.slides[0].agreeing), (0x1900_0000, 3));
/// let changes: Vec<_> = difference.changes().map(|change| (change.kind, change.new)).collect();
/// assert_eq!(changes, [
///     (ChangeKind::Resized, Some(1)), // f ends where g begins
///     (ChangeKind::Moved, Some(2)),
///     (ChangeKind::Resized, Some(2)),
/// ]);
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub fn difference(old: &Table, new: &Table) -> Difference {
    let tables = Tables { old, new };
    let owners = Owners::new(tables);
    let mut pairs = Pairs::by_name(tables, &owners);
    let mut areas = Areas::find(tables, &owners, &pairs);
    pairs.settle(&areas);
    let mut difference = Difference {
        has_addresses: tables.have_addresses(),
        slides: Vec::new(),
        owners_added: only_in(new, &owners.to_old, old),
        owners_removed: only_in(old, &owners.to_new, new),
        unchanged: 0,
        numbers: Vec::new(),
    };
    for (rows, owner) in old.owner_runs() {
        for row in rows {
            match pairs.to_new[row as usize] {
                NONE => difference.push(ChangeKind::Removed, row, NONE),
                AMBIGUOUS => difference.push(ChangeKind::Ambiguous, row, NONE),
                new => difference.push_pair(tables, Pair { old: row, new }, owner, &owners, &mut areas),
            }
        }
    }
    for (row, &old) in (0..).zip(&pairs.to_old) {
        match old {
            NONE => difference.push(ChangeKind::Added, NONE, row),
            AMBIGUOUS => difference.push(ChangeKind::Ambiguous, NONE, row),
            _ => {}
        }
    }
    difference.slides = areas.slides();
    difference
}

impl Difference {
    /// Adds a change for everything that happened to a pair.
    fn push_pair(&mut self, tables: Tables<'_>, pair: Pair, owner: u32, owners: &Owners, areas: &mut Areas) {
        let new_owner = owner_of(tables.new, pair.new);
        let is_reowned = owners.to_new[owner as usize] != new_owner;
        let kinds = tables.kinds(pair);
        let happened = [
            (is_reowned, ChangeKind::Reowned),
            (!is_reowned && areas.has_moved(tables, owner, pair), ChangeKind::Moved),
            (is_resized(tables, pair, (owner, new_owner), is_reowned, areas), ChangeKind::Resized),
            (kinds.0 != kinds.1, ChangeKind::Retyped),
        ];
        let before = self.numbers.len();
        for (happened, kind) in happened {
            if happened {
                self.push(kind, pair.old, pair.new);
            }
        }
        self.unchanged += usize::from(self.numbers.len() == before);
    }

    fn push(&mut self, kind: ChangeKind, old: u32, new: u32) {
        self.numbers.extend_from_slice(&[kind as u32, old, new]);
    }
}

fn is_resized(tables: Tables<'_>, pair: Pair, owners: (u32, u32), is_reowned: bool, areas: &Areas) -> bool {
    let Tables { old, new } = tables;
    let (Some(old_size), Some(new_size)) = (old.columns.size(pair.old), new.columns.size(pair.new)) else {
        return false;
    };
    let differ = old_size != new_size && !is_separate(old, owners.0) && !is_separate(new, owners.1);
    let are_own = || match is_reowned {
        true => tables.have_addresses(),
        false => areas.have_own_sizes(tables, owners.0, pair, (old_size, new_size)),
    };
    differ && are_own()
}

/// Owner number of a row; compiled once, for the module's size.
#[inline(never)]
fn owner_of(table: &Table, row: u32) -> u32 {
    table.columns.owner(row)
}

/// For each of so many rows or owners, none.
#[inline(never)]
fn none(len: usize) -> Vec<u32> {
    vec![NONE; len]
}

/// The two tables.
#[derive(Debug, Clone, Copy)]
struct Tables<'a> {
    old: &'a Table,
    new: &'a Table,
}

/// A row of the old table and one of the new that are taken for the same symbol.
#[derive(Debug, Clone, Copy)]
struct Pair {
    old: u32,
    new: u32,
}

impl Tables<'_> {
    fn have_addresses(self) -> bool {
        !self.old.is_restricted() && !self.new.is_restricted()
    }

    fn addresses(self, pair: Pair) -> (u64, u64) {
        (self.old.columns.addresses[pair.old as usize], self.new.columns.addresses[pair.new as usize])
    }

    /// How far the new address lies above the old one, wrapping.
    fn distance(self, pair: Pair) -> u64 {
        let (old, new) = self.addresses(pair);
        new.wrapping_sub(old)
    }

    fn kinds(self, pair: Pair) -> (u8, u8) {
        (self.old.columns.kinds[pair.old as usize], self.new.columns.kinds[pair.new as usize])
    }
}
