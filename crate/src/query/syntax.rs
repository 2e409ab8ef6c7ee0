//! The syntax of regular expressions: a pattern in, its parts out.
//!
//! That of the crate `regex` with Unicode off, without what a name search doesn't need: no Unicode classes, no verbose
//! mode, no operations on sets. Look-around and back-references can't be matched in linear time and are refused by name.
//! `regex-syntax` would parse all of it, for a third of what the whole `.wasm` may weigh.

use crate::error::Error;
use crate::error::Result;

/// Deepest nesting of groups.
const DEEPEST: usize = 100;

/// Highest number in a counted repetition.
const MOST_TIMES: u32 = 1000;

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(super) fn of(wanted: impl Fn(u8) -> bool) -> Self {
        let mut set = Self::default();
        (0..=255).filter(|&byte| wanted(byte)).for_each(|byte| set.insert(byte));
        set
    }

    fn insert(&mut self, byte: u8) {
        self.0[usize::from(byte) / 64] |= 1 << (byte % 64);
    }

    pub(super) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte) / 64] >> (byte % 64) & 1 == 1
    }

    /// Its bytes, ascending.
    pub(super) fn members(self) -> impl Iterator<Item = u8> {
        (0..=255).filter(move |&byte| self.contains(byte))
    }

    fn or(self, other: Self) -> Self {
        Self::of(|byte| self.contains(byte) || other.contains(byte))
    }

    fn not(self) -> Self {
        Self::of(|byte| !self.contains(byte))
    }

    fn without_case(self) -> Self {
        Self::of(|byte| self.contains(byte.to_ascii_lowercase()) || self.contains(byte.to_ascii_uppercase()))
    }
}

/// What must hold between two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Start,
    End,
    LineStart,
    LineEnd,
    WordEdge,
    NoWordEdge,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Bytes(ByteSet),
    Look(Look),
    All(Vec<Self>),
    Either(Vec<Self>),
    Repeat { part: Box<Self>, min: u32, max: Option<u32> },
}

/// Parses a pattern.
///
/// # Errors
///
/// [`Error::Pattern`] with what is wrong and at which byte.
pub(super) fn parse(pattern: &str, fold_case: bool) -> Result<Part> {
    let flags = Flags { fold_case, many_lines: false, dot_is_any: false };
    let mut parser = Parser { pattern, at: 0, depth: 0 };
    let part = parser.alternatives(&mut { flags })?;
    if parser.at < pattern.len() {
        return parser.fail("a \")\" without its \"(\"");
    }
    Ok(part)
}

#[derive(Debug, Clone, Copy)]
struct Flags {
    fold_case: bool,
    many_lines: bool,
    dot_is_any: bool,
}

