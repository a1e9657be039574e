//! The queries that loads send to a database: the rows of a lookup, their pages, their aggregates, and single columns.

pub(crate) mod aggregate;
pub(crate) mod connection;
pub(crate) mod cursor;
pub(crate) mod hint;
pub(crate) mod lazy;
pub(crate) mod page_source;
pub(crate) mod paged;
pub(crate) mod query_source;
pub(crate) mod row_source;
