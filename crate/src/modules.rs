//! The text of `/proc/modules`: where each module lies.

use crate::columns::Columns;

/// A line of `/proc/modules` (`m_show` in the kernel's `kernel/module/procfs.c`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Module<'a> {
    name: &'a [u8],
    /// Bytes of all its memory.
    size: u64,
    /// Where its text begins; up to Linux 6.3 the rest of its memory follows.
    base: u64,
}

/// The modules whose lines can be read and whose bases aren't hidden, in file order.
fn parse(text: &[u8]) -> impl Iterator<Item = Module<'_>> {
    text.split(|&byte| byte == b'\n').filter_map(parse_line).filter(|module| module.base != 0)
}

/// `NAME SIZE REFERENCES USERS STATE 0xBASE [TAINTS]`
fn parse_line(line: &[u8]) -> Option<Module<'_>> {
    let mut fields = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty());
    let name = fields.next()?;
    let size = core::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
    let base = core::str::from_utf8(fields.nth(3)?).ok()?.strip_prefix("0x")?;
    Some(Module { name, size, base: u64::from_str_radix(base, 16).ok()? })
}

/// What a reader should know before trusting the text: lines of another kind, and bases that the kernel hid.
pub(crate) fn warnings(text: &[u8]) -> Vec<String> {
    let lines = || text.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let unreadable = lines().filter(|line| parse_line(line).is_none()).count();
    let hidden = lines().filter_map(parse_line).filter(|module| module.base == 0).count();
    let mut warnings = Vec::new();
    if unreadable > 0 {
        warnings.push(format!("{unreadable} lines of the text of /proc/modules can't be read and were left aside."));
    }
    if hidden > 0 {
        warnings.push(format!(
            "{hidden} modules are listed without their addresses, which the kernel hid from whoever took the list; it tells nothing of their ends.",
        ));
    }
    warnings
}

/// By owner, the end of its memory where `/proc/modules` surely tells it: up to Linux 6.3 all of a module lies in one
/// piece, which shows in that its range holds all its symbols and no other module's base.
pub(crate) fn owner_ends(columns: &Columns, text: &[u8]) -> Vec<Option<u64>> {
    let mut ends = vec![None; columns.owners.len()];
    let listed: Vec<Module<'_>> = parse(text).collect();
    if listed.is_empty() {
        return ends;
    }
    let bounds = owner_bounds(columns);
    let numbers = columns.module_numbers();
    let mut bases: Vec<u64> = listed.iter().map(|module| module.base).collect();
    bases.sort_unstable();
    for module in &listed {
        let range = module.base..module.base.saturating_add(module.size);
        let after = bases.partition_point(|&base| base <= module.base);
        let stands_alone = bases.get(after).is_none_or(|&base| base >= range.end);
        let Some(&number) = numbers.get(module.name) else { continue };
        let (lowest, highest) = bounds[number as usize];
        if stands_alone && range.contains(&lowest) && range.contains(&highest) {
            ends[number as usize] = Some(range.end);
        }
    }
    ends
}

/// Lowest and highest address by owner.
fn owner_bounds(columns: &Columns) -> Vec<(u64, u64)> {
    let mut bounds = vec![(u64::MAX, 0); columns.owners.len()];
    for (rows, owner) in columns.runs() {
        let (lowest, highest) = &mut bounds[owner as usize];
        for &address in &columns.addresses[rows.start as usize..rows.end as usize] {
            *lowest = address.min(*lowest);
            *highest = address.max(*highest);
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_kernel_are_read_and_others_passed_over() {
        let text =
            b"kscrash 16384 0 - Live 0xffffffffc3ae6000 (OE)\nrdma_cm 10 1 rdma_ucm, Live 0x0000000000000000\nx\n";
        let modules: Vec<_> = parse(text).collect();
        assert_eq!(modules, [Module { name: b"kscrash", size: 16384, base: 0xffff_ffff_c3ae_6000 }]);
        let [unreadable, hidden] = &warnings(text)[..] else { panic!("two warnings") };
        assert!(unreadable.starts_with("1 lines") && hidden.starts_with("1 modules"), "{unreadable} {hidden}");
        assert!(warnings(b"").is_empty());
    }
}
