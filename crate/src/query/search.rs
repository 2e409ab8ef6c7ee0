//! Rows by pattern and by every other column.

use core::ops::Range;

use crate::error::Result;
use crate::index::sort::sorted_keys;
use crate::table::Table;

use super::needle::Needle;
use super::pattern::Match;
use super::pattern::Pattern;
use super::variant::Variant;
use super::variant::demangled;

/// What to look for. Every condition that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Pattern on the name; empty for every name.
    pub pattern: Vec<u8>,
    /// How the pattern is read.
    pub matching: Match,
    /// Whether upper and lower case of ASCII letters are one.
    pub fold_case: bool,
    /// Owners, any of them (`system` for the kernel image).
    pub owners: Option<Vec<Vec<u8>>>,
    /// Type letters, any of them.
    pub kinds: Option<Vec<u8>>,
    /// Lowest address.
    pub from: Option<u64>,
    /// Address above the highest one.
    pub to: Option<u64>,
    /// Whether the name is at more than one address.
    pub ambiguous: Option<bool>,
    /// Whether the address bears more than one symbol.
    pub shared: Option<bool>,
    /// Whether a name also matches by what remains without the marks of variants, and by its demangled path.
    pub fold_variants: bool,
    /// Whether the best fits come first, instead of file order. Only fuzzy patterns have better and worse fits.
    pub by_relevance: bool,
}

/// All rows that a query finds, in file order (or by relevance, then in file order).
///
/// # Errors
///
/// [`crate::Error::Pattern`]; [`crate::Error::Restricted`] for conditions on addresses where the table has none.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::query::pattern::Match;
/// use kallsyms::query::search::{Query, search};
///
/// let table = Table::parse(b"ffffffff81000000 T tcp_v4_rcv\nffffffff81000010 T tcp_v6_rcv\nffffffff81000020 T udp_rcv\n")?;
/// let query = Query { pattern: b"tcp_v?_rcv".to_vec(), matching: Match::Glob, ..Query::default() };
/// assert_eq!(search(&table, &query)?, [0, 1]);
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub fn search(table: &Table, query: &Query) -> Result<Vec<u32>> {
    if query.from.is_some() || query.to.is_some() || query.shared.is_some() {
        table.require_addresses()?;
    }
    let names = Names::new(query)?;
    let filter = Filter::new(table, query);
    if query.by_relevance && query.matching == Match::Fuzzy {
        return Ok(by_relevance(table, &filter, &names));
    }
    if let Some(name) = names.only_name() {
        return Ok(table.rows_by_name(name).into_iter().filter(|&row| filter.admits(row)).collect());
    }
    let mut found = Vec::new();
    let is_sure = names.needle().is_some_and(|(_, is_sure)| is_sure);
    for_each_candidate(table, &filter, &names, &mut |row| {
        if is_sure || names.match_row(table, row) {
            found.push(row);
        }
    });
    Ok(found)
}

fn by_relevance(table: &Table, filter: &Filter<'_>, names: &Names) -> Vec<u32> {
    // The highest score gets the lowest number; the row stands behind it.
    let key = |score: i32, row: u32| u64::from((i32::MAX as u32).wrapping_sub(score as u32)) << 32 | u64::from(row);
    let mut found = Vec::new();
    for_each_candidate(table, filter, names, &mut |row| {
        found.extend(names.score(table.columns.name(row)).map(|score| key(score, row)));
    });
    sorted_keys(found).into_iter().map(|key| key as u32).collect()
}

/// Visits the rows, in file order, that all other conditions admit and whose names may match. `visit` is no type parameter, so
/// that the scan is compiled once.
fn for_each_candidate(table: &Table, filter: &Filter<'_>, names: &Names, visit: &mut dyn FnMut(u32)) {
    for rows in filter.runs() {
        match names.needle() {
            Some((needle, _)) => find_in_run(table, needle, rows, |row| {
                if filter.admits_in_run(row) {
                    visit(row);
                }
            }),
            None => rows.filter(|&row| filter.admits_in_run(row)).for_each(&mut *visit),
        }
    }
}

/// Finds a text in the names of a run of rows at once: they lie one after the other, so a hit only counts where it lies in
/// one name.
fn find_in_run(table: &Table, needle: &Needle, rows: Range<u32>, mut visit: impl FnMut(u32)) {
    let starts = &table.columns.name_starts;
    let end = starts[rows.end as usize] as usize;
    let mut row = rows.start;
    let mut from = starts[row as usize] as usize;
    while let Some(at) = needle.find(&table.columns.names[from..end]) {
        let hit = from + at;
        row = row_at(starts, row, hit);
        let name_end = starts[row as usize + 1] as usize;
        if hit + needle.len() > name_end {
            from = hit + 1;
            continue;
        }
        visit(row);
        from = name_end;
        row += 1;
        if row == rows.end {
            break;
        }
    }
}

