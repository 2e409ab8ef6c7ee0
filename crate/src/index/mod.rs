//! The indexes over the columns: by name, by address, and the bit sets that mark rows and positions.

pub(crate) mod address;
pub(crate) mod bits;
pub(crate) mod hash;
pub(crate) mod name;
pub(crate) mod sort;
