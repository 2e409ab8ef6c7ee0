//! The kernel's own answers: what its `%pS` printed for addresses, against what the table resolves them to.
//!
//! Every line that differs belongs to a class with a reason, and the counts are exact: a change of the rule shows here.

mod common;

use std::collections::BTreeMap;

use common::read;
use common::root;
use kallsyms::Table;

/// `name+0xOFFSET/0xSIZE [module]`.
#[derive(Debug, PartialEq, Eq)]
struct Printed<'a> {
    name: &'a str,
    offset: u64,
    size: u64,
    owner: &'a str,
}

fn printed(text: &str) -> Option<Printed<'_>> {
    let (symbol, owner) = match text.rsplit_once(" [") {
        Some((symbol, owner)) => (symbol, owner.trim_end_matches(']')),
        None => (text, "system"),
    };
    let (name, numbers) = symbol.rsplit_once("+0x")?;
    let (offset, size) = numbers.split_once("/0x")?;
    let number = |digits| u64::from_str_radix(digits, 16).unwrap();
    Some(Printed { name, offset: number(offset), size: number(size), owner })
}

/// The class of a line. `different` is the one that must stay empty.
fn class(table: &Table, address: u64, kernel: &str) -> &'static str {
    let ours = table.resolve(address).unwrap().map(|(row, offset)| (table.symbol(row), offset));
    match (printed(kernel), ours) {
        (None, None) => "none, as the kernel",
        (None, Some((symbol, _))) if b"aA".contains(&symbol.kind) => "kernel prints no percpu offsets",
        (None, Some((symbol, _))) if symbol.owner == b"system" => "kernel prints nothing outside its image's areas",
        (None, Some(_)) => "kernel prints nothing past a module's area",
        (Some(kernel), None) if kernel.offset >= kernel.size => "kernel's offset is beyond its size",
        (Some(kernel), None) if kernel.size >> 63 == 1 => "kernel's size is negative, we say nothing",
        (Some(_), None) => "beyond the page of a symbol whose end the table doesn't tell",
        (Some(kernel), Some((symbol, offset))) => {
            let same = kernel.name.as_bytes() == symbol.name
                && kernel.owner.as_bytes() == symbol.owner
                && kernel.offset == offset;
            match symbol.size {
                _ if !same => "different",
                Some(size) if size == kernel.size => "exact",
                _ if kernel.size >> 63 == 1 => "same symbol, kernel's size is negative",
                _ if kernel.offset >= kernel.size => "same symbol, kernel's offset is beyond its size",
                None => "same symbol, its end is not in the table",
                Some(_) => "same symbol, the kernel ends it with its area",
            }
        }
    }
}

fn classes(folder: &str) -> BTreeMap<&'static str, usize> {
    let table = Table::parse(&read(&root().join(folder).join("kallsyms.xz"))).unwrap();
    let answers = String::from_utf8(read(&root().join(folder).join("oracle-sprint.tsv.xz"))).unwrap();
    let mut counts = BTreeMap::new();
    for line in answers.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        for pair in fields.chunks_exact(2) {
            let address = u64::from_str_radix(pair[0], 16).unwrap();
            let class = class(&table, address, pair[1]);
            assert_ne!(class, "different", "{folder}: {line} {:x?}", table.resolve(address));
            *counts.entry(class).or_default() += 1;
        }
    }
    eprintln!("{folder}: {counts:#?}");
    counts
}

/// Folders with answers, and how many lines of how many agree in name, owner, offset and size.
const EXACT: [(&str, usize, usize); 6] = [
    ("amd64-6.1.176-kaslrA", 82652, 101811),
    ("amd64-6.1.176-small-kaslrD", 78316, 91209),
    ("amd64-7.3.4-own", 195798, 196707),
    ("arm64-6.1.176-kaslrA", 51038, 51729),
    ("armhf-6.1.176-A", 44787, 45384),
    ("s390x-6.1.176-A", 32971, 33432),
];

#[test]
fn the_kernels_own_answers_are_reproduced() {
    let folders = EXACT.iter().filter(|(folder, ..)| root().join(folder).join("oracle-sprint.tsv.xz").exists());
    let mut compared = 0;
    for &(folder, exact, all) in folders {
        let counts = classes(folder);
        assert_eq!((counts["exact"], counts.values().sum::<usize>()), (exact, all), "{folder}");
        compared += all;
    }
    assert!(compared >= 418_461, "answers of five kernels lie in the fixtures");
}