/// The row, not before `row`, whose name holds the byte at `place`. Hits mostly lie close together: the steps double.
fn row_at(starts: &[u32], row: u32, place: usize) -> u32 {
    let first = row as usize;
    let mut step = 1;
    while starts.get(first + step).is_some_and(|&start| start as usize <= place) {
        step *= 2;
    }
    let end = (first + step + 1).min(starts.len());
    let after = starts[first..end].partition_point(|&start| start as usize <= place);
    (first + after - 1) as u32
}

/// The condition on the name.
#[derive(Debug)]
struct Names {
    pattern: Pattern,
    /// Where variants are folded: the pattern for their bases and paths.
    base: Option<Pattern>,
}

impl Names {
    fn new(query: &Query) -> Result<Self> {
        let compile = |text: &[u8]| Pattern::new(text, query.matching, !query.fold_case);
        // An exact name is folded itself, so that any member of a family finds all of it.
        let base = match query.matching {
            Match::Exact => Variant::of(&query.pattern).base,
            _ => &query.pattern,
        };
        let base = query.fold_variants.then(|| compile(base)).transpose()?;
        Ok(Self { pattern: compile(&query.pattern)?, base })
    }

    fn match_row(&self, table: &Table, row: u32) -> bool {
        self.score(table.columns.name(row)).is_some()
    }

    fn score(&self, name: &[u8]) -> Option<i32> {
        let whole = self.pattern.score(name);
        let Some(base) = &self.base else { return whole };
        let variant = Variant::of(name);
        // A pattern that was folded itself must see names that are plain, too.
        let folded = base.score(variant.base);
        let path = || demangled(name).and_then(|path| base.score(path.as_bytes()));
        whole.max(folded).or_else(path)
    }

    /// A text that every name that matches holds, and whether every name that holds it matches; where names stand for
    /// themselves.
    fn needle(&self) -> Option<(&Needle, bool)> {
        self.pattern.needle().filter(|_| self.base.is_none())
    }

    fn only_name(&self) -> Option<&[u8]> {
        self.pattern.only_name().filter(|_| self.base.is_none())
    }
}

/// The conditions on the other columns.
#[derive(Debug)]
struct Filter<'a> {
    table: &'a Table,
    query: &'a Query,
    /// By owner number.
    owners: Option<Vec<bool>>,
    kinds: Option<[bool; 256]>,
}

impl<'a> Filter<'a> {
    fn new(table: &'a Table, query: &'a Query) -> Self {
        let owners = query.owners.as_ref();
        let owners = owners.map(|wanted| table.owners().map(|owner| wanted.iter().any(|name| name == owner)).collect());
        let kinds = query.kinds.as_ref().map(|letters| {
            let mut kinds = [false; 256];
            letters.iter().for_each(|&letter| kinds[usize::from(letter)] = true);
            kinds
        });
        Self { table, query, owners, kinds }
    }

    /// The runs of rows whose owner is wanted, joined where they touch.
    fn runs(&self) -> Vec<Range<u32>> {
        let is_wanted = |owner: u32| self.owners.as_ref().is_none_or(|owners| owners[owner as usize]);
        let wanted = self.table.owner_runs().filter(|&(_, owner)| is_wanted(owner));
        let mut runs: Vec<Range<u32>> = Vec::new();
        for (rows, _) in wanted {
            match runs.last_mut() {
                Some(last) if last.end == rows.start => last.end = rows.end,
                _ => runs.push(rows),
            }
        }
        runs
    }

    fn admits(&self, row: u32) -> bool {
        let owner = || self.table.owner_number(row) as usize;
        self.owners.as_ref().is_none_or(|owners| owners[owner()]) && self.admits_in_run(row)
    }

    /// All conditions but that on the owner, which [`Filter::runs`] has seen to.
    #[inline]
    fn admits_in_run(&self, row: u32) -> bool {
        let Self { table, query, kinds, .. } = self;
        let address = || table.columns.addresses[row as usize];
        kinds.as_ref().is_none_or(|kinds| kinds[usize::from(table.columns.kinds[row as usize])])
            && query.from.is_none_or(|from| address() >= from)
            && query.to.is_none_or(|to| address() < to)
            && query.ambiguous.is_none_or(|wanted| table.is_ambiguous(row) == wanted)
            && query.shared.is_none_or(|wanted| table.is_shared(row) == wanted)
    }
}
