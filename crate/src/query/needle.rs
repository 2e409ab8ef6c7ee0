//! A text that is looked for in many names at once: they lie one after the other, so a whole block of them is scanned for it.

use memchr::memchr2_iter;
use memchr::memmem;

/// Longest text without regard to case; behind each of its rarest bytes the rest is compared, so that a bound keeps the time
/// linear.
pub(super) const LONGEST_FOLDED: usize = 32;

/// The bytes of kernels' names, the most common first; the others are rarer.
const COMMON: &[u8; 64] = b"_etsrapcinofdlmubxgvkhyw.120N46Cq753SI8DUTE9BRKAZMXQLzFPjVYOWHGJ";

/// A text, and whether upper and lower case of ASCII letters are one. The text is in lower case then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) text: Vec<u8>,
    pub(super) fold_case: bool,
}

impl Literal {
    /// How seldom a name holds it, about in bits.
    pub(super) fn rarity(&self) -> usize {
        self.text.iter().map(|&byte| 3 + rank(byte) / 6).sum()
    }
}

/// The rarest byte of a text.
pub(super) fn rarest(text: &[u8]) -> Option<usize> {
    (0..text.len()).max_by_key(|&at| rank(text[at]))
}

/// Place among the common bytes.
fn rank(byte: u8) -> usize {
    COMMON.iter().position(|&common| common == byte).unwrap_or(COMMON.len())
}

/// What finds a text.
#[derive(Debug)]
pub(crate) struct Needle {
    length: usize,
    finder: Finder,
}

#[derive(Debug)]
enum Finder {
    Exact(Box<memmem::Finder<'static>>),
    /// By both cases of its rarest byte, behind which the rest is compared.
    Folded {
        text: Vec<u8>,
        rarest: usize,
    },
}

impl Needle {
    /// Of a text that isn't empty and, without regard to case, not longer than [`LONGEST_FOLDED`].
    pub(super) fn new(Literal { text, fold_case }: &Literal) -> Self {
        let has_letters = text.iter().any(u8::is_ascii_alphabetic);
        let finder = if *fold_case && has_letters {
            Finder::Folded { text: text.clone(), rarest: rarest(text).unwrap_or(0) }
        } else {
            Finder::Exact(Box::new(memmem::Finder::new(text).into_owned()))
        };
        Self { length: text.len(), finder }
    }

    /// Bytes of the text.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Where the text first is.
    pub(crate) fn find(&self, haystack: &[u8]) -> Option<usize> {
        match &self.finder {
            Finder::Exact(finder) => finder.find(haystack),
            Finder::Folded { text, rarest } => {
                let last_start = haystack.len().checked_sub(text.len())?;
                let byte = text[*rarest];
                memchr2_iter(byte, byte.to_ascii_uppercase(), &haystack[*rarest..=last_start + rarest])
                    .find(|&start| haystack[start..start + text.len()].eq_ignore_ascii_case(text))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_windows(text in "[a_qB.]{1,4}", haystack in "[aA_qQbB.]{0,40}", fold_case: bool) {
            let lower = |text: &str| if fold_case { text.to_ascii_lowercase() } else { text.to_owned() };
            let (text, plain) = (lower(&text), lower(&haystack));
            let needle = Needle::new(&Literal { text: text.clone().into_bytes(), fold_case });
            prop_assert_eq!(needle.find(haystack.as_bytes()), plain.find(&text));
        }
    }
}
