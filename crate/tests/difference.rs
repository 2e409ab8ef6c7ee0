//! Differences: what real boots of one kernel differ by, edits that must be told exactly, and random tables against the naive twin.

mod common;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use common::Random;
use common::Row;
use common::Twin;
use common::difference::Naive;
use common::difference::naive_difference;
use common::read;
use kallsyms::Table;
use kallsyms::query::difference::ChangeKind;
use kallsyms::query::difference::Difference;
use kallsyms::query::difference::difference;
use proptest::prelude::*;

/// What a change is, and the rows that it is about.
type Told = (ChangeKind, Option<u32>, Option<u32>);

fn told(difference: &Difference) -> Vec<Told> {
    difference.changes().map(|change| (change.kind, change.old, change.new)).collect()
}

fn count(difference: &Difference, kind: ChangeKind) -> usize {
    difference.changes().filter(|change| change.kind == kind).count()
}

/// The difference in the shape of the twin's.
fn as_naive(old: &Table, difference: &Difference) -> Naive {
    let owners: Vec<&[u8]> = old.owners().collect();
    let slide = |slide: &kallsyms::query::difference::Slide| {
        (owners[slide.owner as usize].to_vec(), slide.slide, slide.agreeing, slide.differing)
    };
    Naive {
        changes: told(difference),
        slides: difference.slides.iter().map(slide).collect(),
        unchanged: difference.unchanged,
    }
}

