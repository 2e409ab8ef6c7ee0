//! Patterns on names, compiled once and matched in time linear in the names.

use std::cell::RefCell;

use memchr::memmem;

use crate::error::Error;
use crate::error::Result;

use super::automaton::Automaton;
use super::automaton::Program;
use super::fuzzy;
use super::needle::LONGEST_FOLDED;
use super::needle::Literal;
use super::needle::Needle;
use super::needle::rarest;
use super::shape::Shape;
use super::syntax::ByteSet;
use super::syntax::Part;
use super::syntax::parse;

/// Longest pattern in bytes.
pub const LONGEST_PATTERN: usize = 4096;

/// How a pattern is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Match {
    /// The name holds the pattern.
    #[default]
    Substring,
    /// The name is the pattern.
    Exact,
    /// The name begins with the pattern.
    Prefix,
    /// `*` any bytes, `?` one byte, `[a-z]` and `[!a-z]` one of a set, `\` before a byte that stands for itself; the
    /// whole name (`glob(7)`).
    Glob,
    /// A regular expression on bytes, with ASCII classes; found anywhere in the name. The syntax is the crate `regex`'s
    /// without Unicode classes, look-around and operations on sets.
    Regex,
    /// The bytes of the pattern in their order, with others between them; case aside where the query says so.
    Fuzzy,
}

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    kind: Kind,
    fold_case: bool,
}

#[derive(Debug)]
enum Kind {
    Everything,
    Substring(Needle),
    Exact(Vec<u8>),
    Prefix(Vec<u8>),
    Automaton {
        automaton: Box<RefCell<Automaton>>,
        /// Whether it reads names from their end.
        backwards: bool,
        /// A text that every match holds.
        required: Option<Needle>,
    },
    Fuzzy {
        text: Vec<u8>,
        /// Its rarest byte.
        required: Needle,
    },
}

impl Pattern {
    /// Compiles a pattern. An empty one matches every name, but as an exact name none.
    ///
    /// # Errors
    ///
    /// [`Error::Pattern`] where it is too long, isn't UTF-8 (regular expressions) or breaks the syntax.
    pub fn new(pattern: &[u8], matching: Match, case_sensitive: bool) -> Result<Self> {
        if pattern.len() > LONGEST_PATTERN {
            return Err(Error::Pattern(format!(
                "it has {} bytes, at most {LONGEST_PATTERN} are allowed",
                pattern.len()
            )));
        }
        let fold_case = !case_sensitive;
        let text = if fold_case { pattern.to_ascii_lowercase() } else { pattern.to_vec() };
        let kind = match matching {
            Match::Exact => Kind::Exact(text),
            _ if pattern.is_empty() => Kind::Everything,
            Match::Substring => {
                return Self::of_parts(Part::All(text.iter().map(|byte| one_byte(*byte, fold_case)).collect()));
            }
            Match::Prefix => Kind::Prefix(text),
            Match::Fuzzy => {
                let required = rarest(&text).map(|at| text[at..=at].to_vec()).unwrap_or_default();
                Kind::Fuzzy { required: Needle::new(&Literal { text: required, fold_case }), text }
            }
            Match::Glob => return Self::of_parts(parse(&glob_syntax(pattern), fold_case)?),
            Match::Regex => {
                let syntax = core::str::from_utf8(pattern).map_err(|_| Error::Pattern("it isn't UTF-8".into()))?;
                return Self::of_parts(parse(syntax, fold_case)?);
            }
        };
        Ok(Self { kind, fold_case })
    }

    /// A regular expression as the plainest kind that it is.
    fn of_parts(pattern: Part) -> Result<Self> {
        let shape = Shape::of(pattern);
        if shape.is_everything() {
            return Ok(Self { kind: Kind::Everything, fold_case: false });
        }
        if let Some(Literal { text, fold_case }) = shape.literal() {
            match (shape.at_start, shape.at_end) {
                (false, false) if !fold_case || text.len() <= LONGEST_FOLDED => {
                    return Ok(Self { kind: Kind::Substring(Needle::new(&Literal { text, fold_case })), fold_case });
                }
                (true, false) => return Ok(Self { kind: Kind::Prefix(text), fold_case }),
                // An exact name is also found by how it is shown, a pattern isn't.
                (true, true) if !holds_replacement(&text) => return Ok(Self { kind: Kind::Exact(text), fold_case }),
                _ => {}
            }
        }
        let required = shape.required().as_ref().map(Needle::new);
        let (floating, backwards) = (!shape.at_start && !shape.at_end, !shape.at_start && shape.at_end);
        let pattern = if backwards { shape.backwards() } else { shape.forwards() };
        let automaton = Box::new(RefCell::new(Automaton::new(Program::new(&pattern, floating)?)));
        Ok(Self { kind: Kind::Automaton { automaton, backwards, required }, fold_case: false })
    }

