//! The facts that the derive states about models: their columns, lookups and relations. Nothing here acts on them.

pub(crate) mod every;
pub(crate) mod filter;
pub(crate) mod hierarchy;
pub(crate) mod lookup;
pub(crate) mod model;
pub(crate) mod page;
pub(crate) mod relation;
pub(crate) mod scope;
pub(crate) mod sort;
pub(crate) mod step;
pub(crate) mod through;
