//! Kprobes by name: what a kernel makes of a name, and specs that attach to one address and no other.
//!
//! A name may stand for many addresses. What attaching by it does has changed several times, from silently taking one of
//! them to refusing; [`Regime`] says which kernel does what. The rules were worked out from what three kernels (5.10.223,
//! 6.1.176, 7.3.4) answered to 1,625 specs, which the tests replay, and from the kernel's sources and stable mails for
//! the releases between. One way: [`Spec`] → [`predict`] → [`Outcome`]; [`plan`] asks it once for a name and adds the
//! specs for every address. What only a kernel's configuration or its code bytes would tell stays open and is said.
//!
//! # Example
//!
//! ```
//! use kallsyms::Table;
//! use kallsyms::query::kprobe::{Kernel, Options, Release, Verdict, plan};
//!
//! let table = Table::parse(b"ffffffff81000000 T _stext\nffffffff81001000 t init_once\nffffffff81002000 t init_once\n")?;
//! let kernel = Kernel { release: Release::parse("6.1.176"), traceable: None };
//! let plan = plan(&table, b"init_once", &Options { kernel, ..Options::default() })?;
//! assert_eq!(plan.targets[1].specs.tracefs.as_deref(), Some("p _stext+0x2000"));
//! assert_eq!(plan.targets[1].outcome.verdict, Verdict::Refused);
//! assert_eq!(plan.targets[1].outcome.errno, Some("EADDRNOTAVAIL"));
//! # Ok::<(), kallsyms::Error>(())
//! ```

mod explain;
mod occurrences;
mod plan;
mod predict;
mod release;
mod spec;
mod specs;
mod text;
mod traceable;
mod wire;

pub use plan::MOST_TARGETS;
pub use plan::Options;
pub use plan::Plan;
pub use plan::Target;
pub use plan::plan;
pub use predict::Cause;
pub use predict::Kernel;
pub use predict::Outcome;
pub use predict::Verdict;
pub use predict::predict;
pub use release::Regime;
pub use release::Release;
pub use spec::Spec;
pub use specs::Libbpf;
pub use specs::Specs;
pub use traceable::Traceable;
pub use wire::to_wire;
