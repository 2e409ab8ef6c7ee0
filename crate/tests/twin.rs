//! Every query against the naive twin: on real files by 100,000 random questions a kind, and on random tables.

mod common;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use common::Random;
use common::Row;
use common::Twin;
use common::read;
use common::tables;
use kallsyms::Table;
use kallsyms::load::Loader;
use kallsyms::load::Options;
use kallsyms::query::order::Order;
use kallsyms::query::order::sorted_rows;
use kallsyms::query::pattern::Match;
use kallsyms::query::search::Query;
use kallsyms::query::search::search;
use kallsyms::serialize::deserialize;
use kallsyms::serialize::serialize;
use proptest::prelude::*;

const QUESTIONS: usize = 100_000;

/// Rows by a key, for the real files, where a scan for each of 100,000 questions would take days. A sample of the answers
/// is held against the scan.
fn group<K: Ord>(twin: &Twin, key: impl Fn(&Row) -> K) -> BTreeMap<K, Vec<u32>> {
    let mut groups: BTreeMap<K, Vec<u32>> = BTreeMap::new();
    for (index, row) in twin.rows.iter().enumerate() {
        groups.entry(key(row)).or_default().push(index as u32);
    }
    groups
}

fn for_each_table(test: impl Fn(&Table, &Twin)) {
    for path in tables() {
        let text = read(&path);
        let table = Table::parse(&text).unwrap();
        let twin = Twin::parse(&text);
        assert_eq!(table.len(), twin.rows.len(), "{}", path.display());
        eprintln!("{}: {} symbols", path.display(), table.len());
        test(&table, &twin);
    }
}

#[test]
fn columns_and_sizes_of_real_tables() {
    for_each_table(|table, twin| {
        for (symbol, row) in table.symbols().zip(&twin.rows) {
            assert_eq!(
                (symbol.address, symbol.kind, symbol.name, symbol.owner),
                (row.address, row.kind, &row.name[..], &row.owner[..])
            );
            if !table.is_restricted() {
                assert_eq!(symbol.size, twin.size(symbol.index), "{symbol:x?}");
            }
        }
        let report = table.report();
        assert_eq!(
            (report.lines, report.accepted, report.rejected),
            (twin.rows.len() as u64, twin.rows.len() as u64, 0)
        );
    });
}

#[test]
fn names_of_real_tables() {
    for_each_table(|table, twin| {
        let names = group(twin, |row| row.name.clone());
        let mut random = Random(1);
        let mut asked = BTreeSet::new();
        for question in 0..QUESTIONS {
            let mut name = twin.rows[random.below(twin.rows.len())].name.clone();
            if question % 4 == 0 {
                let at = random.below(name.len());
                name[at] ^= 1;
            }
            let expected = names.get(&name).map_or(&[][..], Vec::as_slice);
            // riscv64 has one name 3.6 million times; its rows are compared once.
            if expected.len() > 10_000 && !asked.insert(name.clone()) {
                continue;
            }
            let rows = table.rows_by_name(&name);
            assert_eq!(rows, expected);
            if question % 10_000 == 0 {
                assert_eq!(rows, twin.by_name(&name));
            }
        }
        let ambiguous = names.values().filter(|rows| {
            rows.len() > 1
                && (table.is_restricted()
                    || rows.iter().any(|&row| twin.rows[row as usize].address != twin.rows[rows[0] as usize].address))
        });
        let mut ambiguous: Vec<&Vec<u32>> = ambiguous.collect();
        ambiguous.sort();
        assert_eq!(
            table.ambiguous_names().map(<[u32]>::to_vec).collect::<Vec<_>>(),
            ambiguous.into_iter().cloned().collect::<Vec<_>>()
        );
    });
}

