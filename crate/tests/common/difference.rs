//! The naive twin of `query::difference`: the same rules with maps of lists, and nothing done to be fast.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use kallsyms::query::difference::ChangeKind;

use super::Row;
use super::Twin;

/// What differs, in the shape that the tests compare.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Naive {
    pub(crate) changes: Vec<(ChangeKind, Option<u32>, Option<u32>)>,
    /// Owner, slide, agreeing, differing.
    pub(crate) slides: Vec<(Vec<u8>, i64, u32, u32)>,
    pub(crate) unchanged: usize,
}

/// By old row the new one.
type Pairs = BTreeMap<u32, u32>;

/// Old and new rows by owner and name.
type Groups<'a> = BTreeMap<(&'a [u8], &'a [u8]), (Vec<u32>, Vec<u32>)>;

/// Old and new address of pairs.
type Anchors = Vec<(u64, u64)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Text,
    ReadOnly,
    Other,
    Absolute,
}

fn class(owner: &[u8], kind: u8) -> Class {
    match kind {
        b'a' | b'A' => Class::Absolute,
        _ if owner == b"system" => Class::Other,
        b't' | b'T' | b'w' | b'W' => Class::Text,
        b'r' | b'R' => Class::ReadOnly,
        _ => Class::Other,
    }
}

fn is_separate(owner: &[u8]) -> bool {
    owner == b"bpf" || owner.starts_with(b"__builtin__")
}

pub(crate) fn is_restricted(rows: &[Row]) -> bool {
    rows.iter().any(Row::is_text) && rows.iter().filter(|row| row.is_text()).all(|row| row.address == 0)
}

#[derive(Debug, Clone)]
struct Area {
    class: Class,
    /// Old addresses of the symbols that slid so; none for one that takes what the others leave.
    range: Option<(u64, u64)>,
    slide: u64,
    agreeing: u32,
    differing: u32,
}

impl Area {
    fn pages(&self, slide: u64) -> (u64, u64) {
        let (first, last) = self.range.unwrap_or((u64::MAX, u64::MAX));
        (first.wrapping_add(slide) >> 12, last.wrapping_add(slide) >> 12)
    }

    fn can_be_beside(&self, other: &Self) -> bool {
        let apart = |a: (u64, u64), b: (u64, u64)| a.1 < b.0 || b.1 < a.0;
        self.slide == other.slide
            || self.slide.wrapping_sub(other.slide).is_multiple_of(4096)
                && apart(self.pages(0), other.pages(0))
                && apart(self.pages(self.slide), other.pages(other.slide))
    }
}

/// The areas of each owner.
struct Memory {
    has_addresses: bool,
    image_slide: Option<u64>,
    areas: BTreeMap<Vec<u8>, Vec<Area>>,
}

impl Memory {
    fn is_known(&self, owner: &[u8]) -> bool {
        self.has_addresses && (!is_separate(owner) || self.image_slide == Some(0))
    }

    /// Place among the owner's areas of the one that holds an old address.
    fn place(&self, owner: &[u8], wanted: Class, address: u64) -> Option<usize> {
        let areas = self.areas.get(owner)?;
        let own: Vec<usize> = (0..areas.len()).filter(|&at| areas[at].class == wanted).collect();
        let main: Vec<usize> = (0..areas.len()).filter(|&at| areas[at].class != Class::Absolute).collect();
        let all: Vec<usize> = (0..areas.len()).collect();
        let candidates = [own, main, all].into_iter().find(|candidates| !candidates.is_empty())?;
        let start = |at: &usize| areas[*at].range.map_or(u64::MAX, |range| range.0);
        let below = candidates.iter().copied().filter(|at| start(at) >> 12 <= address >> 12).max_by_key(start);
        below.or_else(|| candidates.iter().rev().copied().min_by_key(start))
    }

    fn slide(&self, owner: &[u8], wanted: Class, address: u64) -> u64 {
        self.place(owner, wanted, address).map_or(0, |at| self.areas[owner][at].slide)
    }
}

/// What differs from one table to another.
pub(crate) fn naive_difference(old: &Twin, new: &Twin) -> Naive {
    let mut groups = Groups::new();
    for (index, row) in (0..).zip(&old.rows) {
        groups.entry((&row.owner, &row.name)).or_default().0.push(index);
    }
    for (index, row) in (0..).zip(&new.rows) {
        groups.entry((&row.owner, &row.name)).or_default().1.push(index);
    }
    let mut pairs = Pairs::new();
    for (olds, news) in groups.values().filter(|(olds, news)| olds.len() == news.len()) {
        pairs.extend(olds.iter().zip(news));
    }
    let mut memory = find_memory(old, new, &pairs);
    let mut ambiguous = (Vec::new(), Vec::new());
    for ((owner, _), (olds, news)) in &groups {
        if olds.len().max(news.len()) > 1 && !olds.is_empty() && !news.is_empty() {
            olds.iter().for_each(|row| {
                pairs.remove(row);
            });
            let (olds, news) = settle(old, new, &memory, owner, olds, news, &mut pairs);
            if !olds.is_empty() && !news.is_empty() {
                ambiguous.0.extend(olds);
                ambiguous.1.extend(news);
            }
        }
    }
    pair_reowned(&groups, &mut pairs);
    tell(old, new, &pairs, &mut memory, &ambiguous)
}

