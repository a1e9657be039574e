//! Relations from rows to the rows that belong to them: one by one, with links, to several models, and in trees.

pub(crate) mod check;
pub(crate) mod follow;
pub(crate) mod linked;
pub(crate) mod polymorphic;
pub(crate) mod preload;
