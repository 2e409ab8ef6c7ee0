//! An answer in plain words.

use crate::table::Table;

use super::occurrences::Occurrences;
use super::occurrences::addresses;
use super::predict::Answer;
use super::predict::Cause;
use super::predict::Kernel;
use super::predict::Verdict;
use super::release::Regime;
use super::spec::Spec;
use super::text::function_at;
use super::text::is_kernel_text;

/// Most modules that a sentence names.
const MOST_NAMED: usize = 3;

/// Why a kernel answers so, and which kernels answer otherwise.
pub(super) fn why(
    table: &Table,
    spec: &Spec<'_>,
    kernel: &Kernel<'_>,
    answer: &Answer,
    differences: &[(Regime, Answer)],
) -> String {
    let mut text = reason(table, spec, kernel, answer);
    let is_armed = matches!(answer.verdict, Verdict::Attaches | Verdict::PicksOne);
    if is_armed && answer.is_open {
        text.push_str("; refused with EILSEQ (EINVAL on arm64) if no instruction begins there or the function can't be traced, which only its code tells");
    }
    if is_armed && kernel.traceable.is_none_or(|traceable| !traceable.has_list()) {
        text.push_str("; refused if the function can't be traced, which available_filter_functions would tell");
    }
    if kernel.traceable.is_some_and(super::Traceable::is_blacklist_foreign) {
        text.push_str("; the blacklist is of another boot and was left out");
    }
    if table.report().skipped > 0 {
        text.push_str("; owners that weren't loaded aren't counted");
    }
    add_differences(&mut text, table, kernel, differences);
    text
}

/// What attaching by a name does for a target that it doesn't reach.
pub(super) fn takes_another(table: &Table, row: u32, why: &str) -> String {
    format!("attaching by the name takes {}, not this one: {why}", symbol(table, row))
}

fn reason(table: &Table, spec: &Spec<'_>, kernel: &Kernel<'_>, answer: &Answer) -> String {
    let place = || place(table, spec, answer);
    match answer.cause {
        Cause::Single => match answer.row {
            Some(row) => format!("the name stands for one address: {}", symbol(table, row)),
            None => "an address is taken as it is".into(),
        },
        Cause::FirstTaken => {
            let rows = rows(table, spec);
            let places = addresses(table, rows.iter().copied());
            format!("{places} addresses have this name, and this kernel silently takes the first, {}", place())
        }
        Cause::ImageTaken => {
            let modules = Occurrences::of(table, name(spec)).modules;
            format!(
                "this kernel takes the one in its image, {}, and passes over those in modules ({})",
                place(),
                owners(table, &modules)
            )
        }
        Cause::NotUnique => not_unique(table, spec, kernel),
        Cause::NoSuchSymbol => no_such_symbol(table, spec, kernel),
        Cause::ModuleNotLoaded => {
            let owner = shown(owner(spec).unwrap_or_default());
            format!(
                "no module {owner:?} is in this table: tracefs takes the probe and waits for such a module without arming it; perf_event_open refuses with ENOENT"
            )
        }
        Cause::NothingThere => "no symbol covers this address: tracefs takes the probe without arming it".into(),
        // The kernel asks for the record first, also of data.
        Cause::Notrace if is_text_there(table, spec, answer) => format!(
            "{} can't be traced (no record in available_filter_functions), and kernels built without CONFIG_KPROBE_EVENTS_ON_NOTRACE refuse probes there",
            place()
        ),
        Cause::Notrace | Cause::NotText => format!(
            "{} isn't code that a kprobe can be on: it is data, an init function that is gone since boot, or made at run time",
            place()
        ),
        Cause::Blacklisted => format!("{} is on the kprobe blacklist", place()),
        Cause::OffsetTooLarge => "the kernel takes offsets of at most 32 bits".into(),
        Cause::InsideInstruction => format!("no instruction begins there in {} (arm64 says EINVAL)", place()),
    }
}

fn not_unique(table: &Table, spec: &Spec<'_>, kernel: &Kernel<'_>) -> String {
    let rows = rows(table, spec);
    let twice = kernel.regime() == Regime::ModulesCountedTwice;
    let perf = if kernel.regime().checks_owners() { "; perf_event_open gives EADDRNOTAVAIL" } else { "" };
    let twice = if twice { ", each of a module counted twice" } else { "" };
    format!(
        "{} symbols have this name ({}){twice}, and this kernel refuses a name that isn't unique{perf}",
        rows.len(),
        owners(table, &rows)
    )
}

