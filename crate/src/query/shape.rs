//! What the parts of a regular expression tell before any name is read: whether it is a plain text, where it begins or ends, and
//! which text every match holds.

use super::needle::Literal;
use super::syntax::ByteSet;
use super::syntax::Look;
use super::syntax::Part;

/// Least rarity of a text that it pays to look for before a name is matched.
const RARE_ENOUGH: usize = 7;

/// A pattern, simplified; a name matches it as it matched the whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// What is left between the ends.
    pub(super) parts: Vec<Part>,
    /// Whether it must begin where the name does.
    pub(super) at_start: bool,
    /// Whether it must end where the name does.
    pub(super) at_end: bool,
}

impl Shape {
    /// Of a pattern that may be found anywhere in a name.
    pub(super) fn of(pattern: Part) -> Self {
        let mut parts = Vec::new();
        flatten(pattern, &mut parts);
        let at_start = take_ends(&mut parts, Look::Start);
        parts.reverse();
        let at_end = take_ends(&mut parts, Look::End);
        parts.reverse();
        Self { parts, at_start, at_end }
    }

    /// Whether every name matches.
    pub(super) fn is_everything(&self) -> bool {
        self.parts.is_empty() && !(self.at_start && self.at_end)
    }

    /// The text that the parts are, where they are one.
    pub(super) fn literal(&self) -> Option<Literal> {
        let mut run = Run::default();
        for part in &self.parts {
            let Part::Bytes(set) = part else { return None };
            run.push(*set)?;
        }
        // Where letters of one case stand beside letters of both, neither way of comparing is right.
        let is_mixed = run.has_pairs && run.has_lone_letters;
        (!self.parts.is_empty() && !is_mixed).then(|| run.literal())
    }

    /// A text that every name that matches holds, where one is rare enough to help.
    pub(super) fn required(&self) -> Option<Literal> {
        let mut search = Required::default();
        self.parts.iter().for_each(|part| search.visit(part));
        search.end_run();
        search.best.filter(|best| best.rarity() >= RARE_ENOUGH)
    }

    /// The pattern with its ends, to be read forwards.
    pub(super) fn forwards(mut self) -> Part {
        if self.at_end {
            self.parts.push(Part::Look(Look::End));
        }
        Part::All(self.parts)
    }

    /// The pattern as names read backwards match it.
    pub(super) fn backwards(self) -> Part {
        reversed(Part::All(self.parts))
    }
}

fn flatten(part: Part, into: &mut Vec<Part>) {
    match part {
        Part::All(parts) => parts.into_iter().for_each(|part| flatten(part, into)),
        other => into.push(other),
    }
}

/// Takes what stands at an end of a pattern and makes no difference; gives whether the pattern is bound to that end of the name.
fn take_ends(parts: &mut Vec<Part>, end: Look) -> bool {
    let looks = parts.iter().take_while(|part| **part == Part::Look(end)).count();
    let mut is_bound = looks > 0;
    let mut taken = looks;
    while let Some(Part::Repeat { part, min: 0, max }) = parts.get(taken) {
        // Any bytes at all: what follows may be anywhere.
        let is_any = max.is_none() && **part == Part::Bytes(ByteSet::of(|_| true));
        if is_bound && !is_any {
            break;
        }
        is_bound = false;
        taken += 1;
    }
    parts.drain(..taken);
    is_bound
}

fn reversed(part: Part) -> Part {
    match part {
        Part::Bytes(_) => part,
        Part::Look(look) => Part::Look(match look {
            Look::Start => Look::End,
            Look::End => Look::Start,
            Look::LineStart => Look::LineEnd,
            Look::LineEnd => Look::LineStart,
            Look::WordEdge | Look::NoWordEdge => look,
        }),
        Part::All(parts) => Part::All(parts.into_iter().rev().map(reversed).collect()),
        Part::Either(parts) => Part::Either(parts.into_iter().map(reversed).collect()),
        Part::Repeat { part, min, max } => Part::Repeat { part: Box::new(reversed(*part)), min, max },
    }
}