/// Names that stand once in each table, at different owners.
fn pair_reowned(groups: &Groups<'_>, pairs: &mut Pairs) {
    let mut names: BTreeMap<&[u8], (Vec<u32>, Vec<u32>)> = BTreeMap::new();
    for ((_, name), (olds, news)) in groups {
        let rows = names.entry(name).or_default();
        rows.0.extend(olds);
        rows.1.extend(news);
    }
    for (olds, news) in names.values() {
        if let (&[old], &[new]) = (&olds[..], &news[..]) {
            pairs.insert(old, new);
        }
    }
}

fn find_memory(old: &Twin, new: &Twin, pairs: &Pairs) -> Memory {
    let has_addresses = !is_restricted(&old.rows) && !is_restricted(&new.rows);
    let mut memory = Memory { has_addresses, image_slide: None, areas: BTreeMap::new() };
    if !has_addresses {
        return memory;
    }
    let mut anchors: BTreeMap<(Vec<u8>, Class), Anchors> = BTreeMap::new();
    for (&from, &to) in pairs {
        let (from, to) = (&old.rows[from as usize], &new.rows[to as usize]);
        anchors.entry((from.owner.clone(), pair_class(from, to))).or_default().push((from.address, to.address));
    }
    let image = anchors.get(&(b"system".to_vec(), Class::Other));
    memory.image_slide = image.map(|anchors| common_distance(anchors));
    for ((owner, class), mut own) in anchors {
        if !memory.is_known(&owner) {
            continue;
        }
        let rest = Area { class, range: None, slide: 0, agreeing: 0, differing: 0 };
        let areas = memory.areas.entry(owner.clone()).or_default();
        if is_separate(&owner) {
            areas.push(rest);
            continue;
        }
        own.sort_by_key(|&(address, _)| address);
        let most = if owner == b"system" || class == Class::Absolute { 1 } else { 3 };
        split(&own, class, most, areas);
        if class == Class::Absolute && areas.last().unwrap().slide != 0 {
            areas.push(rest);
        }
    }
    memory
}

fn pair_class(old: &Row, new: &Row) -> Class {
    if new.is_absolute() { Class::Absolute } else { class(&old.owner, old.kind) }
}

fn common_distance(anchors: &[(u64, u64)]) -> u64 {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for (old, new) in anchors {
        *counts.entry(new.wrapping_sub(*old)).or_default() += 1;
    }
    let rank = |&(slide, count): &(u64, usize)| {
        (count, slide.is_multiple_of(4096), Reverse(slide.min(slide.wrapping_neg())), slide)
    };
    counts.into_iter().max_by_key(rank).unwrap().0
}

fn split(anchors: &[(u64, u64)], class: Class, most: usize, areas: &mut Vec<Area>) {
    if anchors.is_empty() {
        return;
    }
    let slide = common_distance(anchors);
    let fits = |&(old, new): &(u64, u64)| new.wrapping_sub(old) == slide;
    let (first, last) = (anchors.iter().position(fits).unwrap(), anchors.iter().rposition(fits).unwrap());
    let area = Area { class, range: Some((anchors[first].0, anchors[last].0)), slide, agreeing: 0, differing: 0 };
    let is_sound = class == Class::Absolute || areas.iter().all(|other| area.can_be_beside(other));
    if areas.iter().filter(|other| other.class == class).count() < most && is_sound {
        areas.push(area);
        split(&anchors[..first], class, most, areas);
        split(&anchors[last + 1..], class, most, areas);
    }
}

/// Pairs the rows of one owner and name; gives what is left.
fn settle(
    old: &Twin,
    new: &Twin,
    memory: &Memory,
    owner: &[u8],
    olds: &[u32],
    news: &[u32],
    pairs: &mut Pairs,
) -> (Vec<u32>, Vec<u32>) {
    let is_known = memory.is_known(owner);
    let (mut olds, mut news) = (olds.to_vec(), news.to_vec());
    if is_known {
        olds.retain(|&index| {
            let row = &old.rows[index as usize];
            let expected = row.address.wrapping_add(memory.slide(owner, class(owner, row.kind), row.address));
            let place = news.iter().position(|&index| new.rows[index as usize].address == expected);
            if let Some(place) = place {
                pairs.insert(index, news.remove(place));
            }
            place.is_none()
        });
    }
    let look = |twin: &Twin, index: u32| (is_known.then(|| twin.size(index)).flatten(), twin.rows[index as usize].kind);
    let looks: Vec<_> = olds.iter().map(|&index| look(old, index)).collect();
    for wanted in looks {
        let of = |twin: &Twin, rows: &[u32]| -> Vec<u32> {
            rows.iter().copied().filter(|&index| look(twin, index) == wanted).collect()
        };
        let (from, to) = (of(old, &olds), of(new, &news));
        if from.len() == to.len() || !is_known {
            take(&from, &to, &mut olds, &mut news, pairs);
        }
    }
    if !is_known || (olds.len(), news.len()) == (1, 1) {
        let (from, to) = (olds.clone(), news.clone());
        take(&from, &to, &mut olds, &mut news, pairs);
    }
    (olds, news)
}

