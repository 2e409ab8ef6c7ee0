//! The boundary to JavaScript: the only file that knows it. Numbers, byte slices and typed arrays cross, never objects.
//!
//! What goes in is written by the caller into a buffer of the table's (`input`); rows that come out lie in another
//! (`rows_pointer`) until the next query. Columns are read in place through their pointers, which hold for the life of a
//! table; views over the memory must be made anew when it has grown.

#![allow(unreachable_pub, reason = "what is exported to JavaScript is public without being reached from Rust")]

use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::index::name::Rows;
use crate::load::Loader;
use crate::load::Options;
use crate::query::difference::difference;
use crate::query::kprobe;
use crate::query::order::Order;
use crate::query::order::sorted_rows;
use crate::query::pattern::Match;
use crate::query::search::Query;
use crate::query::search::search;
use crate::query::statistics::statistics;
use crate::query::suggest::suggest;
use crate::query::variant::Variant;
use crate::query::variant::demangled;
use crate::serialize;
use crate::table::Table;

/// No row.
const NONE: u32 = u32::MAX;

/// An error as one text: code, line or nothing, message, each ended by a line feed but the last.
fn thrown(error: Error) -> JsValue {
    let line = error.line().map(|line| line.to_string()).unwrap_or_default();
    JsValue::from_str(&format!("{}\n{line}\n{error}", error.code()))
}

/// A load under way.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RawLoader {
    loader: Loader,
    chunk: Vec<u8>,
}

#[wasm_bindgen]
impl RawLoader {
    /// `owners`: names parted by line feeds; `modules`: text of /proc/modules; `expected_bytes`: negative where unknown.
    #[wasm_bindgen(constructor)]
    pub fn new(
        stop_at_malformed: bool,
        owners: Option<Vec<u8>>,
        modules: Vec<u8>,
        expected_bytes: f64,
        seed: u64,
    ) -> Self {
        let owners = owners.map(|text| text.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect());
        let expected_bytes = (expected_bytes >= 0.0).then_some(expected_bytes as u64);
        let loader = Loader::new(Options { stop_at_malformed, owners, modules, expected_bytes, seed });
        Self { loader, chunk: Vec::new() }
    }

    /// Where the next chunk of at most `length` bytes is to be written.
    pub fn chunk(&mut self, length: usize) -> *const u8 {
        self.chunk.resize(length.max(self.chunk.len()), 0);
        self.chunk.as_ptr()
    }

    /// Takes the first `length` bytes of the chunk.
    pub fn push(&mut self, length: usize) -> Result<(), JsValue> {
        self.loader.push(&self.chunk[..length]).map_err(thrown)
    }

    /// Builds the table and ends the load.
    pub fn finish(self) -> Result<RawTable, JsValue> {
        drop(self.chunk);
        self.loader.finish().map(RawTable::new).map_err(thrown)
    }
}

/// Opens a serialized table.
#[wasm_bindgen]
pub fn deserialize(bytes: &[u8], seed: u64) -> Result<RawTable, JsValue> {
    serialize::deserialize(bytes, seed).map(RawTable::new).map_err(thrown)
}

/// Lengths of a name's prefix and base, and 1 where it is a fragment.
#[wasm_bindgen]
pub fn variant(name: &[u8]) -> Vec<u32> {
    let variant = Variant::of(name);
    vec![variant.prefix.len() as u32, variant.base.len() as u32, u32::from(variant.is_fragment)]
}

/// The path that a mangled Rust name stands for.
#[wasm_bindgen]
pub fn demangle(name: &[u8]) -> Option<String> {
    demangled(name)
}

/// Whether a text names a kernel's release.
#[wasm_bindgen]
pub fn is_release(text: &str) -> bool {
    kprobe::Release::parse(text).is_some()
}

/// A table with the buffers through which it is asked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RawTable {
    table: Table,
    input: Vec<u8>,
    addresses: Vec<u64>,
    rows: Vec<u32>,
    traceable: Option<kprobe::Traceable>,
}

impl RawTable {
    fn new(table: Table) -> Self {
        Self { table, input: vec![0; 1024], addresses: Vec::new(), rows: Vec::new(), traceable: None }
    }