/// Bytes that stand one after the other.
#[derive(Debug, Default)]
struct Run {
    text: Vec<u8>,
    has_pairs: bool,
    has_lone_letters: bool,
}

impl Run {
    /// Takes a byte, or both cases of a letter; `None` where it is another set.
    fn push(&mut self, set: ByteSet) -> Option<()> {
        let mut members = set.members();
        let first = members.next()?;
        match (members.next(), members.next()) {
            (None, _) => self.has_lone_letters |= first.is_ascii_alphabetic(),
            (Some(second), None) if first.is_ascii_uppercase() && second == first.to_ascii_lowercase() => {
                self.has_pairs = true;
            }
            _ => return None,
        }
        self.text.push(first);
        Some(())
    }

    /// Without regard to case where one letter has both.
    fn literal(&self) -> Literal {
        let text = if self.has_pairs { self.text.to_ascii_lowercase() } else { self.text.clone() };
        Literal { text, fold_case: self.has_pairs }
    }
}

/// The rarest text that must be there.
#[derive(Debug, Default)]
struct Required {
    run: Run,
    best: Option<Literal>,
}

impl Required {
    fn visit(&mut self, part: &Part) {
        match part {
            Part::Bytes(set) => {
                if self.run.push(*set).is_none() {
                    self.end_run();
                }
            }
            // Nothing lies between what is before and behind.
            Part::Look(_) => {}
            Part::All(parts) => parts.iter().for_each(|part| self.visit(part)),
            Part::Either(_) | Part::Repeat { min: 0, .. } => self.end_run(),
            // The first time it stands right behind what is before.
            Part::Repeat { part, .. } => {
                self.visit(part);
                self.end_run();
            }
        }
    }

    fn end_run(&mut self) {
        let run = core::mem::take(&mut self.run);
        let mut literal = run.literal();
        literal.text.truncate(super::needle::LONGEST_FOLDED);
        if self.best.as_ref().is_none_or(|best| literal.rarity() > best.rarity()) {
            self.best = Some(literal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    fn shape(pattern: &str) -> Shape {
        Shape::of(parse(pattern, false).unwrap())
    }

    fn required(pattern: &str) -> Option<String> {
        shape(pattern).required().map(|literal| {
            let text = String::from_utf8(literal.text).unwrap();
            if literal.fold_case { format!("(?i){text}") } else { text }
        })
    }

    #[test]
    fn texts_that_every_match_holds_are_found() {
        for (pattern, expected) in [
            ("tcp_.*sk$", Some("tcp_")),
            ("(?s)^.*tcp.*rcv.*$", Some("rcv")),
            ("a(?:b|c)def+", Some("def")),
            ("(abc){2,3}", Some("abc")),
            ("(abc)*x?", None),
            ("x(abc)+d", Some("xabc")),
            ("abc|abd", None),
            ("[ab]_", None),
            ("(?i)Vfs_R", Some("(?i)vfs_r")),
            ("vf(?i:s_)", Some("(?i)vfs_")),
            (r"vfs\b_", Some("vfs_")),
            ("q", Some("q")),
            ("e", None),
        ] {
            assert_eq!(required(pattern).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn plain_texts_are_told_from_patterns() {
        let whole = |pattern: &str| {
            let shape = shape(pattern);
            shape.literal().map(|literal| {
                (String::from_utf8(literal.text).unwrap(), literal.fold_case, shape.at_start, shape.at_end)
            })
        };
        assert_eq!(whole("^vfs_"), Some(("vfs_".into(), false, true, false)));
        assert_eq!(whole("(?s)^(?:.*vfs_.*)$"), Some(("vfs_".into(), false, false, false)));
        assert_eq!(whole("(?i)vfs.*"), Some(("vfs".into(), true, false, false)));
        assert_eq!(whole("vf(?i:s)"), None);
        assert_eq!(whole("^^a$"), Some(("a".into(), false, true, true)));
        assert_eq!(whole("a|b"), None);
        assert!(shape("").is_everything() && shape("a*$").is_everything() && shape("^x?").is_everything());
        assert!(!shape("^$").is_everything() && !shape("^a*$").is_everything());
    }
}
