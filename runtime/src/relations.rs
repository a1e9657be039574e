//! From rows to what belongs to them: one by one, with links, of several models, and in trees.

pub(crate) mod follow;
pub(crate) mod linked;
pub(crate) mod polymorphic;
pub(crate) mod preload;