    fn give<I: IntoIterator<Item = u32>>(&mut self, rows: I) -> usize {
        self.rows.clear();
        self.rows.extend(rows);
        self.rows.len()
    }
}

#[wasm_bindgen]
impl RawTable {
    /// Number of symbols.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Format, lines, accepted, blank, rejected, skipped, restricted, address bits, sorted.
    pub fn report_numbers(&self) -> Vec<f64> {
        let report = self.table.report();
        [report.lines, report.accepted, report.blank, report.rejected, report.skipped]
            .map(|count| count as f64)
            .into_iter()
            .chain([
                f64::from(u8::from(report.restricted)),
                f64::from(report.address_bits),
                f64::from(u8::from(report.sorted)),
            ])
            .collect()
    }

    /// Name of the text's format.
    pub fn format(&self) -> String {
        self.table.report().format.name().into()
    }

    /// Warnings of the load.
    pub fn warnings(&self) -> Vec<String> {
        self.table.report().warnings.clone()
    }

    /// Numbers of the rejected lines that were kept.
    pub fn rejected_numbers(&self) -> Vec<f64> {
        self.table.report().rejected_lines.iter().map(|rejected| rejected.line as f64).collect()
    }

    /// Reason and text of each of them, one after the other.
    pub fn rejected_texts(&self) -> Vec<String> {
        let lines = &self.table.report().rejected_lines;
        lines.iter().flat_map(|rejected| [rejected.reason.to_string(), rejected.text.clone()]).collect()
    }

    /// Start of the column of addresses (u64).
    pub fn addresses_pointer(&self) -> *const u64 {
        self.table.columns.addresses.as_ptr()
    }

    /// Start of the column of type letters (u8).
    pub fn kinds_pointer(&self) -> *const u8 {
        self.table.columns.kinds.as_ptr()
    }

    /// Start of the column of name starts (u32, one more than rows).
    pub fn name_starts_pointer(&self) -> *const u32 {
        self.table.columns.name_starts.as_ptr()
    }

    /// Start of the names (u8).
    pub fn names_pointer(&self) -> *const u8 {
        self.table.columns.names.as_ptr()
    }

    /// Start of the column of sizes (u32; the highest number: unknown; the one below: ask `size`).
    pub fn sizes_pointer(&self) -> *const u32 {
        self.table.columns.sizes.as_ptr()
    }

    /// Size of a row's symbol.
    pub fn size(&self, row: u32) -> Option<u64> {
        self.table.columns.size(row)
    }

    /// Owner number of a row.
    pub fn owner(&self, row: u32) -> u32 {
        self.table.owner_number(row)
    }

    /// Number of owners, the kernel image included.
    pub fn owner_count(&self) -> usize {
        self.table.owners().len()
    }

    /// Text of an owner.
    pub fn owner_name(&self, number: usize) -> Vec<u8> {
        self.table.columns.owners[number].to_vec()
    }

    /// First row and owner number of each run of rows, one after the other.
    pub fn owner_runs(&self) -> Vec<u32> {
        self.table.owner_runs().flat_map(|(rows, owner)| [rows.start, owner]).collect()
    }

    /// Bytes held by columns, name index, address index and marks.
    pub fn memory(&self) -> Vec<f64> {
        let memory = self.table.memory();
        [memory.columns, memory.names, memory.addresses, memory.marks].map(|bytes| bytes as f64).to_vec()
    }

    /// Where at most `length` bytes of a name or pattern are to be written.
    pub fn input(&mut self, length: usize) -> *const u8 {
        self.input.resize(length.max(self.input.len()), 0);
        self.input.as_ptr()
    }

    /// Where the rows of the last query lie (u32).
    pub fn rows_pointer(&self) -> *const u32 {
        self.rows.as_ptr()
    }

    /// Number of the rows of the last query.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Rows of the name in the input; gives their number.
    pub fn find_name(&mut self, length: usize) -> usize {
        let name = &self.input[..length];
        if memchr::memchr(0xef, name).is_some() {
            let rows = self.table.rows_by_name(name);
            return self.give(rows);
        }
        let rows = &mut self.rows;
        rows.clear();
        match self.table.find_name(name) {
            Rows::None => {}
            Rows::One(row) => rows.push(row),
            Rows::Many(many) => rows.extend_from_slice(many),
        }
        rows.len()
    }

