//! How far each owner's memory slid from one boot to another, and which symbols didn't go along.
//!
//! The image slides as a whole. A module is loaded anew each time: up to Linux 6.3 in one piece, since then in areas by what
//! they hold (`enum mod_mem_type` in the kernel's `include/linux/module.h`), each where there is room. All begin at pages.
//!
//! What several places call is kept from being compiled into each of them: the module's size counts more here than a call.

use core::ops::Range;

use crate::columns::SYSTEM;
use crate::index::address::equal_ranges;
use crate::index::sort::Sorted;
use crate::symbol::is_absolute;
use crate::symbol::is_text;
use crate::table::Table;

use super::Pair;
use super::Slide;
use super::Tables;
use super::owner_of;
use super::owners::Owners;
use super::pairs::Pairs;

/// Areas begin at multiples of it, and no two lie in one page.
const PAGE: u64 = 4096;

/// Most areas of a module that hold the same class of symbols: data, data that is read-only after init, and init data.
const MOST_AREAS: usize = 3;

/// Number of classes.
const CLASSES: u64 = 4;

/// In place of owner and class; it is above all of them.
const NO_CLASS: u64 = u64::MAX;

/// What an area holds, as type letters tell it. In the image all but absolute symbols are of one class, since all slides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Text,
    ReadOnly,
    Other,
    Absolute,
}

impl Class {
    const ALL: [Self; CLASSES as usize] = [Self::Text, Self::ReadOnly, Self::Other, Self::Absolute];

    fn of(owner: u32, kind: u8) -> Self {
        if is_absolute(kind) {
            Self::Absolute
        } else if owner == SYSTEM {
            Self::Other
        } else if is_text(kind) {
            Self::Text
        } else if kind | 0x20 == b'r' {
            Self::ReadOnly
        } else {
            Self::Other
        }
    }

    /// What the old table says of a pair, but for what the new one calls absolute: System.map shows the percpu symbols of the
    /// image as data.
    #[inline(never)]
    fn of_pair(tables: Tables<'_>, owner: u32, pair: Pair) -> Self {
        let (old, new) = tables.kinds(pair);
        Self::of(owner, if is_absolute(new) { new } else { old })
    }
}

/// Memory of an owner that slid as one.
#[derive(Debug, Clone, Copy)]
struct Area {
    owner: u32,
    class: Class,
    /// Addresses, in the old table, of the first and the last symbol that slid so.
    first: u64,
    last: u64,
    slide: u64,
    agreeing: u32,
    differing: u32,
}

impl Area {
    /// Whether both can be areas of one owner: they slid alike, or by whole pages of which neither table has one in both.
    fn can_be_beside(&self, other: &Self) -> bool {
        let are_apart = |slide: u64, other_slide: u64| {
            let page = |address: u64, slide: u64| address.wrapping_add(slide) / PAGE;
            page(self.last, slide) < page(other.first, other_slide)
                || page(other.last, other_slide) < page(self.first, slide)
        };
        let distance = self.slide.wrapping_sub(other.slide);
        distance == 0 || distance.is_multiple_of(PAGE) && are_apart(0, 0) && are_apart(self.slide, other.slide)
    }
}

/// The areas of all owners, by owner, and how many pairs agree with each.
#[derive(Debug)]
pub(super) struct Areas {
    areas: Vec<Area>,
    have_addresses: bool,
    /// The slide of the image, where there are symbols that tell it.
    image_slide: Option<u64>,
}

impl Areas {
    /// Finds every owner's areas by the pairs that there are.
    pub(super) fn find(tables: Tables<'_>, owners: &Owners, pairs: &Pairs<'_>) -> Self {
        let mut areas = Self { areas: Vec::new(), have_addresses: tables.have_addresses(), image_slide: None };
        if !areas.have_addresses {
            return areas;
        }
        let by_address = tables.old.addresses.up_to(&tables.old.columns, u64::MAX);
        let sorted = Sorted::new(&owners_and_classes(tables, owners, pairs, by_address));
        for alike in equal_ranges(&sorted.addresses) {
            let key = sorted.addresses[alike.start];
            if key == NO_CLASS {
                break;
            }
            let pair = |&place: &u32| {
                let old = by_address[place as usize];
                Pair { old, new: pairs.to_new[old as usize] }
            };
            let own: Vec<Pair> = sorted.rows[alike].iter().map(pair).collect();
            areas.add(tables, (key / CLASSES) as u32, Class::ALL[(key % CLASSES) as usize], &own);
        }
        areas
    }