#[test]
fn addresses_of_real_tables() {
    for_each_table(|table, twin| {
        if table.is_restricted() {
            assert!(
                table.rows_by_address(0).is_err() && table.resolve(0).is_err() && table.shared_addresses().is_err()
            );
            return;
        }
        let addresses = group(twin, |row| row.address);
        let mut random = Random(2);
        for question in 0..QUESTIONS {
            let base = twin.rows[random.below(twin.rows.len())].address;
            let address = match question % 4 {
                0 => base,
                1 => base.wrapping_add(random.next() % 0x2000),
                2 => base.wrapping_sub(1),
                _ => base.wrapping_add(random.next() >> (question % 64)),
            };
            let rows = table.rows_by_address(address).unwrap();
            assert_eq!(rows, addresses.get(&address).cloned().unwrap_or_default());
            let resolved = table.resolve(address).unwrap();
            assert_eq!(resolved, twin.resolve(address), "{address:x}");
            if let Some((row, _)) = resolved {
                assert_eq!(table.aliases(row), twin.aliases(row));
            }
            if question % 10_000 == 0 {
                assert_eq!(rows, twin.by_address(address));
            }
        }
        let mut shared: Vec<Vec<u32>> = addresses.into_values().filter(|rows| rows.len() > 1).collect();
        shared.sort();
        assert_eq!(table.shared_addresses().unwrap(), shared);
    });
}

/// Whether a name matches, by the plainest means; an empty pattern matches every name, but as an exact name none.
fn naive_matcher(query: &Query) -> impl Fn(&[u8]) -> bool {
    let fold_case = query.fold_case;
    let lower = move |bytes: &[u8]| if fold_case { bytes.to_ascii_lowercase() } else { bytes.to_vec() };
    let (matching, pattern) = (query.matching, lower(&query.pattern));
    let regex = (matching == Match::Regex).then(|| {
        regex::bytes::RegexBuilder::new(core::str::from_utf8(&pattern).unwrap()).unicode(false).build().unwrap()
    });
    move |name| {
        let name = lower(name);
        match matching {
            Match::Exact => name == pattern,
            _ if pattern.is_empty() => true,
            Match::Substring => name.windows(pattern.len()).any(|part| part == pattern),
            Match::Prefix => name.starts_with(&pattern),
            Match::Glob => naive_glob(&pattern, &name),
            Match::Regex => regex.as_ref().unwrap().is_match(&name),
            Match::Fuzzy => {
                let mut rest = name.iter();
                pattern.iter().all(|wanted| rest.any(|byte| byte == wanted))
            }
        }
    }
}

/// `*` and `?` by recursion.
fn naive_glob(glob: &[u8], name: &[u8]) -> bool {
    match (glob.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => (0..=name.len()).any(|skip| naive_glob(rest, &name[skip..])),
        (Some((b'?', glob)), Some((_, name))) => naive_glob(glob, name),
        (Some((a, glob)), Some((b, name))) => a == b && naive_glob(glob, name),
        _ => false,
    }
}

fn naive_search(table: &Table, twin: &Twin, query: &Query) -> Vec<u32> {
    let index = std::cell::Cell::new(0);
    let matches = naive_matcher(query);
    twin.select(|row| {
        let at = index.replace(index.get() + 1);
        query.kinds.as_ref().is_none_or(|kinds| kinds.contains(&row.kind))
            && query.owners.as_ref().is_none_or(|owners| owners.contains(&row.owner))
            && query.from.is_none_or(|from| row.address >= from)
            && query.to.is_none_or(|to| row.address < to)
            && query.ambiguous.is_none_or(|wanted| table.is_ambiguous(at) == wanted)
            && query.shared.is_none_or(|wanted| table.is_shared(at) == wanted)
            && matches(&row.name)
    })
}

const MATCHES: [Match; 6] = [Match::Substring, Match::Exact, Match::Prefix, Match::Glob, Match::Regex, Match::Fuzzy];

