//! The sources that loaders ask, and how many keys they take at a time. Nothing here decides when a loader asks.

pub(crate) mod batch_fn;
pub(crate) mod blocking;
pub(crate) mod capacity;
pub(crate) mod found;
pub(crate) mod source;