    /// Adds the areas of an owner that hold one class of symbols, by all pairs of these.
    fn add(&mut self, tables: Tables<'_>, owner: u32, class: Class, pairs: &[Pair]) {
        if !self.are_known(tables, owner) {
            return;
        }
        let area = Area { owner, class, first: u64::MAX, last: u64::MAX, slide: 0, agreeing: 0, differing: 0 };
        if is_separate(tables.old, owner) {
            self.areas.push(area);
            return;
        }
        let start = self.areas.len();
        let most = if owner == SYSTEM || class == Class::Absolute { 1 } else { MOST_AREAS };
        self.split(tables, area, pairs, start + most);
        let Some(&Area { slide, .. }) = self.areas.get(start) else { return };
        if class == Class::Absolute && slide != 0 {
            self.areas.push(area);
        }
        if class == Class::Other && owner == SYSTEM {
            self.image_slide = Some(slide);
        }
    }

    /// Takes the slide that most pairs have (of several, one of whole pages, then the shortest) for that of an area, from the first
    /// of them to the last. What differs within has moved; what lies below or above may be another area. There are to be no
    /// more areas than `most`.
    fn split(&mut self, tables: Tables<'_>, mut area: Area, pairs: &[Pair], most: usize) {
        let distances: Vec<u64> = pairs.iter().map(|&pair| tables.distance(pair)).collect();
        let sorted = Sorted::new(&distances);
        let alike = equal_ranges(&sorted.addresses).max_by_key(|alike| {
            let slide = sorted.addresses[alike.start];
            (alike.len(), slide.is_multiple_of(PAGE), !slide.min(slide.wrapping_neg()))
        });
        let Some(alike) = alike else { return };
        let first = sorted.rows[alike.start] as usize;
        let last = sorted.rows[alike.end - 1] as usize;
        area.slide = sorted.addresses[alike.start];
        area.first = tables.addresses(pairs[first]).0;
        area.last = tables.addresses(pairs[last]).0;
        let own = &self.areas[self.range(area.owner)];
        let is_sound = area.class == Class::Absolute || own.iter().all(|other| area.can_be_beside(other));
        if self.areas.len() < most && is_sound {
            self.areas.push(area);
            self.split(tables, area, &pairs[..first], most);
            self.split(tables, area, &pairs[last + 1..], most);
        }
    }

    /// Whether places of an owner's symbols can be compared. What the kernel generates can be only if the image didn't slide:
    /// else it is another boot, in which all of it was generated anew.
    pub(super) fn are_known(&self, tables: Tables<'_>, owner: u32) -> bool {
        self.have_addresses && (self.image_slide == Some(0) || !is_separate(tables.old, owner))
    }

    #[inline(never)]
    fn range(&self, owner: u32) -> Range<usize> {
        let start = self.areas.partition_point(|area| area.owner < owner);
        start..start + self.areas[start..].partition_point(|area| area.owner == owner)
    }

    /// The area in which an address of the old table lies: of those of its class the nearest that begins at or below its page,
    /// else the lowest.
    #[inline(never)]
    fn area_of(&self, owner: u32, class: Class, address: u64) -> Option<usize> {
        self.range(owner).max_by_key(|&at| {
            let Area { class: other, first, .. } = self.areas[at];
            let is_below = first / PAGE <= address / PAGE;
            let rank = u8::from(other == class) << 2 | u8::from(other != Class::Absolute) << 1 | u8::from(is_below);
            (rank, if is_below { first } else { !first })
        })
    }