#[test]
fn searches_of_real_tables() {
    for_each_table(|table, twin| {
        let mut random = Random(3);
        for question in 0..48 {
            let row = &twin.rows[random.below(twin.rows.len())];
            let name = row.name.clone();
            let start = random.below(name.len());
            let part = name[start..(start + 1 + random.below(6)).min(name.len())].to_vec();
            let matching = MATCHES[question % MATCHES.len()];
            let plain: Vec<u8> =
                part.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').collect();
            let pattern = match matching {
                Match::Exact => name.clone(),
                Match::Prefix => name[..name.len().min(5)].to_vec(),
                Match::Glob => [b"*", &plain[..], b"?*"].concat(),
                Match::Regex => [b"^[a-z_]+", &plain[..], b"(_|[0-9]$|x.*)"].concat(),
                _ => part,
            };
            let with_addresses = !table.is_restricted();
            let query = Query {
                pattern,
                matching,
                fold_case: question % 5 == 0,
                owners: (question % 4 == 1).then(|| vec![row.owner.clone(), b"system".to_vec()]),
                kinds: (question % 4 == 2).then(|| b"tTr".to_vec()),
                from: (with_addresses && question % 7 == 3).then_some(row.address),
                to: (with_addresses && question % 7 == 4).then_some(row.address),
                ambiguous: (question % 9 == 5).then_some(true),
                shared: (with_addresses && question % 9 == 6).then_some(question % 2 == 0),
                ..Query::default()
            };
            assert_eq!(search(table, &query).unwrap(), naive_search(table, twin, &query), "{query:?}");
        }
    });
}

/// All rows by a stable sort, and what each is sorted by.
fn naive_order(twin: &Twin, order: Order) -> Vec<u32> {
    let size = |index: u32| twin.size(index).map_or((true, 0), |size| (false, size));
    let sizes: Vec<(bool, u64)> = (0..twin.rows.len() as u32).map(size).collect();
    let sorted = |compare: &dyn Fn(u32, u32) -> core::cmp::Ordering| {
        let mut rows: Vec<u32> = (0..twin.rows.len() as u32).collect();
        rows.sort_by(|&a, &b| compare(a, b));
        rows
    };
    let row = |index: u32| &twin.rows[index as usize];
    let owner = |index: u32| (row(index).owner != b"system", &row(index).owner);
    match order {
        Order::Address => sorted(&|a, b| row(a).address.cmp(&row(b).address)),
        Order::Name => sorted(&|a, b| row(a).name.cmp(&row(b).name)),
        Order::Size => sorted(&|a, b| sizes[a as usize].cmp(&sizes[b as usize])),
        Order::Kind => sorted(&|a, b| row(a).kind.cmp(&row(b).kind)),
        Order::Owner => sorted(&|a, b| owner(a).cmp(&owner(b))),
    }
}

const ORDERS: [Order; 5] = [Order::Address, Order::Name, Order::Size, Order::Kind, Order::Owner];

#[test]
fn orders_of_real_tables() {
    for_each_table(|table, twin| {
        // The twin doesn't tell the sizes of a table without addresses.
        for order in ORDERS.into_iter().filter(|&order| order != Order::Size || !table.is_restricted()) {
            assert_eq!(sorted_rows(table, order), naive_order(twin, order), "{order:?}");
        }
    });
}