    /// Whether a name matches.
    pub fn matches(&self, name: &[u8]) -> bool {
        match &self.kind {
            Kind::Everything => true,
            Kind::Substring(needle) => needle.find(name).is_some(),
            Kind::Exact(text) => self.is_same(name, text) || self.is_shown_as(name, text),
            Kind::Prefix(text) => name
                .get(..text.len())
                .is_some_and(|start| if self.fold_case { start.eq_ignore_ascii_case(text) } else { start == text }),
            Kind::Automaton { automaton, backwards: false, .. } => automaton.borrow_mut().matches(name.iter()),
            Kind::Automaton { automaton, .. } => automaton.borrow_mut().matches(name.iter().rev()),
            Kind::Fuzzy { text, .. } => fuzzy::score(name, text, self.fold_case).is_some(),
        }
    }

    fn is_same(&self, name: &[u8], text: &[u8]) -> bool {
        if self.fold_case { name.eq_ignore_ascii_case(text) } else { name == text }
    }

    /// Whether a name that isn't UTF-8 is shown as the text, with U+FFFD.
    fn is_shown_as(&self, name: &[u8], text: &[u8]) -> bool {
        holds_replacement(text) && self.is_same(String::from_utf8_lossy(name).as_bytes(), text)
    }

    /// How well a name matches a fuzzy pattern, higher is better; `None` where it doesn't. 0 for other patterns.
    pub fn score(&self, name: &[u8]) -> Option<i32> {
        match &self.kind {
            Kind::Fuzzy { text, .. } => fuzzy::score(name, text, self.fold_case),
            _ => self.matches(name).then_some(0),
        }
    }

    /// A text that every match holds, and whether every name that holds it matches.
    pub(crate) fn needle(&self) -> Option<(&Needle, bool)> {
        match &self.kind {
            Kind::Substring(needle) => Some((needle, true)),
            Kind::Automaton { required, .. } => required.as_ref().map(|needle| (needle, false)),
            Kind::Fuzzy { required, .. } => Some((required, false)),
            _ => None,
        }
    }

    /// The one name that can match, where there is only one.
    pub(crate) fn only_name(&self) -> Option<&[u8]> {
        match &self.kind {
            Kind::Exact(name) if !self.fold_case => Some(name),
            _ => None,
        }
    }
}

fn one_byte(byte: u8, fold_case: bool) -> Part {
    Part::Bytes(ByteSet::of(|other| other == byte || (fold_case && other.eq_ignore_ascii_case(&byte))))
}

/// Whether a text holds the sign for bytes that aren't UTF-8.
fn holds_replacement(text: &[u8]) -> bool {
    memmem::find(text, "\u{fffd}".as_bytes()).is_some()
}

/// A glob as the regular expression for the whole name. Every byte that isn't ASCII alphanumeric is written as a number.
fn glob_syntax(glob: &[u8]) -> String {
    let mut syntax = String::from("(?s)^(?:");
    let mut rest = glob;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'*' => syntax.push_str(".*"),
            b'?' => syntax.push('.'),
            b'[' if set_end(after).is_some() => {
                let (set, after) = after.split_at(set_end(after).expect("tested before"));
                push_set(&mut syntax, set);
                rest = &after[1..];
            }
            b'\\' if !after.is_empty() => {
                push_byte(&mut syntax, after[0]);
                rest = &after[1..];
            }
            _ => push_byte(&mut syntax, byte),
        }
    }
    syntax + ")$"
}

/// Place of the `]` that ends a set; one at the beginning of the set belongs to it.
fn set_end(set: &[u8]) -> Option<usize> {
    let start = usize::from(matches!(set.first(), Some(b'!' | b'^')));
    let first = start + usize::from(set.get(start) == Some(&b']'));
    set.get(first..)?.iter().position(|&byte| byte == b']').map(|at| first + at)
}

fn push_set(syntax: &mut String, set: &[u8]) {
    let (negated, mut set) = match set {
        [b'!' | b'^', rest @ ..] => (true, rest),
        _ => (false, set),
    };
    syntax.push_str(if negated { "[^" } else { "[" });
    while let Some((&byte, after)) = set.split_first() {
        set = match after {
            &[b'-', end, ref after @ ..] => {
                // The shell matches nothing by a range that runs backwards; here it stands for its end alone.
                let (low, high) = if byte <= end { (byte, end) } else { (end, end) };
                push_byte(syntax, low);
                syntax.push('-');
                push_byte(syntax, high);
                after
            }
            _ => {
                push_byte(syntax, byte);
                after
            }
        };
    }
    syntax.push(']');
}