struct Parser<'a> {
    pattern: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn fail<T>(&self, what: &str) -> Result<T> {
        Err(Error::Pattern(format!("{what} at byte {}", self.at)))
    }

    fn peek(&self) -> Option<char> {
        self.pattern[self.at..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn take_if(&mut self, text: &str) -> bool {
        let found = self.pattern[self.at..].starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Parts parted by `|`, up to a `)` or the end.
    fn alternatives(&mut self, flags: &mut Flags) -> Result<Part> {
        let mut parts = vec![self.sequence(flags)?];
        while self.take_if("|") {
            parts.push(self.sequence(flags)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Part::Either(parts) })
    }

    fn sequence(&mut self, flags: &mut Flags) -> Result<Part> {
        let mut parts = Vec::new();
        while let Some(next) = self.peek().filter(|&next| next != '|' && next != ')') {
            let part = match next {
                '(' => match self.group(flags)? {
                    Some(part) => part,
                    // Flags for what follows.
                    None => continue,
                },
                '*' | '+' | '?' | '{' => {
                    return self.fail("a repetition of nothing; put \\ before a character that stands for itself");
                }
                _ => self.single(*flags)?,
            };
            parts.push(self.repetitions(part)?);
        }
        Ok(Part::All(parts))
    }

    /// A part with all repetitions behind it.
    fn repetitions(&mut self, mut part: Part) -> Result<Part> {
        loop {
            let (min, max) = match self.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => self.counts()?,
                _ => return Ok(part),
            };
            self.take();
            // Whether as few or as many as possible are taken makes no difference to whether a name matches.
            self.take_if("?");
            part = Part::Repeat { part: Box::new(part), min, max };
        }
    }

    /// `{n}`, `{n,}` or `{n,m}`, up to its last character.
    fn counts(&mut self) -> Result<(u32, Option<u32>)> {
        self.take();
        let min = self.count()?;
        let max = match self.take_if(",") {
            true if self.peek() == Some('}') => None,
            true => Some(self.count()?),
            false => Some(min),
        };
        if self.peek() != Some('}') || max.is_some_and(|max| max < min) {
            return self.fail("a count must read {n}, {n,} or {n,m} with n not above m");
        }
        Ok((min, max))
    }

    fn count(&mut self) -> Result<u32> {
        let digits = self.pattern[self.at..].bytes().take_while(u8::is_ascii_digit).count();
        match self.pattern[self.at..self.at + digits].parse() {
            Ok(count) if count <= MOST_TIMES => {
                self.at += digits;
                Ok(count)
            }
            _ => self.fail("a count must be a number up to 1000; put \\ before a { that stands for itself"),
        }
    }

    /// A group, or flags for the rest of the group around it.
    fn group(&mut self, flags: &mut Flags) -> Result<Option<Part>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.fail("groups are nested too deeply");
        }
        self.take();
        let mut inner = *flags;
        if self.take_if("?") && !self.head_of_group(&mut inner)? {
            *flags = inner;
            self.depth -= 1;
            return Ok(None);
        }
        let part = self.alternatives(&mut inner)?;
        if !self.take_if(")") {
            return self.fail("a \"(\" without its \")\"");
        }
        self.depth -= 1;
        Ok(Some(part))
    }

    /// What stands after `(?`; gives whether a group's content follows.
    fn head_of_group(&mut self, flags: &mut Flags) -> Result<bool> {
        for refused in ["=", "!", "<=", "<!"] {
            if self.pattern[self.at..].starts_with(refused) {
                return self.fail("look-around can't be matched in linear time and isn't there");
            }
        }
        if self.take_if("P<") || self.take_if("<") {
            while self.take().is_some_and(|next| next != '>') {}
            return Ok(true);
        }
        let mut on = true;
        loop {
            match self.take() {
                Some(':') => return Ok(true),
                Some(')') => return Ok(false),
                Some('-') => on = false,
                Some('i') => flags.fold_case = on,
                Some('m') => flags.many_lines = on,
                Some('s') => flags.dot_is_any = on,
                Some('u') if !on => {}
                _ => return self.fail("the flags of a group are i, m and s"),
            }
        }
    }

    /// A character, a set, an escape or an anchor.
    fn single(&mut self, flags: Flags) -> Result<Part> {
        match self.take() {
            Some('.') => Ok(Part::Bytes(ByteSet::of(|byte| flags.dot_is_any || byte != b'\n'))),
            Some('^') => Ok(Part::Look(if flags.many_lines { Look::LineStart } else { Look::Start })),
            Some('$') => Ok(Part::Look(if flags.many_lines { Look::LineEnd } else { Look::End })),
            Some('[') => Ok(Part::Bytes(self.set(flags)?)),
            Some('\\') => self.escape(flags),
            Some(other) => Ok(character(other, flags)),
            None => self.fail("something is missing"),
        }
    }

    fn escape(&mut self, flags: Flags) -> Result<Part> {
        let look = match self.peek() {
            Some('b') => Look::WordEdge,
            Some('B') => Look::NoWordEdge,
            Some('A') => Look::Start,
            Some('z') => Look::End,
            Some('1'..='9') => return self.fail("back-references can't be matched in linear time and aren't there"),
            _ => return Ok(Part::Bytes(case(self.escaped_set()?, flags))),
        };
        self.take();
        Ok(Part::Look(look))
    }

    /// What stands after a `\`, as a set of bytes.
    fn escaped_set(&mut self) -> Result<ByteSet> {
        let Some(letter) = self.take() else { return self.fail("nothing after the last \\") };
        let class = |member: Member, upper: bool| ByteSet::of(|byte| member(&byte) != upper);
        let byte = match letter {
            'd' | 'D' => return Ok(class(u8::is_ascii_digit, letter == 'D')),
            'w' | 'W' => return Ok(class(is_word, letter == 'W')),
            's' | 'S' => return Ok(class(is_space, letter == 'S')),
            't' => b'\t',
            'n' => b'\n',
            'r' => b'\r',
            'f' => 0x0c,
            'v' => 0x0b,
            'a' => 0x07,
            'x' => self.hex()?,
            _ if letter.is_ascii_punctuation() || letter == ' ' => letter as u8,
            _ => {
                self.at -= letter.len_utf8();
                return self.fail("an escape that isn't known");
            }
        };
        Ok(ByteSet::of(|other| other == byte))
    }

    /// Two digits, as a byte.
    fn hex(&mut self) -> Result<u8> {
        let digits =
            self.pattern[self.at..].get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
            return self.fail("\\x takes two hexadecimal digits");
        };
        self.at += 2;
        Ok(byte)
    }

    /// A set, after its `[`.
    fn set(&mut self, flags: Flags) -> Result<ByteSet> {
        let negated = self.take_if("^");
        let mut set = ByteSet::default();
        let mut first = true;
        while first || self.peek() != Some(']') {
            set = set.or(self.member(flags)?);
            first = false;
        }
        self.take();
        Ok(if negated { set.not() } else { set })
    }

    /// A byte, a range, an escape or a `[:class:]` in a set.
    fn member(&mut self, flags: Flags) -> Result<ByteSet> {
        if self.take_if("[:") {
            return self.named_class().map(|set| case(set, flags));
        }
        for refused in ["[", "&&", "--", "~~"] {
            if self.pattern[self.at..].starts_with(refused) {
                return self.fail("a set in a set or an operation on sets isn't there; put \\ before characters that stand for themselves");
            }
        }
        let low = self.bound()?;
        let rest = &self.pattern[self.at..];
        if !rest.starts_with('-') || rest.starts_with("-]") {
            return Ok(case(low, flags));
        }
        self.take();
        let high = self.bound()?;
        match (only(low), only(high)) {
            (Some(low), Some(high)) if low <= high => Ok(case(ByteSet::of(|byte| (low..=high).contains(&byte)), flags)),
            _ => self.fail("a range in a set must run upwards from one character to another"),
        }
    }

    /// One end of a range.
    fn bound(&mut self) -> Result<ByteSet> {
        match self.take() {
            Some('\\') => self.escaped_set(),
            Some(next) if next.is_ascii() => Ok(ByteSet::of(|byte| byte == next as u8)),
            Some(_) => self.fail("a set holds single bytes; write alternatives, such as (é|è), for other characters"),
            None => self.fail("a \"[\" without its \"]\""),
        }
    }

    fn named_class(&mut self) -> Result<ByteSet> {
        const CLASSES: [(&str, Member); 12] = [
            ("alnum:]", u8::is_ascii_alphanumeric),
            ("alpha:]", u8::is_ascii_alphabetic),
            ("ascii:]", u8::is_ascii),
            ("cntrl:]", u8::is_ascii_control),
            ("digit:]", u8::is_ascii_digit),
            ("graph:]", u8::is_ascii_graphic),
            ("lower:]", u8::is_ascii_lowercase),
            ("punct:]", u8::is_ascii_punctuation),
            ("space:]", is_space),
            ("upper:]", u8::is_ascii_uppercase),
            ("word:]", is_word),
            ("xdigit:]", u8::is_ascii_hexdigit),
        ];
        let negated = self.take_if("^");
        match CLASSES.iter().find(|(name, _)| self.pattern[self.at..].starts_with(name)) {
            Some((name, member)) => {
                self.at += name.len();
                Ok(ByteSet::of(|byte| member(&byte) != negated))
            }
            None => self.fail("a class in brackets that isn't known"),
        }
    }
}

