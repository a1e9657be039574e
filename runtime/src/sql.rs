//! How a database is asked: statements, the values bound to them, and the rows that come back.

pub(crate) mod bindings;
pub(crate) mod column_type;
pub(crate) mod columns;
pub(crate) mod dialect;
pub(crate) mod fetch;
pub(crate) mod load_from;
pub(crate) mod origin;
pub(crate) mod packed;
pub(crate) mod probe;
pub(crate) mod query;
pub(crate) mod transaction;
