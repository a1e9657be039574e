//! What a load answers: rows in shared pieces, handles on them, and how they gather under the keys that asked.
//! Nothing here knows where rows come from.

pub(crate) mod answer;
pub(crate) mod found;
pub(crate) mod handle;
pub(crate) mod pairing;
pub(crate) mod pieces;
pub(crate) mod ranks;
pub(crate) mod shape;
