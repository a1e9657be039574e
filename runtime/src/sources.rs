//! Whom a loader asks, and how much at a time. Nothing here knows when.

pub(crate) mod batch_fn;
pub(crate) mod blocking;
pub(crate) mod capacity;
pub(crate) mod source;