#[test]
fn serialized_real_tables_are_the_same_again() {
    for_each_table(|table, _| {
        let again = deserialize(&serialize(table), 99).unwrap();
        assert_eq!(again.report(), table.report());
        assert!(again.symbols().eq(table.symbols()));
        assert!(again.ambiguous_names().eq(table.ambiguous_names()));
    });
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let names = prop::sample::select(vec![
        &b"a"[..],
        b"b",
        b"init_once",
        b"init_once.cold",
        b"__pfx_a",
        b"$d",
        b"$x.1",
        b"$xrv64",
        b".L0 ",
        b"L0x",
        b"$foo",
        b"name with blank ",
        b"\x01\x1f",
        b"\xff\xfe",
        "功能".as_bytes(),
        b"_stext",
        b"tab\tin",
    ]);
    let addresses = prop_oneof![
        0_u64..40,
        (0_u64..9).prop_map(|n| 0xffff_ffff_8100_0000 + n * 0x800),
        (0_u64..4).prop_map(|n| u64::MAX - n),
        any::<u64>()
    ];
    let owners =
        prop::sample::select(vec![&b"system"[..], b"system", b"ext4", b"nf_tables", b"bpf", b"__builtin__ftrace"]);
    let row = (addresses, prop::sample::select(b"tTwdDrRbBaAV?".to_vec()), names, owners).prop_map(
        |(address, kind, name, owner)| Row {
            address,
            kind,
            // Only a module's line can hold a TAB in its name, since the last one parts name and owner.
            name: if owner == b"system" {
                name.iter().copied().filter(|&byte| byte != b'\t').collect()
            } else {
                name.to_vec()
            },
            owner: owner.to_vec(),
        },
    );
    prop::collection::vec(row, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn random_tables_in_random_chunks(rows in rows(), cuts in prop::collection::vec(1_usize..60, 0..20), seed: u64) {
        let twin = Twin::of(rows);
        let text = twin.text();
        let mut loader = Loader::new(Options { seed, ..Options::default() });
        let mut rest = &text[..];
        for cut in cuts {
            let (chunk, after) = rest.split_at(cut.min(rest.len()));
            loader.push(chunk).unwrap();
            rest = after;
        }
        loader.push(rest).unwrap();
        let table = loader.finish().unwrap();
        prop_assert_eq!(table.len(), twin.rows.len());
        let restricted = table.is_restricted();
        for (index, row) in (0..).zip(&twin.rows) {
            let symbol = table.symbol(index);
            prop_assert_eq!((symbol.address, symbol.name, symbol.owner), (row.address, &row.name[..], &row.owner[..]));
            prop_assert_eq!(symbol.size, twin.size(index));
            prop_assert_eq!(table.rows_by_name(&row.name), twin.by_name(&row.name));
            let shown = String::from_utf8_lossy(&row.name).into_owned();
            let shown_so = twin.select(|other| String::from_utf8_lossy(&other.name) == shown);
            prop_assert_eq!(table.rows_by_name(shown.as_bytes()), shown_so);
            if !restricted {
                for address in [row.address, row.address.wrapping_sub(1), row.address.wrapping_add(1), row.address.wrapping_add(0x900)] {
                    prop_assert_eq!(table.rows_by_address(address).unwrap(), twin.by_address(address));
                    prop_assert_eq!(table.resolve(address).unwrap(), twin.resolve(address), "{:x}", address);
                }
            }
        }
        let again = deserialize(&serialize(&table), seed).unwrap();
        prop_assert!(again.symbols().eq(table.symbols()));
        for order in ORDERS {
            prop_assert_eq!(sorted_rows(&table, order), naive_order(&twin, order), "{:?}", order);
            prop_assert_eq!(sorted_rows(&again, order), naive_order(&twin, order), "{:?}", order);
        }
    }

    #[test]
    fn random_names_are_ordered_by_their_bytes(names in prop::collection::vec("[ab\\x00\u{7f}é]{1,30}", 1..60)) {
        let text: Vec<u8> = names.iter().flat_map(|name| format!("ffffffff81000000 t {name}\n").into_bytes()).collect();
        let table = Table::parse(&text).unwrap();
        let mut expected: Vec<u32> = (0..names.len() as u32).collect();
        expected.sort_by_key(|&row| names[row as usize].as_bytes());
        prop_assert_eq!(sorted_rows(&table, Order::Name), expected);
    }

    #[test]
    fn random_searches(rows in rows(), pattern in "[ab_o.$*?L]{0,3}", matching in 0_usize..6, fold_case: bool, ambiguous: Option<bool>) {
        let twin = Twin::of(rows);
        let table = Table::parse(&twin.text()).unwrap();
        let matching = MATCHES[matching];
        let pattern = if matching == Match::Regex { pattern.replace(['*', '?', '$'], "") } else { pattern };
        let query = Query { pattern: pattern.into_bytes(), matching, fold_case, ambiguous, ..Query::default() };
        prop_assert_eq!(search(&table, &query).unwrap(), naive_search(&table, &twin, &query));
        let ranked = search(&table, &Query { by_relevance: true, ..query.clone() }).unwrap();
        let mut sorted = ranked;
        sorted.sort_unstable();
        prop_assert_eq!(sorted, naive_search(&table, &twin, &query));
    }

    #[test]
    fn random_patterns(
        names in prop::collection::vec("[abq_]{1,12}", 1..30),
        parts in prop::collection::vec(prop::sample::select(vec!["a", "b", "q", "_", "qa", "*", "?", "^", "$", ".", "(a|b)", "(qq)?"]), 0..6),
        matching in 0_usize..6,
        fold_case: bool,
        kind in prop::option::of(prop::sample::select(b"tT".to_vec())),
    ) {
        let row = |(at, name): (usize, &String)| Row {
            address: 0xffff_ffff_8100_0000 + at as u64 * 16,
            kind: b"tT"[at % 2],
            name: if at % 3 == 0 { name.to_uppercase().into_bytes() } else { name.clone().into_bytes() },
            owner: if at % 5 < 3 { b"system".to_vec() } else { b"m".to_vec() },
        };
        let twin = Twin::of(names.iter().enumerate().map(row).collect());
        let table = Table::parse(&twin.text()).unwrap();
        let matching = MATCHES[matching];
        let is_regex = matching == Match::Regex;
        let wanted = |part: &&str| matches!(matching, Match::Regex) != matches!(*part, "*" | "?") || part.chars().all(|c| "abq_".contains(c));
        let mut pattern = parts.into_iter().filter(wanted).collect::<String>();
        if is_regex && fold_case {
            pattern = pattern.to_uppercase();
        }
        let owners = kind.map(|_| vec![b"m".to_vec()]);
        let query = Query { pattern: pattern.into_bytes(), matching, fold_case, kinds: kind.map(|kind| vec![kind]), owners, ..Query::default() };
        prop_assert_eq!(search(&table, &query).unwrap(), naive_search(&table, &twin, &query), "{:?}", query);
    }

    #[test]
    fn any_bytes_are_accounted_for(lines in prop::collection::vec(prop_oneof![
        Just(b"ffffffff81000000 T _stext".to_vec()),
        Just(b"".to_vec()),
        Just(b"  ".to_vec()),
        prop::collection::vec(any::<u8>().prop_filter("a line has no LF", |&byte| byte != b'\n'), 0..40),
        "[0-9a-f]{0,17} ?[a-zA-Z]? ?[a-z\t\\[\\]]{0,9}".prop_map(String::into_bytes),
    ], 1..20), cut in 0_usize..400) {
        let text = lines.join(&b'\n');
        let mut loader = Loader::new(Options::default());
        let (first, second) = text.split_at(cut.min(text.len()));
        let pushed = loader.push(first).and_then(|()| loader.push(second));
        if let Ok(table) = pushed.and_then(|()| loader.finish()) {
            let report = table.report();
            prop_assert_eq!(report.accepted + report.blank + report.rejected + report.skipped, report.lines);
            prop_assert_eq!(report.accepted, table.len() as u64);
            let expected = lines.len() - usize::from(lines.last().is_some_and(Vec::is_empty));
            prop_assert_eq!(report.lines, expected as u64);
        }
    }

    #[test]
    fn damaged_serialized_tables_are_refused(rows in rows(), at: prop::sample::Index, bit in 0_u8..8, cut: prop::sample::Index) {
        let bytes = serialize(&Table::parse(&Twin::of(rows).text()).unwrap());
        let mut damaged = bytes.clone();
        damaged[at.index(bytes.len())] ^= 1 << bit;
        prop_assert!(deserialize(&damaged, 0).is_err());
        prop_assert!(deserialize(&bytes[..cut.index(bytes.len())], 0).is_err());
    }
}