fn no_such_symbol(table: &Table, spec: &Spec<'_>, kernel: &Kernel<'_>) -> String {
    let perf = if kernel.regime().checks_owners() { "; perf_event_open gives ENOENT" } else { "" };
    let modules = Occurrences::of(table, name(spec)).modules;
    let printed = table.find_name(name(spec)).to_vec();
    match owner(spec) {
        Some(owner) => format!("module {:?} has no symbol of this name{perf}", shown(owner)),
        None if !modules.is_empty() => {
            format!(
                "only modules have this name ({}), and this kernel looks for bare names in its image only",
                owners(table, &modules)
            )
        }
        None if !printed.is_empty() => format!("symbols of {} can't be found by name{perf}", owners(table, &printed)),
        None => format!("no symbol has this name{perf}"),
    }
}

fn add_differences(text: &mut String, table: &Table, kernel: &Kernel<'_>, differences: &[(Regime, Answer)]) {
    if differences.is_empty() {
        return;
    }
    let told =
        if kernel.release.is_some() { "the release doesn't tell the patch level" } else { "no kernel was given" };
    text.push_str(&format!("; {told}: this holds for {}", kernel.regime().kernels()));
    let texts: Vec<(Regime, String)> =
        differences.iter().map(|(regime, answer)| (*regime, does(table, answer))).collect();
    for same in texts.chunk_by(|(_, a), (_, b)| a == b) {
        let kernels: Vec<&str> = same.iter().map(|(regime, _)| regime.kernels()).collect();
        text.push_str(&format!("; otherwise on {}: {}", kernels.join("; "), same[0].1));
    }
}

/// What a kernel does, in a few words.
fn does(table: &Table, answer: &Answer) -> String {
    match (answer.verdict, answer.errno, answer.row) {
        (Verdict::Refused | Verdict::Absent, Some(errno), _) => format!("{} ({errno})", answer.verdict.name()),
        (verdict, _, Some(row)) => format!("{}, {}", verdict.name(), symbol(table, row)),
        (verdict, ..) => verdict.name().into(),
    }
}

fn owner<'a>(spec: &Spec<'a>) -> Option<&'a [u8]> {
    match *spec {
        Spec::Symbol { owner, .. } => owner,
        Spec::Address(_) => None,
    }
}

fn name<'a>(spec: &Spec<'a>) -> &'a [u8] {
    match *spec {
        Spec::Symbol { name, .. } => name,
        Spec::Address(_) => b"",
    }
}

/// The rows that a spec's name stands for.
fn rows(table: &Table, spec: &Spec<'_>) -> Vec<u32> {
    let occurrences = Occurrences::of(table, name(spec));
    match owner(spec) {
        Some(owner) => occurrences.modules.into_iter().filter(|&row| table.symbol(row).owner == owner).collect(),
        None => occurrences.image.into_iter().chain(occurrences.modules).collect(),
    }
}

fn is_text_there(table: &Table, spec: &Spec<'_>, answer: &Answer) -> bool {
    let address = match (*spec, answer.row) {
        (Spec::Symbol { offset, .. }, Some(row)) => table.symbol(row).address.wrapping_add(offset),
        (Spec::Address(address), _) => address,
        _ => return true,
    };
    function_at(table, address).is_some_and(|row| is_kernel_text(table, row, address))
}

/// What the spec leads to, as a person would point at it.
fn place(table: &Table, spec: &Spec<'_>, answer: &Answer) -> String {
    let (row, offset) = match (*spec, answer.row) {
        (Spec::Symbol { offset, .. }, Some(row)) => (Some(row), offset),
        (Spec::Address(address), _) => {
            let row = function_at(table, address);
            (row, row.map_or(address, |row| address - table.symbol(row).address))
        }
        _ => (None, 0),
    };
    match row {
        Some(row) if offset == 0 => symbol(table, row),
        Some(row) => format!("{offset:#x} bytes after {}", symbol(table, row)),
        None => format!("{offset:#x}"),
    }
}

/// A symbol with address and module.
pub(super) fn symbol(table: &Table, row: u32) -> String {
    let symbol = table.symbol(row);
    let owner =
        if table.owner_number(row) == crate::SYSTEM { String::new() } else { format!(" [{}]", shown(symbol.owner)) };
    format!("{} at {:#x}{owner}", shown(symbol.name), symbol.address)
}

/// The different owners of some rows.
fn owners(table: &Table, rows: &[u32]) -> String {
    let mut numbers: Vec<u32> = Vec::new();
    for &row in rows {
        let number = table.owner_number(row);
        if numbers.last() != Some(&number) {
            numbers.push(number);
        }
    }
    let texts: Vec<&[u8]> = table.owners().collect();
    let named = numbers.iter().take(MOST_NAMED).map(|&number| shown(texts[number as usize]));
    let mut list = named.collect::<Vec<String>>().join(", ");
    if numbers.len() > MOST_NAMED {
        list.push_str(&format!(" and {} more", numbers.len() - MOST_NAMED));
    }
    list
}

/// Bytes as text: U+FFFD for what is no UTF-8 and for control characters.
fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}
