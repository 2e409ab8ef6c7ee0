//! How well a name fits an abbreviation of it: the bytes of the pattern in their order, others between them.

const HIT: i32 = 16;
/// For a byte that follows the one hit before it.
const NEIGHBOUR: i32 = 12;
/// For the first byte of a word: at the beginning or after `_`, `.` and the like.
const WORD: i32 = 10;
/// For every byte of the name between two hits, up to a bound, so that one long gap isn't worse than many short ones.
const GAP: i32 = 1;
const WIDEST_GAP: usize = 12;
/// For every byte of the name beside the pattern's, up to a bound: of two equal fits the shorter name is meant.
const LONGEST_REST: usize = 64;

/// The score of a name, higher is better; `None` where the pattern isn't in it.
///
/// Two passes: forward to find the earliest end of a fit, backward from there to find its shortest form; each byte is
/// looked at twice at most.
pub(super) fn score(name: &[u8], pattern: &[u8], fold_case: bool) -> Option<i32> {
    let end = if fold_case {
        end_of_fit(name, pattern, |byte, wanted| byte == wanted || byte == wanted.to_ascii_uppercase())
    } else {
        end_of_fit(name, pattern, |byte, wanted| byte == wanted)
    }?;
    let rest = (name.len() - pattern.len()).min(LONGEST_REST) as i32;
    Some(score_backward(&name[..end], pattern, fold_case) * 4 - rest)
}

/// Every name goes through here, hardly one further.
#[inline(always)]
fn end_of_fit(name: &[u8], pattern: &[u8], same: impl Fn(u8, u8) -> bool) -> Option<usize> {
    let mut wanted = pattern.iter();
    let mut next = *wanted.next()?;
    for (at, &byte) in name.iter().enumerate() {
        if same(byte, next) {
            match wanted.next() {
                Some(&after) => next = after,
                None => return Some(at + 1),
            }
        }
    }
    None
}

fn score_backward(name: &[u8], pattern: &[u8], fold_case: bool) -> i32 {
    let mut score = 0;
    let mut later_hit: Option<usize> = None;
    let mut at = name.len();
    for &wanted in pattern.iter().rev() {
        loop {
            at -= 1;
            if name[at] == wanted || (fold_case && name[at].to_ascii_lowercase() == wanted) {
                break;
            }
        }
        score += HIT + if begins_word(name, at) { WORD } else { 0 };
        score += match later_hit {
            Some(later) if later == at + 1 => NEIGHBOUR,
            Some(later) => -GAP * (later - at - 1).min(WIDEST_GAP) as i32,
            None => 0,
        };
        later_hit = Some(at);
    }
    score
}

fn begins_word(name: &[u8], at: usize) -> bool {
    at == 0 || !name[at - 1].is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn better(pattern: &str, good: &str, worse: &str) {
        let score = |name: &str| score(name.as_bytes(), pattern.as_bytes(), false);
        assert!(score(good) > score(worse), "{pattern}: {good} {:?}, {worse} {:?}", score(good), score(worse));
    }

    #[test]
    fn abbreviations_find_what_is_meant() {
        better("tcpsm", "tcp_sendmsg", "tcp_time_stamp_raw_sum");
        better("tcp_sendmsg", "tcp_sendmsg", "tcp_sendmsg_locked");
        better("dsysopen", "do_sys_open", "md_system_openers");
        better("initonce", "init_once", "xinxitxonxce");
        assert_eq!(score(b"abc", b"acb", false), None);
        assert_eq!(score(b"ab", b"abc", false), None);
    }
}
