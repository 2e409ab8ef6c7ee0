//! A table as bytes, and back: versioned, checksummed, the same on every machine.
//!
//! Layout, all numbers little-endian: `"kallsyms"`, version (u32), checksum of what follows (u64), then the report, the
//! owners, the owner runs and the columns. Addresses are differences to the row before, since most are small. Indexes
//! aren't written: they are made anew from the columns.

use crate::columns::Columns;
use crate::columns::MOST_ROWS;
use crate::columns::SYSTEM;
use crate::error::Error;
use crate::error::Result;
use crate::index::bits::Bits;
use crate::index::hash::hash;
use crate::intake::Loaded;
use crate::line::Reason;
use crate::report::Format;
use crate::report::RejectedLine;
use crate::report::Report;
use crate::symbol::is_local;
use crate::table::Table;

const MAGIC: &[u8; 8] = b"kallsyms";
const VERSION: u32 = 1;
const HEADER: usize = MAGIC.len() + 4 + 8;

const FORMATS: [Format; 4] = [Format::Kallsyms, Format::SystemMap, Format::Nm, Format::Ksyms];
const REASONS: [Reason; 8] = [
    Reason::NoAddress,
    Reason::NullAddress,
    Reason::AddressWidth,
    Reason::NoType,
    Reason::NoName,
    Reason::BadOwner,
    Reason::Undefined,
    Reason::TooLong,
];

/// The table as bytes.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::serialize::{deserialize, serialize};
///
/// let table = Table::parse(b"ffffffff81000000 T _stext\n")?;
/// let again = deserialize(&serialize(&table), 0)?;
/// assert_eq!(again.symbol(0), table.symbol(0));
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub fn serialize(table: &Table) -> Vec<u8> {
    let mut out = Writer(Vec::with_capacity(HEADER + table.columns.names.len() + table.len() * 4));
    out.0.extend_from_slice(&[0; HEADER]);
    write_report(&mut out, &table.report);
    write_columns(&mut out, &table.columns);
    out.number(table.told_sizes.len() as u64);
    for &(row, size) in &table.told_sizes {
        out.number(u64::from(row));
        out.number(size);
    }
    for end in &table.owner_ends {
        out.number(u64::from(end.is_some()));
        out.number(end.unwrap_or(0));
    }
    let sum = checksum(&out.0[HEADER..]);
    out.0[..8].copy_from_slice(MAGIC);
    out.0[8..12].copy_from_slice(&VERSION.to_le_bytes());
    out.0[12..HEADER].copy_from_slice(&sum.to_le_bytes());
    out.0
}

/// The table that [`serialize`] wrote. `seed` is as in [`crate::load::Options`].
///
/// # Errors
///
/// [`Error::Serialized`] where the bytes are another file, of another version, damaged or cut.
pub fn deserialize(bytes: &[u8], seed: u64) -> Result<Table> {
    let header = bytes.get(..HEADER).ok_or(Error::Serialized("it is too short"))?;
    if &header[..8] != MAGIC {
        return Err(Error::Serialized("it doesn't begin as one"));
    }
    if header[8..12] != VERSION.to_le_bytes() {
        return Err(Error::Serialized("it was written by another version"));
    }
    let payload = &bytes[HEADER..];
    if header[12..] != checksum(payload).to_le_bytes() {
        return Err(Error::Serialized("its checksum differs, so it is damaged or cut"));
    }
    let mut input = Reader(payload);
    let loaded = input.loaded(seed).ok_or(Error::Serialized("its parts contradict each other"))?;
    if !input.0.is_empty() {
        return Err(Error::Serialized("more bytes follow than belong to it"));
    }
    Ok(Table::build(loaded))
}

fn checksum(payload: &[u8]) -> u64 {
    u64::from(hash(payload, 1)) << 32 | u64::from(hash(payload, 2))
}

fn write_report(out: &mut Writer, report: &Report) {
    let format = FORMATS.iter().position(|&format| format == report.format).expect("every format is listed");
    out.number(format as u64);
    for count in [report.lines, report.accepted, report.blank, report.rejected, report.skipped] {
        out.number(count);
    }
    for flag in [report.restricted, report.sorted] {
        out.number(u64::from(flag));
    }
    out.number(u64::from(report.address_bits));
    out.number(report.warnings.len() as u64);
    report.warnings.iter().for_each(|warning| out.bytes(warning.as_bytes()));
    out.number(report.rejected_lines.len() as u64);
    for rejected in &report.rejected_lines {
        let reason = REASONS.iter().position(|&reason| reason == rejected.reason).expect("every reason is listed");
        out.number(rejected.line);
        out.number(reason as u64);
        out.bytes(rejected.text.as_bytes());
    }
}

fn write_columns(out: &mut Writer, columns: &Columns) {
    out.number(columns.owners.len() as u64);
    columns.owners.iter().for_each(|owner| out.bytes(owner));
    out.bytes(&columns.kinds);
    out.number(columns.runs().count() as u64);
    for (rows, owner) in columns.runs() {
        out.number(rows.len() as u64);
        out.number(u64::from(owner));
    }
    let mut before = 0;
    for &address in &columns.addresses {
        out.signed(address.wrapping_sub(before) as i64);
        before = address;
    }
    for starts in columns.name_starts.windows(2) {
        out.number(u64::from(starts[1] - starts[0]));
    }
    out.bytes(&columns.names);
}

