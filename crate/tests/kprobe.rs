//! Kprobe plans against what three kernels answered to 1,625 specs, and on random tables against a naive model.

use std::collections::BTreeSet;
use std::io::Read;

use kallsyms::Table;
use kallsyms::query::kprobe::Cause;
use kallsyms::query::kprobe::Kernel;
use kallsyms::query::kprobe::Options;
use kallsyms::query::kprobe::Outcome;
use kallsyms::query::kprobe::Plan;
use kallsyms::query::kprobe::Regime;
use kallsyms::query::kprobe::Release;
use kallsyms::query::kprobe::Spec;
use kallsyms::query::kprobe::Traceable;
use kallsyms::query::kprobe::Verdict;
use kallsyms::query::kprobe::plan;
use kallsyms::query::kprobe::predict;
use kallsyms::query::kprobe::to_wire;
use proptest::prelude::*;

const FOLDERS: [(&str, &str); 3] = [
    ("amd64-5.10.223-small-kaslrA", "5.10.223"),
    ("amd64-6.1.176-small-kaslrE", "6.1.176"),
    ("amd64-7.3.4-small-kaslrB", "7.3.4"),
];

/// One release of every regime.
const RELEASES: [&str; 6] = ["5.10.223", "5.4.285", "6.1.60", "6.1.176", "6.12.1", "7.3.4"];

/// What was read on one machine in one boot.
struct Boot {
    table: Table,
    traceable: Traceable,
    list: String,
    release: Release,
    answers: String,
}

impl Boot {
    fn open((folder, release): (&str, &str)) -> Self {
        let table = Table::parse(&read(folder, "kallsyms.xz")).unwrap();
        let list = read(folder, "available_filter_functions.xz");
        let traceable =
            Traceable::new(&table, Some(&list), Some(&read(folder, "oracle-kprobe-blacklist.txt"))).unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let answers = text(&read(folder, "oracle-kprobe-specs.tsv.xz"));
        Self { table, traceable, list: text(&list), release: Release::parse(release).unwrap(), answers }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel { release: Some(self.release), traceable: Some(&self.traceable) }
    }

    /// The answers: the line's form, spec, result, where it landed, messages, number of places.
    fn lines(&self) -> impl Iterator<Item = Answered<'_>> {
        self.answers.lines().skip(1).map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [_, name, places, form, spec, result, landed, messages] = fields[..] else { panic!("{line}") };
            Answered { name, places, form, spec, result, landed, messages }
        })
    }
}

#[derive(Debug, Clone, Copy)]
struct Answered<'a> {
    name: &'a str,
    places: &'a str,
    form: &'a str,
    spec: &'a str,
    result: &'a str,
    landed: &'a str,
    messages: &'a str,
}

impl Answered<'_> {
    fn errno(&self) -> &str {
        self.result.split(' ').next().unwrap()
    }

    fn class(&self) -> &str {
        if self.messages.contains("Could not probe notrace") {
            return "notrace";
        }
        if self.errno() == "ok" && self.address().is_none() {
            return "never armed";
        }
        self.result.split_once('<').map_or("", |(_, class)| class.trim_end_matches('>'))
    }

    fn address(&self) -> Option<u64> {
        u64::from_str_radix(self.landed.split(' ').next()?, 16).ok()
    }
}

fn read(folder: &str, file: &str) -> Vec<u8> {
    let path = format!("{}/../test/fixtures/{folder}/{file}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    if !file.ends_with(".xz") {
        return bytes;
    }
    let mut text = Vec::new();
    liblzma::read::XzDecoder::new_multi_decoder(&bytes[..]).read_to_end(&mut text).unwrap();
    text
}

/// errno (or "ok"), class of the error, address, whether it is open.
type Predicted = (&'static str, &'static str, Option<u64>, bool);