fn push_byte(syntax: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() {
        syntax.push(char::from(byte));
    } else {
        syntax.push_str(&format!("\\x{byte:02x}"));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::bytes::RegexBuilder;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]
        #[test]
        fn simplified_patterns_agree_with_the_crate_regex(
            parts in prop::collection::vec(prop::sample::select(vec![
                "^", "$", "(?s:.*)", ".*", "a", "bc", "B", "_q", "(a|q)", "(^|_)", "(q$|a)", "a+", "(bc)?", "(?:bc){2}", "[ab]", r"\b", r"\B", "(?m:^)", "(?m:$)", "(?i)a", "(?i:c)", "c*$", "^a*", "(?:abc.*)",
            ]), 0..6),
            fold_case: bool,
            names in prop::collection::vec("[abcBC_q\n]{0,9}", 1..8),
        ) {
            let text = parts.concat();
            let twin = RegexBuilder::new(&text).unicode(false).case_insensitive(fold_case).build().unwrap();
            let pattern = Pattern::new(text.as_bytes(), Match::Regex, !fold_case).unwrap();
            for name in names {
                let expected = twin.is_match(name.as_bytes());
                prop_assert_eq!(pattern.matches(name.as_bytes()), expected, "{} {:?}", text, name);
                let held = pattern.needle().map(|(needle, is_all)| (needle.find(name.as_bytes()).is_some(), is_all));
                prop_assert!(held.is_none_or(|(held, is_all)| if is_all { held == expected } else { held || !expected }), "{} {:?}", text, name);
            }
        }
    }

    #[test]
    fn long_texts_without_regard_to_case_are_found() {
        let text = "abcdefgh".repeat(9);
        let pattern = Pattern::new(text.to_ascii_uppercase().as_bytes(), Match::Substring, false).unwrap();
        assert!(pattern.matches(format!("x{text}y").as_bytes()));
        assert!(!pattern.matches(format!("x{}y", &text[1..]).as_bytes()));
    }

    fn matches(pattern: &str, matching: Match, name: &str) -> bool {
        Pattern::new(pattern.as_bytes(), matching, true).unwrap().matches(name.as_bytes())
    }

    #[test]
    fn globs_are_those_of_the_shell() {
        for (glob, name, expected) in [
            ("tcp_*_sendmsg", "tcp_v4_sendmsg", true),
            ("tcp_*", "udp_tcp_x", false),
            ("*", "", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]x]", "]", true),
            ("a[b", "a[b", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("f.isra.*", "f.isra.0", true),
            ("f.isra.*", "fxisrax0", false),
            ("(a|b)+$^", "(a|b)+$^", true),
            ("[z-a]", "m", false),
        ] {
            assert_eq!(matches(glob, Match::Glob, name), expected, "{glob} {name}");
        }
    }

    #[test]
    fn regular_expressions_are_found_anywhere() {
        assert!(matches("v[46]_rcv$", Match::Regex, "tcp_v4_rcv"));
        assert!(!matches("^v4", Match::Regex, "tcp_v4_rcv"));
        assert!(matches(r"\bfoo\b", Match::Regex, "foo.cold"));
    }

    #[test]
    fn bad_patterns_are_told_with_their_place() {
        for pattern in ["(", "a{99999}", r"(?=a)", r"\1", "[z-a]", r"\p{Greek}"] {
            let error = Pattern::new(pattern.as_bytes(), Match::Regex, true).unwrap_err();
            assert!(error.to_string().len() > 40, "{error}");
        }
        assert!(Pattern::new(&[b'a'; LONGEST_PATTERN + 1], Match::Substring, true).is_err());
        assert!(Pattern::new(b"\xff", Match::Regex, true).is_err());
    }

    #[test]
    fn case_is_folded_when_asked() {
        for matching in [Match::Substring, Match::Exact, Match::Prefix, Match::Glob, Match::Regex, Match::Fuzzy] {
            assert!(Pattern::new(b"sys_OPEN", matching, false).unwrap().matches(b"SyS_open"), "{matching:?}");
            assert!(!Pattern::new(b"sys_OPEN", matching, true).unwrap().matches(b"SyS_open"), "{matching:?}");
        }
        assert!(!Pattern::new(b"long", Match::Substring, false).unwrap().matches(b"lon"));
        assert!(Pattern::new(b"bc", Match::Substring, false).unwrap().matches(b"aBbBC"));
    }
}
