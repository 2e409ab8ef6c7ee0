//! A regular expression as a deterministic automaton whose states are made when they are first needed.
//!
//! The parts of a pattern become a nondeterministic automaton over bytes (Thompson), which is determinized while names
//! are read, a state per set of nondeterministic states. A name takes one table look-up a byte, and a byte never more
//! time than the pattern is long, whatever the pattern: there is no backtracking.
//!
//! The crate `regex-automata` does the same in 86 KB of gzipped WebAssembly, of 150 that the whole may have;
//! `regex-lite` takes 23 KB but reads a name many times slower than a keystroke in the search box allows.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::error::Result;

use super::syntax::ByteSet;
use super::syntax::Look;
use super::syntax::Part;
use super::syntax::is_word;

/// Most nondeterministic states; bounds what a counted repetition unfolds to.
const MOST_NODES: usize = 20_000;

/// Most entries of the transition table before it is thrown away and begun anew.
const MOST_TRANSITIONS: usize = 1 << 20;

/// A nondeterministic state.
#[derive(Debug, Clone)]
enum Node {
    /// One byte of a set, then on.
    Bytes { set: ByteSet, next: u32 },
    /// On to both without a byte.
    Split(u32, u32),
    /// On without a byte where the assertion holds.
    Look { look: Look, next: u32 },
    /// Nothing goes on from here.
    Fail,
    /// The pattern is found.
    Found,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    nodes: Vec<Node>,
    start: u32,
    /// Whether the pattern may begin anywhere in a name.
    floating: bool,
    /// Bytes that no part of the pattern tells apart are one class.
    classes: [u8; 256],
    /// A byte of each class; behind the last class stands the end of the name.
    samples: Vec<u8>,
}

impl Program {
    /// Compiles a pattern; `floating` lets it begin anywhere in a name.
    ///
    /// # Errors
    ///
    /// [`Error::Pattern`] where the pattern unfolds to too much.
    pub(super) fn new(pattern: &Part, floating: bool) -> Result<Self> {
        let mut compiler = Compiler { nodes: vec![Node::Found] };
        let start = compiler.compile(pattern, 0)?;
        let (classes, samples) = byte_classes(&compiler.nodes);
        Ok(Self { nodes: compiler.nodes, start, floating, classes, samples })
    }
}

/// Builds nodes from the end of the pattern to its beginning: what follows is known when a part is compiled.
struct Compiler {
    nodes: Vec<Node>,
}

impl Compiler {
    fn add(&mut self, node: Node) -> Result<u32> {
        if self.nodes.len() == MOST_NODES {
            return Err(Error::Pattern("it unfolds to too many states; use smaller counts".into()));
        }
        self.nodes.push(node);
        Ok(self.nodes.len() as u32 - 1)
    }

    /// The node at which `part` begins when `next` follows it.
    fn compile(&mut self, part: &Part, next: u32) -> Result<u32> {
        match part {
            Part::Bytes(set) => self.add(Node::Bytes { set: *set, next }),
            Part::Look(look) => self.add(Node::Look { look: *look, next }),
            Part::All(parts) => parts.iter().rev().try_fold(next, |next, part| self.compile(part, next)),
            Part::Either(parts) => {
                let fail = self.add(Node::Fail)?;
                parts.iter().rev().try_fold(fail, |others, part| {
                    let part = self.compile(part, next)?;
                    self.add(Node::Split(part, others))
                })
            }
            Part::Repeat { part, min, max } => self.repeat(part, *min, *max, next),
        }
    }

    fn repeat(&mut self, part: &Part, min: u32, max: Option<u32>, next: u32) -> Result<u32> {
        let optional = match max {
            Some(max) => (min..max).try_fold(next, |rest, _| {
                let part = self.compile(part, rest)?;
                self.add(Node::Split(part, next))
            })?,
            None => {
                let again = self.add(Node::Split(next, next))?;
                let part = self.compile(part, again)?;
                self.nodes[again as usize] = Node::Split(part, next);
                again
            }
        };
        (0..min).try_fold(optional, |rest, _| self.compile(part, rest))
    }
}

