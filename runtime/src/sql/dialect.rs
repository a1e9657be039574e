//! How each database is asked for the rows of some keys. `facts::lookup` states what to ask for, and `scheduler`
//! decides when.

#![cfg_attr(
    not(all(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(
        dead_code,
        unused_imports,
        reason = "each database uses a part of the text that they have in common"
    )
)]

use sqlx::Database;
use sqlx::database::HasStatementCache;

pub(crate) use self::keys::{Keys, Pairing, max_padded};
pub(crate) use self::nulls::PlacesNulls;
pub(crate) use self::page::{KeyedSlice, Slices, SortColumn, SortValue};
pub(crate) use self::preparing::Preparing;
pub(crate) use self::question::{Question, Rank};
pub(crate) use self::read_rows::ReadRows;
pub use self::read_rows::Value;
pub(crate) use self::row::Checked;
pub use self::row::Row;
pub(crate) use self::slicing::Slicing;
pub(crate) use self::statement::Statement;
pub(crate) use self::syntax::{Numbers, Syntax};
pub(crate) use self::transactions::{Transactions, start_rollback};

#[cfg(feature = "mysql")]
mod fold;
#[cfg(feature = "sqlite")]
mod json;
mod keys;
#[cfg(feature = "mysql")]
mod mysql;
mod nulls;
mod page;
#[cfg(feature = "postgres")]
mod postgres;
mod preparing;
mod question;
mod read_rows;
mod recursive;
mod row;
mod slicing;
#[cfg(feature = "sqlite")]
mod sqlite;
mod statement;
mod syntax;
mod table;
#[cfg(all(test, any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
mod tests;
mod transactions;

/// A database on which lookups can be performed: SQLite, PostgreSQL, and MySQL with MariaDB.
///
/// Each database has a feature of its own. The trait is sealed, so other crates cannot implement it.
///
/// # What a key finds
///
/// A key finds the rows whose column the database holds equal to it. If a column ignores case, the key `'abc'` also
/// finds the rows of `'ABC'`, and if both keys are asked, each finds the rows of both. Integers, UUIDs, bytes, booleans
/// and dates compare alike everywhere. For text, the database tells which key a row answers, in the same statement.
/// MySQL and MariaDB cannot do that at a bearable price: they are asked once more, and only if keys hold letters beyond
/// ASCII or differ only in what a collation may ignore.
///
/// # How rows come
///
/// Rows come one by one, with one exception. sqlx passes each row of SQLite through a channel between two threads,
/// which takes longer than finding the row. So the statement packs up to 10 000 rows into one text if all columns of a
/// model are read into integers, `bool`, `String`, `Option`s of these or, with the feature `chrono`, `NaiveDate`.
/// batchload takes the text apart, and any further rows follow one by one. This takes half the time and gives the same
/// rows. If one of the packed rows holds a value of more than 1 000 bytes or a BLOB, all rows come one by one. If a
/// value does not fit its field, batchload asks for the rows once more without packing, so that the error is the
/// driver's.
#[diagnostic::on_unimplemented(
    message = "batchload cannot load from `{Self}`",
    label = "not a database that batchload knows",
    note = "enable batchload's own feature `sqlite`, `postgres` or `mysql`, beside that of sqlx; `sqlx::Any` is not supported"
)]
pub trait Dialect: Database + HasStatementCache + sealed::Sealed {}

pub(crate) mod sealed {
    use super::{Preparing, ReadRows, Slicing, Syntax, Transactions};

    pub trait Sealed: Syntax + ReadRows + Preparing + Slicing + Transactions {}
}
