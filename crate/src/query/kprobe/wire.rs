//! A plan as one text, for the crossing to JavaScript: fields parted by U+001F, records by U+001E.
//!
//! The first record is about the name: number of addresses, then an outcome. Every further one is a target: row, sympos, `1`
//! where the name is unique, address, tracefs, bpftrace, libbpf's function, libbpf's offset, why no probe can be there,
//! then an outcome. An outcome is verdict, errno, `1` where it is certain, why. Numbers are decimal, addresses and
//! offsets hexadecimal without prefix. What isn't there is empty; libbpf's function is empty and its offset not for NULL and
//! a raw address. No field holds a separator: names that could aren't in specs, and `why` shows control characters as
//! U+FFFD.

use core::fmt::Write;

use super::plan::Plan;
use super::plan::Target;
use super::predict::Outcome;

const FIELD: char = '\u{1f}';
const RECORD: char = '\u{1e}';

/// Writes a plan as one text.
///
/// ```
/// use kallsyms::Table;
/// use kallsyms::query::kprobe::{Options, plan, to_wire};
///
/// let table = Table::parse(b"ffffffff81001000 t f\n")?;
/// let text = to_wire(&plan(&table, b"f", &Options::default())?);
/// let records: Vec<&str> = text.split('\u{1e}').collect();
/// assert!(records[0].starts_with("1\u{1f}attaches\u{1f}"));
/// assert!(records[1].starts_with("0\u{1f}0\u{1f}1\u{1f}ffffffff81001000\u{1f}p f\u{1f}kprobe:f\u{1f}f\u{1f}0\u{1f}"));
/// # Ok::<(), kallsyms::Error>(())
/// ```
pub fn to_wire(plan: &Plan) -> String {
    let mut text = plan.total.to_string();
    push_outcome(&mut text, &plan.outcome);
    for target in &plan.targets {
        text.push(RECORD);
        push_target(&mut text, target);
    }
    text
}

fn push_target(text: &mut String, target: &Target) {
    text.push_str(&target.row.to_string());
    push(text, target.sympos);
    push(text, u8::from(target.name_is_unique));
    push(text, format_args!("{:x}", target.address));
    let specs = &target.specs;
    push(text, specs.tracefs.as_deref().unwrap_or_default());
    push(text, specs.bpftrace.as_deref().unwrap_or_default());
    push(text, specs.libbpf.as_ref().and_then(|libbpf| libbpf.func_name.as_deref()).unwrap_or_default());
    push(text, specs.libbpf.as_ref().map(|libbpf| format!("{:x}", libbpf.offset)).unwrap_or_default());
    push(text, target.unprobeable.as_deref().unwrap_or_default());
    push_outcome(text, &target.outcome);
}

fn push_outcome(text: &mut String, outcome: &Outcome) {
    push(text, outcome.verdict.name());
    push(text, outcome.errno.unwrap_or_default());
    push(text, u8::from(outcome.is_certain));
    push(text, &outcome.why);
}

fn push(text: &mut String, field: impl core::fmt::Display) {
    text.push(FIELD);
    // Writing to a String can't fail.
    let _ = write!(text, "{field}");
}
