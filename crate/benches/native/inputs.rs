//! The questions, as `prepare.mjs` wrote them.

use std::fs;
use std::io;
use std::path::Path;

/// The text of a table and what is asked of it.
pub(crate) struct Inputs {
    pub(crate) text: Vec<u8>,
    pub(crate) names: Vec<Vec<u8>>,
    pub(crate) absent: Vec<Vec<u8>>,
    pub(crate) exact: Vec<u64>,
    pub(crate) inside: Vec<u64>,
    pub(crate) batch: Vec<u64>,
    pub(crate) batch_sorted: Vec<u64>,
    pub(crate) searches: Vec<Search>,
}

/// A search by its workload's name.
pub(crate) struct Search {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) any_case: bool,
    pub(crate) pattern: Vec<u8>,
}

impl Inputs {
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let lines = |file: &str| Ok::<_, io::Error>(lines(&fs::read(folder.join(file))?));
        let longs = |file: &str| Ok::<_, io::Error>(longs(&fs::read(folder.join(file))?));
        Ok(Self {
            text: fs::read(folder.join("text"))?,
            names: lines("names")?,
            absent: lines("absent")?,
            exact: longs("exact")?,
            inside: longs("inside")?,
            batch: longs("batch")?,
            batch_sorted: longs("batch-sorted")?,
            searches: lines("searches")?.iter().map(|line| search(line)).collect(),
        })
    }
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    if whole.is_empty() { Vec::new() } else { whole.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect() }
}

fn longs(bytes: &[u8]) -> Vec<u64> {
    bytes.chunks_exact(8).map(|long| u64::from_le_bytes(long.try_into().expect("chunks of eight bytes"))).collect()
}

/// Name, kind, 1 where case doesn't matter, and pattern, parted by TABs.
fn search(line: &[u8]) -> Search {
    let mut parts = line.splitn(4, |&byte| byte == b'\t').map(|part| String::from_utf8_lossy(part).into_owned());
    let mut part = || parts.next().unwrap_or_default();
    Search { name: part(), kind: part(), any_case: part() == "1", pattern: part().into_bytes() }
}