/// Predicts a whole line of `kprobe_events`; what isn't about the probe's place (kind, arguments) is read here.
fn predicted(boot: &Boot, line: &str) -> Predicted {
    const BAD: Predicted = ("EINVAL", "Invalid probed address or symbol", None, false);
    let mut fields = line.splitn(3, ' ');
    let (kind, place, arguments) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap_or(""));
    if kind.starts_with('f') {
        return ("EINVAL", "", None, false);
    }
    let is_return = kind.starts_with('r') || place.ends_with("%return");
    let place = place.split('%').next().unwrap();
    let Some(spec) = Spec::parse(place.as_bytes()) else { return BAD };
    let outcome = predict(&boot.table, &spec, &boot.kernel()).unwrap();
    let is_about_names = match outcome.cause {
        Cause::NotUnique => true,
        Cause::NoSuchSymbol => Regime::of(boot.release) >= Some(Regime::OwnerCounted),
        _ => false,
    };
    if !is_about_names && is_return && is_inside(&boot.table, &spec) {
        return ("EINVAL", "Retprobe address must be an function entry", None, false);
    }
    if !is_about_names && arguments.starts_with('+') {
        return ("EINVAL", "Dereference needs a brace", None, false);
    }
    (outcome.errno.unwrap_or("ok"), class(&outcome), outcome.address, !outcome.is_certain)
}

/// Whether a symbol's place is away from a function's beginning.
fn is_inside(table: &Table, spec: &Spec<'_>) -> bool {
    let Spec::Symbol { owner, name, offset } = *spec else { return false };
    let rows = table.rows_by_name(name);
    let fits = |&&row: &&u32| owner.is_none_or(|owner| table.symbol(row).owner == owner);
    let first = rows.iter().find(fits);
    first.is_some_and(|&row| {
        table.resolve(table.symbol(row).address + offset).unwrap().is_some_and(|(_, offset)| offset != 0)
    })
}

fn class(outcome: &Outcome) -> &'static str {
    match outcome.cause {
        Cause::NotUnique => "The symbol is not unique",
        Cause::NoSuchSymbol => "Invalid probed address or symbol",
        Cause::Notrace => "notrace",
        Cause::NotText | Cause::Blacklisted => "Failed to register probe event",
        Cause::InsideInstruction => "Probe point is not an instruction boundary",
        Cause::ModuleNotLoaded | Cause::NothingThere => "never armed",
        _ => "",
    }
}

