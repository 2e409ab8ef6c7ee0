//! What a kernel answers to a spec, step by step in its own order.

use crate::error::Result;
use crate::table::Table;

use super::explain;
use super::occurrences::Occurrences;
use super::occurrences::addresses;
use super::occurrences::module_number;
use super::release::Regime;
use super::release::Release;
use super::spec::MOST_OFFSET;
use super::spec::Spec;
use super::text::function_at;
use super::text::is_kernel_text;
use super::traceable::Traceable;

/// Bytes at a function's entry that no instruction can begin in, where ftrace has its record: the call that it patches
/// in, or ENDBR64 before it.
const ENTRY: u64 = 4;

/// What is known of the kernel beside its symbols.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kernel<'a> {
    /// Its release. Without it the newest rule is taken, and where older kernels differ the outcome says so.
    pub release: Option<Release>,
    /// What can be probed at all. Without it every function counts as such.
    pub traceable: Option<&'a Traceable>,
}

impl Kernel<'_> {
    /// The rule that is taken for it: where the release leaves it open, the newest that fits.
    pub fn regime(&self) -> Regime {
        self.release.map_or(Regime::NEWEST, Regime::newest_of)
    }

    /// Whether the release tells the rule.
    pub(super) fn is_regime_told(&self) -> bool {
        self.release.and_then(Regime::of).is_some()
    }
}

/// How attaching ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The probe is armed at the one address that is meant.
    Attaches,
    /// An error, and no probe.
    Refused,
    /// No error, but the kernel chose among several addresses.
    PicksOne,
    /// No error, and no probe until a module comes that may never come.
    NeverArmed,
    /// An error, since there is no such symbol.
    Absent,
}

impl Verdict {
    /// The verdict as the command line and the TypeScript interface spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attaches => "attaches",
            Self::Refused => "refused",
            Self::PicksOne => "picks-one",
            Self::NeverArmed => "never-armed",
            Self::Absent => "absent",
        }
    }
}

/// The step of the kernel that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nothing stands against it: one symbol, or one address.
    Single,
    /// Several addresses, and this kernel takes the first without a word.
    FirstTaken,
    /// In the image, which goes before modules of the same symbol name.
    ImageTaken,
    /// Several symbols, which this kernel counts and refuses.
    NotUnique,
    /// No such symbol, or none where this kernel looks.
    NoSuchSymbol,
    /// The module named before the colon isn't loaded.
    ModuleNotLoaded,
    /// No symbol covers the address.
    NothingThere,
    /// ftrace has no record in the function, and `CONFIG_KPROBE_EVENTS_ON_NOTRACE` isn't set.
    Notrace,
    /// Data, or an init function that is gone since boot.
    NotText,
    /// In a range of the kprobe blacklist.
    Blacklisted,
    /// More than 32 bits to be added to a symbol.
    OffsetTooLarge,
    /// In the middle of an instruction.
    InsideInstruction,
}

/// What attaching by a spec does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How it ends.
    pub verdict: Verdict,
    /// The error that writing to `kprobe_events` gives; where `perf_event_open` gives another, `why` has it.
    pub errno: Option<&'static str>,
    /// The step that decides.
    pub cause: Cause,
    /// Where the probe would be; on x86 with ENDBR at a function's entry it is armed 4 bytes further, behind that.
    pub address: Option<u64>,
    /// Whether nothing that isn't known (the kernel's release, code bytes) could change it.
    pub is_certain: bool,
    /// All of it in plain words.
    pub why: String,
}

/// Predicts what writing a spec to `kprobe_events` does.
///
/// # Errors
///
/// [`crate::Error::Restricted`] where the table has no addresses.
///
/// # Example
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::query::kprobe::{Cause, Kernel, Release, Spec, predict};
///
/// let table = Table::parse(b"ffffffff81001000 t f\nffffffffc0001000 t f\t[ext4]\n")?;
/// let spec = Spec::parse(b"f").unwrap();
/// let on = |release| Kernel { release: Release::parse(release), traceable: None };
/// assert_eq!(predict(&table, &spec, &on("6.1.176"))?.cause, Cause::NotUnique);
/// assert_eq!(predict(&table, &spec, &on("7.3.4"))?.address, Some(0xffffffff81001000));
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub fn predict(table: &Table, spec: &Spec<'_>, kernel: &Kernel<'_>) -> Result<Outcome> {
    table.require_addresses()?;
    let answer = answer(table, spec, kernel, kernel.regime());
    // Rules about names don't touch addresses.
    let is_told = kernel.is_regime_told() || matches!(spec, Spec::Address(_));
    let differences = if is_told { Vec::new() } else { differences(table, spec, kernel, &answer) };
    let why = explain::why(table, spec, kernel, &answer, &differences);
    let Answer { verdict, errno, cause, address, is_open, .. } = answer;
    Ok(Outcome { verdict, errno, cause, address, is_certain: !is_open && differences.is_empty(), why })
}

/// An [`Outcome`] without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) verdict: Verdict,
    pub(super) errno: Option<&'static str>,
    pub(super) cause: Cause,
    /// The row of the name that was found.
    pub(super) row: Option<u32>,
    pub(super) address: Option<u64>,
    /// Whether code bytes, or an entry of the list that can't be told apart, could still change it.
    pub(super) is_open: bool,
}