    /// Rows at exactly this address; gives their number.
    pub fn find_address(&mut self, address: u64) -> Result<usize, JsValue> {
        let rows = self.table.rows_by_address(address).map_err(thrown)?;
        self.rows.clear();
        self.rows.extend_from_slice(rows);
        Ok(self.rows.len())
    }

    /// The row that covers an address, or the highest number; the covering aliases become the rows.
    pub fn resolve(&mut self, address: u64) -> Result<u32, JsValue> {
        let Some((row, _)) = self.table.resolve(address).map_err(thrown)? else { return Ok(NONE) };
        let aliases = self.table.aliases(row);
        self.give(aliases);
        Ok(row)
    }

    /// Where `count` addresses for `resolve_batch` are to be written (u64).
    pub fn batch(&mut self, count: usize) -> *const u64 {
        self.addresses.clear();
        self.addresses.resize(count, 0);
        self.addresses.as_ptr()
    }

    /// Resolves every address of the batch: rows (the highest number: none) into the rows; offsets lie where
    /// `offsets_pointer` says.
    pub fn resolve_batch(&mut self) -> Result<(), JsValue> {
        let Self { table, addresses, rows, .. } = self;
        let asked = core::mem::take(addresses);
        let mut offsets = vec![0; asked.len()];
        rows.clear();
        rows.reserve_exact(asked.len());
        let resolved = table.resolve_all(&asked, |place, covering| {
            let (row, offset) = covering.unwrap_or((NONE, 0));
            rows.push(row);
            offsets[place] = offset;
        });
        *addresses = offsets;
        resolved.map_err(thrown)
    }

    /// Start of the offsets of a resolved batch (u64).
    pub fn offsets_pointer(&self) -> *const u64 {
        self.addresses.as_ptr()
    }

    /// Gives back the buffers of a batch.
    pub fn end_batch(&mut self) {
        self.addresses = Vec::new();
        self.rows = Vec::new();
    }