/// Functions of `available_filter_functions` that `set_ftrace_filter` finds by a name.
fn filtered(boot: &Boot, line: &Answered<'_>) -> String {
    let filter = line.spec.split_once(' ').unwrap().1;
    let (name, module) = filter.split_once(":mod:").map_or((filter, None), |(name, module)| (name, Some(module)));
    let fits = |entry: &&str| {
        let (listed, owner) = entry.split_once(" [").unwrap_or((entry, "]"));
        listed == name && module.is_none_or(|module| owner.trim_end_matches(']') == module)
    };
    match boot.list.lines().filter(fits).count() {
        0 => format!("EINVAL 1 of {}", line.places),
        count => format!("ok {count} of {}", line.places),
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    exact: usize,
    open: usize,
    differing: Vec<String>,
}

fn replay(boot: &Boot) -> Counts {
    let mut counts = Counts::default();
    for line in boot.lines() {
        if line.form.starts_with("ftrace_filter") {
            match filtered(boot, &line) == line.result {
                true => counts.exact += 1,
                false => counts.differing.push(format!("{line:?}")),
            }
            continue;
        }
        let (errno, class, address, is_open) = predicted(boot, line.spec);
        let landed = line.address();
        // Kernels with ENDBR arm behind it.
        let same_place = address == landed || (boot.release.major >= 7 && address.map(|address| address + 4) == landed);
        let exact = errno == line.errno() && class == line.class() && (landed.is_none() || same_place);
        match is_open {
            false if exact => counts.exact += 1,
            true if line.errno() == "EILSEQ" || (line.errno() == "ok" && address == landed) => counts.open += 1,
            _ => counts.differing.push(format!("{line:?} predicted {errno} <{class}> {address:x?}")),
        }
    }
    counts
}

#[test]
fn every_answer_of_three_kernels_is_predicted() {
    let expected = [(532, 10), (531, 10), (533, 9)];
    for (folder, (exact, open)) in FOLDERS.into_iter().zip(expected) {
        let counts = replay(&Boot::open(folder));
        println!("{}: {} exact, {} open, {} differing", folder.0, counts.exact, counts.open, counts.differing.len());
        assert_eq!(counts, Counts { exact, open, differing: Vec::new() }, "{}", folder.0);
    }
}

#[test]
fn outcomes_of_plans_are_those_of_the_kernels() {
    for folder in FOLDERS {
        let boot = Boot::open(folder);
        let mut seen = 0;
        for line in boot.lines().filter(|line| line.form == "p name") {
            let options = Options { kernel: boot.kernel(), ..Options::default() };
            let plan = plan(&boot.table, line.name.as_bytes(), &options).unwrap();
            let armed = line.errno() == "ok";
            assert_eq!(plan.outcome.errno.is_none(), armed, "{line:?} {plan:#?}");
            assert!(armed || plan.outcome.errno == Some(line.errno()), "{line:?} {plan:#?}");
            for target in &plan.targets {
                check_target(&boot, &line, target.address, &target.outcome);
            }
            seen += 1;
        }
        assert!(seen >= 25, "{seen}");
    }
}

fn check_target(boot: &Boot, line: &Answered<'_>, address: u64, outcome: &Outcome) {
    let Some(landed) = line.address() else {
        assert!(matches!(outcome.verdict, Verdict::Refused | Verdict::Absent), "{line:?} {outcome:?}");
        return;
    };
    let is_here = landed == address || (boot.release.major >= 7 && landed == address + 4);
    let expected = match outcome.verdict {
        // Where nothing is checked, what is taken is a choice, too.
        Verdict::PicksOne => !is_here || Regime::of(boot.release) == Some(Regime::Unchecked),
        verdict => verdict == Verdict::Attaches && is_here,
    };
    assert!(expected, "{line:?} {address:x} {outcome:?}");
}

/// Rows that a spec is held against, with all that the naive model looks at.
#[derive(Debug, Clone)]
struct Naive {
    rows: Vec<NaiveRow>,
}

#[derive(Debug, Clone)]
struct NaiveRow {
    address: u64,
    name: String,
    /// Empty for the kernel image.
    owner: String,
}

impl Naive {
    fn of(table: &Table) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let row = |symbol: kallsyms::Symbol<'_>| NaiveRow {
            address: symbol.address,
            name: text(symbol.name),
            owner: if table.owner_number(symbol.index) == kallsyms::SYSTEM {
                String::new()
            } else {
                text(symbol.owner)
            },
        };
        Self {
            rows: table.symbols().map(row).filter(|row| !["bpf", "__builtin__ftrace"].contains(&&*row.owner)).collect(),
        }
    }

    /// Where a kernel of a regime puts a probe; `None` where it refuses.
    fn resolve(&self, regime: Regime, spec: &str) -> Option<u64> {
        if let Some(address) = spec.strip_prefix("0x") {
            return u64::from_str_radix(address, 16).ok();
        }
        if let Ok(address) = spec.parse() {
            return Some(address);
        }
        let (symbol, offset) = spec.split_once("+0x").unwrap_or((spec, "0"));
        let offset = u64::from(u32::from_str_radix(offset, 16).ok()?);
        let (owner, name) = symbol.split_once(':').map_or((None, symbol), |(owner, name)| (Some(owner), name));
        let named: Vec<&NaiveRow> = self.rows.iter().filter(|row| row.name == name).collect();
        let image = named.iter().filter(|row| row.owner.is_empty());
        let modules: Vec<&NaiveRow> = named.iter().filter(|row| !row.owner.is_empty()).copied().collect();
        let count = image.clone().count();
        let first = if let Some(owner) = owner {
            let inside = modules.iter().filter(|row| row.owner == owner);
            (regime < Regime::OwnerCounted || inside.clone().count() == 1).then(|| inside.copied().next())?
        } else {
            let counted = match regime {
                Regime::Unchecked => 1,
                Regime::ImageCounted => count,
                Regime::ModulesCountedTwice => count + modules.len() * 2,
                Regime::ImageFirst if count > 0 => count,
                _ => named.len(),
            };
            (counted == 1).then(|| image.copied().next().or(modules.first().copied()))?
        };
        Some(first?.address.wrapping_add(offset))
    }

    /// Asserts that a spec gives an address under every regime.
    fn assert_exact(&self, spec: &str, address: u64) {
        for release in RELEASES {
            let regime = Regime::of(Release::parse(release).unwrap()).unwrap();
            assert_eq!(self.resolve(regime, spec), Some(address), "{spec} on {release}: {self:x?}");
        }
    }
}

