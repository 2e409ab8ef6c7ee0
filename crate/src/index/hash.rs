//! A hash for names: few multiplications a name, seeded so that a hostile file can't choose its collisions.

/// Odd constant without pattern: the fractional part of the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// Hash of a name under a seed, and whether the name is ASCII, for which the same words are read. Words of eight bytes are folded in one after the other; the last may overlap the one
/// before it, and the length tells such names apart.
#[inline(always)]
pub(crate) fn hash_and_ascii(name: &[u8], seed: u64) -> (u32, bool) {
    let mut bits = 0;
    let mut state = fold(seed, name.len() as u64);
    if let Some(last) = name.last_chunk::<8>() {
        let mut words = name.chunks_exact(8);
        for word in &mut words {
            let word = u64::from_le_bytes(word.try_into().expect("chunks of eight bytes"));
            bits |= word;
            state = fold(state, word);
        }
        if !words.remainder().is_empty() {
            bits |= u64::from_le_bytes(*last);
            state = fold(state, u64::from_le_bytes(*last));
        }
    } else {
        let word = short_word(name);
        bits |= word;
        state = fold(state, word);
    }
    ((fold(state, 0) >> 32) as u32, bits & 0x8080_8080_8080_8080 == 0)
}

/// Hash of a name under a seed.
#[inline]
pub(crate) fn hash(name: &[u8], seed: u64) -> u32 {
    hash_and_ascii(name, seed).0
}

/// Up to seven bytes as one word.
#[inline]
fn short_word(name: &[u8]) -> u64 {
    match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        (Some(first), Some(last)) => u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)),
        _ => name.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    }
}

#[inline(always)]
fn fold(state: u64, word: u64) -> u64 {
    let mixed = (state ^ word).wrapping_mul(MIX);
    mixed ^ mixed >> 29
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn similar_names_have_different_hashes() {
        let names =
            (0..20_000).flat_map(|n| [format!("__func__.{n}"), format!("{n}"), format!("tcp_v{n}_do_rcv.isra.0")]);
        let hashes: HashSet<u32> = names.map(|name| hash(name.as_bytes(), 1)).collect();
        assert!(hashes.len() > 59_990, "{} of 60000 differ", hashes.len());
    }

    #[test]
    fn the_seed_changes_which_names_collide() {
        assert_ne!(hash(b"init_once", 1), hash(b"init_once", 2));
        assert_ne!(hash(b"", 1), hash(b"\0", 1));
    }
}