/// A real table of the fixtures, as text.
fn fixture(path: &str) -> Vec<u8> {
    read(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../test/fixtures").join(path))
}

fn names(table: &Table, owners: &[u32]) -> Vec<String> {
    let all: Vec<&[u8]> = table.owners().collect();
    let mut names: Vec<String> =
        owners.iter().map(|&owner| String::from_utf8_lossy(all[owner as usize]).into_owned()).collect();
    names.sort();
    names
}

const A: &str = "amd64-6.1.176-kaslrA/kallsyms.xz";
const UNLOADED: &str = "amd64-6.1.176-kaslrA/unloaded.kallsyms.xz";
const RELOADED: &str = "amd64-6.1.176-kaslrA/reloaded.kallsyms.xz";
const D: &str = "amd64-6.1.176-small-kaslrD/kallsyms.xz";
const TRACED: &str = "amd64-6.1.176-small-kaslrD/kallsyms.ftrace.xz";
const E: &str = "amd64-6.1.176-small-kaslrE/kallsyms.xz";
const OWN: &str = "amd64-7.3.4-own/kallsyms.xz";
const SMALL: &str = "amd64-7.3.4-small-kaslrB/kallsyms.xz";
const HIDDEN: &str = "armhf-6.1.176-A/kallsyms.nobody.kptr1.xz";
const SHOWN: &str = "armhf-6.1.176-A/kallsyms.xz";

/// What two real tables differ by: added, removed, other changes; owners added and removed.
fn real(old: &str, new: &str) -> (usize, usize, usize, Vec<String>, Vec<String>) {
    let (old_text, new_text) = (fixture(old), fixture(new));
    let (old, new) = (Table::parse(&old_text).unwrap(), Table::parse(&new_text).unwrap());
    let found = difference(&old, &new);
    assert!(as_naive(&old, &found) == naive_difference(&Twin::parse(&old_text), &Twin::parse(&new_text)));
    let (added, removed) = (count(&found, ChangeKind::Added), count(&found, ChangeKind::Removed));
    let changed: BTreeSet<u32> = found.changes().filter_map(|change| change.old).collect();
    assert_eq!(found.unchanged + changed.len(), old.len());
    (
        added,
        removed,
        found.changes().len() - added - removed,
        names(&new, &found.owners_added),
        names(&old, &found.owners_removed),
    )
}

#[test]
fn unloaded_modules_are_all_that_differs() {
    let modules = ["dummy", "loop", "vxlan", "wireguard", "xfs", "zram"].map(String::from).to_vec();
    assert_eq!(real(A, UNLOADED), (0, 8787, 0, vec![], modules.clone()));
    assert_eq!(real(UNLOADED, RELOADED), (8787, 0, 0, modules, vec![]));
    assert_eq!(real(A, RELOADED), (0, 0, 0, vec![], vec![]));
}

#[test]
fn trampolines_of_the_function_tracer_are_all_that_differs() {
    let owners = ["__builtin__ftrace", "__builtin__kprobes"].map(String::from).to_vec();
    assert_eq!(real(D, TRACED), (3, 0, 0, owners, vec![]));
}

#[test]
fn two_boots_of_one_kernel_differ_by_nothing() {
    assert_eq!(real(D, E), (0, 0, 0, vec![], vec![]));
    let (added, removed, others, owners_added, owners_removed) = real(A, E);
    assert_eq!((added, removed, others), (0, 91_119, 0));
    assert_eq!((owners_added.len(), owners_removed.len()), (0, 46));
}

#[test]
fn areas_of_modules_slide_apart() {
    let (added, removed, others, owners_added, owners_removed) = real(OWN, SMALL);
    assert_eq!((added, removed, others), (0, 186_366, 0));
    assert_eq!((owners_added.len(), owners_removed.len()), (0, 54));
    let (old, new) = (Table::parse(&fixture(OWN)).unwrap(), Table::parse(&fixture(SMALL)).unwrap());
    let mut areas: BTreeMap<u32, usize> = BTreeMap::new();
    for slide in difference(&old, &new).slides {
        assert_eq!(slide.differing, 0);
        *areas.entry(slide.owner).or_default() += 1;
    }
    let mut by_areas = [0; 5];
    areas.values().for_each(|&areas| by_areas[areas] += 1);
    assert_eq!(by_areas, [0, 1, 259, 17, 4]);
}

#[test]
fn the_image_has_one_slide_and_percpu_symbols_stay() {
    let (old, new) = (Table::parse(&fixture(D)).unwrap(), Table::parse(&fixture(E)).unwrap());
    let found = difference(&old, &new);
    let image: Vec<_> = found.slides.iter().filter(|slide| slide.owner == 0).collect();
    let shown: Vec<_> = image.iter().map(|slide| (slide.slide, slide.agreeing, slide.differing)).collect();
    assert_eq!(shown, [(0xf00_0000, 93_719, 0), (0, 382, 0)]);
}

#[test]
fn hidden_addresses_leave_names_types_and_owners() {
    let (hidden, shown) = (Table::parse(&fixture(HIDDEN)).unwrap(), Table::parse(&fixture(SHOWN)).unwrap());
    for (old, new) in [(&hidden, &shown), (&shown, &hidden), (&hidden, &hidden)] {
        let found = difference(old, new);
        assert!(!found.has_addresses);
        assert_eq!((found.changes().len(), found.slides.len(), found.unchanged), (0, 0, old.len()));
    }
}

#[test]
fn other_kernels_are_told_as_the_twin_tells_them() {
    for (old, new) in [(E, SMALL), ("s390x-6.1.176-A/kallsyms.xz", SHOWN), (HIDDEN, E)] {
        let (_, _, others, _, _) = real(old, new);
        assert!(others > 0);
    }
}

/// Lines that begin with these words are the ones that differ.
fn told_of(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (Table::parse(old.as_bytes()).unwrap(), Table::parse(new.as_bytes()).unwrap());
    let shown = |table: &Table, row: Option<u32>| {
        row.map_or("-".to_string(), |row| format!("{row} {}", String::from_utf8_lossy(table.symbol(row).name)))
    };
    let found = difference(&old, &new);
    found
        .changes()
        .map(|change| format!("{:?} {} => {}", change.kind, shown(&old, change.old), shown(&new, change.new)))
        .collect()
}

#[test]
fn equal_names_are_told_apart_by_place_then_size_then_what_is_left() {
    let old = "ffffffff81000000 T a\nffffffff81000100 t f\nffffffff81000110 t f\nffffffff81000130 t f\nffffffff81000200 T b\n";
    // One of three is gone: by place.
    let gone = "ffffffff81000000 T a\nffffffff81000100 t f\nffffffff81000130 t f\nffffffff81000200 T b\n";
    assert_eq!(told_of(old, gone), ["Resized 1 f => 1 f", "Removed 2 f => -"]);
    // All three are elsewhere, in another order: by size.
    let other = "ffffffff81000000 T a\nffffffff81000200 T b\nffffffff81000300 t f\nffffffff81000320 t f\nffffffff810003f0 t f\nffffffff81000400 T c\n";
    let by_size: Vec<String> = told_of(old, other).into_iter().filter(|change| change.starts_with("Moved")).collect();
    assert_eq!(by_size, ["Moved 1 f => 4 f", "Moved 2 f => 2 f", "Moved 3 f => 3 f"]);
    // Of two that are left on both sides nobody can tell which is which.
    let two = "ffffffff81000000 T a\nffffffff81000100 t f\nffffffff81000200 T b\nffffffff81000300 t f\nffffffff81000311 t f\nffffffff81000400 T c\n";
    let ambiguous: Vec<String> = told_of(old, two).into_iter().filter(|change| change.starts_with("Amb")).collect();
    assert_eq!(ambiguous, ["Ambiguous 2 f => -", "Ambiguous 3 f => -", "Ambiguous - => 3 f", "Ambiguous - => 4 f"]);
}

#[test]
fn a_name_that_stands_once_may_change_its_owner() {
    let old = "ffffffff81000000 T a\nffffffffc0000000 t f\t[m]\nffffffffc0000010 t cleanup_module\t[m]\nffffffffc0000020 t end\t[m]\n";
    let new = "ffffffff81000000 T a\nffffffff81000100 T f\nffffffff81000110 t cleanup_module\nffffffff81000120 t cleanup_module\n";
    assert_eq!(
        told_of(old, new),
        [
            "Reowned 1 f => 1 f",
            "Retyped 1 f => 1 f",
            "Removed 2 cleanup_module => -",
            "Removed 3 end => -",
            "Added - => 2 cleanup_module",
            "Added - => 3 cleanup_module",
        ]
    );
}

#[test]
fn a_symbol_that_stays_while_the_image_slides_has_moved() {
    let old = "0000000000000000 A percpu\nffffffff81000000 T a\nffffffff81000100 T b\nffffffff81000200 T c\n";
    let new = "0000000000000000 A percpu\nffffffff81000200 T c\nffffffff91000000 T a\nffffffff91000100 T b\n";
    let moved: Vec<String> = told_of(old, new).into_iter().filter(|change| change.starts_with("Moved")).collect();
    assert_eq!(moved, ["Moved 3 c => 1 c"]);
    // System.map calls percpu symbols data; kallsyms calls them absolute.
    let map = old.replace(" A ", " D ");
    assert_eq!(told_of(&map, &new.replace("ffffffff81000200", "ffffffff91000200")), ["Retyped 0 percpu => 0 percpu"]);
}

#[test]
fn a_symbol_within_an_area_is_no_area() {
    let at = |name: &str, address: u64| format!("{address:016x} t {name}\t[m]\n");
    let table = |outlier: u64| {
        let names = ["a", "b", "c", "d", "e"].into_iter().zip(0..);
        names.map(|(name, n)| at(name, 0xffff_ffff_c000_0000 + n * 0x2000 + if n == 2 { outlier } else { 0 })).collect()
    };
    let (old, new): (String, String) = (table(0), table(0x1000));
    let moved: Vec<String> = told_of(&old, &new).into_iter().filter(|change| change.starts_with("Moved")).collect();
    assert_eq!(moved, ["Moved 2 c => 2 c"]);
}

#[test]
fn programs_lie_anywhere_after_another_boot() {
    let bpf = "ffffffffc0000000 t prog\t[bpf]\nffffffffc0000100 t prog\t[bpf]\nffffffffc0000200 t other\t[bpf]\n";
    let image = "ffffffff81000000 T a\nffffffff81000100 T b\n";
    let elsewhere = "ffffffffc0007000 t other\t[bpf]\nffffffffc0009000 t prog\t[bpf]\n";
    let same_boot = format!("{image}{elsewhere}");
    let other_boot = same_boot.replace("ffffffff81", "ffffffff91");
    let old = format!("{image}{bpf}");
    assert_eq!(told_of(&old, &other_boot), ["Removed 3 prog => -"]);
    assert_eq!(
        told_of(&old, &same_boot),
        ["Ambiguous 2 prog => -", "Ambiguous 3 prog => -", "Moved 4 other => 2 other", "Ambiguous - => 3 prog"]
    );
}

/// A real table with edits, each on a symbol whose owner and name no other edit touches.
struct Edited {
    old: Twin,
    new: Twin,
    /// By new row the old one.
    origins: Vec<Option<u32>>,
    removed: BTreeSet<u32>,
    moved: BTreeSet<u32>,
    retyped: BTreeSet<u32>,
}

/// Edits `count` symbols of each kind, and lets the image and every module slide.
fn edit(text: &[u8], count: usize, slides: bool, random: &mut Random) -> Edited {
    let old = Twin::parse(text);
    let mut lines: BTreeMap<(&[u8], &[u8], u64), usize> = BTreeMap::new();
    for row in &old.rows {
        *lines.entry((&row.owner, &row.name, row.address)).or_default() += 1;
    }
    let mut names = BTreeSet::new();
    let mut choose = |random: &mut Random, wanted: &dyn Fn(u32) -> bool| {
        let mut chosen = BTreeSet::new();
        while chosen.len() < count {
            let index = random.below(old.rows.len()) as u32;
            let row = &old.rows[index as usize];
            // Of a line that stands twice nobody could say which one is meant.
            let is_fit = !b"aA".contains(&row.kind) && lines[&(&row.owner[..], &row.name[..], row.address)] == 1;
            if is_fit && wanted(index) && names.insert((row.owner.clone(), row.name.clone())) {
                chosen.insert(index);
            }
        }
        chosen
    };
    let removed = choose(random, &|_| true);
    let moved = choose(random, &|index| old.size(index).is_some_and(|size| size > 8));
    let retyped = choose(random, &|index| b"tT".contains(&old.rows[index as usize].kind));
    let mut by_owner: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    let mut rows: Vec<(Row, Option<u32>)> = Vec::new();
    for (index, row) in (0..).zip(&old.rows).filter(|(index, _)| !removed.contains(index)) {
        let slide = *by_owner.entry(row.owner.clone()).or_insert_with(|| (random.next() % 0x4000) << 12);
        let mut row = row.clone();
        row.address += 4 * u64::from(moved.contains(&index));
        if slides && (row.owner != b"system" || !b"aA".contains(&row.kind)) {
            row.address = row.address.wrapping_sub(slide);
        }
        if retyped.contains(&index) {
            row.kind ^= 0x20;
        }
        rows.push((row, Some(index)));
    }
    for number in 0..count {
        let at = random.below(rows.len());
        let mut row = rows[at].0.clone();
        if b"aA".contains(&row.kind) {
            continue;
        }
        if number % 2 == 0 {
            row.name = format!("added_{number}").into_bytes();
        } else if !names.insert((row.owner.clone(), row.name.clone())) {
            continue;
        }
        row.address += 2;
        rows.insert(at + 1, (row, None));
    }
    let (rows, origins): (Vec<Row>, Vec<Option<u32>>) = rows.into_iter().unzip();
    Edited { old, new: Twin::of(rows), origins, removed, moved, retyped }
}

impl Edited {
    /// What the edits make differ: they themselves, and the sizes that they change.
    fn expected(&self) -> BTreeSet<Told> {
        let removed = self.removed.iter().map(|&old| (ChangeKind::Removed, Some(old), None));
        let pairs = (0..).zip(&self.origins).filter_map(|(new, old)| old.map(|old| (old, new)));
        let changed = pairs.flat_map(|(old, new)| {
            let sizes = self.old.size(old).zip(self.new.size(new));
            // The last percpu symbol reaches to the image, which slid.
            let is_absolute = b"aA".contains(&self.old.rows[old as usize].kind);
            let kinds = [
                (self.moved.contains(&old), ChangeKind::Moved),
                (!is_absolute && sizes.is_some_and(|(old, new)| old != new), ChangeKind::Resized),
                (self.retyped.contains(&old), ChangeKind::Retyped),
            ];
            let told = kinds.into_iter().filter(|&(happened, _)| happened);
            told.map(move |(_, kind)| (kind, Some(old), Some(new))).collect::<Vec<_>>()
        });
        let added = (0..).zip(&self.origins).filter(|(_, old)| old.is_none());
        removed.chain(changed).chain(added.map(|(new, _)| (ChangeKind::Added, None, Some(new)))).collect()
    }
}

/// A change as the difference in the other direction tells it.
fn mirrored((kind, old, new): Told) -> Told {
    let kind = match kind {
        ChangeKind::Added => ChangeKind::Removed,
        ChangeKind::Removed => ChangeKind::Added,
        kind => kind,
    };
    (kind, new, old)
}

#[test]
fn edits_of_real_tables_are_told_exactly_in_both_directions() {
    let mut random = Random(7);
    for (path, slides) in [(D, false), (D, true), (SMALL, true), ("arm64-6.1.176-kaslrA/kallsyms.xz", true)] {
        let text = fixture(path);
        for count in [0, 1, 300] {
            let edited = edit(&text, count, slides, &mut random);
            let old = Table::parse(&edited.old.text()).unwrap();
            let new = Table::parse(&edited.new.text()).unwrap();
            let forth: BTreeSet<Told> = told(&difference(&old, &new)).into_iter().collect();
            let expected = edited.expected();
            let wrong: Vec<_> = forth.symmetric_difference(&expected).take(5).collect();
            assert!(wrong.is_empty(), "{path}, {count} edits: {wrong:?}");
            let back: BTreeSet<Told> = told(&difference(&new, &old)).into_iter().map(mirrored).collect();
            assert!(back == expected, "{path}, {count} edits, back");
        }
    }
}

/// A table, and what became of it: few names, owners and pages, so that all rules meet.
fn two_tables() -> impl Strategy<Value = (Vec<Row>, Vec<Row>)> {
    let row = (0_u64..0x40, 0_u64..3, prop::sample::select(b"tTrdDaA".to_vec()), 0_u8..9, 0_usize..6).prop_map(
        |(place, fine, kind, name, owner)| Row {
            address: 0xffff_ffff_8100_0000 + place * 0x400 + fine * 0x10,
            kind,
            name: vec![b'a' + name],
            owner: [&b"system"[..], b"system", b"m", b"m", b"n", b"bpf"][owner].to_vec(),
        },
    );
    let edits = prop::collection::vec(0_u8..24, 40);
    let slides = prop::collection::vec(prop::sample::select(vec![0, 0x1000, 0x20_0000, 0x10, u64::MAX - 0xfff]), 20);
    (prop::collection::vec(row, 1..40), edits, slides, 0_usize..40, any::<bool>()).prop_map(
        |(old, edits, slides, turn, hidden)| {
            let mut new: Vec<Row> =
                old.iter().zip(edits).filter_map(|(row, edit)| edited_row(row, edit, &slides)).collect();
            if !new.is_empty() {
                let turn = turn % new.len();
                new.rotate_left(turn);
            }
            new.push(Row {
                address: 0xffff_ffff_9000_0000,
                kind: b't',
                name: b"last".to_vec(),
                owner: b"system".to_vec(),
            });
            if hidden && turn == 0 {
                new.iter_mut().for_each(|row| row.address = 0);
            }
            (old, new)
        },
    )
}

fn edited_row(row: &Row, edit: u8, slides: &[u64]) -> Option<Row> {
    let mut row = row.clone();
    let memory = row.owner[0] as usize + usize::from(row.kind | 0x20) % 3;
    row.address = row.address.wrapping_add(slides[memory % slides.len()]);
    match edit {
        0 => return None,
        1 => row.address += 8,
        2 => row.address += 0x1000,
        3 => row.kind = b'T',
        4 => row.kind = b'A',
        5 => row.owner = b"n".to_vec(),
        6 => row.name = b"b".to_vec(),
        7 => row.name = b"unheard".to_vec(),
        _ => {}
    }
    Some(row)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn random_tables_differ_as_the_twin_says((old, new) in two_tables(), seed: u64) {
        let (old_twin, new_twin) = (Twin::of(old), Twin::of(new));
        let load = |twin: &Twin| {
            let mut loader = kallsyms::load::Loader::new(kallsyms::load::Options { seed, ..Default::default() });
            loader.push(&twin.text()).unwrap();
            loader.finish().unwrap()
        };
        let (old, new) = (load(&old_twin), load(&new_twin));
        prop_assert_eq!(as_naive(&old, &difference(&old, &new)), naive_difference(&old_twin, &new_twin));
        let same = difference(&old, &old);
        prop_assert_eq!((same.changes().len(), same.unchanged), (0, old.len()));
        prop_assert!(same.slides.iter().all(|slide| slide.slide == 0 && slide.differing == 0));
    }

    #[test]
    fn an_owner_that_slid_as_a_whole_does_not_differ((rows, _) in two_tables(), image: u32, module: u32) {
        let mut slid = rows.clone();
        for row in &mut slid {
            // Programs have no common slide, so here they stay.
            let slide = match &row.owner[..] { b"system" => image, b"m" | b"n" => module, _ => 0 };
            row.address -= u64::from(slide);
        }
        let old = Table::parse(&Twin::of(rows).text()).unwrap();
        let new = Table::parse(&Twin::of(slid).text()).unwrap();
        let found = difference(&old, &new);
        let moved = found.changes().filter(|change| old.symbol(change.old.unwrap()).owner != b"bpf").count();
        prop_assert_eq!(moved, 0);
    }
}
