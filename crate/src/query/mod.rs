//! What can be asked of a table beyond its plain lookups; each module reads a [`Table`](crate::Table) and gives rows.

mod automaton;
pub mod difference;
mod fuzzy;
pub mod kprobe;
mod needle;
pub mod order;
pub mod pattern;
pub mod search;
mod shape;
pub mod statistics;
pub mod suggest;
mod syntax;
pub mod variant;