fn assert_specs_are_exact(naive: &Naive, plan: &Plan) {
    for target in &plan.targets {
        if let Some(line) = &target.specs.tracefs {
            naive.assert_exact(line.strip_prefix("p ").unwrap(), target.address);
        }
        if let Some(libbpf) = &target.specs.libbpf {
            let symbol = libbpf.func_name.as_ref().map(|name| format!("{name}+{:#x}", libbpf.offset));
            naive.assert_exact(&symbol.unwrap_or(format!("{:#x}", libbpf.offset)), target.address);
        }
        if let Some(probe) = &target.specs.bpftrace {
            let spec = probe.strip_prefix("kprobe:").unwrap();
            naive.assert_exact(spec, target.address);
            // Older ones drop the module; then it may be refused, but nothing else may be hit.
            let bare = spec.rsplit(':').next().unwrap();
            let regimes = RELEASES.map(|release| Regime::of(Release::parse(release).unwrap()).unwrap());
            assert!(regimes.iter().all(|&regime| naive.resolve(regime, bare).is_none_or(|hit| hit == target.address)));
        }
    }
}

fn row() -> impl Strategy<Value = (u64, char, &'static str, &'static str)> {
    let address = prop_oneof![8 => (0_u64..24).prop_map(|at| 0xffff_ffff_8100_0000 + at * 0x40), 1 => 0_u64..3, 1 => Just(u64::MAX)];
    let kind = prop::sample::select(vec!['t', 'T', 'W', 'd', 'A']);
    let name = prop::sample::select(vec![
        "a", "b", "c", "d.cold", "_stext", "_etext", "$x", ".L0 ", "1", "e+1", "x:y", "n\u{1e}",
    ]);
    let owner = prop::sample::select(vec!["", "", "", "m", "n", "bpf"]);
    (address, kind, name, owner)
}

fn text(rows: &[(u64, char, &str, &str)]) -> String {
    let line = |&(address, kind, name, owner): &(u64, char, &str, &str)| match owner {
        "" => format!("{address:016x} {kind} {name}\n"),
        _ => format!("{address:016x} {kind} {name}\t[{owner}]\n"),
    };
    rows.iter().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_agree_with_a_naive_model(mut rows in prop::collection::vec(row(), 1..40), offset in prop_oneof![4 => Just(0_u64), 1 => 0_u64..200, 1 => any::<u64>()]) {
        rows.sort_by_key(|row| (row.3, if row.3.is_empty() { row.0 } else { 0 }));
        let table = Table::parse(text(&rows).as_bytes()).unwrap();
        prop_assume!(!table.is_restricted());
        let naive = Naive::of(&table);
        for name in rows.iter().map(|row| row.2).collect::<BTreeSet<&str>>() {
            let plan = plan(&table, name.as_bytes(), &Options { offset, ..Options::default() }).unwrap();
            assert_specs_are_exact(&naive, &plan);
            assert_targets_are_complete(&table, &rows, name, offset, &plan);
            assert_outcomes_agree(&table, &naive, name);
            assert_wire_parts(&plan);
        }
    }

    #[test]
    fn hostile_lists_are_read_without_panic(rows in prop::collection::vec(row(), 1..40), list in prop::collection::vec(0_usize..16, 0..60)) {
        const LINES: [&str; 16] = ["a", "b", "c", "d.cold", "a [m]", "b [n]", "a [zz]", "__ftrace_invalid_address___3", "__ftrace_invalid_address___3 [m]",
            "__ftrace_invalid_address___99999999999999999999", "", " ", "[", "_stext", "c [bpf]", "$x [m]"];
        let table = Table::parse(text(&rows).as_bytes()).unwrap();
        prop_assume!(!table.is_restricted());
        let list: String = list.iter().map(|&line| format!("{}\n", LINES[line])).collect();
        let traceable = Traceable::new(&table, Some(list.as_bytes()), Some(list.as_bytes())).unwrap();
        let kernel = Kernel { release: None, traceable: Some(&traceable) };
        for symbol in table.symbols() {
            // An address that is surely listed has one of the listed names.
            if traceable.has_record(symbol.address) == Some(true) {
                let here = table.rows_by_address(symbol.address).unwrap();
                prop_assert!(here.iter().any(|&row| list.contains(std::str::from_utf8(table.symbol(row).name).unwrap())));
            }
            plan(&table, symbol.name, &Options { kernel, ..Options::default() }).unwrap();
        }
    }
}

