//! The Linux kernel's symbol table, from text to answers: every address of a name, every name of an address.
//!
//! # Design
//!
//! bytes → lines → columns → indexes → rows → symbols, one way. A [`load::Loader`] takes the text in chunks and counts
//! every line that is no symbol; a [`Table`] is complete and immutable once loaded, and its queries give rows: `u32`
//! numbers in file order. Nothing here opens a file, keeps global state or knows JavaScript (but for the module `wasm`,
//! which is only there when compiled for it).
//!
//! Names are bytes: a kernel's table may hold blanks, control bytes and bytes that aren't UTF-8 in them.
//!
//! # Example
//!
//! ```
//! use kallsyms::Table;
//!
//! let text = b"ffffffff81001000 t init_once\nffffffff81002000 t init_once\nffffffffc0000000 t init_once\t[ext4]\n";
//! let table = Table::parse(text)?;
//! let addresses: Vec<u64> = table.rows_by_name(b"init_once").iter().map(|&row| table.symbol(row).address).collect();
//! assert_eq!(addresses, [0xffffffff81001000, 0xffffffff81002000, 0xffffffffc0000000]);
//! # Ok::<(), kallsyms::Error>(())
//! ```
#![forbid(unsafe_code)]

mod columns;
pub mod error;
mod index;
mod intake;
pub mod line;
pub mod load;
mod modules;
pub mod query;
pub mod report;
pub mod serialize;
mod sizes;
mod sniff;
pub mod symbol;
pub mod table;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use columns::SYSTEM;
pub use columns::SYSTEM_NAME;
pub use error::Error;
pub use error::Result;
pub use symbol::Symbol;
pub use table::Table;
