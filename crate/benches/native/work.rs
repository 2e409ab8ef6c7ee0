//! The workloads: `run` does one as the JavaScript runners do, `verify` does it once with every answer in a digest.

use std::hint::black_box;

use kallsyms::Symbol;
use kallsyms::Table;
use kallsyms::query::pattern::Match;
use kallsyms::query::search::Query;
use kallsyms::query::search::search;

use crate::digest::Digest;
use crate::inputs::Inputs;
use crate::inputs::Search;

/// Symbols made of each search's result.
const PAGE: usize = 100;
/// Times that a search is repeated in a round.
const SEARCH_REPEATS: usize = 4;

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// Does a workload once and gives the number of calls and a sum over the answers.
pub(crate) fn run(table: &Table, inputs: &Inputs, workload: &str) -> Answer<(usize, u64)> {
    match workload {
        "name-hit" => each(&inputs.names, |name| Ok(symbols(table, &table.rows_by_name(name)))),
        "name-miss" => each(&inputs.absent, |name| Ok(symbols(table, &table.rows_by_name(name)))),
        "address-exact" => each(&inputs.exact, |&address| Ok(symbols(table, table.rows_by_address(address)?))),
        "address-inside" => each(&inputs.inside, |&address| Ok(resolve(table, address)?.0)),
        "batch-random" => Ok((inputs.batch.len(), run_batch(table, &inputs.batch)?)),
        "batch-sorted" => Ok((inputs.batch_sorted.len(), run_batch(table, &inputs.batch_sorted)?)),
        "iterate" => Ok((table.len(), table.symbols().map(|symbol| u64::from(black_box(symbol).kind)).sum())),
        _ => {
            let query = query(find_search(inputs, workload)?);
            let mut sum = 0;
            for _ in 0..SEARCH_REPEATS {
                let rows = search(table, &query)?;
                black_box(symbols(table, &rows[..rows.len().min(PAGE)]));
                sum += rows.len() as u64;
            }
            Ok((SEARCH_REPEATS, sum))
        }
    }
}

fn each<'a, Q>(questions: &[Q], ask: impl Fn(&Q) -> Answer<Vec<Symbol<'a>>>) -> Answer<(usize, u64)> {
    let mut sum = 0;
    for question in questions {
        sum += black_box(ask(question)?).iter().map(|symbol| u64::from(symbol.kind)).sum::<u64>();
    }
    Ok((questions.len(), sum))
}

fn symbols<'a>(table: &'a Table, rows: &[u32]) -> Vec<Symbol<'a>> {
    rows.iter().map(|&row| table.symbol(row)).collect()
}

/// Every symbol that covers an address, and the offset.
fn resolve(table: &Table, address: u64) -> Answer<(Vec<Symbol<'_>>, Option<u64>)> {
    Ok(match table.resolve(address)? {
        Some((row, offset)) => (symbols(table, &table.aliases(row)), Some(offset)),
        None => (Vec::new(), None),
    })
}

fn run_batch(table: &Table, addresses: &[u64]) -> Answer<u64> {
    let mut rows = Vec::with_capacity(addresses.len());
    let mut offsets = Vec::with_capacity(addresses.len());
    for &address in addresses {
        let (row, offset) = table.resolve(address)?.unwrap_or((u32::MAX, 0));
        rows.push(row);
        offsets.push(offset);
    }
    black_box((rows, offsets));
    Ok(0)
}

fn find_search<'a>(inputs: &'a Inputs, workload: &str) -> Answer<&'a Search> {
    let found = workload.strip_prefix("search-").and_then(|name| inputs.searches.iter().find(|one| one.name == name));
    found.ok_or_else(|| format!("no workload {workload:?}").into())
}

fn query(search: &Search) -> Query {
    let matching = match search.kind.as_str() {
        "exact" => Match::Exact,
        "prefix" => Match::Prefix,
        "glob" => Match::Glob,
        "regex" => Match::Regex,
        "fuzzy" => Match::Fuzzy,
        _ => Match::Substring,
    };
    let by_relevance = matching == Match::Fuzzy;
    Query { pattern: search.pattern.clone(), matching, fold_case: search.any_case, by_relevance, ..Query::default() }
}

/// All answers of a workload as one digest, and how many symbols they hold.
pub(crate) fn verify(table: &Table, inputs: &Inputs, workload: &str) -> Answer<(u32, usize)> {
    let mut answers = Answers { digest: Digest::new(), symbols: 0 };
    match workload {
        "name-hit" => inputs.names.iter().for_each(|name| answers.take(&symbols(table, &table.rows_by_name(name)))),
        "name-miss" => inputs.absent.iter().for_each(|name| answers.take(&symbols(table, &table.rows_by_name(name)))),
        "address-exact" => {
            for &address in &inputs.exact {
                answers.take(&symbols(table, table.rows_by_address(address)?));
            }
        }
        "address-inside" => {
            for &address in &inputs.inside {
                let (symbols, offset) = resolve(table, address)?;
                answers.take(&symbols);
                answers.offset(offset);
            }
        }
        "batch-random" => answers.batch(table, &inputs.batch)?,
        "batch-sorted" => answers.batch(table, &inputs.batch_sorted)?,
        "load" | "iterate" => table.symbols().for_each(|symbol| answers.symbol(&symbol)),
        _ => {
            let rows = search(table, &query(find_search(inputs, workload)?))?;
            answers.digest.text(format!("{}\n", rows.len()).as_bytes());
            // Only two of the three rank fuzzy hits, so that the first of them differ.
            if workload != "search-fuzzy" {
                answers.take(&symbols(table, &rows[..rows.len().min(PAGE)]));
            }
            answers.symbols = rows.len();
        }
    }
    Ok((answers.digest.value(), answers.symbols))
}

struct Answers {
    digest: Digest,
    symbols: usize,
}

impl Answers {
    fn symbol(&mut self, symbol: &Symbol<'_>) {
        self.digest.symbol(symbol);
        self.symbols += 1;
    }

    fn take(&mut self, symbols: &[Symbol<'_>]) {
        symbols.iter().for_each(|symbol| self.symbol(symbol));
        self.digest.text(b".");
    }

    fn offset(&mut self, offset: Option<u64>) {
        let text = offset.map_or("undefined".into(), |offset| offset.to_string());
        self.digest.text(format!("+{text}\n").as_bytes());
    }

    fn batch(&mut self, table: &Table, addresses: &[u64]) -> Answer<()> {
        for &address in addresses {
            let found = table.resolve(address)?;
            if let Some((row, _)) = found {
                self.symbol(&table.symbol(row));
            }
            self.offset(found.map(|(_, offset)| offset));
        }
        Ok(())
    }
}
