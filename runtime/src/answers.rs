//! The answers of loads: rows in shared pieces, handles on the rows, and how rows gather under the keys that asked for
//! them. Nothing here knows where rows come from.

pub(crate) mod answer;
pub(crate) mod found_rows;
pub(crate) mod handle;
pub(crate) mod pairing;
pub(crate) mod pieces;
pub(crate) mod ranks;
pub(crate) mod shape;