fn assert_targets_are_complete(table: &Table, rows: &[(u64, char, &str, &str)], name: &str, offset: u64, plan: &Plan) {
    let named: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].2 == name).collect();
    let is_first = |&&row: &&usize| !named.iter().any(|&other| other < row && rows[other].0 == rows[row].0);
    let firsts: Vec<usize> = named.iter().filter(is_first).copied().collect();
    assert_eq!(plan.targets.iter().map(|target| target.row as usize).collect::<Vec<_>>(), firsts);
    assert_eq!(plan.total, firsts.len());
    let found = named.iter().filter(|&&row| rows[row].3 != "bpf").count();
    for (target, &row) in plan.targets.iter().zip(&firsts) {
        let (address, kind, _, owner) = rows[row];
        assert_eq!(target.address, address.wrapping_add(offset));
        let alike: Vec<usize> = named.iter().copied().filter(|&other| rows[other].3 == owner).collect();
        let position = alike.iter().position(|&other| other == row).unwrap() as u32 + 1;
        assert_eq!(target.sympos, if alike.len() == 1 { 0 } else { position });
        assert_eq!(target.name_is_unique, found == 1 && owner != "bpf");
        let alone = table.rows_by_address(address).unwrap().len() == 1;
        let marked = rows.iter().any(|row| row.2 == "_stext" || row.2 == "_etext");
        if alone
            && !marked
            && offset == 0
            && owner != "bpf"
            && matches!(kind, 't' | 'T' | 'W')
            && address != 0
            && name != ".L0 "
            && name != "$x"
        {
            assert!(
                target.specs.tracefs.is_some() && target.specs.bpftrace.is_some() && target.specs.libbpf.is_some(),
                "{target:?}"
            );
        }
        if owner == "bpf" {
            assert_eq!(target.specs.tracefs, None);
        }
    }
}

/// Whether by name the same place is found as by the naive model, or nothing.
fn assert_outcomes_agree(table: &Table, naive: &Naive, name: &str) {
    for (release, owner) in RELEASES.into_iter().flat_map(|release| [(release, None), (release, Some("m"))]) {
        let release = Release::parse(release);
        let kernel = Kernel { release, traceable: None };
        let bytes = name.as_bytes();
        let spec = Spec::Symbol { owner: owner.map(str::as_bytes), name: bytes, offset: 0 };
        let outcome = predict(table, &spec, &kernel).unwrap();
        if name.contains([':', '+']) || name == "1" {
            continue;
        }
        let written = owner.map_or(name.to_owned(), |owner| format!("{owner}:{name}"));
        let expected = naive.resolve(Regime::of(release.unwrap()).unwrap(), &written);
        match outcome.address {
            Some(address) => assert_eq!(Some(address), expected, "{written} {outcome:?}"),
            None if matches!(outcome.cause, Cause::NotUnique | Cause::NoSuchSymbol | Cause::ModuleNotLoaded) => {
                assert_eq!(expected, None);
            }
            None => assert!(expected.is_some(), "{written} {outcome:?}"),
        }
    }
}