fn take(from: &[u32], to: &[u32], olds: &mut Vec<u32>, news: &mut Vec<u32>, pairs: &mut Pairs) {
    for (from, to) in from.iter().zip(to) {
        pairs.insert(*from, *to);
        olds.retain(|row| row != from);
        news.retain(|row| row != to);
    }
}

fn tell(old: &Twin, new: &Twin, pairs: &Pairs, memory: &mut Memory, ambiguous: &(Vec<u32>, Vec<u32>)) -> Naive {
    let mut naive = Naive { changes: Vec::new(), slides: Vec::new(), unchanged: 0 };
    for index in 0..old.rows.len() as u32 {
        let Some(&to) = pairs.get(&index) else {
            let is_ambiguous = ambiguous.0.contains(&index);
            naive.changes.push((
                if is_ambiguous { ChangeKind::Ambiguous } else { ChangeKind::Removed },
                Some(index),
                None,
            ));
            continue;
        };
        let kinds = happened(old, new, memory, index, to);
        naive.unchanged += usize::from(kinds.is_empty());
        naive.changes.extend(kinds.into_iter().map(|kind| (kind, Some(index), Some(to))));
    }
    let found: BTreeSet<u32> = pairs.values().copied().collect();
    for index in (0..new.rows.len() as u32).filter(|index| !found.contains(index)) {
        let is_ambiguous = ambiguous.1.contains(&index);
        naive.changes.push((if is_ambiguous { ChangeKind::Ambiguous } else { ChangeKind::Added }, None, Some(index)));
    }
    naive.slides = slides(old, memory);
    naive
}

fn happened(old: &Twin, new: &Twin, memory: &mut Memory, index: u32, to: u32) -> Vec<ChangeKind> {
    let (from_row, to_row) = (&old.rows[index as usize], &new.rows[to as usize]);
    let owner = &from_row.owner;
    let mut kinds = Vec::new();
    let sizes = old.size(index).zip(new.size(to)).filter(|(old, new)| old != new && memory.has_addresses);
    let is_generated = is_separate(owner) || is_separate(&to_row.owner);
    if owner != &to_row.owner {
        kinds.push(ChangeKind::Reowned);
        if sizes.is_some() && !is_generated {
            kinds.push(ChangeKind::Resized);
        }
    } else if memory.is_known(owner) {
        let slide = memory.slide(owner, pair_class(from_row, to_row), from_row.address);
        if has_moved(memory, from_row, to_row) {
            kinds.push(ChangeKind::Moved);
        }
        let crosses = |(old_size, new_size)| {
            memory.areas.get(owner).into_iter().flatten().filter(|area| area.slide != slide).any(|area| {
                begins_within(area.pages(0).0 << 12, from_row.address, old_size)
                    || begins_within(area.pages(area.slide).0 << 12, to_row.address, new_size)
            })
        };
        if sizes.is_some_and(|sizes| !crosses(sizes)) && !is_generated {
            kinds.push(ChangeKind::Resized);
        }
    }
    if from_row.kind != to_row.kind {
        kinds.push(ChangeKind::Retyped);
    }
    kinds
}

fn begins_within(start: u64, address: u64, size: u64) -> bool {
    start > address && start - address <= size
}

fn has_moved(memory: &mut Memory, from: &Row, to: &Row) -> bool {
    let wanted = pair_class(from, to);
    let distance = to.address.wrapping_sub(from.address);
    let Some(own) = memory.place(&from.owner, wanted, from.address) else { return distance != 0 };
    let areas = memory.areas.get_mut(&from.owner).unwrap();
    let fits = |area: &Area| area.slide == distance && (wanted == Class::Absolute || area.class != Class::Absolute);
    let agreeing = if fits(&areas[own]) { Some(own) } else { areas.iter().position(fits) };
    match agreeing {
        Some(at) => areas[at].agreeing += 1,
        None => areas[own].differing += 1,
    }
    agreeing.is_none()
}

/// Owners in the order of the table's numbers: the image, then as they come; the areas of one slide together.
fn slides(old: &Twin, memory: &Memory) -> Vec<(Vec<u8>, i64, u32, u32)> {
    let mut owners: Vec<&[u8]> = vec![b"system"];
    for row in &old.rows {
        if !owners.contains(&&row.owner[..]) {
            owners.push(&row.owner);
        }
    }
    let mut slides: Vec<(Vec<u8>, i64, u32, u32)> = Vec::new();
    for owner in owners {
        for area in memory.areas.get(owner).into_iter().flatten() {
            let slide = area.slide as i64;
            match slides.iter_mut().find(|known| known.0 == owner && known.1 == slide) {
                Some(known) => {
                    known.2 += area.agreeing;
                    known.3 += area.differing;
                }
                None if area.agreeing + area.differing > 0 => {
                    slides.push((owner.to_vec(), slide, area.agreeing, area.differing));
                }
                None => {}
            }
        }
    }
    slides
}
