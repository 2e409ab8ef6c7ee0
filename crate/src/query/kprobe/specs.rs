//! Specs that attach to one address and no other, on every kernel.
//!
//! A name that is unique over image and modules passes every [`Regime`](super::Regime). Else a place in the image is told
//! from `_stext`, which every kernel has once, and one in a module from the module's nearest earlier symbol with a name of
//! its own there. These hold for every boot of the same build; only where there is nothing to tell it from, the raw
//! address stands, which holds for this boot. `_text` isn't in every table (arm64, armhf) and `vmlinux:f` is never armed.
//! Kernels up to about 6.10 built with Clang's LTO also compare names without `.llvm.` and what follows; not covered.

use crate::columns::SYSTEM;
use crate::report::Format;
use crate::symbol::is_text;
use crate::table::Table;

use super::occurrences::Occurrences;
use super::occurrences::is_in_module;
use super::predict::Kernel;
use super::spec::MOST_OFFSET;
use super::text::function_at;
use super::text::is_kernel_text;

/// Most symbols that are looked at to find one to tell a place from.
const LONGEST_WALK: usize = 4096;

/// Ways to attach to one address; `None` where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Specs {
    /// A line for `kprobe_events`: `p NAME`, `p _stext+0xOFFSET`, `p MODULE:NAME`, `p 0xADDRESS`.
    pub tracefs: Option<String>,
    /// A probe of bpftrace. It differs from `tracefs` for a module's name that isn't unique elsewhere: bpftrace before
    /// March 2026 drops the module (#5035). Offsets beyond a function's end need a machine without a vmlinux image, or else
    /// bpftrace refuses them; raw addresses need 0.26.
    pub bpftrace: Option<String>,
    /// Arguments of `bpf_program__attach_kprobe_opts`.
    pub libbpf: Option<Libbpf>,
}

/// Arguments for libbpf's `bpf_program__attach_kprobe_opts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Libbpf {
    /// `func_name`; `None` is NULL, and `offset` a raw address then (not in legacy mode, for kernels before 4.17).
    pub func_name: Option<String>,
    /// `opts.offset`.
    pub offset: u64,
}

/// A symbol, or nothing for a raw address, and the distance from it.
#[derive(Debug, Clone)]
struct Place {
    symbol: Option<String>,
    offset: u64,
}

/// The specs for the place `offset` bytes after a row's symbol.
pub(super) fn specs(table: &Table, row: u32, offset: u64, kernel: &Kernel<'_>) -> Specs {
    let address = table.symbol(row).address.checked_add(offset);
    let Some(address) = address.filter(|&address| is_code(table, address)) else { return Specs::default() };
    if table.owner_number(row) == SYSTEM {
        let place = in_image(table, row, address);
        return Specs::render(place.clone(), place.clone(), place);
    }
    if !is_in_module(table, row) {
        return Specs::default();
    }
    let place = in_module(table, row, address, is_unique_in_module);
    let everywhere =
        in_module(table, row, address, |table, row| Occurrences::of(table, table.symbol(row).name).total() == 1);
    let refused = kernel.release.is_some_and(super::Release::may_refuse_modules_in_perf);
    let perf = if refused { raw(table, address) } else { place.clone() };
    Specs::render(place, everywhere, perf)
}

impl Specs {
    fn render(tracefs: Option<Place>, bpftrace: Option<Place>, libbpf: Option<Place>) -> Self {
        Self {
            tracefs: tracefs.map(|place| format!("p {}", place.text())),
            bpftrace: bpftrace.map(|place| format!("kprobe:{}", place.text())),
            libbpf: libbpf.map(|place| Libbpf { func_name: place.symbol, offset: place.offset }),
        }
    }
}

impl Place {
    fn text(&self) -> String {
        match &self.symbol {
            Some(symbol) if self.offset == 0 => symbol.clone(),
            // Hexadecimal, since a leading 0 alone would make it octal.
            Some(symbol) => format!("{symbol}+{:#x}", self.offset),
            None => format!("{:#x}", self.offset),
        }
    }
}

fn is_code(table: &Table, address: u64) -> bool {
    address != 0 && function_at(table, address).is_some_and(|row| is_kernel_text(table, row, address))
}

fn in_image(table: &Table, row: u32, address: u64) -> Option<Place> {
    let is_unique = |row| Occurrences::of(table, table.symbol(row).name).total() == 1;
    let is_anchor = |row| table.owner_number(row) == SYSTEM && is_unique(row);
    from_itself(table, row, address, is_unique)
        .or_else(|| from_stext(table, address))
        .or_else(|| from_anchor(table, address, is_anchor))
        .or_else(|| raw(table, address))
}

fn in_module(table: &Table, row: u32, address: u64, is_unique: impl Fn(&Table, u32) -> bool) -> Option<Place> {
    let module = table.owner_number(row);
    let is_anchor = |row| table.owner_number(row) == module && is_unique(table, row);
    if !is_word(table.symbol(row).owner) {
        return raw(table, address);
    }
    from_itself(table, row, address, |row| is_unique(table, row))
        .or_else(|| from_anchor(table, address, is_anchor))
        .or_else(|| raw(table, address))
}

fn is_unique_in_module(table: &Table, row: u32) -> bool {
    Occurrences::of(table, table.symbol(row).name).in_module(table, table.owner_number(row)).len() == 1
}

fn from_itself(table: &Table, row: u32, address: u64, is_unique: impl Fn(u32) -> bool) -> Option<Place> {
    if is_plain(table.symbol(row).name) && is_unique(row) { from(table, row, address) } else { None }
}

fn from_stext(table: &Table, address: u64) -> Option<Place> {
    let occurrences = Occurrences::of(table, b"_stext");
    let (1, Some(&row)) = (occurrences.total(), occurrences.image.first()) else { return None };
    from(table, row, address)
}

/// The place as seen from the nearest text symbol below it that may be taken.
fn from_anchor(table: &Table, address: u64, may_take: impl Fn(u32) -> bool) -> Option<Place> {
    let near = table.addresses.up_to(&table.columns, address).iter().rev().take(LONGEST_WALK).copied();
    let is_fit = |row: &u32| {
        is_text(table.columns.kinds[*row as usize]) && table.begins(*row) && is_plain(table.columns.name(*row))
    };
    from(table, near.filter(is_fit).find(|&row| may_take(row))?, address)
}

/// The place as seen from a row's symbol.
fn from(table: &Table, row: u32, address: u64) -> Option<Place> {
    let symbol = table.symbol(row);
    let offset = address.checked_sub(symbol.address).filter(|&offset| offset <= MOST_OFFSET)?;
    let mut text = String::new();
    if table.owner_number(row) != SYSTEM {
        text.push_str(core::str::from_utf8(symbol.owner).ok()?);
        text.push(':');
    }
    text.push_str(core::str::from_utf8(symbol.name).ok()?);
    Some(Place { symbol: Some(text), offset })
}

/// The address itself; a System.map's are the linker's, from which a running kernel is moved away.
fn raw(table: &Table, address: u64) -> Option<Place> {
    let is_live = table.report().format != Format::SystemMap;
    is_live.then_some(Place { symbol: None, offset: address })
}

/// Whether tracefs, perf and bpftrace all read a symbol's name as just that: a digit at its beginning could be a number's.
fn is_plain(name: &[u8]) -> bool {
    is_word(name) && !name[0].is_ascii_digit()
}

/// Whether nothing in a name parts or changes it, as blanks, `+`, `-`, `:`, `%`, `*`, `"` and control bytes do in tracefs, and
/// `$` in bpftrace. Modules may begin with a digit (`8021q`).
fn is_word(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}