/// Tells whether a byte belongs to a class.
type Member = fn(&u8) -> bool;

/// A character as its bytes.
fn character(text: char, flags: Flags) -> Part {
    let mut bytes = [0; 4];
    let bytes = text.encode_utf8(&mut bytes).bytes();
    let mut parts: Vec<Part> = bytes.map(|byte| Part::Bytes(case(ByteSet::of(|other| other == byte), flags))).collect();
    if parts.len() == 1 { parts.remove(0) } else { Part::All(parts) }
}

fn case(set: ByteSet, flags: Flags) -> ByteSet {
    if flags.fold_case { set.without_case() } else { set }
}

/// The only member of a set.
fn only(set: ByteSet) -> Option<u8> {
    let mut members = set.members();
    members.next().filter(|_| members.next().is_none())
}

/// What `\w` stands for.
pub(super) fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

/// What `\s` stands for.
fn is_space(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || *byte == 0x0b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_refused_with_its_place() {
        for (pattern, at) in [
            ("(", 1),
            ("a)", 1),
            ("*a", 0),
            ("[a", 2),
            ("a{", 2),
            ("a{2,1}", 5),
            ("a{1001}", 2),
            ("(?=a)", 2),
            ("(?<!a)", 2),
            (r"\1", 1),
            (r"\pL", 1),
            ("[[a]]", 1),
            ("[a&&b]", 2),
            ("[z-a]", 4),
            ("[é]", 3),
            ("(?x)a", 3),
            (r"\xg", 2),
            ("a\\", 2),
            ("[[:nope:]]", 3),
        ] {
            match parse(pattern, false) {
                Err(Error::Pattern(why)) => assert!(why.ends_with(&format!(" at byte {at}")), "{pattern}: {why}"),
                other => panic!("{pattern}: {other:?}"),
            }
        }
        assert!(parse(&"(".repeat(200), false).is_err());
    }
}
