//! Patterns on names, compiled once and matched in time linear in the names.

use std::cell::RefCell;

use memchr::memmem;

use crate::error::Error;
use crate::error::Result;

use super::automaton::Automaton;
use super::automaton::Program;
use super::fuzzy;

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
    Substring(Box<memmem::Finder<'static>>),
    /// Substring without regard to case: the pattern in lower case.
    Holds(Vec<u8>),
    Exact(Vec<u8>),
    Prefix(Vec<u8>),
    Automaton(Box<RefCell<Automaton>>),
    Fuzzy(Vec<u8>),
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
            Match::Substring if fold_case => Kind::Holds(text),
            Match::Substring => Kind::Substring(Box::new(memmem::Finder::new(&text).into_owned())),
            Match::Prefix => Kind::Prefix(text),
            Match::Fuzzy => Kind::Fuzzy(text),
            Match::Glob => automaton(&glob_syntax(pattern), fold_case, false)?,
            Match::Regex => {
                let syntax = core::str::from_utf8(pattern).map_err(|_| Error::Pattern("it isn't UTF-8".into()))?;
                automaton(syntax, fold_case, true)?
            }
        };
        Ok(Self { kind, fold_case })
    }

    /// Whether a name matches.
    pub fn matches(&self, name: &[u8]) -> bool {
        match &self.kind {
            Kind::Everything => true,
            Kind::Substring(finder) => finder.find(name).is_some(),
            Kind::Holds(text) => holds(name, text),
            Kind::Exact(text) => self.is_same(name, text) || self.is_shown_as(name, text),
            Kind::Prefix(text) => name
                .get(..text.len())
                .is_some_and(|start| if self.fold_case { start.eq_ignore_ascii_case(text) } else { start == text }),
            Kind::Automaton(automaton) => automaton.borrow_mut().matches(name),
            Kind::Fuzzy(text) => fuzzy::score(name, text, self.fold_case).is_some(),
        }
    }

    fn is_same(&self, name: &[u8], text: &[u8]) -> bool {
        if self.fold_case { name.eq_ignore_ascii_case(text) } else { name == text }
    }

    /// Whether a name that isn't UTF-8 is shown as the text, with U+FFFD.
    fn is_shown_as(&self, name: &[u8], text: &[u8]) -> bool {
        memmem::find(text, "\u{fffd}".as_bytes()).is_some()
            && self.is_same(String::from_utf8_lossy(name).as_bytes(), text)
    }

    /// How well a name matches a fuzzy pattern, higher is better; `None` where it doesn't. 0 for other patterns.
    pub fn score(&self, name: &[u8]) -> Option<i32> {
        match &self.kind {
            Kind::Fuzzy(text) => fuzzy::score(name, text, self.fold_case),
            _ => self.matches(name).then_some(0),
        }
    }

    /// What finds the pattern in a run of names at once, where it is a plain substring.
    pub(crate) fn finder(&self) -> Option<&memmem::Finder<'static>> {
        match &self.kind {
            Kind::Substring(finder) => Some(finder),
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

fn automaton(syntax: &str, fold_case: bool, floating: bool) -> Result<Kind> {
    let program = Program::new(syntax, fold_case, floating)?;
    Ok(Kind::Automaton(Box::new(RefCell::new(Automaton::new(program)))))
}

/// Whether `name` holds `lower`, case of ASCII letters aside.
fn holds(name: &[u8], lower: &[u8]) -> bool {
    let first = lower[0];
    let upper = first.to_ascii_uppercase();
    let Some(last_start) = name.len().checked_sub(lower.len()) else { return false };
    let mut from = 0;
    while let Some(at) = memchr::memchr2(first, upper, &name[from..=last_start]) {
        let start = from + at;
        if name[start..start + lower.len()].eq_ignore_ascii_case(lower) {
            return true;
        }
        from = start + 1;
        if from > last_start {
            break;
        }
    }
    false
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
    use super::*;

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
