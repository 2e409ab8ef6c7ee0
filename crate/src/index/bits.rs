//! A set of small integers as bits, which finds the nearest member below in a bounded number of steps.

/// Members among `0..len`, a bit each, with a bit per word of them on top.
#[derive(Debug, Default)]
pub(crate) struct Bits {
    words: Vec<u64>,
    /// Bit `w` tells whether `words[w]` has a member.
    summary: Vec<u64>,
}

impl Bits {
    pub(crate) fn new(len: usize) -> Self {
        let words = len.div_ceil(64);
        Self { words: vec![0; words], summary: vec![0; words.div_ceil(64)] }
    }

    /// Inserts a member that may lie beyond the length.
    #[inline]
    pub(crate) fn insert_growing(&mut self, member: usize) {
        if member / 64 >= self.words.len() {
            self.words.resize(member / 64 + 1, 0);
            self.summary.resize(member / 4096 + 1, 0);
        }
        self.insert(member);
    }

    #[inline(always)]
    pub(crate) fn insert(&mut self, member: usize) {
        self.words[member / 64] |= 1 << (member % 64);
        self.summary[member / 4096] |= 1 << (member / 64 % 64);
    }

    #[inline(always)]
    pub(crate) fn contains(&self, member: usize) -> bool {
        self.words.get(member / 64).is_some_and(|word| word >> (member % 64) & 1 == 1)
    }

    /// The greatest member not above `limit`.
    #[inline(always)]
    pub(crate) fn at_or_below(&self, limit: usize) -> Option<usize> {
        let word = limit / 64;
        let here = self.words[word] & (u64::MAX >> (63 - limit % 64));
        if here != 0 {
            return Some(word * 64 + top(here));
        }
        let word = self.word_below(word)?;
        Some(word * 64 + top(self.words[word]))
    }

    fn word_below(&self, word: usize) -> Option<usize> {
        let mut group = word / 64;
        let mut left = self.summary[group] & !(u64::MAX << (word % 64));
        while left == 0 {
            group = group.checked_sub(1)?;
            left = self.summary[group];
        }
        Some(group * 64 + top(left))
    }

    pub(crate) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn bytes(&self) -> usize {
        (self.words.capacity() + self.summary.capacity()) * 8
    }
}

/// Place of the highest set bit of a word that has one.
#[inline]
fn top(word: u64) -> usize {
    63 - word.leading_zeros() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_a_sorted_list(members in prop::collection::btree_set(0_usize..20_000, 0..40), limit in 0_usize..20_000) {
            let mut bits = Bits::new(20_000);
            for &member in &members {
                bits.insert(member);
            }
            prop_assert_eq!(bits.at_or_below(limit), members.range(..=limit).next_back().copied());
            prop_assert_eq!(bits.contains(limit), members.contains(&limit));
            prop_assert_eq!(bits.count(), members.len());
        }
    }
}