/// Classes of bytes between which no set of the pattern, and no assertion about words or lines, makes a difference.
fn byte_classes(nodes: &[Node]) -> ([u8; 256], Vec<u8>) {
    let mut borders = [false; 256];
    let mut border = |apart: &dyn Fn(u8) -> bool| {
        (1..=255).for_each(|byte: u8| borders[usize::from(byte)] |= apart(byte) != apart(byte - 1));
    };
    for node in nodes {
        match node {
            Node::Bytes { set, .. } => border(&|byte| set.contains(byte)),
            Node::Look { .. } => {
                border(&|byte| is_word(&byte));
                border(&|byte| byte == b'\n');
            }
            _ => {}
        }
    }
    let mut classes = [0; 256];
    let mut samples = vec![0];
    for byte in 1..=255_u8 {
        if borders[usize::from(byte)] {
            samples.push(byte);
        }
        classes[usize::from(byte)] = (samples.len() - 1) as u8;
    }
    (classes, samples)
}

/// Whether an assertion holds between two bytes; `None` is the edge of the name.
fn holds(look: Look, before: Option<u8>, after: Option<u8>) -> bool {
    let word = |byte: Option<u8>| byte.is_some_and(|byte| is_word(&byte));
    match look {
        Look::Start => before.is_none(),
        Look::End => after.is_none(),
        Look::LineStart => before.is_none_or(|byte| byte == b'\n'),
        Look::LineEnd => after.is_none_or(|byte| byte == b'\n'),
        Look::WordEdge => word(before) != word(after),
        Look::NoWordEdge => word(before) == word(after),
    }
}

/// A transition that wasn't made yet, the state from which no name can match any more, and the one in which the pattern was
/// found. Every other state is the place of its transitions in the table, behind these.
const UNMADE: u32 = 0;
const DEAD: u32 = 1;
const FOUND: u32 = 2;

/// What a deterministic state stands for: where the pattern may be, and the byte before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Situation {
    nodes: Vec<u32>,
    before: Option<u8>,
}

/// The deterministic states made so far.
#[derive(Debug)]
pub(super) struct Automaton {
    program: Program,
    /// For each state, which is a place in here, the next state by class; the last class is the end of the name.
    transitions: Vec<u32>,
    /// What each state stands for, in the order of their places.
    situations: Vec<Situation>,
    places: BTreeMap<Situation, u32>,
    start: u32,
    /// Grows when the table is begun anew, which makes an end of all states given before.
    generation: u32,
    /// Nodes seen while a transition is made.
    seen: Vec<bool>,
}

impl Automaton {
    pub(super) fn new(program: Program) -> Self {
        let seen = vec![false; program.nodes.len()];
        let mut automaton = Self {
            program,
            transitions: Vec::new(),
            situations: Vec::new(),
            places: BTreeMap::new(),
            start: DEAD,
            generation: 0,
            seen,
        };
        automaton.clear();
        automaton
    }

    fn clear(&mut self) {
        self.generation += 1;
        self.transitions.clear();
        self.situations.clear();
        self.places.clear();
        // No state has a number of those that stand for none.
        self.transitions.resize(self.first_state(), UNMADE);
        self.start = self.state(Situation { nodes: vec![self.program.start], before: None });
    }

    /// Entries of the table per state.
    fn stride(&self) -> usize {
        self.program.samples.len() + 1
    }

    /// Place of the first state.
    fn first_state(&self) -> usize {
        self.stride() * 2
    }