    /// Where the slide brings a row of the old table. An owner without pairs to tell a slide is taken to have stayed.
    pub(super) fn expected(&self, tables: Tables<'_>, owner: u32, row: u32) -> u64 {
        let columns = &tables.old.columns;
        let address = columns.addresses[row as usize];
        let area = self.area_of(owner, Class::of(owner, columns.kinds[row as usize]), address);
        address.wrapping_add(area.map_or(0, |at| self.areas[at].slide))
    }

    /// Whether a pair went another way than its owner's memory. Counts it.
    pub(super) fn has_moved(&mut self, tables: Tables<'_>, owner: u32, pair: Pair) -> bool {
        let (class, distance) = (Class::of_pair(tables, owner, pair), tables.distance(pair));
        let Some(own) = self.area_of(owner, class, tables.addresses(pair).0) else {
            return distance != 0 && self.are_known(tables, owner);
        };
        let fits = |&at: &usize| {
            let area = &self.areas[at];
            area.slide == distance && (area.class != Class::Absolute || class == Class::Absolute)
        };
        let agrees = Some(own).filter(fits).or_else(|| self.range(owner).find(fits));
        match agrees {
            Some(area) => self.areas[area].agreeing += 1,
            None => self.areas[own].differing += 1,
        }
        agrees.is_none()
    }

    /// Whether the sizes of a pair are its own. The last symbol of an area ends, for all that the text tells, where the owner's
    /// next area begins, which slid in its own way.
    pub(super) fn have_own_sizes(&self, tables: Tables<'_>, owner: u32, pair: Pair, sizes: (u64, u64)) -> bool {
        let (old, new) = tables.addresses(pair);
        let own = self.area_of(owner, Class::of_pair(tables, owner, pair), old).map_or(0, |at| self.areas[at].slide);
        let is_free = |area: &Area, slide: u64, address: u64, size: u64| {
            let start = area.first.wrapping_add(slide) / PAGE * PAGE;
            area.slide == own || start.wrapping_sub(address).wrapping_sub(1) >= size
        };
        self.are_known(tables, owner)
            && self.areas[self.range(owner)]
                .iter()
                .all(|area| is_free(area, 0, old, sizes.0) && is_free(area, area.slide, new, sizes.1))
    }

    /// The slides that pairs were held against, areas with one slide together.
    pub(super) fn slides(&self) -> Vec<Slide> {
        let mut slides: Vec<Slide> = Vec::new();
        let mut start = 0;
        for &Area { owner, slide, agreeing, differing, .. } in &self.areas {
            if slides.get(start).is_some_and(|known| known.owner != owner) {
                start = slides.len();
            }
            let slide = slide.cast_signed();
            if let Some(known) = slides[start..].iter_mut().find(|known| known.slide == slide) {
                known.agreeing += agreeing;
                known.differing += differing;
            } else if agreeing + differing > 0 {
                slides.push(Slide { owner, slide, agreeing, differing });
            }
        }
        slides
    }
}

/// Whether the symbols of an owner are pieces of memory of their own, which the kernel generated one by one: BPF programs, and
/// trampolines of ftrace and kprobes. Each may lie anywhere, and the distance to the next one is no size.
#[inline(never)]
pub(super) fn is_separate(table: &Table, owner: u32) -> bool {
    let name = &table.columns.owners[owner as usize];
    owner != SYSTEM && (**name == *b"bpf" || name.starts_with(b"__builtin__"))
}

/// For each row a number that tells its owner and class; for rows without a partner of the same owner one that no class has.
fn owners_and_classes(tables: Tables<'_>, owners: &Owners, pairs: &Pairs<'_>, rows: &[u32]) -> Vec<u64> {
    let Tables { old, new } = tables;
    let key = |&row: &u32| {
        let pair = Pair { old: row, new: pairs.to_new[row as usize] };
        let owner = owner_of(old, row);
        let is_same = (pair.new as usize) < new.len() && owners.to_new[owner as usize] == owner_of(new, pair.new);
        if is_same { u64::from(owner) * CLASSES + Class::of_pair(tables, owner, pair) as u64 } else { NO_CLASS }
    };
    rows.iter().map(key).collect()
}