fn assert_wire_parts(plan: &Plan) {
    let wire = to_wire(plan);
    let records: Vec<Vec<&str>> = wire.split('\u{1e}').map(|record| record.split('\u{1f}').collect()).collect();
    assert_eq!(records.len(), plan.targets.len() + 1);
    assert!(records[0].len() == 5 && records[1..].iter().all(|record| record.len() == 13), "{wire:?}");
}

#[test]
fn every_text_symbol_of_the_fixtures_has_a_spec_that_holds() {
    for folder in FOLDERS {
        let table = Table::parse(&read(folder.0, "kallsyms.xz")).unwrap();
        // The specs are the same for every kernel; with one given, only its answers are worked out.
        let kernel = Kernel { release: Release::parse(folder.1), traceable: None };
        let options = Options { kernel, ..Options::default() };
        let (mut targets, mut raw, mut anchored) = (0, 0, 0);
        let (stext, etext) = (address_of(&table, b"_stext"), address_of(&table, b"_etext"));
        let mut names: Vec<&[u8]> = table
            .symbols()
            .filter(|symbol| matches!(symbol.kind, b't' | b'T' | b'w' | b'W'))
            .map(|symbol| symbol.name)
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let plan = plan(&table, name, &options).unwrap();
            for target in &plan.targets {
                let symbol = table.symbol(target.row);
                let is_image = table.owner_number(target.row) == kallsyms::SYSTEM;
                let is_text = matches!(symbol.kind, b't' | b'T' | b'w' | b'W')
                    && (!is_image || (stext..etext).contains(&symbol.address));
                let is_fake = matches!(symbol.owner, b"bpf" | b"__builtin__ftrace" | b"__builtin__kprobes");
                let Some(line) = &target.specs.tracefs else {
                    assert!(!is_text || is_fake, "{symbol:?} {target:?}");
                    continue;
                };
                assert_eq!(resolved(&table, line), target.address, "{line}");
                targets += 1;
                raw += usize::from(line.starts_with("p 0x"));
                anchored += usize::from(line.contains('+'));
            }
        }
        println!("{}: {targets} addresses, {anchored} with an offset, {raw} raw", folder.0);
        assert!(targets > 60_000 && raw <= 4, "{targets} {raw}");
    }
}

fn address_of(table: &Table, name: &[u8]) -> u64 {
    table.symbol(table.rows_by_name(name)[0]).address
}

/// Where a line leads whose symbol must be the only one: of its module, or over all.
fn resolved(table: &Table, line: &str) -> u64 {
    let spec = Spec::parse(line.strip_prefix("p ").unwrap().as_bytes()).unwrap();
    let (owner, name, offset) = match spec {
        Spec::Address(address) => return address,
        Spec::Symbol { owner, name, offset } => (owner, name, offset),
    };
    let rows = table.rows_by_name(name);
    let fits = |row: &&u32| owner.is_none_or(|owner| table.symbol(**row).owner == owner);
    let fitting: Vec<&u32> = rows.iter().filter(fits).collect();
    assert_eq!(fitting.len(), 1, "{line}");
    table.symbol(*fitting[0]).address + offset
}

#[test]
fn what_is_not_known_is_said() {
    let table =
        Table::parse(b"ffffffff81001000 t f\nffffffffc0001000 t f\t[ext4]\nffffffffc0001100 t g\t[ext4]\n").unwrap();
    let options = Options::default();
    let dup = plan(&table, b"f", &options).unwrap();
    assert!(!dup.outcome.is_certain && dup.outcome.why.contains("no kernel was given"), "{dup:#?}");
    assert!(dup.outcome.why.contains("EADDRNOTAVAIL") && dup.outcome.why.contains("available_filter_functions"));
    assert_eq!(
        dup.targets.iter().map(|target| target.outcome.verdict).collect::<Vec<_>>(),
        [Verdict::Attaches, Verdict::PicksOne]
    );
    let absent = plan(&table, b"h", &options).unwrap();
    assert_eq!((absent.targets.len(), absent.outcome.verdict), (0, Verdict::Absent));
    let waiting = plan(&table, b"f", &Options { owner: Some(b"xfs"), ..options }).unwrap();
    assert_eq!((waiting.targets.len(), waiting.outcome.verdict), (0, Verdict::NeverArmed));
    let image = plan(&table, b"g", &Options { owner: Some(b"system"), ..options }).unwrap();
    assert_eq!((image.targets.len(), image.outcome.verdict), (0, Verdict::PicksOne));
    let inside = plan(&table, b"g", &Options { offset: 0x10, owner: Some(b"ext4"), ..options }).unwrap();
    assert_eq!(inside.targets[0].specs.tracefs.as_deref(), Some("p ext4:g+0x10"));
    assert!(!inside.outcome.is_certain && inside.outcome.why.contains("EILSEQ"), "{inside:#?}");
}