    /// Searches by the pattern in the input. `matching`: place in `substring, exact, prefix, glob, regex, fuzzy`; `flags`:
    /// 1 fold case, 2 fold variants, 4 by relevance, 8 ambiguous is asked, 16 its value, 32 shared is asked, 64 its value;
    /// `owners`: names parted by line feeds. Gives the number of rows.
    #[allow(
        clippy::too_many_arguments,
        reason = "only numbers and bytes cross; an object would cost more than the search of a name"
    )]
    pub fn search(
        &mut self,
        length: usize,
        matching: u8,
        flags: u32,
        owners: Option<Vec<u8>>,
        kinds: Option<Vec<u8>>,
        from: Option<u64>,
        to: Option<u64>,
    ) -> Result<usize, JsValue> {
        const KINDS: [Match; 6] =
            [Match::Substring, Match::Exact, Match::Prefix, Match::Glob, Match::Regex, Match::Fuzzy];
        let flag = |bit: u32| flags & bit != 0;
        let matching = *KINDS.get(usize::from(matching)).ok_or_else(|| JsValue::from_str("no such kind of match"))?;
        let query = Query {
            pattern: self.input[..length].to_vec(),
            matching,
            fold_case: flag(1),
            owners: owners.map(|text| text.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect()),
            kinds,
            from,
            to,
            ambiguous: flag(8).then(|| flag(16)),
            shared: flag(32).then(|| flag(64)),
            fold_variants: flag(2),
            by_relevance: flag(4),
        };
        self.rows = search(&self.table, &query).map_err(thrown)?;
        Ok(self.rows.len())
    }

    /// All rows in an order; `by`: place in `address, name, size, type, owner`.
    pub fn sort(&mut self, by: u8) {
        const ORDERS: [Order; 5] = [Order::Address, Order::Name, Order::Size, Order::Kind, Order::Owner];
        self.rows = sorted_rows(&self.table, ORDERS[usize::from(by)]);
    }

    /// Rows of other names that may be meant by the name in the input; gives their number.
    pub fn suggest(&mut self, length: usize, limit: usize) -> usize {
        let rows = suggest(&self.table, &self.input[..length], limit);
        self.give(rows)
    }

    /// The rows of each ambiguous name, one name after the other; gives where each starts, and where the last one ends.
    pub fn ambiguous_names(&mut self) -> Vec<u32> {
        let Self { table, rows, .. } = self;
        flatten(table.ambiguous_names(), rows)
    }

    /// The rows of each shared address, as [`RawTable::ambiguous_names`].
    pub fn shared_addresses(&mut self) -> Result<Vec<u32>, JsValue> {
        let Self { table, rows, .. } = self;
        let groups = table.shared_addresses().map_err(thrown)?;
        Ok(flatten(groups.into_iter(), rows))
    }

    /// The counts of `Statistics` in their order, then the number of symbols of each type letter by its byte.
    pub fn statistics(&self) -> Vec<u32> {
        let counts = statistics(&self.table);
        let numbers = [
            counts.symbols,
            counts.system_symbols,
            counts.owners,
            counts.names,
            counts.addresses,
            counts.ambiguous_names,
            counts.ambiguous_symbols,
            counts.shared_addresses,
            counts.shared_symbols,
            counts.most_aliases,
            counts.zero_addresses,
            counts.local_symbols,
            counts.variants,
            counts.fragments,
            counts.longest_name,
            counts.name_bytes,
        ];
        numbers.map(|count| count as u32).into_iter().chain(counts.kinds).collect()
    }

    /// What later plans are to know of the kernel: texts of `available_filter_functions` and of the kprobe blacklist.
    pub fn set_traceable(&mut self, functions: Option<Vec<u8>>, blacklist: Option<Vec<u8>>) -> Result<(), JsValue> {
        self.traceable = match (&functions, &blacklist) {
            (None, None) => None,
            _ => Some(kprobe::Traceable::new(&self.table, functions.as_deref(), blacklist.as_deref()).map_err(thrown)?),
        };
        Ok(())
    }

    /// The plan for kprobes on the name in the input, in the form of `kprobe::to_wire`. `release` must be one by
    /// `is_release`.
    pub fn plan_kprobes(
        &self,
        length: usize,
        offset: u64,
        owner: Option<Vec<u8>>,
        release: Option<String>,
    ) -> Result<String, JsValue> {
        let release = release.as_deref().and_then(kprobe::Release::parse);
        let kernel = kprobe::Kernel { release, traceable: self.traceable.as_ref() };
        let options = kprobe::Options { offset, owner: owner.as_deref(), kernel };
        kprobe::plan(&self.table, &self.input[..length], &options).map(|plan| kprobe::to_wire(&plan)).map_err(thrown)
    }

    /// What differs from this table to another: 1 where both have addresses, the number of unchanged pairs, then the numbers of
    /// slides, of added and of removed owners; then of each slide the owner's number, the lower and upper half of the
    /// distance, agreeing and differing pairs; then the owners' numbers; then of each change its kind's place in
    /// `ChangeKind::ALL`, the old and the new row (the highest number: none).
    pub fn diff(&self, other: &Self) -> Vec<u32> {
        let found = difference(&self.table, &other.table);
        let lengths = [found.unchanged, found.slides.len(), found.owners_added.len(), found.owners_removed.len()];
        let [unchanged, slides, added, removed] = lengths.map(|length| length as u32);
        let mut numbers = vec![u32::from(found.has_addresses), unchanged, slides, added, removed];
        for slide in &found.slides {
            let distance = slide.slide.cast_unsigned();
            let halves = [distance as u32, (distance >> 32) as u32];
            numbers.extend_from_slice(&[slide.owner, halves[0], halves[1], slide.agreeing, slide.differing]);
        }
        for rest in [&found.owners_added, &found.owners_removed, &found.numbers] {
            numbers.extend_from_slice(rest);
        }
        numbers
    }

    /// The table as bytes.
    pub fn serialize(&self) -> Vec<u8> {
        serialize::serialize(&self.table)
    }
}

/// Puts the rows of groups one after the other; gives where each group starts, and where the last one ends.
fn flatten<'a>(groups: impl Iterator<Item = &'a [u32]>, rows: &mut Vec<u32>) -> Vec<u32> {
    rows.clear();
    let mut starts = vec![0];
    for group in groups {
        rows.extend_from_slice(group);
        starts.push(rows.len() as u32);
    }
    starts
}