    /// Whether the pattern is found in a name, given its bytes in the order in which the pattern is to be read.
    #[inline]
    pub(super) fn matches<'a>(&mut self, name: impl Iterator<Item = &'a u8>) -> bool {
        let mut state = self.start;
        for &byte in name {
            let class = usize::from(self.program.classes[usize::from(byte)]);
            let mut next = self.transitions[state as usize + class];
            if next <= FOUND {
                if next == UNMADE {
                    next = self.make(state, class);
                }
                if next <= FOUND {
                    return next == FOUND;
                }
            }
            state = next;
        }
        let end = self.program.samples.len();
        match self.transitions[state as usize + end] {
            UNMADE => self.make(state, end) == FOUND,
            next => next == FOUND,
        }
    }

    #[cold]
    fn make(&mut self, state: u32, class: usize) -> u32 {
        let after = self.program.samples.get(class).copied();
        let generation = self.generation;
        let next = match self.follow(state, after) {
            None => FOUND,
            Some(nodes) if nodes.is_empty() || after.is_none() => DEAD,
            Some(nodes) => self.state(Situation { nodes, before: self.relevant(after) }),
        };
        if self.generation == generation {
            self.transitions[state as usize + class] = next;
        }
        next
    }

    /// The byte before matters only for assertions; without any, states differ by their nodes alone.
    fn relevant(&self, byte: Option<u8>) -> Option<u8> {
        let has_looks = self.program.nodes.iter().any(|node| matches!(node, Node::Look { .. }));
        byte.filter(|_| has_looks)
    }

    /// The nodes after a byte (or the end of the name), sorted; `None` where the pattern is found before it.
    fn follow(&mut self, state: u32, after: Option<u8>) -> Option<Vec<u32>> {
        let number = (state as usize - self.first_state()) / self.stride();
        let Situation { nodes, before } = self.situations[number].clone();
        self.seen.fill(false);
        let mut next = Vec::new();
        let mut todo = nodes;
        while let Some(node) = todo.pop() {
            if core::mem::replace(&mut self.seen[node as usize], true) {
                continue;
            }
            match &self.program.nodes[node as usize] {
                Node::Found => return None,
                Node::Split(a, b) => todo.extend([*b, *a]),
                Node::Look { look, next } if holds(*look, before, after) => todo.push(*next),
                Node::Bytes { set, next: on } if after.is_some_and(|byte| set.contains(byte)) => next.push(*on),
                _ => {}
            }
        }
        if self.program.floating {
            next.push(self.program.start);
        }
        next.sort_unstable();
        next.dedup();
        Some(next)
    }

    /// The state of a situation, new or known.
    fn state(&mut self, situation: Situation) -> u32 {
        if let Some(&place) = self.places.get(&situation) {
            return place;
        }
        if self.transitions.len() + self.stride() > MOST_TRANSITIONS {
            self.clear();
        }
        let place = self.transitions.len() as u32;
        self.transitions.resize(self.transitions.len() + self.stride(), UNMADE);
        self.situations.push(situation.clone());
        self.places.insert(situation, place);
        place
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::bytes::RegexBuilder;

    use super::super::syntax::parse;
    use super::*;

    fn automaton(pattern: &str, fold_case: bool) -> Automaton {
        Automaton::new(Program::new(&parse(pattern, fold_case).unwrap(), true).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]
        #[test]
        fn agrees_with_the_crate_regex(
            parts in prop::collection::vec(prop::sample::select(vec![
                "a", "b", "_", "x", ".", "(a|b_)", "[a-b]", "[^a]", r"\b", r"\B", "^", "$", r"\w", r"\W", "(?m:^)", "(?m:$)",
                "a*", "b+", "(ab)?", "(a|bb){1,3}", "(?:b|)*", r"\d", r"\x00", "[[:alpha:]]", "|", "é|a", "(?i)a", "(?i:b)", "(?s:.)", "a{2}", r"[^\W_]", r"\s", "[]a]", "(?-i)b", "(?:a)", r"\xff", "a*?",
            ]), 0..7),
            fold_case: bool,
            names in prop::collection::vec(prop::collection::vec(prop::sample::select(b"abAB_.x\n\r\0\xff9\xc3\xa9".to_vec()), 0..9), 1..6),
        ) {
            let pattern = parts.concat();
            let twin = RegexBuilder::new(&pattern).unicode(false).case_insensitive(fold_case).build().unwrap();
            let mut automaton = automaton(&pattern, fold_case);
            for name in names {
                prop_assert_eq!(automaton.matches(name.iter()), twin.is_match(&name), "{} {:?}", pattern, name);
            }
        }
    }

    #[test]
    fn a_table_that_outgrows_its_bound_is_begun_anew_and_goes_on_right() {
        // Its deterministic states double with each counted byte.
        let pattern = "a[ab]{18}c";
        let mut automaton = automaton(pattern, false);
        let twin = regex::bytes::Regex::new(pattern).unwrap();
        let mut state = 1_u32;
        for _ in 0..300 {
            let name: Vec<u8> = (0..2000)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    if state >> 16 == 0 { b'c' } else { b'a' + (state >> 31) as u8 }
                })
                .collect();
            assert_eq!(automaton.matches(name.iter()), twin.is_match(&name));
        }
        assert!(automaton.generation > 1, "the test must reach the bound");
        assert!(automaton.transitions.len() <= MOST_TRANSITIONS);
    }

    #[test]
    fn patterns_that_unfold_without_end_are_refused() {
        assert!(Program::new(&parse("((a{100}){100}){100}", false).unwrap(), true).is_err());
        assert!(automaton("", false).matches([].iter()));
    }
}
