//! What the integration tests share: the real files, and the naive twin, an obvious linear version of every query.
#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod difference;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

/// A row of the twin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) address: u64,
    pub(crate) kind: u8,
    pub(crate) name: Vec<u8>,
    pub(crate) owner: Vec<u8>,
}

impl Row {
    fn is_module(&self) -> bool {
        self.owner != b"system"
    }
    fn is_text(&self) -> bool {
        b"tTwW".contains(&self.kind)
    }
    fn is_absolute(&self) -> bool {
        b"aA".contains(&self.kind)
    }
    /// Whether nothing begins here: `^(\.L|L0|\$[adtx](\.|$)|\$xrv)`, in modules.
    fn is_local(&self) -> bool {
        let name = &self.name;
        let mapping = |letter: u8| name == &[b'$', letter] || name.starts_with(&[b'$', letter, b'.']);
        self.is_module()
            && (name.starts_with(b".L")
                || name.starts_with(b"L0")
                || b"adtx".iter().any(|&l| mapping(l))
                || name.starts_with(b"$xrv"))
    }
    fn is_resolvable(&self) -> bool {
        !self.is_local() && (!self.is_module() || !self.is_absolute())
    }
}

/// The table as a list.
#[derive(Debug)]
pub(crate) struct Twin {
    pub(crate) rows: Vec<Row>,
    /// Beginnings of each owner by address, so that sizes of real files can be compared in an hour's fraction.
    beginnings: BTreeMap<Vec<u8>, BTreeMap<u64, bool>>,
    resolvable: BTreeMap<u64, Vec<u32>>,
}

impl Twin {
    /// Reads well-formed kallsyms text.
    pub(crate) fn parse(text: &[u8]) -> Self {
        let lines = text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        Self::of(lines.map(parse_line).collect())
    }

    pub(crate) fn of(rows: Vec<Row>) -> Self {
        let mut beginnings: BTreeMap<Vec<u8>, BTreeMap<u64, bool>> = BTreeMap::new();
        let mut resolvable: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            if !row.is_local() {
                *beginnings.entry(row.owner.clone()).or_default().entry(row.address).or_default() |= row.is_text();
            }
            if row.is_resolvable() {
                resolvable.entry(row.address).or_default().push(index as u32);
            }
        }
        Self { rows, beginnings, resolvable }
    }

    pub(crate) fn text(&self) -> Vec<u8> {
        self.rows.iter().flat_map(line).collect()
    }

    pub(crate) fn select(&self, wanted: impl Fn(&Row) -> bool) -> Vec<u32> {
        (0..self.rows.len() as u32).filter(|&row| wanted(&self.rows[row as usize])).collect()
    }

    pub(crate) fn by_name(&self, name: &[u8]) -> Vec<u32> {
        self.select(|row| row.name == name)
    }

    pub(crate) fn by_address(&self, address: u64) -> Vec<u32> {
        self.select(|row| row.address == address)
    }

    /// The distance to the next higher address of the same owner; none for the highest, nor from a module's text to its data.
    pub(crate) fn size(&self, index: u32) -> Option<u64> {
        let row = &self.rows[index as usize];
        let (&next, &text) = self.beginnings.get(&row.owner)?.range(row.address.checked_add(1)?..).next()?;
        (!row.is_module() || !row.is_text() || text).then(|| next - row.address)
    }

    /// The covering row and offset.
    pub(crate) fn resolve(&self, address: u64) -> Option<(u32, u64)> {
        let (&start, rows) = self.resolvable.range(..=address).next_back()?;
        let row = &self.rows[rows[0] as usize];
        let offset = address - start;
        let above = start.checked_add(1).and_then(|from| self.resolvable.range(from..).next());
        let followed_by_its_own = above.is_some_and(|(_, above)| {
            let above = &self.rows[above[0] as usize];
            above.owner == row.owner && (above.is_absolute() || !row.is_absolute())
        });
        let page_end = 4096 - start % 4096;
        let reach = match self.size(rows[0]) {
            Some(size) if followed_by_its_own => size,
            Some(size) => size.min(page_end),
            None => page_end,
        };
        (offset == 0 || offset < reach).then_some((rows[0], offset))
    }

    /// All rows at the address of a covering row.
    pub(crate) fn aliases(&self, index: u32) -> Vec<u32> {
        self.resolvable[&self.rows[index as usize].address].clone()
    }
}

fn parse_line(line: &[u8]) -> Row {
    let text = &line[line.iter().position(|&byte| byte == b' ').unwrap() + 3..];
    let tab = text.iter().rposition(|&byte| byte == b'\t');
    Row {
        address: u64::from_str_radix(
            core::str::from_utf8(line.split(|&byte| byte == b' ').next().unwrap()).unwrap(),
            16,
        )
        .unwrap(),
        kind: line[line.iter().position(|&byte| byte == b' ').unwrap() + 1],
        name: tab.map_or(text, |tab| &text[..tab]).to_vec(),
        owner: tab.map_or(&b"system"[..], |tab| &text[tab + 2..text.len() - 1]).to_vec(),
    }
}

/// A row as the kernel prints it.
pub(crate) fn line(row: &Row) -> Vec<u8> {
    let mut line = format!("{:016x} {} ", row.address, char::from(row.kind)).into_bytes();
    line.extend_from_slice(&row.name);
    if row.is_module() {
        line.extend_from_slice(b"\t[");
        line.extend_from_slice(&row.owner);
        line.push(b']');
    }
    line.push(b'\n');
    line
}

/// The folder of the real files: the fixtures, or what KALLSYMS_CORPUS names.
pub(crate) fn root() -> PathBuf {
    let fixtures = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../test/fixtures");
    std::env::var_os("KALLSYMS_CORPUS").map_or_else(fixtures, PathBuf::from)
}

/// Every real table.
pub(crate) fn tables() -> Vec<PathBuf> {
    let root = root();
    let mut tables: Vec<PathBuf> = std::fs::read_dir(&root)
        .unwrap_or_else(|error| panic!("{}: {error}", root.display()))
        .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).into_iter().flatten())
        .map(|file| file.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("kallsyms"))
        .collect();
    tables.sort();
    assert!(!tables.is_empty(), "no tables in {}", root.display());
    tables
}

/// The bytes of a file, decompressed where its name ends in `.xz`.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_none_or(|extension| extension != "xz") {
        return bytes;
    }
    let mut text = Vec::new();
    liblzma::read::XzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
    text
}

/// A generator of numbers that are random enough, the same in every run.
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 ^ self.0 >> 33
    }
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}