/// What the other regimes answer, where it isn't the same.
fn differences(table: &Table, spec: &Spec<'_>, kernel: &Kernel<'_>, taken: &Answer) -> Vec<(Regime, Answer)> {
    const ALL: [Regime; 6] = [
        Regime::Unchecked,
        Regime::ModulesCountedTwice,
        Regime::ImageCounted,
        Regime::AllCounted,
        Regime::OwnerCounted,
        Regime::ImageFirst,
    ];
    let same = |other: &Answer| {
        (other.verdict, other.address, other.errno) == (taken.verdict, taken.address, taken.errno)
            // ENOENT became EINVAL in tracefs, which changes nothing about the probe.
            || (other.verdict == Verdict::Absent && taken.verdict == Verdict::Absent)
    };
    let possible = |regime: &Regime| kernel.release.is_none_or(|release| regime.is_possible_for(release));
    let answers = ALL.into_iter().filter(possible).map(|regime| (regime, answer(table, spec, kernel, regime)));
    answers.filter(|(_, answer)| !same(answer)).collect()
}

fn answer(table: &Table, spec: &Spec<'_>, kernel: &Kernel<'_>, regime: Regime) -> Answer {
    let (row, cause, address) = match *spec {
        Spec::Address(address) => (None, Cause::Single, Some(address)),
        Spec::Symbol { offset, .. } if offset > MOST_OFFSET => return refusal(Cause::OffsetTooLarge, regime, None),
        Spec::Symbol { owner, name, offset } => match find(table, owner, name, regime) {
            Ok((row, cause)) => (Some(row), cause, table.symbol(row).address.checked_add(offset)),
            Err(cause) => return refusal(cause, regime, None),
        },
    };
    match place(table, address.unwrap_or(0), kernel) {
        Ok(is_open) => {
            let verdict = if cause == Cause::FirstTaken { Verdict::PicksOne } else { Verdict::Attaches };
            Answer { verdict, errno: None, cause, row, address, is_open }
        }
        Err(cause) => refusal(cause, regime, row),
    }
}

/// The answer where a step refuses. tracefs gives EINVAL for every refusal by name since names with a module are checked.
fn refusal(cause: Cause, regime: Regime, row: Option<u32>) -> Answer {
    let (verdict, errno) = match cause {
        Cause::NotUnique if regime.checks_owners() => (Verdict::Refused, Some("EINVAL")),
        Cause::NotUnique => (Verdict::Refused, Some("EADDRNOTAVAIL")),
        Cause::NoSuchSymbol if regime.checks_owners() => (Verdict::Absent, Some("EINVAL")),
        Cause::NoSuchSymbol => (Verdict::Absent, Some("ENOENT")),
        Cause::ModuleNotLoaded | Cause::NothingThere => (Verdict::NeverArmed, None),
        Cause::InsideInstruction => (Verdict::Refused, Some("EILSEQ")),
        _ => (Verdict::Refused, Some("EINVAL")),
    };
    Answer { verdict, errno, cause, row, address: None, is_open: false }
}

/// The row that a kernel takes for a name. Whether the name is unique is asked first, and offsets don't change it.
fn find(table: &Table, owner: Option<&[u8]>, name: &[u8], regime: Regime) -> Result<(u32, Cause), Cause> {
    let occurrences = Occurrences::of(table, name);
    let Some(owner) = owner else { return find_bare(table, &occurrences, regime) };
    let module = module_number(table, owner).ok_or(Cause::ModuleNotLoaded)?;
    let rows = occurrences.in_module(table, module);
    let &first = rows.first().ok_or(Cause::NoSuchSymbol)?;
    match rows.len() {
        1 => Ok((first, Cause::Single)),
        _ if regime.checks_owners() => Err(Cause::NotUnique),
        _ if addresses(table, rows.into_iter()) > 1 => Ok((first, Cause::FirstTaken)),
        _ => Ok((first, Cause::Single)),
    }
}

fn find_bare(table: &Table, occurrences: &Occurrences, regime: Regime) -> Result<(u32, Cause), Cause> {
    match occurrences.counted(regime) {
        Some(0) => return Err(Cause::NoSuchSymbol),
        Some(2..) => return Err(Cause::NotUnique),
        _ => {}
    }
    let row = occurrences.taken().ok_or(Cause::NoSuchSymbol)?;
    let all = occurrences.image.iter().chain(&occurrences.modules).copied();
    let cause = match addresses(table, all) {
        1 => Cause::Single,
        _ if regime == Regime::Unchecked => Cause::FirstTaken,
        _ => Cause::ImageTaken,
    };
    Ok((row, cause))
}

/// Whether a probe can be at an address, and if so whether that is still open.
fn place(table: &Table, address: u64, kernel: &Kernel<'_>) -> Result<bool, Cause> {
    if address == 0 {
        return Err(Cause::NotText);
    }
    let Some(function) = function_at(table, address) else {
        let waits = kernel.release.is_none_or(Release::waits_for_symbols);
        return Err(if waits { Cause::NothingThere } else { Cause::NotText });
    };
    let notrace = kernel.traceable.map_or(Some(false), |traceable| traceable.is_notrace(table, function));
    if notrace == Some(true) {
        return Err(Cause::Notrace);
    }
    if !is_kernel_text(table, function, address) {
        return Err(Cause::NotText);
    }
    if kernel.traceable.is_some_and(|traceable| traceable.is_blacklisted(address)) {
        return Err(Cause::Blacklisted);
    }
    let begin = table.symbol(function).address;
    let has_record = || kernel.traceable.and_then(|traceable| traceable.has_record(begin)) == Some(true);
    match address - begin {
        0 => Ok(notrace.is_none()),
        1..ENTRY if has_record() => Err(Cause::InsideInstruction),
        // Only the code itself tells where instructions begin.
        _ => Ok(true),
    }
}