/// Appends numbers as LEB128.
struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Small numbers of both signs become small numbers.
    fn signed(&mut self, value: i64) {
        self.number((value << 1 ^ value >> 63) as u64);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }
}

/// What is left to read. Every method gives `None` where the bytes end or hold what can't be.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let part = u64::from(byte & 0x7f);
            if part << shift >> shift != part {
                return None;
            }
            value |= part << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let value = self.number()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn flag(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// A number of things of which each takes a byte at least.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    fn loaded(&mut self, seed: u64) -> Option<Loaded> {
        let report = self.report()?;
        let columns = self.columns()?;
        if report.accepted != columns.len() as u64 {
            return None;
        }
        let rows = 0..columns.len() as u32;
        let hashes = rows.clone().map(|row| hash(columns.name(row), seed)).collect();
        let mut locals = Bits::default();
        for row in rows.clone().filter(|&row| columns.owner(row) != SYSTEM && is_local(columns.name(row))) {
            locals.insert_growing(row as usize);
        }
        let undecodable = rows.filter(|&row| core::str::from_utf8(columns.name(row)).is_err()).collect();
        let told_sizes = self.told_sizes(columns.len())?;
        let owner_ends = self.owner_ends(columns.owners.len())?;
        Some(Loaded { columns, hashes, seed, locals, undecodable, told_sizes, owner_ends, report })
    }

    fn report(&mut self) -> Option<Report> {
        let format = *FORMATS.get(usize::try_from(self.number()?).ok()?)?;
        let [lines, accepted, blank, rejected, skipped] = [(); 5].map(|()| self.number());
        let [restricted, sorted] = [(); 2].map(|()| self.flag());
        let report = Report {
            format,
            lines: lines?,
            accepted: accepted?,
            blank: blank?,
            rejected: rejected?,
            skipped: skipped?,
            restricted: restricted?,
            sorted: sorted?,
            address_bits: u32::try_from(self.number()?).ok()?,
            warnings: (0..self.count()?).map(|_| self.text()).collect::<Option<_>>()?,
            rejected_lines: (0..self.count()?).map(|_| self.rejected_line()).collect::<Option<_>>()?,
        };
        let counts = [report.blank, report.rejected, report.skipped];
        let sum = counts.iter().try_fold(report.accepted, |sum, &count| sum.checked_add(count))?;
        (sum == report.lines && matches!(report.address_bits, 32 | 64)).then_some(report)
    }

    fn rejected_line(&mut self) -> Option<RejectedLine> {
        let line = self.number()?;
        let reason = *REASONS.get(usize::try_from(self.number()?).ok()?)?;
        Some(RejectedLine { line, reason, text: self.text()? })
    }

    fn columns(&mut self) -> Option<Columns> {
        let owners: Vec<Box<[u8]>> = (0..self.count()?).map(|_| Some(self.bytes()?.into())).collect::<Option<_>>()?;
        let kinds = self.bytes()?;
        let runs: Vec<(u64, u64)> =
            (0..self.count()?).map(|_| Some((self.number()?, self.number()?))).collect::<Option<_>>()?;
        let rows = runs.iter().try_fold(0_u64, |rows, run| rows.checked_add(run.0))?;
        let known = |&(length, owner): &(u64, u64)| length > 0 && owner < owners.len() as u64;
        if owners.is_empty() || kinds.len() > MOST_ROWS || rows != kinds.len() as u64 || !runs.iter().all(known) {
            return None;
        }
        let addresses = self.addresses(kinds.len())?;
        let lengths = (0..kinds.len()).map(|_| self.number()).collect::<Option<Vec<u64>>>()?;
        let mut names = self.bytes()?;
        let mut columns = Columns::new();
        columns.owners = owners;
        let owner_of_rows = runs.iter().flat_map(|&(length, owner)| (0..length).map(move |_| owner as u32));
        for (((address, &kind), length), owner) in addresses.into_iter().zip(kinds).zip(lengths).zip(owner_of_rows) {
            let (name, rest) = names.split_at_checked(usize::try_from(length).ok()?)?;
            names = rest;
            columns.make_room(name.len(), |have| have).ok()?;
            columns.push(address, kind, name, owner);
        }
        columns.seal();
        names.is_empty().then_some(columns)
    }

    fn addresses(&mut self, rows: usize) -> Option<Vec<u64>> {
        let mut address = 0_u64;
        (0..rows)
            .map(|_| {
                address = address.wrapping_add(self.signed()? as u64);
                Some(address)
            })
            .collect()
    }

    fn told_sizes(&mut self, rows: usize) -> Option<Vec<(u32, u64)>> {
        let told = |reader: &mut Self| {
            let row = reader.number()?;
            Some((u32::try_from(row).ok().filter(|&row| (row as usize) < rows)?, reader.number()?))
        };
        (0..self.count()?).map(|_| told(self)).collect()
    }

    fn owner_ends(&mut self, owners: usize) -> Option<Vec<Option<u64>>> {
        let end = |reader: &mut Self| {
            let known = reader.flag()?;
            let end = reader.number()?;
            Some(known.then_some(end))
        };
        (0..owners).map(|_| end(self)).collect()
    }
}