#[test]
fn kernels_whose_perf_refuses_modules_get_addresses() {
    let table = Table::parse(b"ffffffff81001000 t f\nffffffffc0001100 t g\t[ext4]\n").unwrap();
    let kernel = |release| Kernel { release: Release::parse(release), traceable: None };
    let libbpf = |release| {
        plan(&table, b"g", &Options { kernel: kernel(release), ..Options::default() }).unwrap().targets[0]
            .specs
            .libbpf
            .clone()
            .unwrap()
    };
    assert_eq!(libbpf("6.1.120").func_name, None);
    assert_eq!(libbpf("6.1.120").offset, 0xffff_ffff_c000_1100);
    assert_eq!(libbpf("6.1.121").func_name.as_deref(), Some("ext4:g"));
    assert_eq!(libbpf("6.1.0-50-amd64").func_name, None);
}

#[test]
fn a_blacklist_of_another_boot_is_left_out() {
    let table = Table::parse(b"ffffffff81001000 t f\nffffffff81002000 t g\n").unwrap();
    let of = |blacklist: &str| Traceable::new(&table, None, Some(blacklist.as_bytes())).unwrap();
    let fitting = of("0xffffffff81001000-0xffffffff81001010\tf\n");
    assert!(fitting.is_blacklisted(0xffff_ffff_8100_100f) && !fitting.is_blacklisted(0xffff_ffff_8100_1010));
    let foreign = of("0xffffffff91001000-0xffffffff91001010\tf\n");
    assert!(foreign.is_blacklist_foreign() && !foreign.is_blacklisted(0xffff_ffff_9100_1000));
}

#[test]
fn a_restricted_table_is_refused() {
    let table = Table::parse(b"0000000000000000 t f\n0000000000000000 t g\n").unwrap();
    assert_eq!(plan(&table, b"f", &Options::default()), Err(kallsyms::Error::Restricted));
    assert!(Traceable::new(&table, None, None).is_err());
}

#[test]
fn no_instruction_begins_where_ftrace_has_its_record() {
    let table = Table::parse(b"ffffffff81001000 t f\nffffffff81002000 t g\n").unwrap();
    let traceable = Traceable::new(&table, Some(b"f\n"), None).unwrap();
    let kernel = Kernel { release: Release::parse("6.1.176"), traceable: Some(&traceable) };
    let at = |offset| predict(&table, &Spec::Symbol { owner: None, name: b"f", offset }, &kernel).unwrap();
    assert_eq!([1, 2, 3].map(|offset| at(offset).errno), [Some("EILSEQ"); 3]);
    assert!(at(0).is_certain && at(4).verdict == Verdict::Attaches && !at(4).is_certain);
    assert_eq!(at(1 << 32).cause, Cause::OffsetTooLarge);
}

#[test]
fn records_without_a_name_leave_open_what_they_may_be_in() {
    let table =
        Table::parse(b"ffffffff81001000 t f\nffffffff81002000 t g\nffffffff81002010 t h\nffffffff81003000 t i\n")
            .unwrap();
    let list = b"f\n__ftrace_invalid_address___32\ni\n";
    let traceable = Traceable::new(&table, Some(list), None).unwrap();
    let records = [0x1000, 0x2000, 0x2010, 0x3000].map(|at| traceable.has_record(0xffff_ffff_8100_0000 + at));
    // `g` is too short for a record 32 bytes into it.
    assert_eq!(records, [Some(true), Some(false), None, Some(true)]);
}
